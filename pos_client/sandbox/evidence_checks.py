"""What makes a read believable: the same rules for a verification and a registration."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.card.read import CardRead, RecordRefused
from drivers.simulator.device import is_simulated_sam_id
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.outlet import Outlet
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.protocol.envelope import Header
from pos_client.protocol.people import Person, SealedPerson
from pos_client.sandbox.challenges import SKEW, Challenges
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Device
from pos_client.sandbox.levels import Levels
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed, Refusal

__all__ = ["EvidenceChecks", "PersonRead"]


@dataclass(frozen=True, slots=True)
class PersonRead:
    """One person of a sealed case, with every read parsed."""

    person: SealedPerson = field(repr=False)
    cards: tuple[CardRead, ...] = field(repr=False)

    @property
    def card(self) -> CardRead:
        return self.cards[-1]


class EvidenceChecks:
    """Checks reads against policy and challenge book."""

    def __init__(
        self,
        policy: SandboxPolicy,
        challenges: Challenges,
        outlets: Outlets,
        levels: Levels,
    ) -> None:
        self._policy = policy
        self._demand = policy.controls.demand
        self._challenges = challenges
        self._outlets = outlets
        self._levels = levels

    def is_of_revoked_outlet(self, device: Device) -> bool:
        """Whether the carrier has revoked the commission of a device's outlet."""
        return self._outlets.commissions.revoked_at(device.outlet_code) is not None

    def read_cards(
        self, header: Header, body: VerificationBody, device: Device
    ) -> tuple[CardRead, ...]:
        """Check every read of the one person of a verification and parse it.

        Raises:
            CheckFailed: with the code of the first check that says no.
            Refusal: a flow or a role that does not exist here.
        """
        if body.flow not in self._policy.checks:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        roles = FLOWS[body.flow].roles
        if body.person.role not in roles:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        self._check_parts(body.flow, body.person)
        # With others in the case the first read may have been anybody's; the seal shows whose.
        firsts = () if len(roles) > 1 else (body.evidence[0],)
        self._check_case(header, body, firsts)
        return self._cards_of(body.person, body, device)

    def read_people(
        self, header: Header, body: RegistrationBody, device: Device
    ) -> tuple[PersonRead, ...]:
        """Check every read of a sealed case: each person's are one person's, no two people's are.

        Raises:
            CheckFailed: with the code of the first check that says no.
            Refusal: a flow that does not exist here.
        """
        if body.flow not in self._policy.checks:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        if tuple(person.role for person in body.people) != FLOWS[body.flow].roles:
            raise CheckFailed("IDENTITY_MISMATCH")
        if not all(person.evidence for person in body.people):
            raise CheckFailed("IDENTITY_MISMATCH")
        for person in body.people:
            self._check_parts(body.flow, person)
            is_seen = FLOWS[body.flow].asks(person.role, Step.VISUAL_CHECK)
            if is_seen is not (person.visual_check_at is not None):
                raise CheckFailed("IDENTITY_MISMATCH")
        self._check_case(header, body, tuple(person.evidence[0] for person in body.people))
        people = tuple(
            PersonRead(person, self._cards_of(person, body, device)) for person in body.people
        )
        known = {(each.card.kind, each.card.id_number) for each in people}
        self._demand(Control.TWO_PEOPLE, len(known) == len(people), "SAME_PERSON")
        return people

    def _check_parts(self, name: str, person: Person) -> None:
        """Check that whoever is asked has agreed and stood before the camera, and nobody else."""
        flow = FLOWS[name]
        for step, part, code in (
            (Step.CONSENT, person.consent, "CONSENT_MISSING"),
            (Step.LIVE_PHOTO, person.live_photo, "PHOTO_INVALID"),
        ):
            if not flow.asks(person.role, step):
                self._demand(Control.PARTS_OF_ROLE, part is None, "IDENTITY_MISMATCH")
            else:
                self._demand(Control.PARTS_OF_ROLE, part is not None, code)

    def _check_case(
        self,
        header: Header,
        body: VerificationBody | RegistrationBody,
        firsts: tuple[Evidence, ...],
    ) -> None:
        """Check that header and transaction belong to these reads."""
        is_named = header.challenge_id in {read.challenge.id for read in body.reads}
        self._demand(Control.HEADER_CHALLENGE, is_named, "IDENTITY_MISMATCH")
        begun = {read.challenge.real_name_transaction_id for read in firsts}
        if begun and body.real_name_transaction_id not in begun:
            raise CheckFailed("IDENTITY_MISMATCH")
        if FLOWS[body.flow].is_online_only and not body.real_name_transaction_id:
            # A challenge of the pool is older than the visit, and no case was opened with it.
            raise CheckFailed("CHALLENGE_UNKNOWN")

    def _cards_of(
        self, person: Person, body: VerificationBody | RegistrationBody, device: Device
    ) -> tuple[CardRead, ...]:
        outlet = self._outlets.get(device.outlet_code)
        may_be_done = FLOWS[body.flow].may_be_done_at(outlet.kind)
        self._demand(Control.OWN_HALL, may_be_done, "OWN_HALL_ONLY")
        is_offered = self._policy.may_do(FLOWS[body.flow], outlet.kind)
        self._demand(Control.FLOW_OFFERED, is_offered or not may_be_done, "FLOW_NOT_OFFERED")
        cards = tuple(self._checked(read, body, device, outlet) for read in person.evidence)
        is_one = len({(card.kind, card.id_number) for card in cards}) == 1
        self._demand(Control.ONE_PERSON, is_one, "IDENTITY_MISMATCH")
        return cards

    def _checked(
        self,
        read: Evidence,
        body: VerificationBody | RegistrationBody,
        device: Device,
        outlet: Outlet,
    ) -> CardRead:
        if read.read_at < device.enrolled_at - SKEW:
            raise CheckFailed("SIGNATURE_INVALID")
        self._challenges.use(device, read, body.case_id)
        self._check_reader(read, outlet)
        is_offline = isinstance(body, RegistrationBody) and body.is_offline
        self._levels.check_read(read, body.flow, device, is_offline=is_offline)
        self._outlets.commissions.demand(outlet, read.read_at)
        return _parsed(read)

    def _check_reader(self, read: Evidence, outlet: Outlet) -> None:
        is_simulated = read.is_simulated or is_simulated_sam_id(read.sam_id)
        is_real = self._policy.is_demo or not is_simulated
        self._demand(Control.READER_SIMULATED, is_real, "READER_SIMULATED")
        readers = self._outlets.readers(outlet.code, self._policy, read.read_at)
        listed = {_digits(rule.sam_id) for rule in readers}
        self._demand(Control.READER_LISTED, _digits(read.sam_id) in listed, "READER_NOT_TRUSTED")


def _parsed(read: Evidence) -> CardRead:
    try:
        return CardRead.parse(read.raw_text, read.raw_photo, read_at=read.read_at)
    except RecordRefused:
        raise CheckFailed("FRAME_INVALID") from None


def _digits(sam_id: str) -> str:
    return "".join(character for character in sam_id if character.isdigit())
