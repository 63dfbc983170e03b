"""Work a program from outside its process: a screen, eyes, hands, and what it says of itself.

::

    with Desktop() as desktop, Hands(desktop.display) as hands, Eyes(desktop.display) as eyes:
        program = desktop.start(["pos-client", "run"])
        with Accessibility(desktop.bus_address) as accessibility:
            application = accessibility.application(program.pid)
            line = wait_for("the line", lambda: application.scene().find("clerk"))
            hands.click(line.centre)
            hands.type_text("words")
            eyes.shoot(Path("typed.png"))
"""

from tests.whole.screen.accessible import Accessibility, Application, ProgramGone
from tests.whole.screen.display import Desktop
from tests.whole.screen.eyes import Eyes
from tests.whole.screen.giver import Giver
from tests.whole.screen.hands import Hands
from tests.whole.screen.scene import Scene, State, Widget
from tests.whole.screen.waiting import NotInTime, wait_for

__all__ = [
    "Accessibility",
    "Application",
    "Desktop",
    "Eyes",
    "Giver",
    "Hands",
    "NotInTime",
    "ProgramGone",
    "Scene",
    "State",
    "Widget",
    "wait_for",
]
