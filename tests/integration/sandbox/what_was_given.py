"""What the values of a patched client were given for, and what has been used up of them.

It knows of each value which gates it has passed, and nothing of how a gateway finds out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import FLOWS
from pos_client.domain.verdict import Check, Consequence, consequence_of
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.device import TestDevice

__all__ = ["Given", "Looked", "Model", "Whose"]

LIMIT = 5
_AT_START = {"resident-second-number": 1}
_SETTLED_HERE = {"QUOTA_REVIEW"}
Whose = tuple[str, UUID]
"""Device and case."""


@dataclass(frozen=True)
class Given:
    """What one signed answer of the gateway was given for."""

    whose: Whose
    transaction_id: str
    flow: str
    role: PartyRole
    reads: frozenset[UUID]
    photo_sha256: bytes
    check: str
    code: str
    nth: int

    @property
    def needs_review(self) -> bool:
        return consequence_of(self.code) is Consequence.NEEDS_REVIEW


@dataclass(frozen=True)
class Looked:
    """Who has looked at which answers, and approved."""

    by: str
    verdicts: frozenset[str]
    is_by_centre: bool


@dataclass
class Model:
    """What each value is good for, and what has been used up."""

    read: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    given: dict[str, Given] = field(default_factory=dict)
    looked: dict[str, Looked] = field(default_factory=dict)
    refused: set[Whose] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    listed: dict[str, tuple[Whose, str]] = field(default_factory=dict)
    used: Counter[object] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=lambda: Counter(_AT_START))

    def check(self, device: TestDevice, case: CaseAtHand) -> None:
        """Take an acceptance, which has to have passed every gate of its own."""
        whose, flow = (device.id, case.id), FLOWS[case.flow]
        people = (case, *case.others)
        roles = tuple(each.role or flow.lead for each in people)
        assert roles == flow.roles
        assert whose not in self.refused, "somebody has refused it"
        slugs = [self._person(device, each) for each in people]
        assert len(set(slugs)) == len(slugs), "one person in two roles"
        for each, role in zip(people, roles, strict=True):
            self._judged(device, case, each, role)
        once: list[object] = [whose, case.transaction_id]
        once += [read.id for each in people for read in each.reads]
        once += [each.photo.sha256 for each in people if each.photo is not None]
        if case.flow == "new_number":
            assert self.held[case.hold_id] == case.transaction_id, "held for another case"
            once.append(case.phone_number)
        elif case.flow == "disputed_number":
            assert case.disputed is not None
            assert self.listed[case.disputed.reference] == (whose, slugs[0]), "another's number"
        for value in once:
            self.used[value] += 1
            assert self.used[value] == 1, f"used twice: {value!r}"
        if flow.checks_of(roles[0]).count(Check.QUOTA):
            self.numbers[slugs[0]] += 1
            assert self.numbers[slugs[0]] <= LIMIT, "beyond the limit"

    def _person(self, device: TestDevice, person: CaseAtHand) -> str:
        """Whose card all of these reads were of."""
        laid = {self.read[read.id] for read in person.reads}
        assert len(laid) == 1, "reads of two"
        ((device_id, slug),) = laid
        assert device_id == device.id, "read elsewhere"
        return slug

    def _judged(
        self, device: TestDevice, case: CaseAtHand, person: CaseAtHand, role: PartyRole
    ) -> None:
        """Every check of this role has said so about just this, or somebody has looked at it."""
        answers = [self.given[token] for token in person.verdicts]
        asked = sorted(check.value for check in FLOWS[case.flow].checks_of(role))
        assert sorted(each.check for each in answers) == asked
        reads = {read.id for read in person.reads}
        photo = person.photo.sha256 if person.photo is not None else b""
        for token, answer in zip(person.verdicts, answers, strict=True):
            assert answer.whose == (device.id, case.id), "judged in another case"
            assert answer.transaction_id == case.transaction_id, "judged in another transaction"
            assert (answer.flow, answer.role) == (case.flow, role), "judged as something else"
            assert answer.reads <= reads, "judged by other reads"
            assert answer.photo_sha256 == photo, "judged with another photo"
            if answer.check == Check.QUOTA:
                slug = self._person(device, person)
                assert answer.nth > self.numbers[slug], "one number more than was judged"
            if not answer.needs_review:
                assert consequence_of(answer.code) is Consequence.GOES_ON
                continue
            looked = self.looked[person.review]
            assert token in looked.verdicts, "nobody has looked at this"
            assert looked.by != device.clerk_number, "two eyes"
            assert looked.is_by_centre or answer.code in _SETTLED_HERE, "not the counter's to say"
