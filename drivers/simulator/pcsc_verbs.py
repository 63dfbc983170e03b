"""What can be told to simulated PC/SC slots, one line each: `lay SLUG`, `insert SIM`, `lift` ..."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

from drivers.simulator.chip_faults import ChipFault, FaultyChip
from drivers.simulator.chips import SIMS, BareIdChip, Chip, PagedIdChip, SimChip
from drivers.simulator.deck import Deck, UnknownSlug
from drivers.simulator.verbs import VerbRefused
from drivers.simulator.vpcd import VirtualSlot

__all__ = ["PcscVerbs"]

_ID_CHIPS: dict[str, Callable[..., Chip]] = {"paged": PagedIdChip, "bare": BareIdChip}


class PcscVerbs:
    """Follows lines and answers each with one line that begins with `ok` or `error`.

    The first slot takes ID cards, the second one SIMs.
    """

    def __init__(
        self, plate: VirtualSlot, drawer: VirtualSlot, deck: Deck, finish: Callable[[], None]
    ) -> None:
        self._plate = plate
        self._drawer = drawer
        self._deck = deck
        self._finish = finish
        self._names = {"card": "", "sim": ""}
        self._before: dict[str, Chip | None] = {"card": None, "sim": None}
        self._faults: list[ChipFault] = []
        self._verbs: dict[str, tuple[Callable[..., str], range]] = {
            "lay": (self.lay, range(1, 3)),
            "lift": (self._lift, range(1)),
            "insert": (self.insert, range(1, 2)),
            "eject": (self._eject, range(1)),
            "fault": (self._fault, range(1, 7)),
            "faults": (self._clear_faults, range(1, 2)),
            "deck": (self._show_deck, range(1)),
            "sims": (self._show_sims, range(1)),
            "state": (self._state, range(1)),
            "quit": (self._quit, range(1)),
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
        except (VerbRefused, UnknownSlug, ValueError) as no:
            return f"error {no}"
        return f"ok {told}".rstrip()

    def lay(self, slug: str, kind: str = "paged") -> str:
        """Lay a card of the deck: its record in `paged` form, or `bare` as without a SAM."""
        if kind not in _ID_CHIPS:
            raise VerbRefused(f"kind {kind!r}: one of {', '.join(_ID_CHIPS)}")
        return self._put("card", self._plate, slug, _ID_CHIPS[kind](self._deck[slug].card()))

    def insert(self, name: str) -> str:
        """Put a SIM of the drawer into its slot."""
        if name not in SIMS:
            raise VerbRefused(f"no SIM is named {name!r}: one of {', '.join(SIMS)}")
        return self._put("sim", self._drawer, name, SimChip(SIMS[name]))

    def _put(self, what: str, slot: VirtualSlot, name: str, chip: Chip) -> str:
        if slot.chip is not None:
            raise VerbRefused(f"{self._names[what]} is in there: take it out first")
        slot.insert(FaultyChip(chip, self._faults, self._before[what]))
        self._names[what], self._before[what] = name, chip
        return name

    def _lift(self) -> str:
        self._plate.remove()
        return ""

    def _eject(self) -> str:
        self._drawer.remove()
        return ""

    def _fault(self, *words: str) -> str:
        fault = ChipFault.parse(words)
        self._faults.append(fault)
        return fault.kind.value

    def _clear_faults(self, verb: str) -> str:
        if verb != "clear":
            raise VerbRefused("say `faults clear`")
        self._faults.clear()
        return ""

    def _show_deck(self) -> str:
        told = [
            {"slug": entry.slug, "zh": entry.zh, "en": entry.en, "kind": entry.kind.value}
            for entry in self._deck.entries
        ]
        return json.dumps(told, ensure_ascii=False)

    def _show_sims(self) -> str:
        return json.dumps([asdict(profile) | {"name": name} for name, profile in SIMS.items()])

    def _state(self) -> str:
        slots = {"card": self._plate, "sim": self._drawer}
        told: dict[str, object] = {
            what: self._names[what] if slot.chip else None for what, slot in slots.items()
        }
        sim = self._before["sim"]
        told |= {
            "connected": [slot.is_connected for slot in slots.values()],
            "commands": [slot.commands for slot in slots.values()],
            "forbidden_asked": sim.forbidden_asked if isinstance(sim, SimChip) else 0,
            "faults": [asdict(fault) | {"kind": fault.kind.value} for fault in self._faults],
        }
        return json.dumps(told)

    def _quit(self) -> str:
        self._finish()
        return ""
