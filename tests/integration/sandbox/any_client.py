"""A patched client to which every value of every case is there to be used again, anywhere.

What it gathers is honest: reads, photos, answers, approvals. What it then seals is any mixture.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.review import ReviewReason
from pos_client.domain.subject import Subject
from pos_client.domain.verdict import Check
from pos_client.protocol import jws
from pos_client.protocol.api import Paths
from pos_client.sandbox.centre import Decision
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.refusal import Refusal
from tests.attacks.moves import claims_of
from tests.honest_cases import in_other_bytes, live_photo_of
from tests.integration.sandbox.at_once import GatewayAtOnce
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.what_was_given import Given, Looked, Model

__all__ = ["AnyClient"]

PEOPLE = ("resident-lin", "resident-second-number", "resident-wang")
GIVES = "resident-jin"
FIRST_GIVEN = 200
_NO = ReviewReason.OTHER
PARTS = (
    ("verdicts", "review"),
    ("photo", "verdicts", "review"),
    ("reads",),
    ("photo",),
    ("id", "photo", "consent", "review"),
    ("others",),
    ("disputed",),
    ("phone_number", "hold_id"),
)
"""What is taken along together out of another case."""
MIXTURES = st.tuples(
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from([()] * 5 + [("review",)] * 2 + list(PARTS)),
    st.sampled_from([None] * 8 + [0, 1]),
)
"""Which case, with values of which other one, at which device; None for its own."""


@cache
def _portrait(raw_photo: bytes) -> LivePhoto:
    return live_photo_of(raw_photo, datetime.now(UTC), seed="any client")


def _photo(raw_photo: bytes) -> LivePhoto:
    """One more photo: everybody stands as still as a drawing, under a hash of its own."""
    drawn = _portrait(raw_photo)
    return replace(drawn, jpeg=in_other_bytes(drawn.jpeg), taken_at=datetime.now(UTC))


class AnyClient(RuleBasedStateMachine):
    """Two devices, four people, three flows."""

    gateway: GatewayAtOnce

    @initialize()
    def open(self) -> None:
        self.devices = self.gateway.begin_again()
        self.model = Model()
        self.cases: list[CaseAtHand] = []
        self.of: dict[int, TestDevice] = {}
        self.kept: list[CaseAtHand] = []
        self.given_away = FIRST_GIVEN

    # What honest people do ----------------------------------------------------------------------

    @rule(
        flow=st.sampled_from(["new_number", "new_number", "transfer", "disputed_number"]),
        slugs=st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
        at=st.integers(0, 1),
        are_unsure=st.tuples(st.booleans(), st.booleans()),
        are_looked_at=st.tuples(st.booleans(), st.booleans()),
    )
    def gather_two(
        self,
        flow: str,
        slugs: tuple[str, str],
        at: int,
        are_unsure: tuple[bool, bool],
        are_looked_at: tuple[bool, bool],
    ) -> None:
        """Two cases of one kind at one counter, so that each has what the other one lacks."""
        for slug, is_unsure, is_looked_at in zip(slugs, are_unsure, are_looked_at, strict=True):
            self.gather(flow, slug, at, is_unsure=is_unsure, is_looked_at=is_looked_at)

    def gather(self, flow: str, slug: str, at: int, *, is_unsure: bool, is_looked_at: bool) -> None:
        """A case as a counter has it before it is sealed."""
        device = self.devices[at]
        case = device.open_case()
        case.flow = flow
        self._at(case, device)
        if is_unsure:
            self._unsure()
        if flow == "transfer":
            self._give(device, case)
        self._read(device, case, slug)
        self._verify(device, case)
        for each in (case, *case.others) if is_looked_at else ():
            self._look(each, each, "centre")
        self._end(device, case)
        self.cases.append(case)

    @rule(slug=st.sampled_from(PEOPLE), at=st.integers(0, 1))
    def open_honestly(self, slug: str, at: int) -> None:
        """Nothing of what was tried before is in the way of anybody."""
        self.gateway.sandbox.call(lambda desk: desk.switches.clear())
        self.gather("new_number", slug, at, is_unsure=False, is_looked_at=False)
        case, device = self.cases.pop(), self.devices[at]
        answers = [self.model.given[token] for token in case.verdicts]
        if any(each.needs_review for each in answers):
            self._look(case, case, "here")
        is_full = any(each.code == "QUOTA_FULL" for each in answers)
        assert self._sealed(case, device) == ("REJECTED" if is_full else "ACCEPTED")

    # What a patched client does -----------------------------------------------------------------

    @precondition(lambda self: self.cases)
    @rule(place=st.integers(0, 9), slug=st.sampled_from(PEOPLE), is_kept=st.booleans())
    def open_again(self, place: int, slug: str, is_kept: bool) -> None:
        """Another transaction under the same id, with or without what was agreed and taken."""
        first = self.cases[place % len(self.cases)]
        device = self._device_of(first)
        case = device.open_case()
        self._at(case, device)
        case.id, case.flow, case.subject = first.id, first.flow, first.subject
        if is_kept:
            case.photo, case.consent = first.photo, first.consent
        if len(FLOWS[case.flow].roles) > 1:
            case.transaction_id = first.transaction_id
            case.others = first.others
        self._read(device, case, slug)
        self._verify(device, case)
        self._end(device, case)
        self.cases.append(case)

    @precondition(lambda self: self.cases)
    @rule(
        place=st.integers(0, 9),
        has_photo=st.booleans(),
        is_unsure=st.booleans(),
        is_looked_at=st.booleans(),
    )
    def judge_again(self, place: int, has_photo: bool, is_unsure: bool, is_looked_at: bool) -> None:
        """The same person once more, with another photo or the same one; the old answers stay."""
        case = self.cases[place % len(self.cases)]
        device, older = self._device_of(case), replace(case)
        self._at(older, device)
        self.cases.append(older)
        if has_photo:
            case.photo = None
        if is_unsure:
            self._unsure()
        self._verify(device, case)
        if is_looked_at:
            self._look(case, case, "centre")

    @precondition(lambda self: self.cases)
    @rule(place=st.integers(0, 9))
    def give_slot_back(self, place: int) -> None:
        people = list(self._people())
        person = people[place % len(people)]
        for token in person.verdicts:
            slot = claims_of(token)["facts"].get("reservation_id")
            if slot:
                path = f"{Paths.QUOTA_RESERVATIONS}/{slot}"
                self._device_of(person).call("DELETE", path)

    @precondition(lambda self: self.cases)
    @rule(
        place=st.integers(0, 9),
        other=st.sampled_from([None, None, 0, 1, 2]),
        where=st.sampled_from(["here", "centre", "centre", "by oneself"]),
        is_approved=st.sampled_from([True, True, True, False]),
    )
    def look(self, place: int, other: int | None, where: str, is_approved: bool) -> None:
        """Somebody decides, perhaps about the answers of two at once."""
        people = self._people()
        person = people[place % len(people)]
        more = () if other is None else people[other % len(people)].verdicts
        asked = replace(person, verdicts=(*person.verdicts, *more)[:8])
        self._look(person, asked, where, is_approved=is_approved)

    @precondition(lambda self: self.cases)
    @rule(mixtures=st.lists(MIXTURES, min_size=2, max_size=4))
    def seal(self, mixtures: list[tuple[int, int, tuple[str, ...], int | None]]) -> None:
        """Deliver cases with values of other ones, by their device or by any."""
        for place, source, parts, at in mixtures[: len(self.cases)]:
            case = self.cases.pop(place % len(self.cases))
            alike = [each for each in self.kept if self._is_alike(each, case)] or [case]
            donor = alike[source % len(alike)]
            mixed = replace(case, **{part: getattr(donor, part) for part in parts})
            self._sealed(mixed, self._device_of(case) if at is None else self.devices[at])

    # How ----------------------------------------------------------------------------------------

    def _at(self, person: CaseAtHand, device: TestDevice) -> None:
        self.of[id(person)] = device
        self.kept.append(person)  # so that no other one gets the same address

    def _device_of(self, person: CaseAtHand) -> TestDevice:
        return self.of[id(person)]

    def _is_alike(self, person: CaseAtHand, case: CaseAtHand) -> bool:
        """Values of anything else are refused for what they are."""
        asked = ((each.flow, each.role, id(self._device_of(each))) for each in (person, case))
        return person is not case and len(set(asked)) == 1

    def _people(self) -> list[CaseAtHand]:
        return [person for case in self.cases for person in (case, *case.others)]

    def _unsure(self) -> None:
        self.gateway.sandbox.call(
            lambda desk: desk.switches.script(Check.FACE_MATCH, "FACE_UNSURE", 1)
        )

    def _give(self, device: TestDevice, case: CaseAtHand) -> None:
        """Whoever gives a number away comes first."""
        case.subject = Subject(f"170556{self.given_away:05d}")
        self.given_away += 1
        present = device.join(case, PartyRole.PRESENT_OWNER)
        self._at(present, device)
        self._read(device, present, GIVES)
        self._verify(device, present)
        case.others = (present,)

    def _read(self, device: TestDevice, person: CaseAtHand, slug: str) -> None:
        read = device.read(person, DECK[slug].card())
        self.model.read[read.id] = (device.id, slug)

    def _verify(self, device: TestDevice, person: CaseAtHand) -> None:
        flow = FLOWS[person.flow]
        if (person.role or flow.lead) not in flow.roles or not person.reads:
            return
        if person.photo is None and person.asks(Step.LIVE_PHOTO):
            person.photo = _photo(person.reads[-1].raw_photo)
        try:
            claims = device.verify(person)
        except AssertionError:  # no answer but a refusal
            return
        for token, said in zip(person.verdicts, claims, strict=True):
            facts = said["facts"]
            self.model.given[token] = Given(
                whose=(device.id, UUID(said["case_id"])),
                transaction_id=person.transaction_id,
                flow=facts["flow"],
                role=PartyRole(facts["role"]),
                reads=frozenset(map(UUID, said["evidence_ids"])),
                photo_sha256=bytes.fromhex(said["photo_sha256"]),
                check=said["check"],
                code=said["code"],
                nth=facts.get("nth", 0),
            )

    def _end(self, device: TestDevice, case: CaseAtHand) -> None:
        """What comes behind the answers."""
        if case.flow == "new_number":
            device.hold(case)
            self.model.held[case.hold_id] = case.transaction_id
        elif case.flow == "disputed_number":
            self._list(device, case)

    def _list(self, device: TestDevice, case: CaseAtHand) -> None:
        answer = device.ask_own_numbers(case)
        if answer.status_code != httpx.codes.OK:
            return
        answers = [self.model.given[token] for token in case.verdicts]
        slugs = {self.model.read[read][1] for each in answers for read in each.reads}
        assert len(slugs) == 1, "the list of which of them?"
        assert {each.whose for each in answers} == {(device.id, case.id)}
        for token, each in zip(case.verdicts, answers, strict=True):
            assert not each.needs_review or token in self.model.looked[case.review].verdicts
        for number in device.own_numbers(case):
            self.model.listed[number.reference] = ((device.id, case.id), *slugs)
            if not number.is_disputed:
                case.disputed = number

    def _look(
        self, person: CaseAtHand, asked: CaseAtHand, where: str, *, is_approved: bool = True
    ) -> None:
        """Let a supervisor, the centre, or in the centre whoever is at the counter decide."""
        device, sandbox = self._device_of(person), self.gateway.sandbox
        asked = replace(asked, review="")
        if where == "here":
            supervisor = (sandbox.supervisor_number, sandbox.supervisor_password)
            device.ask_review(asked, *supervisor, is_approved=is_approved)
        elif (answer := device.ask_centre(asked)).status_code == httpx.codes.OK:
            id_ = str(answer.json()["id"])
            by = device.clerk_number if where == "by oneself" else sandbox.reviewer_number
            self._decide(id_, Decision(by, is_approved, None if is_approved else _NO))
            device.look_at_centre(asked, id_)
        self._note(device, person, asked)

    def _decide(self, id_: str, decision: Decision) -> None:
        def decide(desk: Desk) -> None:
            with suppress(Refusal):
                desk.centre.decide(id_, decision)

        self.gateway.sandbox.call(decide)

    def _note(self, device: TestDevice, person: CaseAtHand, asked: CaseAtHand) -> None:
        if not asked.review:
            return
        person.review = asked.review
        said = jws.verify(asked.review, device.words_keys, jws.TokenType.REVIEW)
        if said["is_approved"]:
            by, is_by_centre = said["supervisor_number"], said.get("way") == "CENTRE"
            self.model.looked[asked.review] = Looked(by, frozenset(asked.verdicts), is_by_centre)
        elif not said.get("is_left"):
            self.model.refused.add((device.id, asked.id))

    def _sealed(self, case: CaseAtHand, device: TestDevice) -> str:
        if not case.reads or any(each.role is None or not each.reads for each in case.others):
            return "nothing to seal"
        try:
            data = device.registration(case)
        except (LookupError, ValueError, AttributeError):  # no such form can be made
            return "nothing to seal"
        answer = device.register(data)
        if answer.status_code != httpx.codes.OK:
            return "refused"
        outcome = str(device.receipt(answer)["outcome"])
        if outcome == "ACCEPTED":
            self.model.check(device, case)
        return outcome
