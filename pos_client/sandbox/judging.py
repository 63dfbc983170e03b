"""What each check finds out about a person: the same for a verification and at an arrival."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from drivers.card.read import CardRead
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import FLOWS
from pos_client.domain.local_day import local_day
from pos_client.domain.verdict import Check, Consequence, consequence_of
from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.protocol.people import Person
from pos_client.sandbox.consents import years
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Device
from pos_client.sandbox.donors import Donors
from pos_client.sandbox.face_match import compare_faces
from pos_client.sandbox.live_photos import LivePhotos
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.quota import Asking, Quota
from pos_client.sandbox.returns import Returns
from pos_client.sandbox.subscribers import Subscribers
from pos_client.sandbox.switches import Switches
from pos_client.sandbox.trustees import Trustees
from pos_client.sandbox.unit_orders import UnitOrders
from pos_client.sandbox.units import Units

__all__ = ["Answer", "Asked", "Judging"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One person of a case before the checks.

    Attributes:
        cards: every read of the person, parsed.
        at: the moment that ages and validities are reckoned for.
        keeps_slot: whether a good answer about the quota keeps a slot of it.
    """

    device: Device
    body: VerificationBody | RegistrationBody = field(repr=False)
    person: Person = field(repr=False)
    cards: tuple[CardRead, ...] = field(repr=False)
    at: datetime
    keeps_slot: bool

    @property
    def card(self) -> CardRead:
        return self.cards[-1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one check found."""

    check: Check
    code: str
    facts: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def consequence(self) -> Consequence:
        return consequence_of(self.code)


class Judging:
    """Asks register, photos and books. Runs inside the caller's transaction."""

    def __init__(
        self,
        policy: SandboxPolicy,
        switches: Switches,
        outlets: Outlets,
        population: Population,
        photos: LivePhotos,
        quota: Quota,
        returns: Returns,
        subscribers: Subscribers,
        donors: Donors,
        trustees: Trustees,
        units: Units,
        unit_orders: UnitOrders,
    ) -> None:
        self._policy = policy
        self._controls = policy.controls
        self._switches = switches
        self._outlets = outlets
        self._population = population
        self._photos = photos
        self._quota = quota
        self._returns = returns
        self._subscribers = subscribers
        self._donors = donors
        self._trustees = trustees
        self._units = units
        self._unit_orders = unit_orders
        self._ways = {
            Check.ONLINE_VERIFICATION: self._online_verification,
            Check.FACE_MATCH: self._face_match,
            Check.QUOTA: self._quota_of,
            Check.SAME_CUSTOMER: self._same_customer,
            Check.PROOF_OF_USE: self._proof_of_use,
            Check.OWNER: self._owner,
            Check.DONOR: self._donor,
            Check.UNIT: self._unit,
            Check.UNIT_ORDER: self._unit_order,
        }

    def judge(self, asked: Asked, checks: Iterable[Check]) -> tuple[Answer, ...]:
        """Answer the checks in their order, up to the first that ends the case.

        Whoever is not verified learns nothing of the person's numbers. A register that is away
        ends nothing: the other checks answer all the same.
        """
        answers = []
        for check in checks:
            answers.append(self._ways[check](asked))
            if answers[-1].consequence is Consequence.ENDS:
                break
        return tuple(answers)

    def _online_verification(self, asked: Asked) -> Answer:
        check = Check.ONLINE_VERIFICATION
        if scripted := self._switches.scripted(check):
            return Answer(check, scripted)
        today = local_day(asked.at)
        if asked.card.registration_refusal(today) is not None:
            return Answer(check, "DOC_EXPIRED")
        if self._switches.is_register_down:
            return Answer(check, "SERVICE_UNAVAILABLE")
        code = self._population.answer(asked.card)
        if consequence_of(code) is Consequence.ENDS:
            return Answer(check, code)
        if by_age := self._by_age(asked, years(asked.card, today)):
            return by_age
        is_counted = self._controls.is_on(Control.TRUSTEE_LIMIT)
        if asked.person.role is PartyRole.TRUSTEE and is_counted:
            code = "TRUSTEE_LIMIT" if self._trustees.has_reached_limit(asked.card) else code
        return Answer(check, code)

    def _by_age(self, asked: Asked, age: int) -> Answer | None:
        """A no for the age on the card, by the flow and what this person is in it."""
        check, kind = Check.ONLINE_VERIFICATION, self._outlets.get(asked.device.outlet_code).kind
        case, flow, role = self._policy.case_at(kind), FLOWS[asked.body.flow], asked.person.role
        is_representative = role is flow.representative
        control = Control.REPRESENTATIVE_AGE if is_representative else Control.AGE
        code = case.refusal_by_age(flow, role, age) if self._controls.is_on(control) else ""
        if code not in ("UNDER_AGE", "UNDER_AGE_GUARDIAN"):
            return Answer(check, code) if code else None
        return Answer(check, "UNDER_AGE", {"age_decision": case.decision_on(age, flow).value})

    def _face_match(self, asked: Asked) -> Answer:
        check, person = Check.FACE_MATCH, asked.person
        attempt = self._photos.attempts(asked.device, asked.body.case_id, person.role)
        most = self._policy
        facts = {"attempt": attempt, "attempts": most.photo_attempts}
        if person.consent is None or person.live_photo is None:
            return Answer(check, "IDENTITY_MISMATCH", facts)
        if person.consent.declines_face_match:
            return Answer(check, "FACE_REFUSED", facts)
        is_counted = self._controls.is_on(Control.PHOTO_ATTEMPTS)
        if attempt > most.photo_attempts and is_counted:
            return Answer(check, "PHOTO_ATTEMPTS", facts)
        code = self._switches.scripted(check)
        if not code:
            code = compare_faces(asked.card.raw_photo, person.live_photo.jpeg).code
        return Answer(check, code, facts)

    def _quota_of(self, asked: Asked) -> Answer:
        check, body = Check.QUOTA, asked.body
        completes = str(body.completes.registration_id) if body.completes else ""
        found = self._quota.ask(asked.card, Asking(asked.device.id, body.case_id, completes))
        code = self._switches.scripted(check) or found.code
        found = replace(found, code=code)
        slot = ""
        goes_on = consequence_of(code) in (Consequence.GOES_ON, Consequence.NEEDS_REVIEW)
        if asked.keeps_slot and goes_on:
            slot = self._quota.reserve(asked.device, asked.card, body.case_id)
        return Answer(check, code, found.facts(slot))

    def _same_customer(self, asked: Asked) -> Answer:
        check, completes = Check.SAME_CUSTOMER, asked.body.completes
        facts = {"completes": str(completes.registration_id) if completes else ""}
        scripted = self._switches.scripted(check)
        code = scripted or self._returns.compare(asked.device, asked.body, asked.card)
        return Answer(check, code, facts)

    def _proof_of_use(self, asked: Asked) -> Answer:
        check, body = Check.PROOF_OF_USE, asked.body
        found = self._subscribers.proof_code(asked.device, body.subject, body.case_id, asked.card)
        return Answer(check, self._switches.scripted(check) or found)

    def _owner(self, asked: Asked) -> Answer:
        flow = FLOWS[asked.body.flow]
        found = self._subscribers.owner_code(flow, asked.body.subject, asked.card)
        return Answer(Check.OWNER, self._switches.scripted(Check.OWNER) or found)

    def _donor(self, asked: Asked) -> Answer:
        check, body = Check.DONOR, asked.body
        found = self._donors.donor_code(asked.device, body.subject, body.case_id, asked.card)
        return Answer(check, self._switches.scripted(check) or found)

    def _unit(self, asked: Asked) -> Answer:
        found = self._units.code_of(asked.body.unit, asked.body.order_token)
        return Answer(Check.UNIT, self._switches.scripted(Check.UNIT) or found)

    def _unit_order(self, asked: Asked) -> Answer:
        flow = FLOWS[asked.body.flow]
        found = self._unit_orders.code_of(asked.device, asked.body, flow)
        code = self._switches.scripted(Check.UNIT_ORDER) or found
        facts: dict[str, int | str] = {}
        has_slot = Check.QUOTA in flow.checks_of(asked.person.role)
        if consequence_of(code) is Consequence.GOES_ON and not has_slot:
            place = self._quota.place_id(asked.device.id, str(asked.body.case_id))
            facts = {"reservation_id": place}
        return Answer(Check.UNIT_ORDER, code, facts)
