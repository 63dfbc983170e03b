"""A clerk at the counter: reads the screen, lays cards, presses keys. Knows nothing else.

What is on the screen comes from the accessibility bus, what is done goes through the X server.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from dataclasses import dataclass

from drivers.simulator.deck import DeckEntry
from pos_client.domain.outcome import Outcome
from tests.whole.demo.stage import Stage
from tests.whole.screen import Scene, Widget, wait_for
from ui import i18n

__all__ = ["Clerk", "Saved", "ScreenWrong", "title_of", "words_of"]

_ANSWER_S = 20.0


class ScreenWrong(AssertionError):
    """The screen shows something else than it has to."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What the screen acknowledged: `sequence` is saved, and `outcome` as far as it was told."""

    slug: str
    sequence: int
    outcome: str
    keystrokes: int


def words_of(widget: Widget | None) -> str:
    """All that stands on a widget, in one line; empty for one that is not there."""
    return " ".join(widget.texts) if widget is not None else ""


def title_of(person: DeckEntry) -> str:
    """What stands largest on the person's card: a foreigner's permit leads with Latin letters."""
    fields = person.fields
    return fields.name_latin if fields.kind.startswith("FOREIGN") else fields.name


class Clerk:
    """Serves customers through the window."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    # Looking -------------------------------------------------------------------------------

    @property
    def scene(self) -> Scene:
        return self._stage.client.application.scene()

    def sees(self, name: str) -> Widget | None:
        return self.scene.find(name)

    def await_words(self, name: str, *keys: str, timeout_s: float = _ANSWER_S) -> str:
        """Wait until a widget says one of these sentences of the catalogue; returns its key."""
        known = {key: i18n.text(key) for key in keys}

        def said() -> str | None:
            words = words_of(self.sees(name))
            return next((key for key, sentence in known.items() if sentence in words), None)

        return wait_for(f"{name} to say {' or '.join(known.values())}", said, timeout_s)

    def await_widget(self, name: str, timeout_s: float = _ANSWER_S) -> Widget:
        return wait_for(f"{name} on the screen", lambda: self.sees(name), timeout_s)

    def figure(self, name: str) -> int:
        """Read a number off the screen."""
        digits = re.search(r"\d+", words_of(self.await_widget(name)))
        if digits is None:
            raise ScreenWrong(f"{name} shows no number")
        return int(digits[0])

    def outcomes_in_queue(self, sequences: Collection[int]) -> dict[int, Outcome]:
        """Read off the queue page what has become of these registrations."""
        raise NotImplementedError

    # Doing ---------------------------------------------------------------------------------

    def log_in(self) -> None:
        """Type work id and password, as on every morning."""
        hands, services = self._stage.hands, self._stage.services
        number = self.await_widget("loginClerkNumber", timeout_s=30)
        if not number.is_focused:
            hands.click(number.centre)
        hands.type_text(services.clerk_number)
        hands.press("tab")
        hands.type_text(services.password)
        hands.press("enter")
        self.await_widget("clerk", timeout_s=30)
        wait_for("the page of the counter", lambda: self.sees("loginButton") is None)

    def unlock(self) -> None:
        """Type the password on the lock page."""
        password = self.await_widget("loginPassword")
        if not password.is_focused:
            self._stage.hands.click(password.centre)
        self._stage.hands.type_text(self._stage.services.password)
        self._stage.hands.press("enter")
        wait_for("the lock to open", lambda: self.sees("loginButton") is None, _ANSWER_S)

    def await_idle(self) -> None:
        """Wait until the counter asks for a card."""
        self.await_words("headline", "case.lay_card")

    def lay(self, person: DeckEntry) -> float:
        """Lay a card and return how long it took until the person stood on the screen."""
        application = self._stage.client.application
        name = application.scene(hidden_too=True).find("personName")
        wanted = title_of(person)

        def is_shown() -> bool:
            nonlocal name
            now = application.again(name) if name is not None else None
            if now is None:
                now = name = application.scene(hidden_too=True).find("personName")
            return now is not None and now.is_showing and now.says(wanted)

        self._stage.services.reader.lay(person.slug)
        began = time.monotonic()
        wait_for("the person on the screen", is_shown, _ANSWER_S)
        return time.monotonic() - began

    def lift(self) -> None:
        self._stage.services.reader.lift()

    def check_person(self, person: DeckEntry) -> None:
        """Compare what the screen shows with what the card says.

        Raises:
            ScreenWrong: it shows anything else.
        """
        scene, fields = self.scene, person.fields
        shown = {name: words_of(scene.find(name)) for name in ("personName", "personIdNumber")}
        if title_of(person) not in shown["personName"]:
            raise ScreenWrong("another name than the card's is shown")
        if fields.id_number not in shown["personIdNumber"].replace(" ", ""):
            raise ScreenWrong("another number than the card's is shown")

    def check_person_or_mask(self, person: DeckEntry) -> None:
        """As `check_person`; after a minute only the mask is left of anybody."""
        if self.sees("personMask") is None:
            self.check_person(person)

    def confirm_visual_check(self) -> str:
        """One key; returns which question or answer the page then has."""
        self.await_words("headline", "case.visual_check")
        self._stage.hands.press("enter")
        return self.await_words(
            "headline", "case.choose_number", "case.refused_headline", "case.not_verified_yet"
        )

    def confirm_number(self) -> None:
        """One key."""
        wait_for("the first number", lambda: self.sees("numberOffer-0"), _ANSWER_S)
        self.await_words("primaryAction", "case.go_on_number")
        self._stage.hands.press("enter")
        self.await_words("headline", "case.seal")

    def seal(self) -> int:
        """One key; returns the number under which the registration was saved."""
        self._stage.hands.press("enter")

        def sequence() -> int | None:
            digits = re.search(r"\d+", words_of(self.sees("savedSequence")))
            return int(digits[0]) if digits else None

        return wait_for("the number of the saved registration", sequence, _ANSWER_S)

    def register(self, person: DeckEntry, *outcomes: str) -> tuple[Saved, float]:
        """Serve one customer to the end; also returns the seconds of the read."""
        keys = self._stage.hands.keystrokes
        seconds = self.lay(person)
        self.check_person(person)
        if self.confirm_visual_check() != "case.choose_number":
            raise ScreenWrong(f"{person.slug} was refused")
        self.lift()
        self.confirm_number()
        sequence = self.seal()
        outcome = self.await_words("outcome", *outcomes)
        keystrokes = self._stage.hands.keystrokes - keys
        return Saved(person.slug, sequence, outcome, keystrokes), seconds
