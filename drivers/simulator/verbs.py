"""What can be told to a running simulator, one line each: `lay SLUG`, `lift`, `fault NAME` ..."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from drivers.simulator.deck import Deck, DeckEntry, UnknownSlug
from drivers.simulator.device import SamDevice
from drivers.simulator.faults import Fault, Faults
from drivers.simulator.live_portraits import MANNERS, live_portrait_of
from drivers.simulator.papers import PAPER, draw_paper

__all__ = ["VerbRefused", "Verbs"]


class VerbRefused(Exception):
    """A line that cannot be followed; the text says why."""


class Verbs:
    """Follows lines and answers each with one line that begins with `ok` or `error`.

    Args:
        describe: more facts for the answer to `state`.
        plug, unplug: let the line appear and vanish.
        finish: ends the simulator, after the answer.
    """

    def __init__(
        self,
        device: SamDevice,
        deck: Deck,
        *,
        describe: Callable[[], dict[str, object]],
        plug: Callable[[], None],
        unplug: Callable[[], None],
        finish: Callable[[], None],
    ) -> None:
        self._device = device
        self._deck = deck
        self._describe = describe
        self._slug = ""
        self._before_camera = ("card", "everyday")
        self._moment = 0
        device.cards = lambda slug: deck[slug].card()
        self._verbs: dict[str, tuple[Callable[..., str], range]] = {
            "lay": (self.lay, range(1, 2)),
            "lift": (self._lift, range(1)),
            "stand": (self._stand, range(1, 3)),
            "face": (self._face, range(1)),
            "fault": (self._fault, range(1, 17)),
            "faults": (self._faults, range(1, 3)),
            "plug": (_silently(plug), range(1)),
            "unplug": (_silently(unplug), range(1)),
            "deck": (self._show_deck, range(1)),
            "state": (self._state, range(1)),
            "quit": (_silently(finish), range(1)),
        }

    def answer(self, line: str) -> str:
        """Follow one line."""
        words = line.split()
        verb, arguments = (words[0], words[1:]) if words else ("", [])
        if verb not in self._verbs:
            return f"error unknown verb {verb!r}: one of {', '.join(self._verbs)}"
        follow, counts = self._verbs[verb]
        if len(arguments) not in counts:
            return f"error {verb} takes {counts.start} to {counts.stop - 1} words"
        try:
            told = follow(*arguments)
        except (VerbRefused, UnknownSlug, ValueError, OSError) as no:
            return f"error {no}"
        return f"ok {told}".rstrip()

    def lay(self, slug: str) -> str:
        """Put a card of the deck on the empty plate."""
        card = self._deck[slug].card()
        # A person cannot swap cards between two polls either, and drivers rely on it.
        if self._device.has_card:
            raise VerbRefused(f"{self._slug} lies on the plate: lift it first")
        self._slug = slug
        self._moment += 1
        self._device.lay(card)
        return slug

    def _lift(self) -> str:
        self._device.lift()
        return ""

    def _stand(self, who: str, manner: str = "everyday") -> str:
        """Let somebody stand before the camera; `card` follows the card that was laid last, and
        `paper` is none of the deck but a paper that lies there."""
        if manner not in MANNERS:
            raise VerbRefused(f"manner {manner!r}: one of {', '.join(MANNERS)}")
        if who not in ("card", PAPER):
            self._deck[who]
        self._before_camera = (who, manner)
        self._moment += 1
        return f"{who} {manner}"

    def _face(self) -> str:
        """What the camera sees now, a JPEG in base64; nothing while nobody stands there."""
        who, manner = self._before_camera
        if who == PAPER:
            return base64.b64encode(draw_paper(f"{self._moment}")).decode()
        slug = self._slug if who == "card" else who
        return (
            base64.b64encode(_seen(self._deck[slug], manner, self._moment)).decode() if slug else ""
        )

    def _fault(self, *words: str) -> str:
        fault = Fault.parse(words)
        self._bring(self._device.faults.plus(fault))
        return fault.kind.value

    def _faults(self, verb: str, value: str = "") -> str:
        faults = self._device.faults
        if verb == "clear" and not value:
            self._bring(Faults(seed=faults.seed))
        elif verb == "seed" and value.isdecimal():
            self._bring(replace(faults, seed=int(value)))
        elif verb == "script" and value:
            text = Path(value).read_text("utf-8")
            self.follow_script(text)
        else:
            raise VerbRefused("say `faults clear`, `faults seed NUMBER` or `faults script FILE`")
        return ""

    def follow_script(self, text: str) -> None:
        """Let the faults of a script take the place of those in force.

        Raises:
            ScriptInvalid, UnknownSlug: a line makes no sense.
        """
        self._bring(Faults.parse_script(text, seed=self._device.faults.seed))

    def _bring(self, faults: Faults) -> None:
        for fault in faults.active:
            if fault.card:
                self._deck[fault.card]
        self._device.faults = faults

    def _show_deck(self) -> str:
        return _json(
            [
                {"slug": entry.slug, "zh": entry.zh, "en": entry.en, "kind": entry.kind.value}
                for entry in self._deck.entries
            ]
        )

    def _state(self) -> str:
        faults = self._device.faults
        told: dict[str, object] = {
            "card": (self._device.swapped_to or self._slug) if self._device.has_card else None,
            "sam_id": self._device.sam_id,
            "baud": self._device.baud,
            "seed": faults.seed,
            "faults": [asdict(fault) | {"kind": fault.kind.value} for fault in faults.active],
        }
        return _json(told | self._describe())


@lru_cache(maxsize=8)
def _seen(person: DeckEntry, manner: str, moment: int) -> bytes:
    """Nobody stands twice before a camera in the same way."""
    return live_portrait_of(person, distortion=MANNERS[manner](f"{person.slug} {moment}"))


def _silently(do: Callable[[], None]) -> Callable[[], str]:
    def follow() -> str:
        do()
        return ""

    return follow


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
