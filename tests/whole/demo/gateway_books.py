"""What reached the gateway: its ledger as it prints it, and every case opened with its own key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from pos_client.domain.outcome import Outcome
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Envelope
from pos_client.sandbox import tables
from pos_client.sandbox.database import open_for_reading
from pos_client.sandbox.home import SandboxHome
from pos_client.sandbox.keys import KeyRing
from tests.whole.demo.identity_search import writings

__all__ = ["Comparison", "compare", "longest_run", "opened_cases", "typed_into_cases"]

# A shorter run of digits is chance: every birth year stands in every number of that age.
SHORTEST_RUN = 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the screen acknowledged against what the gateway wrote down.

    Attributes:
        lost: sequences that were called saved and never arrived.
        duplicated: effects beyond the first of a registration, and sequences entered twice.
        unasked: sequences in the ledger that no screen has ever acknowledged.
        different: sequences whose outcome on the screen is not the one in the ledger.
    """

    lost: list[int] = field(default_factory=list)
    duplicated: int = 0
    unasked: list[int] = field(default_factory=list)
    different: list[int] = field(default_factory=list)
    accepted: int = 0
    rejected: int = 0
    alarms: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All that is wrong, in words."""
        facts = {
            "lost": self.lost,
            "duplicated": self.duplicated,
            "never acknowledged": self.unasked,
            "told differently": self.different,
            "alarms": self.alarms,
        }
        return [f"{what}: {found}" for what, found in facts.items() if found]


def compare(
    acknowledged: Mapping[int, Outcome | None],
    ledger: Mapping[str, Any],
    expected_alarms: Iterable[str] = (),
) -> Comparison:
    """Compare sequence by sequence; None is a registration whose outcome was not shown yet.

    Alarms that had to come and did not are told as well as those that nobody expected.
    """
    rows = ledger["registrations"]
    entered = Counter(int(row["sequence"]) for row in rows)
    outcomes = {int(row["sequence"]): Outcome(row["outcome"]) for row in rows}
    too_often = sum(times - 1 for times in entered.values())
    return Comparison(
        lost=sorted(acknowledged.keys() - outcomes.keys()),
        duplicated=too_often + sum(max(0, int(row["effects"]) - 1) for row in rows),
        unasked=sorted(outcomes.keys() - acknowledged.keys()),
        different=[
            sequence
            for sequence, outcome in sorted(acknowledged.items())
            if outcome is not None and outcomes.get(sequence, outcome) is not outcome
        ],
        accepted=sum(outcome is Outcome.ACCEPTED for outcome in outcomes.values()),
        rejected=sum(outcome is Outcome.REJECTED for outcome in outcomes.values()),
        alarms=_unlike(expected_alarms, [alarm["code"] for alarm in ledger["alarms"]]),
    )


def _unlike(expected: Iterable[str], found: Iterable[str]) -> list[str]:
    wanted, there = Counter(expected), Counter(found)
    missing = [f"no {code}" for code in sorted((wanted - there).elements())]
    return [*sorted((there - wanted).elements()), *missing]


def opened_cases(gateway_folder: Path) -> list[bytes]:
    """Open every case in the ledger with the gateway's key: the body and the card's bytes."""
    home = SandboxHome(gateway_folder)
    keys = KeyRing(home)
    with open_for_reading(home.database_file) as connection:
        kept = connection.execute(select(tables.registrations.c.envelope)).scalars().all()
        connection.engine.dispose()
    opened = []
    for data in kept:
        envelope = Envelope.from_bytes(data)
        header = envelope.header
        plain = keys.open(header.kid, envelope.sealed_body, header.info())
        if plain is None:
            raise ValueError("a case in the ledger cannot be opened with the gateway's key")
        frames = RegistrationBody.from_bytes(plain).evidence
        opened.append(b"\0".join([plain, *(read.raw_text + read.raw_photo for read in frames)]))
    return opened


def typed_into_cases(typed: str, cases: Iterable[bytes]) -> int:
    """Count the characters of `typed` that stand in any of these cases."""
    return max((_longest_written(typed, case) for case in cases), default=0)


def longest_run(typed: str, text: str) -> int:
    """Count the characters of the longest piece of `typed` in `text`; 0 below six."""
    for length in range(len(typed), SHORTEST_RUN - 1, -1):
        for begin in range(len(typed) - length + 1):
            if typed[begin : begin + length] in text:
                return length
    return 0


def _longest_written(typed: str, case: bytes) -> int:
    for length in range(len(typed), SHORTEST_RUN - 1, -1):
        for begin in range(len(typed) - length + 1):
            piece = typed[begin : begin + length]
            if any(data in case for _, data in writings(piece)):
                return length
    return 0
