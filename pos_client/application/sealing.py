"""From an open case to frozen bytes: bodies, headers and the evidence key's signature."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pos_client.application.case_trouble import TextRefused
from pos_client.application.ports import EvidenceKey, Sealer
from pos_client.domain.case import Case
from pos_client.domain.case_errors import StepIncomplete
from pos_client.domain.flow import Mode, Step
from pos_client.domain.form import form_number_of
from pos_client.domain.local_day import local_day
from pos_client.domain.masking import mask_phone_number
from pos_client.domain.party import Party
from pos_client.domain.policy import Configuration
from pos_client.domain.registration import SealedRegistration
from pos_client.domain.subject import Subject
from pos_client.domain.work_signal import NOTHING_SEEN, Surroundings
from pos_client.protocol.bodies import BodyRefused, RegistrationBody, VerificationBody
from pos_client.protocol.envelope import Envelope, EnvelopeRefused, Header, Purpose, Suite
from pos_client.protocol.people import SealedPerson
from pos_client.protocol.strict_json import JsonRefused
from pos_client.protocol.words import Session

__all__ = ["Sealing"]


class Sealing:
    """Makes envelopes of one device under one configuration."""

    def __init__(
        self, sealer: Sealer, evidence_key: EvidenceKey, configuration: Configuration
    ) -> None:
        self._sealer = sealer
        self._evidence_key = evidence_key
        self._configuration = configuration

    def verification(
        self, envelope_id: UUID, case: Case, session: Session, head: bytes, now: datetime
    ) -> Envelope:
        """Seal evidence and photo of a case to ask for its verdicts.

        Raises:
            CaseError: somebody whom the flow asks has not agreed, or was not photographed.
        """
        party = case.party
        if not _has_answered(case, party):
            raise StepIncomplete("nothing leaves this process before consent and photo")
        body = VerificationBody(
            case_id=case.id,
            flow=case.flow.name,
            real_name_transaction_id=case.real_name_transaction_id,
            session=session.token,
            consent=party.consent,
            live_photo=party.live_photo,
            evidence=party.evidence,
            completes=case.completes,
            subject=_sealed_subject(case),
            role=None if party is case.lead else party.role,
            special=case.special,
            unit=case.unit,
            unit_order=case.order.code if case.order is not None else None,
        )
        header = self._header(Purpose.VERIFICATION, envelope_id, 0, case, head, now)
        return self._envelope(header, body.to_bytes())

    def registration(
        self,
        registration_id: UUID,
        sequence: int,
        case: Case,
        session: Session,
        *,
        is_offline_session: bool,
        predecessor_id: UUID | None,
        return_token: str,
        head: bytes,
        now: datetime,
        order_token: str = "",
        surroundings: Surroundings = NOTHING_SEEN,
    ) -> SealedRegistration:
        """Seal a whole case.

        Raises:
            CaseError: a step has not yielded what it must.
            TextRefused: the gateway would not take a text of it; nothing was sealed.
        """
        case.check_sealable(now)
        masked_name, masked_id_number = case.lead_masks
        body = self._body(
            case,
            session,
            is_offline_session=is_offline_session,
            return_token=return_token,
            order_token=order_token,
            now=now,
            surroundings=surroundings,
        )
        header = self._header(Purpose.REGISTRATION, registration_id, sequence, case, head, now)
        _check_readable(header, body)
        number = case.number
        envelope = self._envelope(header, body.to_bytes()).to_bytes()
        return SealedRegistration(
            id=registration_id,
            case_id=case.id,
            sequence=sequence,
            flow=case.flow.name,
            is_offline=body.is_offline,
            clerk_number=session.clerk.clerk_number,
            masked_name=masked_name,
            masked_id_number=masked_id_number,
            masked_phone_number=mask_phone_number(case.phone_number),
            created_at=now,
            envelope=envelope,
            envelope_sha256=hashlib.sha256(envelope).digest(),
            predecessor_id=predecessor_id,
            leased_number=number.phone_number if number and not number.hold_id else "",
        )

    def _body(
        self,
        case: Case,
        session: Session,
        *,
        is_offline_session: bool,
        return_token: str,
        order_token: str,
        now: datetime,
        surroundings: Surroundings,
    ) -> RegistrationBody:
        """What the carrier gets of a case that may be sealed."""
        number, lead = case.number, case.lead
        has_form = any(party.handwritten_signature for party in case.parties)
        return RegistrationBody(
            case_id=case.id,
            flow=case.flow.name,
            real_name_transaction_id=case.real_name_transaction_id,
            is_offline=case.mode is Mode.OFFLINE,
            clerk_number=session.clerk.clerk_number,
            is_offline_session=is_offline_session,
            session=session.token,
            opened_at=case.opened_at,
            visual_check_at=lead.visual_check_at,
            confirmed_at=now,
            consent=lead.consent,
            live_photo=lead.live_photo,
            phone_number=_sealed_number(case) if number or has_form else "",
            hold_id=number.hold_id if number else "",
            offer_code=case.offer_code,
            sim=case.sim,
            form_number=self._form_number(case) if has_form else "",
            form_signature=lead.handwritten_signature,
            contact_number=case.contact_number,
            return_token=return_token,
            verdicts=tuple(verdict.token for verdict in lead.verdicts),
            review=lead.review.token if lead.review else "",
            evidence=lead.evidence,
            completes=case.completes,
            subject=_sealed_subject(case),
            parties=tuple(_sealed_person(party) for party in case.parties[1:]),
            relation=case.relation,
            disputed_number=case.disputed.reference if case.disputed is not None else "",
            unit=case.unit,
            unit_order=case.order.code if case.order is not None else None,
            order_token=order_token,
            documents=lead.documents,
            reason=case.reason,
            surroundings=surroundings,
        )

    def _form_number(self, case: Case) -> str:
        outlet_code = self._configuration.outlet.code
        return form_number_of(outlet_code, local_day(case.opened_at), case.id)

    def _header(
        self, purpose: Purpose, id_: UUID, sequence: int, case: Case, head: bytes, now: datetime
    ) -> Header:
        return Header(
            purpose=purpose,
            suite=Suite.P256_SHA256_AES256GCM,
            kid=self._configuration.sealing_key_id,
            id=id_,
            device_id=self._configuration.device_id,
            outlet_code=self._configuration.outlet.code,
            sequence=sequence,
            previous_head=head.hex(),
            created_at=now,
            challenge_id=case.named_challenge,
            policy_version=self._configuration.version,
        )

    def _envelope(self, header: Header, body: bytes) -> Envelope:
        sealed_body = self._sealer.seal(body, header)
        signature = self._evidence_key.sign(Envelope.signed_bytes(header, sealed_body))
        return Envelope(header, sealed_body, signature)


def _has_answered(case: Case, party: Party) -> bool:
    """Whether whoever is asked in this role has agreed and stood before the camera."""
    return all(
        party.has_yielded(step) or not case.flow.asks(party.role, step)
        for step in (Step.CONSENT, Step.LIVE_PHOTO)
    )


def _sealed_person(party: Party) -> SealedPerson:
    return SealedPerson(
        role=party.role,
        consent=party.consent,
        live_photo=party.live_photo,
        evidence=party.evidence,
        visual_check_at=party.visual_check_at,
        verdicts=tuple(verdict.token for verdict in party.verdicts),
        review=party.review.token if party.review else "",
        form_signature=party.handwritten_signature,
        documents=party.documents,
    )


def _sealed_number(case: Case) -> str:
    """What it is about; a disputed number is known here by the gateway's reference alone."""
    return case.phone_number if case.disputed is None else ""


def _sealed_subject(case: Case) -> Subject | None:
    """Number and proof; what the gateway had said of the number stays here."""
    subject = case.subject
    return replace(subject, subscriber=None, donor="") if subject is not None else None


def _check_readable(header: Header, body: RegistrationBody) -> None:
    """Read both back as the gateway will: a no is told before anything is called saved."""
    try:
        Header.from_bytes(header.to_bytes())
        RegistrationBody.from_bytes(body.to_bytes())
    except (EnvelopeRefused, BodyRefused) as refused:
        raise TextRefused(place=refused.place) from None
    except JsonRefused:
        raise TextRefused(place="") from None
