"""Which paper may exist when, and what stands on it. Drawing is the screen's work."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from pos_client.application.paper_channel import paper_channel
from pos_client.domain.case import Case
from pos_client.domain.esim import Esim
from pos_client.domain.form import (
    DocumentOnForm,
    FormValue,
    PersonOnForm,
    form_number_of,
    form_of,
)
from pos_client.domain.local_day import local_day
from pos_client.domain.masking import mask_esim, mask_iccid
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.paper import Paper, PaperKind, PaperPerson, claims_something
from pos_client.domain.party import Party
from pos_client.domain.policy import Configuration
from pos_client.domain.risk_notice import RiskNotice
from pos_client.domain.slip_code import Completing, slip_code
from pos_client.domain.unit_order import OrderCode, order_code
from pos_client.protocol.words import Session

__all__ = [
    "acceptance_form",
    "customer_slip",
    "form_value",
    "papers_of",
    "registration_form",
    "unclaiming",
]


def form_value(case: Case, configuration: Configuration, session: Session) -> FormValue:
    """The form of a case that has come to its signature."""
    notice = _risk_notice(case, configuration)
    return form_of(
        case_id=case.id,
        flow=case.flow.name,
        opened_at=case.opened_at,
        outlet=configuration.outlet,
        clerk_number=session.clerk.clerk_number,
        people=tuple(_on_form(party, case) for party in case.parties),
        phone_number=case.phone_number,
        iccid=_iccid_of(case),
        offer_code=case.offer_code,
        is_offline=case.mode.value == "OFFLINE",
        risk_notice_sha256=notice.sha256 if notice is not None else b"",
        relation=case.relation,
        sim=case.sim,
        documents=tuple(
            DocumentOnForm.of(party.role, each)
            for party in case.parties
            for each in party.documents
        ),
        reason=case.reason,
        unit=case.unit,
        order=case.order.code if case.order is not None else None,
    )


def registration_form(
    case: Case,
    configuration: Configuration,
    session: Session,
    completing: Completing | None = None,
) -> Paper:
    """《入网实名登记单》: what the customer signs, before any outcome.

    Once it was saved, `completing` makes the code of what goes on later: the order of a unit, or
    the number that waits for its user.
    """
    value, notice = form_value(case, configuration, session), _risk_notice(case, configuration)
    return replace(
        _paper(PaperKind.REGISTRATION_FORM, case, configuration, session),
        form_sha256=value.sha256,
        risk_notice=notice.paragraphs if notice is not None else (),
        handwritten_signature=case.lead.handwritten_signature,
        resume_code=_resume_code(case, completing),
    )


def _resume_code(case: Case, completing: Completing | None) -> str:
    if completing is None or not (case.flow.opens_order or case.flow.awaits_user):
        return ""
    if case.flow.awaits_user:
        return slip_code(completing)
    return order_code(OrderCode(completing.registration_id, completing.token))


def customer_slip(
    case: Case,
    configuration: Configuration,
    session: Session,
    completing: Completing,
    saved_at: datetime,
) -> Paper:
    """《信息采集凭条（未核验，不作为入网凭证）》: what somebody captured offline takes home."""
    return replace(
        _paper(PaperKind.CUSTOMER_SLIP, case, configuration, session),
        qr_text=slip_code(completing),
        made_at=saved_at,
        sim_is_handed_over=configuration.offline.sim_is_handed_over if case.sim else None,
    )


def acceptance_form(saved: Paper, receipt: Receipt) -> Paper:
    """《业务受理单》 out of the paper of a saved case and its signed acceptance.

    Raises:
        ValueError: the receipt accepts nothing.
    """
    if receipt.outcome is not Outcome.ACCEPTED:
        raise ValueError("no acceptance form without an acceptance")
    return replace(
        saved,
        kind=PaperKind.ACCEPTANCE_FORM,
        phone_number=receipt.phone_number or saved.phone_number,  # of a disputed one its mask
        qr_text=saved.case_number,
        form_sha256=b"",
        risk_notice=(),
        handwritten_signature=None,
        others=tuple(replace(each, handwritten_signature=None) for each in saved.others),
        decided_at=receipt.issued_at,
        is_restored=receipt.is_restored,
        sim_works_from=receipt.sim_works_from,
        receipt_number=hashlib.sha256(receipt.token.encode()).hexdigest()[:16].upper(),
    )


def papers_of(outcome: Outcome | None, *, is_offline: bool) -> tuple[PaperKind, ...]:
    """Which papers of a saved case may exist; the outcome is that of its receipt, if it has one."""
    if outcome is None or not outcome.is_final:
        return (PaperKind.CUSTOMER_SLIP if is_offline else PaperKind.REGISTRATION_FORM,)
    return (PaperKind.ACCEPTANCE_FORM,) if outcome is Outcome.ACCEPTED else ()


def _on_form(party: Party, case: Case) -> PersonOnForm:
    identity = party.identity
    asked = party.consent.notices_sha256 if party.consent is not None else b""
    if identity is None and case.special is not None:
        return PersonOnForm.without_read(party.role, party.documents[0], asked)
    if identity is None:
        raise AssertionError("no form without its people")
    return PersonOnForm.of(
        party.role,
        identity.kind,
        identity.masked_name,
        identity.masked_id_number,
        party.evidence[0].raw_text,
        asked,
    )


def _risk_notice(case: Case, configuration: Configuration) -> RiskNotice | None:
    """What is signed with the form, in a flow that is for flagged numbers."""
    return configuration.case.risk_notice if case.flow.is_for_flagged else None


def _iccid_of(case: Case) -> str:
    """Of the SIM that goes over the counter, or of the one that has shown the use."""
    proof = case.subject.proof if case.subject is not None else None
    return case.sim.iccid if case.sim is not None else proof.iccid if proof else ""


def _masked_esim(case: Case) -> str:
    """Both numbers of the device in masks; empty without an eSIM."""
    sim = case.sim
    return mask_esim(f"{sim.eid} / {sim.imei}") if isinstance(sim, Esim) else ""


def _paper(kind: PaperKind, case: Case, configuration: Configuration, session: Session) -> Paper:
    identity, outlet = case.lead.identity, configuration.outlet
    masked_name, masked_id_number = case.lead_masks
    offer = configuration.case.offer(case.offer_code)
    number = form_number_of(outlet.code, local_day(case.opened_at), case.id)
    outlet_name = unclaiming(outlet.name, outlet.code)
    return Paper(
        kind=kind,
        case_number=number,
        qr_text=number,
        brand=unclaiming(outlet.brand, ""),
        outlet_name=outlet_name,
        outlet_code=outlet.code,
        sign_number=outlet.sign_number,
        agent_number=outlet.agent_number,
        clerk_number=session.clerk.clerk_number,
        document_kind=identity.kind if identity is not None else None,
        masked_name=masked_name,
        masked_id_number=masked_id_number,
        made_at=case.opened_at,
        is_demo=configuration.is_demo,
        flow=case.flow.name,
        phone_number=case.phone_number,
        masked_iccid=mask_iccid(_iccid_of(case)),
        masked_esim=_masked_esim(case),
        offer_name=unclaiming(offer.name_zh, offer.code) if offer else "",
        monthly_fee_fen=offer.monthly_fee_fen if offer else 0,
        where_to_ask=unclaiming(configuration.case.where_to_ask, "") or outlet_name,
        completion=case.completion,
        others=tuple(_on_paper(party) for party in case.parties[1:]),
        channel=paper_channel(configuration),
        relation=case.relation,
        unit=case.unit,
        order=case.order,
        documents=tuple(
            (each.type, len(each.images)) for party in case.parties for each in party.documents
        ),
        reason=case.reason,
    )


def _on_paper(party: Party) -> PaperPerson:
    identity = party.identity
    if identity is None:
        raise AssertionError("no paper without its people")
    return PaperPerson(
        role=party.role,
        document_kind=identity.kind,
        masked_name=identity.masked_name,
        masked_id_number=identity.masked_id_number,
        handwritten_signature=party.handwritten_signature,
    )


def unclaiming(name: str, otherwise: str) -> str:
    """A name that the carrier chose, unless it says what only an outcome may say."""
    return otherwise if claims_something(name) else name
