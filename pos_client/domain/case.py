"""One customer at one counter, from the read to the seal: the state machine.

A `Case` never changes; every command answers with the next one or raises. There is one legal
order, it stands in `flow.py` as data, and each step is left only with what it has to yield.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from pos_client.domain import answers
from pos_client.domain.case_errors import (
    AnotherCard,
    AnotherPerson,
    AnswersExpired,
    IllegalCommand,
    ReadTooOld,
    StepIncomplete,
    VerdictForeign,
)
from pos_client.domain.consent import Consent, Notices
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import LEGAL_AT, Command, Flow, Mode, Step
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.identity import Identity
from pos_client.domain.live_photo import LARGEST_PHOTO, LivePhoto
from pos_client.domain.local_day import local_day
from pos_client.domain.policy import Completion
from pos_client.domain.review import Review
from pos_client.domain.sim import Sim
from pos_client.domain.slip_code import Completing
from pos_client.domain.verdict import Consequence, Verdict
from pos_client.domain.way_back import given_up

__all__ = ["Case", "ChosenNumber"]

FIRST_VERIFICATION_WITHIN = timedelta(minutes=5)
SEALED_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ChosenNumber:
    """The phone number set aside for this case.

    Attributes:
        hold_id: the gateway's hold; empty for a number of the leased block.
    """

    phone_number: str
    held_until: datetime
    hold_id: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """An open case. Every attribute below `step` is what a step has yielded.

    Attributes:
        photo_attempts: how many live photos the policy allows.
        completes: the registration that this case completes, in the flow for it.
        photos_judged: how many of them somebody has looked at.
        quota_reservation_id: the slot of the person's limit that the gateway keeps for this case,
            also while it asks for another photo.
    """

    id: UUID
    flow: Flow
    opened_at: datetime
    completion: Completion
    photo_attempts: int = 3
    completes: Completing | None = None
    step: Step = Step.READ_CARD
    mode: Mode = Mode.ONLINE
    real_name_transaction_id: str = ""
    evidence: tuple[Evidence, ...] = ()
    identity: Identity | None = field(default=None, repr=False)
    visual_check_at: datetime | None = None
    consent: Consent | None = None
    live_photo: LivePhoto | None = None
    photos_judged: int = 0
    photo_reason: str = ""
    was_judged: bool = False
    verdicts: tuple[Verdict, ...] = ()
    quota_reservation_id: str = ""
    review: Review | None = None
    number: ChosenNumber | None = None
    offer_code: str = ""
    sim: Sim | None = None
    handwritten_signature: HandwrittenSignature | None = None
    contact_number: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps this case has to take: a review only where a verdict asks for one, and
        without the gateway a returning customer's number and form wait for the second visit."""
        skipped: set[Step] = set() if self.codes_to_review else {Step.REVIEW}
        if self.mode is Mode.OFFLINE and self.completion is Completion.CUSTOMER_RETURNS:
            skipped |= {Step.NUMBER_AND_SIM, Step.FORM}
        return tuple(step for step in self.flow.steps if step not in skipped)

    @property
    def codes_to_review(self) -> tuple[str, ...]:
        """What a second pair of eyes has to look at."""
        return answers.codes_to_review(self.verdicts)

    @property
    def is_judged(self) -> bool:
        """Whether every check of the flow was answered, and none of the answers is a no."""
        return answers.are_a_pass(self.verdicts, self.flow.checks)

    @property
    def is_refused(self) -> bool:
        """Whether an answer has ended this case; an answer kept asks for a photo in vain."""
        return any(
            verdict.ends_here or verdict.consequence is Consequence.NEEDS_PHOTO
            for verdict in self.verdicts
        )

    @property
    def is_verified(self) -> bool:
        """Whether every answer lets the case go on, by itself or after a review."""
        if not self.is_judged:
            return False
        codes = self.codes_to_review
        return not codes or (
            self.review is not None
            and self.review.is_approved
            and set(codes).issubset(self.review.codes)
        )

    @property
    def photos_left(self) -> int:
        return max(0, self.photo_attempts - self.photos_judged)

    def reread_is_due(self, now: datetime) -> bool:
        """Whether the card has to be laid again before the next command."""
        if not self.evidence or self.step is Step.READ_CARD:
            return False
        age = now - self.evidence[-1].read_at
        if not self.was_judged and self.mode is Mode.ONLINE:
            return age > FIRST_VERIFICATION_WITHIN
        return age > SEALED_WITHIN

    def answers_ran_out(self, now: datetime) -> bool:
        """Whether the gateway has to be asked again, since a verdict or the review has run out."""
        if self.step not in self.steps[self.steps.index(Step.VERIFICATION) + 1 :]:
            return False
        reviews = (self.review,) if self.review is not None else ()
        return any(answer.expires_at <= now for answer in (*self.verdicts, *reviews))

    def take_read(self, evidence: Evidence, identity: Identity) -> Self:
        """Take the first read of the case: whose it is."""
        self._require(Command.TAKE_READ)
        return replace(
            self,
            evidence=(evidence,),
            identity=identity,
            real_name_transaction_id=evidence.challenge.real_name_transaction_id,
        )._moved_on()

    def reread(self, evidence: Evidence, identity: Identity) -> Self:
        """Take the same card laid again; the case stays where it is.

        Raises:
            AnotherPerson: it is somebody else's.
            AnotherCard: it is the same person's, but not the one this case began with.
        """
        self._require(Command.REREAD)
        if self.identity is None or not identity.is_same_person(self.identity):
            raise AnotherPerson
        if not identity.is_same_card(self.identity):
            raise AnotherCard
        return replace(self, evidence=(*self.evidence, evidence))

    def confirm_visual_check(self, now: datetime) -> Self:
        """The clerk has compared person, card and screen."""
        self._require(Command.CONFIRM_VISUAL_CHECK, now)
        return replace(self, visual_check_at=now)._moved_on()

    def give_consent(self, consent: Consent, notices: Notices, now: datetime) -> Self:
        """The customer has answered every notice and signed.

        Raises:
            StepIncomplete: one is unanswered, the texts are others, or nobody wrote anything.
        """
        self._require(Command.GIVE_CONSENT, now)
        if self.identity is None or not consent.answers(
            notices, self.identity.age_on(local_day(now))
        ):
            raise StepIncomplete("the notices have not all been answered and signed")
        return replace(self, consent=consent)._moved_on()

    def take_photo(self, photo: LivePhoto, now: datetime) -> Self:
        """Take a photo of the customer; it has not left this process before.

        Raises:
            StepIncomplete: it is none, or the policy allows no more of them.
        """
        self._require(Command.TAKE_PHOTO, now)
        if not 0 < len(photo.jpeg) <= LARGEST_PHOTO or not self.photos_left:
            raise StepIncomplete("no photo, or one too many")
        counted = replace(photo, attempt=self.photos_judged + 1)
        return replace(self, live_photo=counted, photo_reason="")._moved_on()

    def take_verdicts(self, verdicts: tuple[Verdict, ...], now: datetime) -> Self:
        """Take the gateway's answers; the case goes on only if all of them let it.

        Where the face asks for another photo, and the policy allows one, the case goes back for
        it, and everything is asked anew.

        Raises:
            VerdictForeign: one is for another case, other reads or another photo, or has run out.
            StepIncomplete: an earlier answer has ended the case.
        """
        self._require(Command.TAKE_VERDICTS, now)
        reads, photo = [read.id for read in self.evidence], self.live_photo
        photo_sha256, attempt = (photo.sha256, photo.attempt) if photo else (b"", 0)
        if not answers.are_about(verdicts, self.id, reads, photo_sha256, now):
            raise VerdictForeign
        if self.is_refused:
            raise StepIncomplete("the case has been refused; nobody asks for a better answer")
        judged = replace(
            self,
            verdicts=verdicts,
            was_judged=True,
            photos_judged=attempt if answers.judged_face(verdicts) else self.photos_judged,
            quota_reservation_id=answers.reservation_in(verdicts) or self.quota_reservation_id,
        )
        ends = any(verdict.ends_here for verdict in verdicts)
        wants = [verdict.code for verdict in verdicts if verdict.asks_for_photo]
        if wants and judged.photos_left and not ends:
            return replace(
                judged, verdicts=(), live_photo=None, photo_reason=wants[0], step=Step.LIVE_PHOTO
            )
        return judged._moved_on() if judged.is_judged else judged

    def go_offline(self, now: datetime) -> Self:
        """Go on as captured: one answer at least is missing. A no is never overruled.

        Raises:
            StepIncomplete: there is an answer that is no outage, or this flow is online only.
        """
        self._require(Command.GO_OFFLINE, now)
        known = {verdict.consequence for verdict in self.verdicts}
        if (known and Consequence.UNAVAILABLE not in known) or self.is_refused:
            raise StepIncomplete("the gateway has answered; that is not an outage")
        if self.flow.is_online_only:
            raise StepIncomplete("this flow is online only")
        return replace(self, mode=Mode.OFFLINE, verdicts=())._moved_on()

    def take_review(self, review: Review, now: datetime) -> Self:
        """Take a supervisor's decision; only an approval of everything open goes on.

        Raises:
            VerdictForeign: it is about another case, other verdicts, or has run out.
        """
        self._require(Command.TAKE_REVIEW, now)
        if (
            review.case_id != self.id
            or review.expires_at <= now
            or not set(self.codes_to_review).issubset(review.codes)
        ):
            raise VerdictForeign
        reviewed = replace(self, review=review)
        return reviewed._moved_on() if reviewed.is_verified else reviewed

    def choose_number(self, number: ChosenNumber, offer_code: str, sim: Sim, now: datetime) -> Self:
        """Number, offer and SIM are set aside for this case."""
        self._require(Command.CHOOSE_NUMBER, now)
        return replace(self, number=number, offer_code=offer_code, sim=sim)._moved_on()

    def sign_form(self, signature: HandwrittenSignature, form_sha256: bytes, now: datetime) -> Self:
        """The customer has signed the form with this hash.

        Raises:
            StepIncomplete: nothing was written, or it stands under something else.
        """
        self._require(Command.SIGN_FORM, now)
        if not signature.is_written or signature.signed_sha256 != form_sha256:
            raise StepIncomplete("the form has not been signed")
        return replace(self, handwritten_signature=signature)._moved_on()

    def with_contact_number(self, phone_number: str) -> Self:
        """Keep a number at which the carrier may tell the customer; it identifies nobody."""
        return replace(self, contact_number=phone_number)

    def check_sealable(self, now: datetime) -> None:
        """Raise unless every step has yielded what it must and the reads are fresh enough."""
        self._require(Command.SEAL, now)
        if self.identity is None or not self.evidence or self.visual_check_at is None:
            raise StepIncomplete("the card has not been read and compared")
        if self.consent is None or self.live_photo is None:
            raise StepIncomplete("the customer has not agreed, or was not photographed")
        if self.mode is Mode.ONLINE and not self.is_verified:
            raise StepIncomplete("the gateway has not verified this case")
        if Step.NUMBER_AND_SIM in self.steps and (
            self.number is None or self.sim is None or not self.offer_code
        ):
            raise StepIncomplete("number, offer and SIM have not been chosen")
        if Step.FORM in self.steps and self.handwritten_signature is None:
            raise StepIncomplete("the form has not been signed")

    def step_back(self) -> Self:
        """Go one step back, giving up what that step had yielded.

        Verdicts are answers and cannot be taken back, so nobody shops for a better one: behind
        the verification the way back ends.
        """
        place = self.steps.index(self.step)
        before = self.steps[max(0, place - 1)]
        if place <= 1 or before in (Step.VERIFICATION, Step.REVIEW):
            return self
        if self.step is Step.VERIFICATION and (self.verdicts or self.was_judged):
            return self
        return replace(self, step=before, **given_up((before,)))

    @property
    def can_step_back(self) -> bool:
        return self.step_back() is not self

    def return_to(self, step: Step) -> Self:
        """Go back to a step whose yield no longer holds, giving up all that came of it.

        Nobody asks for this: texts, form or list have changed, or what was kept has run out.
        """
        passed = self.steps[: self.steps.index(self.step)]
        if step not in passed or self.is_refused:
            return self
        return replace(self, step=step, **given_up(passed[passed.index(step) :]))

    def _moved_on(self) -> Self:
        return replace(self, step=self.steps[self.steps.index(self.step) + 1])

    def _require(self, command: Command, now: datetime | None = None) -> None:
        if self.step not in LEGAL_AT[command]:
            raise IllegalCommand(command, self.step)
        if now is not None and self.reread_is_due(now):
            raise ReadTooOld
        if now is not None and self.answers_ran_out(now):
            raise AnswersExpired
