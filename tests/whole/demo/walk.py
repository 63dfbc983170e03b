"""A case from the visual check to the seal, step by step, as clerk and customer go through it."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from drivers.simulator.deck import DeckEntry
from pos_client.testing.customer import device_of, iccid_of
from tests.whole.demo.clerk import ANSWER_S, Clerk, ScreenWrong, said_in, words_of
from tests.whole.demo.stage import Stage
from tests.whole.screen import NotInTime, wait_for

__all__ = ["AFTER_PHOTO", "SOMEBODY", "Saved", "Walk"]

AFTER_PHOTO = (
    *("case.choose_number", "case.refused_headline", "case.not_verified_yet", "case.review"),
    "case.seal",
)
SOMEBODY = tuple(
    f"steps.hint_{hint}"
    for hint in ("good", "too_dark", "back_light", "too_far", "too_close", "off_centre", "blurred")
)
"""What the camera may say of somebody who is there; no hint keeps anybody from the shutter."""
_STROKES = ((0.1, 0.3, 0.5, 0.7), (0.15, 0.7, 0.55, 0.2), (0.3, 0.2, 0.8, 0.6))
"""From where to where the pen goes, in parts of the pad."""
_AGAIN = "another photo"
_MOVES, _MOVE_S = 10, 0.012
_SCANS = 3


@dataclass(frozen=True, slots=True)
class Saved:
    """What the screen acknowledged: `sequence` is saved, and `outcome` as far as it was told."""

    slug: str
    sequence: int
    outcome: str
    keystrokes: int


class Walk:
    """One step each; every SIM of the shop is taken once.

    Attributes:
        seconds: for each step, how long the program took from the key to the next page.
    """

    def __init__(self, stage: Stage, clerk: Clerk, sims_taken: int = 0) -> None:
        self._stage = stage
        self._clerk = clerk
        self._sims = sims_taken
        self.seconds: dict[str, list[float]] = defaultdict(list)

    def visual_check(self) -> None:
        """One key."""
        self._clerk.await_words("headline", "case.visual_check")
        self._clerk.await_words("primaryAction", "case.go_on_visual_check")
        self._go_on("VISUAL_CHECK", "case.consent")

    def consent(self, *headlines: str, declines_face: bool = False) -> None:
        """Two keys for three ticks, a signature, and one key; next comes the photo."""
        clerk, hands = self._clerk, self._stage.hands
        clerk.await_words("headline", "case.consent")
        face = clerk.await_widget("agree-face")
        hands.press("0")
        if declines_face:
            hands.click(clerk.await_widget("decline-face").centre)
        else:
            clerk.pause()
            hands.press(_digit_of(face.name))
        clerk.await_words("primaryAction", "steps.consent_unsigned")
        self.sign("consentPad")
        clerk.await_words("primaryAction", "case.go_on_consent")
        self._go_on("CONSENT", *(headlines or ("case.live_photo",)))

    def sign(self, pad_name: str) -> None:
        """Write a few strokes with the mouse, as slowly as a hand: faster ones are thinned out."""
        hands = self._stage.hands
        left, top, width, height = self._clerk.await_widget(pad_name).box
        for x0, y0, x1, y1 in _STROKES:
            hands.hold((left + int(x0 * width), top + int(y0 * height)))
            for step in range(1, _MOVES + 1):
                x, y = x0 + (x1 - x0) * step / _MOVES, y0 + (y1 - y0) * step / _MOVES
                hands.move((left + int(x * width), top + int(y * height)))
                time.sleep(_MOVE_S)
            hands.release()

    def photo(self, *headlines: str, hints: Sequence[str] = SOMEBODY) -> str:
        """One key, once the camera shows somebody; returns the headline that came."""
        clerk = self._clerk
        clerk.await_words("headline", "case.live_photo")
        clerk.await_words("viewfinder", *hints)
        clerk.await_words("primaryAction", "case.go_on_live_photo")
        left = words_of(clerk.await_widget("photoLeft"))
        self._stage.hands.press("enter")
        began = time.monotonic()

        def came() -> str | None:
            words = words_of(clerk.sees("headline"))
            if key := said_in(words, headlines or AFTER_PHOTO):
                return key
            again = words_of(clerk.sees("photoLeft"))
            return _AGAIN if again and again != left else None

        answer = wait_for("an answer to the photo", came, ANSWER_S)
        self.seconds["LIVE_PHOTO and VERIFICATION"].append(time.monotonic() - began)
        # One more photo is asked for where the first one leaves a doubt.
        return self.photo(*headlines, hints=hints) if answer == _AGAIN else answer

    def number_and_sim(self, *, on_esim: bool = False) -> None:
        """A scan and one key; for an eSIM both numbers of the customer's device are scanned."""
        self.number_and_sim_before("case.form", on_esim=on_esim)

    def number_and_sim_before(self, *headlines: str, on_esim: bool = False) -> None:
        """The same, where another page comes next."""
        clerk = self._clerk
        clerk.await_words("headline", "case.choose_number")
        wait_for("the first number", lambda: clerk.sees("numberOffer-0"), ANSWER_S)
        self._sims += 1
        codes = device_of(self._sims) if on_esim else (iccid_of(self._sims),)
        for code in codes:
            self._scan_sim(code, "simIccid")
            clerk.pause()
        clerk.await_words("primaryAction", "case.go_on_number")
        clerk.pause()
        self._go_on("NUMBER_AND_SIM", *headlines)

    def new_sim(self) -> None:
        """A scan and one key."""
        clerk = self._clerk
        clerk.await_words("headline", "subject.new_sim")
        self._sims += 1
        clerk.pause()
        self._scan_sim(iccid_of(self._sims), "newSimIccid")
        clerk.await_words("primaryAction", "subject.go_on_new_sim")
        clerk.pause()
        self._go_on("NEW_SIM", "case.form")

    def sim_of_before(self) -> None:
        """A scan of what has gone over the counter."""
        self._clerk.await_words("headline", "case.choose_offer")
        self._clerk.pause()
        self._stage.hands.scan(iccid_of(self._sims))

    def offer_and_sim(self) -> None:
        """A scan and one key; the first offer stays marked."""
        clerk = self._clerk
        clerk.await_words("headline", "case.choose_offer")
        self._sims += 1
        clerk.pause()
        self._scan_sim(iccid_of(self._sims), "simIccid")
        clerk.await_words("primaryAction", "case.go_on_offer")
        clerk.pause()
        self._go_on("OFFER_AND_SIM", "case.form")

    def _scan_sim(self, iccid: str, shown_in: str) -> None:
        """Scan it, and again where nothing came of it: a busy computer types as slowly as a hand,
        which is no scan."""
        for left in reversed(range(_SCANS)):
            self._stage.hands.scan(iccid)
            try:
                wait_for(
                    "the SIM on the screen",
                    lambda: _has_digits(self._clerk, iccid, shown_in),
                    ANSWER_S / _SCANS,
                )
            except NotInTime:
                if not left:
                    raise
            else:
                return

    def form(self) -> None:
        """A signature and one key."""
        self._clerk.await_words("headline", "case.form")
        self.sign("formPad")
        self._clerk.await_words("primaryAction", "case.go_on_form")
        self._go_on("FORM", "case.seal")

    def review(self, *headlines: str, is_approved: bool = True) -> str:
        """The supervisor signs; returns the headline that came."""
        clerk, hands, services = self._clerk, self._stage.hands, self._stage.services
        clerk.await_words("headline", "case.review")
        clerk.put_cursor_in("reviewClerkNumber")
        hands.type_text(services.supervisor_number)
        clerk.pause()  # these fields take a Tab right behind quick keys for a scanner's
        hands.press("tab")
        hands.type_text(services.supervisor_password)
        digits = services.authenticators[services.supervisor_number].fresh()
        clerk.pause()
        hands.press("tab")
        hands.type_text(digits)
        clerk.await_words("primaryAction", "case.go_on_review")
        clerk.pause()
        if not is_approved:
            hands.press("F9")  # the first reason of the list
            clerk.pause()
        hands.press("enter" if is_approved else "F8")
        wanted = headlines or ("case.choose_number", "case.refused_headline")
        return clerk.await_words("headline", *wanted)

    def seal(self) -> int:
        """One key; returns the number under which the registration was saved."""
        self._stage.hands.press("enter")
        return self.saved()

    def saved(self) -> int:
        """The number under which the registration was saved."""
        began = time.monotonic()

        def sequence() -> int | None:
            digits = re.search(r"\d+", words_of(self._clerk.sees("savedSequence")))
            return int(digits[0]) if digits else None

        saved = wait_for("the number of the saved registration", sequence, ANSWER_S)
        self.seconds["SEAL"].append(time.monotonic() - began)
        return saved

    def _go_on(self, step: str, *headlines: str) -> str:
        """Press the one key and wait for the page behind it."""
        self._stage.hands.press("enter")
        began = time.monotonic()
        came = self._clerk.await_words("headline", *headlines)
        self.seconds[step].append(time.monotonic() - began)
        return came

    def to_the_photo(self, person: DeckEntry) -> float:
        """Card, check and consent; returns the seconds of the read."""
        seconds = self._clerk.lay(person)
        self._clerk.check_person(person)
        self.visual_check()
        self._clerk.lift()
        self.consent()
        return seconds

    def register(self, person: DeckEntry, *outcomes: str) -> tuple[Saved, float]:
        """Serve one customer to the end; also returns the seconds of the read."""
        keys = self._stage.hands.keystrokes
        seconds = self.to_the_photo(person)
        came = self.photo()
        if came == "case.choose_number":
            self.number_and_sim()
            self.form()
        elif came != "case.seal":
            raise ScreenWrong(f"{person.slug}: {came}")
        sequence = self.seal()
        outcome = self._clerk.await_words("outcome", *outcomes)
        keystrokes = self._stage.hands.keystrokes - keys
        return Saved(person.slug, sequence, outcome, keystrokes), seconds


def _digit_of(words: str) -> str:
    found = re.search(r"\d", words)
    if found is None:
        raise ScreenWrong(f"no key stands on: {words}")
    return found[0]


def _has_digits(clerk: Clerk, digits: str, name: str) -> bool:
    return digits in words_of(clerk.sees(name)).replace(" ", "")
