"""A clerk at the counter: reads the screen, lays cards, presses keys. Knows nothing else.

What is on the screen comes from the accessibility bus, what is done goes through the X server.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable
from functools import partial

from drivers.simulator.deck import DeckEntry
from pos_client.domain.outcome import Outcome
from tests.whole.demo.stage import Stage
from tests.whole.screen import NotInTime, Scene, Widget, wait_for
from ui import i18n

__all__ = ["ANSWER_S", "Clerk", "ScreenWrong", "said_in", "title_of", "words_of"]

ANSWER_S = 20.0
_DRAWN_S = 5.0
# The next key is a hand's again; who puts a scanner down takes longer than the program listens.
_HAND_S = 0.25
_FACT = re.compile(r"\{\w+\}")


class ScreenWrong(AssertionError):
    """The screen shows something else than it has to."""


def words_of(widget: Widget | None) -> str:
    """All that stands on a widget, in one line; empty for one that is not there."""
    return " ".join(widget.texts) if widget is not None else ""


def title_of(person: DeckEntry) -> str:
    """What stands largest on the person's card: a foreigner's permit leads with Latin letters."""
    fields = person.fields
    return fields.name_latin if fields.kind.startswith("FOREIGN") else fields.name


def said_in(words: str, keys: Iterable[str]) -> str | None:
    """Which of these sentences of the catalogue stands there, with whatever facts in it, or as it
    is said where there are several people."""
    for key in keys:
        for said in filter(i18n.has, (key, f"{key}_of")):
            if re.search(".+".join(map(re.escape, _FACT.split(i18n.text(said)))), words):
                return key
    return None


class Clerk:
    """Serves customers through the window."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._met: dict[str, list[Widget]] = {}

    # Looking -------------------------------------------------------------------------------

    @property
    def scene(self) -> Scene:
        return self._stage.client.application.scene()

    def sees(self, name: str) -> Widget | None:
        """Look for what is on the screen under this name; several pages have a `headline`.

        Where it was before is looked at first: a walk over everything takes a hundred times
        longer.
        """
        application = self._stage.client.application
        again = application.refresh(self._met.get(name, []))
        known = [widget for widget in again if widget.object_name == name]
        found = next((widget for widget in known if widget.is_showing), None)
        if found is None:
            found = application.find(name)
            known += [found] if found is not None else []
        self._met[name] = known
        return found

    def await_words(self, name: str, *keys: str, timeout_s: float = ANSWER_S) -> str:
        """Wait until a widget says one of these sentences of the catalogue; returns its key."""

        def said() -> str | None:
            words = words_of(self.sees(name))
            return said_in(words, keys)

        wanted = " or ".join(map(i18n.text, keys))
        return wait_for(f"{name} to say {wanted}", said, timeout_s)

    def await_widget(self, name: str, timeout_s: float = ANSWER_S) -> Widget:
        return wait_for(f"{name} on the screen", lambda: self.sees(name), timeout_s)

    def figure(self, name: str) -> int:
        """Read a number off the screen."""
        digits = re.search(r"\d+", words_of(self.await_widget(name)))
        if digits is None:
            raise ScreenWrong(f"{name} shows no number")
        return int(digits[0])

    def outcomes_in_queue(
        self, sequences: Collection[int], rows: str = "filter-all"
    ) -> dict[int, Outcome]:
        """Read off the queue page, with all its rows, what has become of these registrations.

        Where many rows stand before them, others are read: those who have to return, for example.
        """
        self._stage.hands.click(self.await_widget(rows).centre)

        def told() -> dict[int, Outcome] | None:
            found = self._outcomes_shown()
            return found if found.keys() >= set(sequences) else None

        found = wait_for("the outcomes in the queue", told, ANSWER_S)
        return {sequence: found[sequence] for sequence in sequences}

    def _outcomes_shown(self) -> dict[int, Outcome]:
        rows: dict[int, list[Widget]] = {}
        for cell in self.scene.all(lambda widget: widget.role == "cell"):
            rows.setdefault(cell.box[1], []).append(cell)
        found: dict[int, Outcome] = {}
        for row in rows.values():
            words = [words_of(cell) for cell in sorted(row, key=lambda cell: cell.box[0])]
            for outcome in Outcome:
                if words[0].isdecimal() and i18n.text(f"queue.state_{outcome.value}") in words:
                    found[int(words[0])] = outcome
        return found

    # Doing ---------------------------------------------------------------------------------

    def log_in(self) -> None:
        """Type work id, password and what the authenticator shows, as on every morning."""
        hands, services = self._stage.hands, self._stage.services
        self.await_widget("loginClerkNumber", timeout_s=30)
        self.put_cursor_in("loginClerkNumber")
        hands.type_text(services.clerk_number)
        hands.press("tab")
        self._await_cursor_in("loginPassword")
        hands.type_text(services.password)
        if services.gateway_is_running:  # without it nobody could check them
            digits = services.authenticators[services.clerk_number].fresh()
            hands.press("tab")
            self._await_cursor_in("loginSecondFactor")
            hands.type_text(digits)
        hands.press("enter")
        self.await_widget("clerk", timeout_s=30)
        wait_for("the page of the counter", lambda: self.sees("loginButton") is None)

    def unlock(self) -> None:
        """Type the password on the lock page."""
        self.put_cursor_in("loginPassword")
        self._stage.hands.type_text(self._stage.services.password)
        self._stage.hands.press("enter")
        wait_for("the lock to open", lambda: self.sees("loginButton") is None, ANSWER_S)

    def pause(self) -> None:
        """So long is a hand slower than a scanner."""
        time.sleep(_HAND_S)

    def put_cursor_in(self, name: str) -> None:
        widget = self.await_widget(name)
        if not widget.is_focused:
            self._stage.hands.click(widget.centre)
            self._await_cursor_in(name)

    def _await_cursor_in(self, name: str) -> None:
        def has_cursor() -> bool:
            widget = self.sees(name)
            return widget is not None and widget.is_focused

        wait_for(f"the cursor in {name}", has_cursor)

    def await_idle(self) -> None:
        """Wait until the counter asks for a card, and for nobody's in particular."""
        self.await_words("headline", "case.lay_card")
        self.await_widget("openDay")

    def lay(self, person: DeckEntry) -> float:
        """Lay a card and return how long it took until the person stood on the screen.

        Timed by the picture, which does not disturb the program; who it is that appeared is
        asked afterwards. If the picture went on changing, the later moment counts.
        """
        eyes, (width, height) = self._stage.eyes, self._stage.eyes.size
        middle = (width // 5, height * 5 // 24, width // 2, height // 6)
        empty = eyes.picture(middle).tobytes()
        self._stage.services.reader.lay(person.slug)
        began = time.monotonic()
        wait_for("the page to change", lambda: eyes.picture(middle).tobytes() != empty, ANSWER_S)
        seconds, shown = time.monotonic() - began, eyes.picture(middle).tobytes()
        wait_for("the person on the screen", lambda: self._shows(person), ANSWER_S)
        is_the_same = eyes.picture(middle).tobytes() == shown
        return seconds if is_the_same else time.monotonic() - began

    def _shows(self, person: DeckEntry) -> bool:
        name = self.sees("personName")
        return name is not None and name.says(title_of(person))

    def lay_for_the_page(self, person: DeckEntry, *headlines: str) -> str:
        """Lay a card that leads to a page without the person; returns which headline came."""
        self._stage.services.reader.lay(person.slug)
        return self.await_words("headline", *headlines)

    def lift(self) -> None:
        self._stage.services.reader.lift()

    def check_person(self, person: DeckEntry) -> None:
        """Compare what the screen shows with what the card says, once it is all drawn.

        Raises:
            ScreenWrong: it goes on showing anything else.
        """
        wanted = {"personName": title_of(person), "personIdNumber": person.fields.id_number}
        for name, text in wanted.items():
            try:
                wait_for(name, partial(self._reads, name, text), _DRAWN_S)
            except NotInTime:
                raise ScreenWrong(f"{name} is not what the card says") from None

    def _reads(self, name: str, text: str) -> bool:
        return text.replace(" ", "") in words_of(self.sees(name)).replace(" ", "")

    def check_person_or_mask(self, person: DeckEntry) -> None:
        """As `check_person`; after a minute only the mask is left of anybody."""
        if self.sees("personMask") is None:
            self.check_person(person)
