"""Serving customers through the window, with keys only, seen through the accessibility bus."""

from __future__ import annotations

from drivers.simulator.control import ControlClient
from tests.whole.screen import Application, Hands, wait_for
from ui import i18n

__all__ = ["register"]

_ANSWER_S = 20.0


def register(application: Application, hands: Hands, reader: ControlClient, slug: str) -> None:
    """One customer from the card to the accepted outcome on the screen.

    Raises:
        NotInTime: the screen did not go on.
    """
    reader.lay(slug)
    _await(application, "headline", "case.visual_check")
    hands.press("enter")
    wait_for("a number", lambda: application.scene().find("numberOffer-0"), _ANSWER_S)
    _await(application, "headline", "case.choose_number")
    hands.press("enter")
    _await(application, "headline", "case.seal")
    hands.press("enter")
    _await(application, "outcome", "case.ACCEPTED")
    reader.lift()


def _await(application: Application, name: str, key: str) -> None:
    words = i18n.text(key)

    def is_said() -> bool:
        widget = application.scene().find(name)
        return widget is not None and widget.says(words)

    wait_for(f"{name} to say {words}", is_said, _ANSWER_S)
