"""Whether the form that the customer signed is the one of this case, written down anew."""

from __future__ import annotations

from itertools import pairwise

from pos_client.domain.esim import Esim, is_eid, is_imei
from pos_client.domain.flow import SIM_STEPS, Stage, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.form import DocumentOnForm, FormValue, PersonOnForm, form_of
from pos_client.domain.masking import mask_id_number, mask_name
from pos_client.domain.outlet import OutletKind
from pos_client.domain.party import SEALED_WITHIN
from pos_client.domain.phone_number import is_mobile_number
from pos_client.domain.sim import is_iccid
from pos_client.domain.sim_stock import SimStanding
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.people import SealedPerson
from pos_client.sandbox.controls import Control
from pos_client.sandbox.evidence_checks import PersonRead
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed
from pos_client.sandbox.sim_standings import SimStandings
from pos_client.sandbox.submission import LEEWAY, Submission

__all__ = ["FormChecks"]

# What takes which objection away is a control of its own.
_SIM_CONTROLS = {SimStanding.USED: Control.SIM_ONCE, SimStanding.SPOILED: Control.SIM_SPOILED}


class FormChecks:
    """Form, offer, SIM, contact number and the order of the steps."""

    def __init__(self, sims: SimStandings, policy: SandboxPolicy, outlets: Outlets) -> None:
        self._sims = sims
        self._policy = policy
        self._demand = policy.controls.demand
        self._outlets = outlets

    def check_times(self, submission: Submission) -> None:
        """Check that the steps followed each other, and the seal soon followed the read.

        Raises:
            CheckFailed: they did not.
        """
        body = submission.body
        sealed_at = max(body.confirmed_at, submission.header.created_at)
        for person in body.people:
            read_at = person.evidence[-1].read_at
            in_time = read_at <= sealed_at <= read_at + SEALED_WITHIN + LEEWAY
            is_good = in_time and _are_in_order(body, person)
            self._demand(Control.STEP_ORDER, is_good, "READ_EXPIRED")
        # A slip may be looked at before its customer's card, and no case is opened long before.
        first = min(person.evidence[0].read_at for person in body.people)
        is_opened = body.opened_at >= first - SEALED_WITHIN
        is_sealed = abs(submission.header.created_at - body.confirmed_at) <= LEEWAY
        self._demand(Control.CASE_TIMES, is_opened and is_sealed, "READ_EXPIRED")

    def check(self, submission: Submission, people: tuple[PersonRead, ...]) -> None:
        """Check what the customer chose, and that everybody signed just that.

        Raises:
            CheckFailed: with the code of the first thing that is wrong.
        """
        body = submission.body
        if body.contact_number and not is_mobile_number(body.contact_number):
            raise CheckFailed("CONTACT_INVALID")
        if submission.waits_for_customer:
            has_signed = any(person.form_signature for person in body.people)
            if body.offer_code or body.sim or body.form_number or has_signed:
                raise CheckFailed("IDENTITY_MISMATCH")
            return
        flow = FLOWS[body.flow]
        if flow.is_about_number:
            self._check_number_judged(body)
        if flow.sells:
            if all(offer.code != body.offer_code for offer in self._policy.offers):
                raise CheckFailed("OFFER_UNKNOWN")
        elif body.offer_code:
            raise CheckFailed("OFFER_UNKNOWN")
        if any(flow.has(step) for step in SIM_STEPS):
            self._check_sim(submission)
        elif body.sim is not None:
            raise CheckFailed("OFFER_UNKNOWN")
        self._check_form(submission, people)

    def _check_number_judged(self, body: RegistrationBody) -> None:
        """A flow about a number that exists is about that one to the end, and holds no other."""
        about = body.subject.phone_number if body.subject is not None else ""
        if body.hold_id:
            raise CheckFailed("OFFER_UNKNOWN")
        is_judged = body.phone_number == about
        self._demand(Control.NUMBER_JUDGED, is_judged, "IDENTITY_MISMATCH")

    def _check_sim(self, submission: Submission) -> None:
        body, outlet = submission.body, submission.device.outlet_code
        if isinstance(body.sim, Esim):
            self._check_esim(submission, body.sim)
            return
        if body.sim is None or not is_iccid(body.sim.iccid):
            raise CheckFailed("SIM_INVALID")
        completes = str(body.completes.registration_id) if body.completes else ""
        for against in self._sims.objections(body.sim.iccid, outlet, completes):
            control = _SIM_CONTROLS.get(against, Control.SIM_STOCK)
            self._demand(control, False, against.value)

    def _check_esim(self, submission: Submission, esim: Esim) -> None:
        """In person, in an own hall: the same gates as a SIM of plastic, and what it is made of."""
        body, kind = submission.body, self._outlets.get(submission.device.outlet_code).kind
        is_here = kind is OutletKind.OWN_HALL and not body.is_offline
        is_given = FLOWS[body.flow].takes_esim and body.flow in self._policy.esim_flows
        self._demand(Control.ESIM_PLACE, is_here and is_given, "ESIM_NOT_HERE")
        self._demand(Control.ESIM_DIGITS, is_eid(esim.eid), "EID_INVALID")
        self._demand(Control.ESIM_DIGITS, is_imei(esim.imei), "IMEI_INVALID")
        is_free = self._sims.is_eid_free(esim.eid, body.phone_number)
        self._demand(Control.EID_ONCE, is_free, "EID_USED")

    def _check_form(self, submission: Submission, people: tuple[PersonRead, ...]) -> None:
        body, form = submission.body, self._form(submission, people)
        for person in body.people:
            signature = person.form_signature
            if Stage(Step.FORM, person.role) not in FLOWS[body.flow].stages:
                if signature is not None:
                    raise CheckFailed("IDENTITY_MISMATCH")
                continue
            if signature is None or not signature.is_written:
                self._demand(Control.FORM_SIGNED, False, "FORM_NOT_SIGNED")
                continue
            signed = (body.form_number, signature.signed_sha256)
            is_of_case = signed == (form.form_number, form.sha256)
            self._demand(Control.FORM_OF_CASE, is_of_case, "IDENTITY_MISMATCH")

    def _form(self, submission: Submission, people: tuple[PersonRead, ...]) -> FormValue:
        body = submission.body
        return form_of(
            case_id=body.case_id,
            flow=body.flow,
            opened_at=body.opened_at,
            outlet=self._outlets.get(submission.device.outlet_code),
            clerk_number=body.clerk_number,
            people=tuple(map(_on_form, people)) or (_without_read(body),),
            phone_number=submission.shown_number,
            iccid=_iccid_of(body),
            offer_code=body.offer_code,
            is_offline=body.is_offline,
            risk_notice_sha256=self._policy.risk_notice.sha256
            if FLOWS[body.flow].is_for_flagged
            else b"",
            relation=body.relation,
            sim=body.sim,
            reason=body.reason,
            documents=tuple(
                DocumentOnForm.of(person.role, each)
                for person in body.people
                for each in person.documents
            ),
            unit=body.unit,
            order=body.unit_order,
        )


def _are_in_order(body: RegistrationBody, person: SealedPerson) -> bool:
    consent, photo, ink = person.consent, person.live_photo, person.form_signature
    steps = (
        body.opened_at,
        person.visual_check_at,
        consent.given_at if consent is not None else None,
        photo.taken_at if photo is not None else None,
        ink.signed_at if ink is not None else None,
        body.confirmed_at,
    )
    taken = [at for at in steps if at is not None]
    return all(before - LEEWAY <= after for before, after in pairwise(taken))


def _on_form(read: PersonRead) -> PersonOnForm:
    card, person = read.cards[0], read.person
    return PersonOnForm.of(
        person.role,
        card.kind,
        mask_name(card.display_name),
        mask_id_number(card.id_number),
        person.evidence[0].raw_text,
        person.notices_sha256,
    )


def _without_read(body: RegistrationBody) -> PersonOnForm:
    """Of whoever has a document without a chip, which was checked before."""
    (person,) = body.people
    return PersonOnForm.without_read(person.role, person.documents[0], person.notices_sha256)


def _iccid_of(body: RegistrationBody) -> str:
    """Of the SIM that goes over the counter, or of the one that has shown the use."""
    proof = body.subject.proof if body.subject is not None else None
    return body.sim.iccid if body.sim is not None else proof.iccid if proof else ""
