"""The keys of a case: what each step takes before the next one comes."""

from __future__ import annotations

from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.paperwork import form_value
from pos_client.application.reviewing import Reviewing
from pos_client.application.saving import Saving
from pos_client.application.state import CasePhase
from pos_client.application.trouble import (
    CaseTrouble,
    ContactNumberRefused,
    HoldExpired,
    NoNumberLeft,
    SimMissing,
    Trouble,
)
from pos_client.application.verification import Verification
from pos_client.application.workers import Workers
from pos_client.domain.case import Case, Mode
from pos_client.domain.case_errors import CaseError, IllegalCommand, ReadTooOld, StepIncomplete
from pos_client.domain.consent import Consent
from pos_client.domain.flow import Step
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.phone_number import is_mobile_number

__all__ = ["Steps"]


class Steps:
    """Every answer belongs to the step that the screen shows; others are keys pressed twice."""

    def __init__(self, desk: Desk, workers: Workers, open_case: OpenCase) -> None:
        self._desk = desk
        self._open = open_case
        self._verification = Verification(desk, workers, open_case)
        self._reviewing = Reviewing(desk, workers, open_case)
        self.saving = Saving(desk)

    def confirm(self, step: str) -> None:
        """Enter, where a step needs nothing beside it."""
        case = self._open.case
        if case is None or not self._open.waits_at(step):
            return
        self._desk.trouble = None
        try:
            if case.step is Step.VISUAL_CHECK:
                self._open.case = case.confirm_visual_check(self._desk.now())
            elif case.step is Step.VERIFICATION:
                self._verification.ask(case)
            elif case.step is Step.NUMBER_AND_SIM and not self._open.choice.numbers.is_searching:
                self._take_number(case)
            elif case.step is Step.SEAL:
                self._seal(case)
        except ReadTooOld:
            self._open.phase = CasePhase.REREAD
        except CaseError as refused:
            self._refused(case, refused)

    def refuse_visual_check(self) -> None:
        """The person is not the one on the card."""
        if self._open.waits_at(Step.VISUAL_CHECK.value):
            self._open.refuse("VISUAL_CHECK_REFUSED")

    def give_consent(
        self, agreed: tuple[str, ...], declined: tuple[str, ...], signature: HandwrittenSignature
    ) -> None:
        """The customer has answered the notices in force; numbers are looked for meanwhile."""
        notices = self._desk.configuration.case.notices
        case = self._at(Step.CONSENT)
        if case is None:
            return
        consent = Consent(notices.version, notices.sha256, agreed, declined, signature)
        try:
            self._open.case = case.give_consent(consent, notices, self._desk.now())
        except ReadTooOld:
            self._open.phase = CasePhase.REREAD
        except CaseError as refused:
            self._refused(case, refused)
        else:
            self._open.choice.preload(case)

    def take_photo(self, photo: LivePhoto) -> None:
        """A photo of the camera; with it the gateway is asked at once."""
        case = self._at(Step.LIVE_PHOTO)
        if case is None:
            return
        try:
            photographed = case.take_photo(photo, self._desk.now())
            self._open.case = photographed
            self._verification.ask(photographed)
        except ReadTooOld:
            self._open.phase = CasePhase.REREAD
        except CaseError as refused:
            self._refused(case, refused)

    def decide_review(self, clerk_number: str, password: str, *, is_approved: bool) -> None:
        self._reviewing.decide(clerk_number, password, is_approved=is_approved)

    def find_numbers(self, digits: str) -> None:
        if self._open.case is not None and self._open.waits_at(Step.NUMBER_AND_SIM.value):
            self._open.choice.numbers.find(self._open.case, digits)

    def choose_number(self, phone_number: str) -> None:
        if self._open.waits_at(Step.NUMBER_AND_SIM.value):
            self._open.choice.numbers.choose(phone_number)

    def choose_offer(self, code: str) -> None:
        if self._open.waits_at(Step.NUMBER_AND_SIM.value):
            self._open.choice.choose_offer(code)

    def sign_form(self, signature: HandwrittenSignature) -> None:
        """The customer has signed the form that the screen shows."""
        case, session = self._at(Step.FORM), self._desk.session
        if case is None or session is None:
            return
        form = form_value(case, self._desk.configuration, session)
        try:
            self._open.case = case.sign_form(signature, form.sha256, self._desk.now())
        except ReadTooOld:
            self._open.phase = CasePhase.REREAD
        except CaseError as refused:
            self._refused(case, refused)

    def set_contact_number(self, phone_number: str) -> None:
        """Only for what was captured offline: the carrier may tell the customer there."""
        case = self._at(Step.SEAL)
        if case is None or case.mode is not Mode.OFFLINE:
            return
        number = phone_number.strip()
        if number and not is_mobile_number(number):
            self._desk.tell(ContactNumberRefused())
            return
        self._open.case = case.with_contact_number(number)

    def go_back(self, case: Case) -> None:
        """One step back, which gives up what that step had yielded."""
        before = case.step_back()
        if case.number is not None and before.number is None:
            self._open.choice.numbers.give_back(case)
        self._open.case = before

    def _at(self, step: Step) -> Case | None:
        """The case, if the screen shows this step; what was told before is then over."""
        if not self._open.waits_at(step.value):
            return None
        self._desk.trouble = None
        return self._open.case

    def _refused(self, case: Case, refused: CaseError) -> None:
        """A step that yielded too little, or a command out of order; the latter is audited."""
        if isinstance(refused, IllegalCommand):
            self._desk.audit(
                "illegal_command",
                case_id=str(case.id),
                command=refused.command.value,
                step=refused.step.value,
            )
        elif not isinstance(refused, StepIncomplete):
            self._desk.audit("case_error", case_id=str(case.id), error=type(refused).__name__)
        self._desk.tell(CaseTrouble())

    def _take_number(self, case: Case) -> None:
        def held(with_number: Case) -> None:
            if self._open.is_still(case):
                self._open.case, self._open.phase = with_number, CasePhase.OPEN
            else:
                self._open.choice.numbers.give_back(with_number)

        def not_held(trouble: Trouble) -> None:
            if self._open.is_still(case):
                self._open.phase = CasePhase.OPEN
                self._desk.tell(trouble)
                if not isinstance(trouble, SimMissing):  # somebody else may have taken it
                    self._open.choice.numbers.find(case)

        self._open.phase = CasePhase.WORKING
        self._open.choice.take(case, held, not_held)

    def _seal(self, case: Case) -> None:
        desk, now = self._desk, self._desk.now()
        session, identity = desk.session, case.identity
        if session is None or identity is None:
            return
        if case.number is not None and case.number.held_until <= now:
            self._choose_again(case, HoldExpired())
            return
        try:
            self.saving.save(case, session, identity, now)
        except Trouble as trouble:
            desk.tell(trouble)
        except ValueError:
            # The block's number has gone to a newer configuration meanwhile.
            self._choose_again(case, NoNumberLeft())
        else:
            self._open.end(CasePhase.SAVED)

    def _choose_again(self, case: Case, why: Trouble) -> None:
        """Back to the number; what was signed under the old one is void."""
        while case.step is not Step.NUMBER_AND_SIM:
            case = case.step_back()
        self._open.choice.numbers.give_back(self._open.case or case)
        self._open.case = case
        self._desk.tell(why)
        self._open.choice.numbers.find(case)
