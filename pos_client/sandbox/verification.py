"""Verdicts while the customer waits: one call, one signed answer for each check of the flow."""

from __future__ import annotations

from datetime import timedelta

from pos_client.domain.flows import FLOWS
from pos_client.domain.masking import mask_id_number, mask_name
from pos_client.domain.verdict import Check, Consequence, Verdict
from pos_client.protocol.api import TroubleCode, VerificationAnswer
from pos_client.protocol.bodies import VerificationBody
from pos_client.protocol.envelope import Header, Purpose
from pos_client.protocol.jws import TokenType
from pos_client.protocol.words import Session, verdict_claims
from pos_client.sandbox.alerts import alert
from pos_client.sandbox.cases import Cases
from pos_client.sandbox.consents import check_consent
from pos_client.sandbox.cooling_off import CoolingOff
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.evidence_checks import EvidenceChecks
from pos_client.sandbox.judging import Answer, Asked, Judging
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.live_photos import LivePhotos
from pos_client.sandbox.offline_checks import OfflineChecks
from pos_client.sandbox.opening import Opening
from pos_client.sandbox.own_numbers import OwnNumbers
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.quota import Quota
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.sights import Sight, Sights, key_of_person
from pos_client.sandbox.special_documents import SpecialDocuments
from pos_client.sandbox.unit_orders import UnitOrders

__all__ = ["Verification"]

# Generous against the client's own five minutes: the clocks of both may differ.
_READ_WITHIN = timedelta(minutes=15)
# Whoever is asked for another photo may lose the line before it is taken.
_IT_GOES_ON = (Consequence.GOES_ON, Consequence.NEEDS_REVIEW)


class Verification:
    """Judges the evidence of an open case. Runs inside the caller's transaction."""

    def __init__(
        self,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        opening: Opening,
        checks: EvidenceChecks,
        photos: LivePhotos,
        judging: Judging,
        cooling_off: CoolingOff,
        devices: Devices,
        offline: OfflineChecks,
        quota: Quota,
        sights: Sights,
        own_numbers: OwnNumbers,
        population: Population,
        cases: Cases,
        special: SpecialDocuments,
        unit_orders: UnitOrders,
    ) -> None:
        self._clock = clock
        self._policy = policy
        self._keys = keys
        self._opening = opening
        self._checks = checks
        self._photos = photos
        self._judging = judging
        self._cooling_off = cooling_off
        self._devices = devices
        self._offline = offline
        self._quota = quota
        self._sights = sights
        self._population = population
        self._own_numbers = own_numbers
        self._cases = cases
        self._special = special
        self._unit_orders = unit_orders

    def judge(self, device: Device, session: Session, data: bytes) -> VerificationAnswer:
        """Open an envelope and answer with verdicts; a read nobody believes gets one that ends.

        Raises:
            Refusal: it cannot be read, or is not this device's and session's own.
        """
        envelope = self._opening.read(data, Purpose.VERIFICATION)
        if envelope.header.device_id != device.id:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        self._opening.check_signature(envelope, device)
        body = self._opening.body(envelope, VerificationBody)
        if body.session != session.token:
            raise Refusal(401, TroubleCode.SESSION_UNKNOWN)
        try:
            answers = self._answers(envelope.header, body, device)
        except CheckFailed as failed:
            answers = (Answer(Check.ONLINE_VERIFICATION, failed.code),)
        for answer in answers:
            alert(self._devices, device, answer.code, body)
        return VerificationAnswer(verdicts=tuple(self._signed(each, body) for each in answers))

    def _answers(
        self, header: Header, body: VerificationBody, device: Device
    ) -> tuple[Answer, ...]:
        if body.flow in FLOWS and FLOWS[body.flow].reads_no_card:
            self._photos.take(device, body.person, body.case_id)
            answer = self._special.answer(header, body, device)
            self._cases.begin(device, body)
            self._cases.check_open(device, body.case_id)
            return (answer,)
        cards, person = self._checks.read_cards(header, body, device), body.person
        now = self._clock()
        if now - body.evidence[-1].read_at > _READ_WITHIN:
            raise CheckFailed("READ_EXPIRED")
        person_key = self._population.person_key(cards[-1])
        self._check_case(device, body, person_key)
        check_consent(FLOWS[body.flow], person, cards[0], self._policy)
        self._photos.take(device, person, body.case_id)
        self._cooling_off.check(device, body, person_key)
        asked = Asked(device, body, person, cards, now, keeps_slot=True)
        checks = self._policy.checks_of(body.flow, person.role)
        answers = self._judging.judge(asked, checks)
        codes = [answer.code for answer in answers]
        self._cooling_off.note(device, body, person_key, codes)
        if FLOWS[body.flow].is_of_order:
            said = [(each.code, each.consequence) for each in answers]
            self._unit_orders.note_answers(device, body, person_key, said)
        if all(answer.consequence in _IT_GOES_ON for answer in answers):
            self._offline.note_judged(device, body.case_id)
            if FLOWS[body.flow].disputes:
                self._own_numbers.note_verified(device, body, person_key)
        if any(answer.consequence is Consequence.NEEDS_REVIEW for answer in answers):
            seen = Sight(
                masked_name=mask_name(cards[-1].name or cards[-1].name_latin),
                masked_id_number=mask_id_number(cards[-1].id_number),
                card_photo=body.evidence[-1].raw_photo,
                live_photo=person.live_photo.jpeg if person.live_photo is not None else b"",
                at=now,
            )
            self._sights.keep(key_of_person(device.id, body.case_id, person), seen)
        if any(answer.consequence is Consequence.ENDS for answer in answers):
            self._quota.settle(device.id, body.case_id)  # no case will need the slot
        return answers

    def _check_case(self, device: Device, body: VerificationBody, person_key: bytes) -> None:
        """Whoever is judged is who was judged before in this role, in a case that is still open."""
        self._cases.begin(device, body)
        self._cases.check_open(device, body.case_id)
        self._cases.know(device, body.case_id, body.person.role, person_key)

    def _signed(self, answer: Answer, body: VerificationBody) -> str:
        now = self._clock()
        verdict = Verdict(
            check=answer.check,
            code=answer.code,
            case_id=body.case_id,
            evidence_ids=tuple(read.id for read in body.evidence),
            issued_at=now,
            expires_at=now + self._policy.verdict_life,
            token="",
            photo_sha256=body.person.photo_sha256,
            facts={**answer.facts, "flow": body.flow, "role": body.person.role.value},
        )
        return self._keys.sign_word(verdict_claims(verdict), TokenType.VERDICT)
