"""From a case to what may be seen of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from pos_client.application.choice import Choice
from pos_client.application.desk import Desk
from pos_client.application.paperwork import registration_form
from pos_client.application.progress_state import StepState, StepStatus, VerdictState
from pos_client.application.shown_identity import ShownIdentity
from pos_client.application.state import CasePhase, CaseState
from pos_client.application.step_state import (
    AuthorisationState,
    CentreWait,
    ConsentState,
    DocumentState,
    FormState,
    LookUpState,
    OwnNumbersState,
    PhotoState,
    ProofState,
    ReasonState,
    RelationState,
    RepresentativeState,
    ReviewState,
    UnitState,
)
from pos_client.application.subject_marks import SubjectMarks
from pos_client.domain.case import Case
from pos_client.domain.document import watermark
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import SIM_STEPS, Mode, Stage, Step
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.identity import Identity
from pos_client.domain.local_day import local_day
from pos_client.domain.party import GROWN_UP, Party
from pos_client.domain.policy import SecondFactor
from pos_client.domain.special_document import SpecialPolicy
from pos_client.domain.verdict import Check, Verdict

__all__ = ["CaseView"]

_NOBODY = UUID(int=0)
_PAGES = (
    CasePhase.SAVED,
    CasePhase.REFUSED,
    CasePhase.CARD_REFUSED,
    CasePhase.CARD_UNREADABLE,
)


class CaseView:
    """Keeps the display of one case; after the case has ended, its masks only.

    Attributes:
        centre: how the case stands before the carrier's centre.
    """

    def __init__(self, desk: Desk, choice: Choice, marks: SubjectMarks) -> None:
        self._desk = desk
        self._marks = marks
        self._choice = choice
        self._shown: dict[UUID, ShownIdentity] = {}
        self._ended: CaseState | None = None
        self.centre = CentreWait()

    def show(self, identity: Identity, evidence: Evidence) -> None:
        """A read is accounted for: now it may be seen."""
        self._ended = None
        self._shown[evidence.id] = ShownIdentity(
            kind=identity.kind.value,
            name=identity.name,
            name_latin=identity.name_latin,
            sex=identity.sex,
            ethnicity=identity.ethnicity,
            nationality=identity.nationality,
            birth_date=identity.birth_date,
            age=identity.age_on(local_day(self._desk.now())),
            address=identity.address,
            id_number=identity.id_number,
            issuer=identity.issuer,
            valid_from=identity.valid_from,
            valid_until=identity.valid_until,
            permit_number=identity.permit_number,
            raw_photo=evidence.raw_photo,
            warnings=identity.warnings,
        )

    def conclude(self, case: Case | None) -> None:
        """Keep masks and verdicts of a case that is over."""
        self._shown.clear()
        self._ended = self._masked(case, case.party) if case is not None else None

    def forget(self) -> None:
        self._shown.clear()
        self._ended = None

    def state(self, case: Case | None, phase: CasePhase, code: str) -> CaseState | None:
        """What the page shows now."""
        if case is None:
            return self._ended_state(phase, code)
        number, numbers = case.number, self._choice.numbers
        shown = self._of_step(case, is_working=phase is CasePhase.WORKING)
        party = self._party(case, is_rereading=phase is CasePhase.REREAD)
        return replace(
            self._masked(case, party),
            phase=phase,
            code=code,
            identity=None if self._desk.is_locked else self._identity_of(party),
            verdicts=self._verdicts(case, is_asking=phase is CasePhase.WORKING),
            numbers=numbers.found,
            chosen_number=numbers.chosen,
            held_number=number.phone_number if number else "",
            held_until=number.held_until if number else None,
            can_step_back=case.can_step_back and phase is CasePhase.OPEN,
            contact_number=case.contact_number,
            has_reservation=_has_slot(case),
            representative=_representative(case) if case.step is Step.SEAL else None,
            **shown,
        )

    def _of_step(self, case: Case, *, is_working: bool) -> dict[str, Any]:
        """What the page of the present step needs beside the person."""
        desk, policy, party = self._desk, self._desk.configuration.case, case.party
        if desk.is_locked:
            return {}
        if case.step in (Step.UNIT, Step.LOOK_UP, Step.PROOF_OF_USE, Step.AUTHORISATION):
            return self._of_subject(case, is_working=is_working)
        if case.step in (Step.RELATION, Step.OWN_NUMBERS, Step.REASON, Step.DOCUMENT):
            return self._of_list(case, is_working=is_working)
        if party.identity is None and not case.flow.reads_no_card:
            return {}
        if case.step is Step.CONSENT:
            return {"consent": self._consent(case)}
        if case.step is Step.LIVE_PHOTO:
            return {"photo": PhotoState(party.photo_reason, party.photos_left)}
        if case.step is Step.REVIEW:
            asks = desk.configuration.second_factor is SecondFactor.REQUIRED
            codes = party.codes_to_review
            ways = policy.ways_to_review(codes)
            photo = party.live_photo.jpeg if party.live_photo is not None else None
            return {"review": ReviewState(codes, is_working, asks, ways, self.centre, photo)}
        takes_sim = any(case.flow.has(step) for step in SIM_STEPS)
        if takes_sim and case.step in (*SIM_STEPS, Step.SEAL):
            return {"choice": self._choice.state}
        if case.step is Step.FORM and desk.session is not None:
            paper = registration_form(case, desk.configuration, desk.session)
            form = FormState(paper, paper.form_sha256)
            return {"form": form, "seals_with_form": case.seals_with_form}
        return {}

    def _consent(self, case: Case) -> ConsentState:
        party, asked = case.party, self._desk.configuration.case.notices
        today = local_day(self._desk.now())
        age = party.identity.age_on(today) if party.identity is not None else GROWN_UP
        notices = asked.for_age(age, matches_face=case.flow.matches_face(party.role))
        return ConsentState(asked.version, notices, asked.sha256)

    def _of_list(self, case: Case, *, is_working: bool) -> dict[str, Any]:
        if case.step in (Step.REASON, Step.DOCUMENT):
            return self._of_document(case)
        if case.step is Step.RELATION:
            return {"relation": RelationState(case.flow.relations)}
        return {"own_numbers": OwnNumbersState(is_working, self._marks.own_numbers)}

    def _of_document(self, case: Case) -> dict[str, Any]:
        policy = self._desk.configuration.case.special
        if case.step is Step.REASON:
            reasons = policy.reasons if policy is not None else ()
            return {"reason": ReasonState(reasons, self._marks.special_left)}
        return {"document": self._document(case, policy)}

    def _document(self, case: Case, policy: SpecialPolicy | None) -> DocumentState:
        types, drafted = case.wanted_document.types, case.party.drafted
        # As in the case itself: where a carrier lists one of several, it is still to be chosen.
        needs_no_choice = types[0] if len(types) == 1 else None
        if case.flow.reads_no_card and policy is not None:
            types = tuple(each for each in types if each in policy.types)
        chosen = drafted.type if drafted else needs_no_choice
        images = drafted.images if drafted else ()
        words = watermark(self._desk.configuration.outlet.brand, local_day(self._desk.now()))
        return DocumentState(types, chosen, images, len(case.party.documents), words)

    def _of_subject(self, case: Case, *, is_working: bool) -> dict[str, Any]:
        marks, is_online = self._marks, self._desk.is_reachable
        if case.step is Step.UNIT:
            return {"unit": UnitState(is_working, marks.unit)}
        if case.step is Step.AUTHORISATION:
            return {"authorisation": AuthorisationState(is_working, is_online)}
        if case.step is Step.LOOK_UP:
            iccid = marks.sim.iccid if marks.sim else ""
            return {"look_up": LookUpState(is_working, is_online, iccid, marks.sim_refused)}
        may_send = marks.may_send_code(case, is_reachable=is_online)
        return {"proof": ProofState(is_working, may_send, marks.is_code_sent, marks.sim_refused)}

    def _ended_state(self, phase: CasePhase, code: str) -> CaseState | None:
        if phase not in _PAGES:
            return None
        ended = self._ended or CaseState(
            id=_NOBODY,
            phase=phase,
            step=Step.READ_CARD,
            steps=_steps(NEW_NUMBER.stages, NEW_NUMBER.stages[0], ""),
            is_offline=False,
        )
        return replace(ended, phase=phase, code=code)

    def _party(self, case: Case, *, is_rereading: bool) -> Party:
        """Whom the page is about: who has to lay the card again, else whose stage it is."""
        due = case.party_to_reread(self._desk.now()) if is_rereading else None
        return due or case.party

    def _identity_of(self, party: Party) -> ShownIdentity | None:
        """One person at a time, and nobody beside the question that is about another."""
        return self._shown.get(party.evidence[-1].id) if party.evidence else None

    def _masked(self, case: Case, party: Party) -> CaseState:
        identity, read = party.identity, (party.evidence or (None,))[-1]
        yielded = f"{read.duration_s:.2f}" if read else ""
        return CaseState(
            id=case.id,
            phase=CasePhase.OPEN,
            step=case.step,
            steps=_steps(case.stages, case.stage, yielded),
            is_offline=case.mode is Mode.OFFLINE,
            role=party.role,
            masked_name=identity.masked_name if identity else "",
            masked_id_number=identity.masked_id_number if identity else "",
            sam_id=read.sam_id if read else "",
            read_counter=read.read_counter if read else 0,
            read_at=read.read_at if read else None,
            duration_s=read.duration_s if read else 0.0,
            verdicts=self._verdicts(case, is_asking=False),
            held_number=case.number.phone_number if case.number else "",
            flow=case.flow.name,
            document_type=case.special.type if case.special else None,
            subject=case.subject,
            disputed_number=case.disputed.masked_phone_number if case.disputed else "",
            refused_because=party.review.reason if party.review is not None else "",
            left_to_centre=tuple(
                each.role for each in case.parties if each.review and each.review.is_left
            ),
        )

    def _verdicts(self, case: Case, *, is_asking: bool) -> tuple[VerdictState, ...]:
        party = case.party
        if party.verdicts:
            return tuple(_shown(verdict) for verdict in party.verdicts)
        checks = case.flow.checks_of(party.role)
        if case.mode is Mode.OFFLINE:
            return tuple(self._captured(check, party) for check in checks)
        if is_asking and case.step is Step.VERIFICATION:
            return tuple(VerdictState(check, "", None) for check in checks)
        return ()

    def _captured(self, check: Check, party: Party) -> VerdictState:
        """Nothing was verified; of the person's numbers only this run's queue is known."""
        facts: tuple[tuple[str, str], ...] = ()
        if check is Check.QUOTA and party.identity is not None:
            queued = self._desk.people.undecided_numbers(party.identity)
            facts = (("queued", str(queued)),)
        return VerdictState(check, "SERVICE_UNAVAILABLE", None, facts)


def _has_slot(case: Case) -> bool:
    """Whether a slot of anybody's limit is kept; a place in a unit's order is none."""
    return any(
        party.quota_reservation_id and Check.QUOTA in case.flow.checks_of(party.role)
        for party in case.parties
    )


def _representative(case: Case) -> RepresentativeState | None:
    role = case.flow.representative
    if role is None:
        return None
    identity = case.party_of(role).identity
    masks = (identity.masked_name, identity.masked_id_number) if identity else ("", "")
    return RepresentativeState(role, *masks, case.relation)


def _steps(stages: tuple[Stage, ...], current: Stage, read_yield: str) -> tuple[StepState, ...]:
    place = stages.index(current)
    found = []
    for index, (step, role) in enumerate((stage.step, stage.role) for stage in stages):
        status = (
            StepStatus.DONE
            if index < place
            else StepStatus.CURRENT
            if index == place
            else StepStatus.TO_DO
        )
        yielded = read_yield if step is Step.READ_CARD and role is current.role else ""
        found.append(StepState(step, status, yielded, role))
    return tuple(found)


def _shown(verdict: Verdict) -> VerdictState:
    facts = tuple(sorted(verdict.facts.items()))
    return VerdictState(verdict.check, verdict.code, verdict.consequence, facts)
