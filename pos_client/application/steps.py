"""The keys of a case: what each step takes before the next one comes."""

from __future__ import annotations

from pos_client.application.answering import Answering
from pos_client.application.case_trouble import (
    ContactNumberRefused,
    HoldExpired,
    NoNumberLeft,
)
from pos_client.application.desk import Desk
from pos_client.application.lapses import Lapses
from pos_client.application.look_up import LookUp
from pos_client.application.open_case import OpenCase
from pos_client.application.own_numbers import OwnNumbers
from pos_client.application.paperwork import form_value
from pos_client.application.people_steps import PeopleSteps
from pos_client.application.review_commands import DecideReview
from pos_client.application.reviewing import Reviewing
from pos_client.application.saving import Saving
from pos_client.application.state import CasePhase
from pos_client.application.taking_sims import TakingSims
from pos_client.application.trouble import Trouble
from pos_client.application.unit_look_up import UnitLookUp
from pos_client.application.verification import Verification
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.case_commands import Command
from pos_client.domain.consent import Consent
from pos_client.domain.flow import Step
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.phone_number import is_mobile_number
from pos_client.domain.unit import UnitUse

__all__ = ["Steps"]

# The rule of a case that each key of the counter is about.
_CONFIRMS = {
    Step.VISUAL_CHECK.value: Command.CONFIRM_VISUAL_CHECK,
    Step.VERIFICATION.value: Command.TAKE_VERDICTS,
    Step.NUMBER_AND_SIM.value: Command.CHOOSE_NUMBER,
    Step.OFFER_AND_SIM.value: Command.CHOOSE_OFFER,
    Step.NEW_SIM.value: Command.TAKE_SIM,
    Step.OWN_NUMBERS.value: Command.DISPUTE_NUMBER,
    Step.SEAL.value: Command.SEAL,
}


class Steps:
    """Every answer belongs to the step that the screen shows; any other is audited and no more."""

    def __init__(self, desk: Desk, workers: Workers, open_case: OpenCase, look_up: LookUp) -> None:
        self._look_up = look_up
        self._desk = desk
        self._open = open_case
        self.lapses = Lapses(desk, open_case)
        self._verification = Verification(desk, workers, open_case)
        self.reviewing = Reviewing(desk, workers, open_case, self.lapses)
        self.saving = Saving(desk)
        self.own_numbers = OwnNumbers(desk, workers, open_case)
        self._units = UnitLookUp(desk, workers, open_case)
        answering = Answering(desk, open_case, self.lapses)
        self._at, self._try = answering.at, answering.attempt
        self.people = PeopleSteps(desk, open_case, answering)
        self._sims = TakingSims(desk, open_case, self._try)

    def confirm(self, step: str) -> None:
        """Enter, where a step needs nothing beside it."""
        command = _CONFIRMS.get(step)
        if command is None:
            self._open.note_out_of_order("CONFIRM_STEP", "")
            return
        case = self._at(Step(step), command)
        if case is None:
            return

        def go_on() -> None:
            if case.step is Step.VISUAL_CHECK:
                checked = case.confirm_visual_check(self._desk.now())
                self._desk.audit("visual_check_confirmed", case_id=str(case.id))
                self._open.case = checked
            elif case.step is Step.VERIFICATION:
                self._verification.ask(case)
            elif case.step is Step.SEAL:
                self._seal(case)
            elif case.step is Step.OWN_NUMBERS:
                self.own_numbers.show(case)
            elif case.step is not Step.NUMBER_AND_SIM:
                self._sims.take_sim(case)
            elif not self._open.choice.numbers.is_searching:
                self._sims.take_number(case)

        self._try(case, go_on)

    def look_up_number(self, phone_number: str) -> None:
        if self._at(Step.LOOK_UP, Command.LOOK_UP) is not None:
            self._look_up.look_up(phone_number.strip())

    def look_up_unit(self, text: str) -> None:
        if self._at(Step.UNIT, "LOOK_UP_UNIT") is not None:
            self._units.look_up(text)

    def ask_for_order(self, use: UnitUse, count: int) -> None:
        case = self._at(Step.UNIT, Command.TAKE_UNIT)
        if case is not None:
            self._try(case, lambda: self._units.ask_for(use, count))

    def send_usage_code(self) -> None:
        if self._at(Step.PROOF_OF_USE, "SEND_USAGE_CODE") is not None:
            self._look_up.send_code()

    def prove_by_code(self, code: str) -> None:
        if self._at(Step.PROOF_OF_USE, Command.PROVE_USE) is not None:
            self._look_up.prove_by_code(code.strip())

    def authorise_port_in(self, phone_number: str, code: str) -> None:
        if self._at(Step.AUTHORISATION, Command.AUTHORISE) is not None:
            self._look_up.authorise(phone_number.strip(), code.strip())

    def refuse_visual_check(self) -> None:
        """The person is not the one on the card."""
        if self._at(Step.VISUAL_CHECK, "REFUSE_VISUAL_CHECK") is not None:
            self._open.refuse("VISUAL_CHECK_REFUSED")

    def give_consent(
        self, agreed: tuple[str, ...], declined: tuple[str, ...], signature: HandwrittenSignature
    ) -> None:
        """The customer has answered the notices in force; numbers are looked for meanwhile."""
        policy, case = self._desk.configuration.case, self._at(Step.CONSENT, Command.GIVE_CONSENT)
        if case is None:
            return
        notices = policy.notices
        consent = Consent(notices.version, notices.sha256, agreed, declined, signature)

        def go_on() -> None:
            agreeing = case.give_consent(consent, notices, self._desk.now())
            self._desk.audit(
                "consent_given",
                case_id=str(case.id),
                version=notices.version,
                declines_face_match=consent.declines_face_match,
            )
            self._open.case = agreeing
            if consent.declines_face_match and not policy.ways_to_review(("FACE_REFUSED",)):
                # Nobody here could look at it: no photo is taken, and nothing is sent.
                self._open.refuse("FACE_REFUSED")
                return
            if case.flow.has(Step.NUMBER_AND_SIM):
                self._open.choice.preload(case)
            self.ask_if_due()

        self._try(case, go_on)

    def take_photo(self, photo: LivePhoto) -> None:
        """A photo of the camera; with it the gateway is asked at once."""
        case = self._at(Step.LIVE_PHOTO, Command.TAKE_PHOTO)
        if case is None:
            return
        if photo.is_simulated and not self._desk.configuration.is_demo:
            self._open.refuse("CAMERA_SIMULATED")
            return

        def go_on() -> None:
            self._open.case = photographed = case.take_photo(photo, self._desk.now())
            self._verification.ask(photographed)

        self._try(case, go_on)

    def decide_review(self, decision: DecideReview) -> None:
        if self._at(Step.REVIEW, Command.TAKE_REVIEW) is not None:
            self.reviewing.decide(decision)

    def ask_centre(self) -> None:
        if self._at(Step.REVIEW, "ASK_CENTRE") is not None:
            self.reviewing.centre.ask()

    def ask_if_due(self) -> None:
        """Ask the gateway at once where nothing is left to do for this person before it."""
        case = self._open.case
        if case is not None and self._open.waits_at(Step.VERIFICATION.value):
            self._verification.ask(case)

    def find_numbers(self, digits: str) -> None:
        case = self._at(Step.NUMBER_AND_SIM, "FIND_NUMBERS")
        if case is not None:
            self._open.choice.numbers.find(case, digits)

    def choose_number(self, phone_number: str) -> None:
        is_asked = self._at(Step.NUMBER_AND_SIM, "MARK_NUMBER") is not None
        if is_asked and not self._open.choice.numbers.choose(phone_number):
            self._open.note_out_of_order("MARK_NUMBER", "")

    def choose_offer(self, code: str) -> None:
        is_brought = self._open.waits_at(Step.OFFER_AND_SIM.value)
        step = Step.OFFER_AND_SIM if is_brought else Step.NUMBER_AND_SIM
        is_asked = self._at(step, "MARK_OFFER") is not None
        if is_asked and not self._open.choice.choose_offer(code):
            self._open.note_out_of_order("MARK_OFFER", "")

    def dispute_number(self, reference: str) -> None:
        """The customer has marked a number of their own list as not theirs."""
        case = self._at(Step.OWN_NUMBERS, Command.DISPUTE_NUMBER)
        if case is not None:
            self._try(case, lambda: self.own_numbers.dispute(case, reference))

    def close_own_numbers(self) -> bool:
        """Whether the customer was shown their numbers, and is done with them."""
        case = self._at(Step.OWN_NUMBERS, "CLOSE_OWN_NUMBERS")
        if case is None or self._open.marks.own_numbers is None:
            return False
        self.own_numbers.close(case)
        return True

    def sign_form(self, signature: HandwrittenSignature) -> None:
        """The customer has signed the form that the screen shows."""
        case, session = self._at(Step.FORM, Command.SIGN_FORM), self._desk.session
        if case is None or session is None:
            return
        form = form_value(case, self._desk.configuration, session)

        def go_on() -> None:
            signed = case.sign_form(signature, form.sha256, self._desk.now())
            self._desk.audit("form_signed", case_id=str(case.id))
            self._open.case = signed
            if signed.step is Step.SEAL and signed.seals_with_form:
                self._seal(signed)

        self._try(case, go_on)

    def set_contact_number(self, phone_number: str) -> None:
        """Only for what was captured offline: the carrier may tell the customer there."""
        case, number = self._at(Step.SEAL, Command.SET_CONTACT_NUMBER), phone_number.strip()
        if case is None:
            return

        def go_on() -> None:
            reachable = case.with_contact_number(number)
            if number and not is_mobile_number(number):
                self._desk.tell(ContactNumberRefused())
            else:
                self._open.case = reachable

        self._try(case, go_on)

    def go_back(self, case: Case) -> None:
        """One step back, which gives up what that step had yielded."""
        before = case.step_back()
        if case.number is not None and before.number is None:
            self._open.choice.numbers.give_back(case)
        self._open.case = before

    def _seal(self, case: Case) -> None:
        desk, now = self._desk, self._desk.now()
        session = desk.session
        if session is None:
            return
        if case.number is not None and case.number.held_until <= now:
            self.lapses.choose_again(case, HoldExpired())
            return
        if not self.lapses.form_holds(case):
            self.lapses.sign_again(case)
            return
        try:
            self.saving.save(case, session, now)
        except Trouble as trouble:
            desk.tell(trouble)
        except ValueError:
            # The block's number has gone to a newer configuration meanwhile.
            self.lapses.choose_again(case, NoNumberLeft())
        else:
            self._open.choice.checks.note_gone(case.sim)
            self._open.end(CasePhase.SAVED)
