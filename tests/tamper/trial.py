"""Many edits of one chain, each held against `audit verify` and against the gateway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.tamper.device import TamperedDevice
from tests.tamper.edits import draw

__all__ = ["Tally", "run_trials"]

_UNTOUCHED_EVERY = 20


@dataclass(slots=True)
class Tally:
    """What became of the edits.

    Attributes:
        found: by `audit verify` with the newest countersignature at hand.
        found_alone: without it, by what the device itself keeps.
        noticed: of those that were not, by the gateway at the next head.
        missed: by nobody; false_alarms: findings on a chain that nobody touched.
    """

    edits: int = 0
    found: int = 0
    found_alone: int = 0
    noticed: int = 0
    untouched: int = 0
    false_alarms: int = 0
    missed: list[str] = field(default_factory=list)
    drawn: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)

    @property
    def report(self) -> dict[str, int]:
        """The figures, by their names."""
        return {
            "edits": self.edits,
            "found": self.found,
            "found_without_the_newest_countersignature": self.found_alone,
            "of_the_others_noticed_by_the_gateway": self.noticed,
            "untouched": self.untouched,
            "false_alarms": self.false_alarms,
            "missed": len(self.missed),
        }

    @property
    def is_good(self) -> bool:
        everything = self.found == self.edits == self.found_alone + self.noticed
        return everything and not self.missed and not self.false_alarms and self.untouched > 0


def run_trials(
    folder: Path, edits: int, seed: int, tell: Callable[[Tally], None] = lambda _: None
) -> Tally:
    """Draw this many edits, and every so often none at all."""
    tally, chance = Tally(), Random(f"{seed}/edits")
    device = TamperedDevice(folder, seed)
    with device.opened() as kept:
        for number in range(edits):
            if number % _UNTOUCHED_EVERY == 0:
                device.put(kept)
                report = device.examined(device.newest)
                tally.untouched += 1
                tally.false_alarms += report is None or bool(report.findings)
            kind, edited = draw(kept, chance)
            device.put(edited)
            report, alone = device.examined(device.newest), device.examined()
            is_found = report is None or bool(report.findings)
            is_found_alone = alone is None or bool(alone.findings)
            is_noticed = not is_found_alone and device.is_noticed_by_gateway(edited)
            tally.edits += 1
            tally.drawn[kind] += 1
            tally.alone[kind] += is_found_alone
            tally.found += is_found
            tally.found_alone += is_found_alone
            tally.noticed += is_noticed
            if not is_found or not (is_found_alone or is_noticed):
                tally.missed.append(f"{kind}, edit {number} of seed {seed}")
            tell(tally)
    return tally
