"""What one person yields in a case: reads, answers, photo, verdicts, signature."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from pos_client.domain import answers
from pos_client.domain.case_errors import (
    AnotherCard,
    AnotherPerson,
    StepIncomplete,
    VerdictForeign,
)
from pos_client.domain.consent import Consent, Notices
from pos_client.domain.document import MOST_IMAGES, CapturedDocument, DocumentImage
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import DocumentRule, PartyRole, Step
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.identity import Identity
from pos_client.domain.live_photo import LARGEST_PHOTO, LivePhoto
from pos_client.domain.local_day import local_day
from pos_client.domain.review import Review
from pos_client.domain.verdict import Check, Consequence, Verdict

__all__ = ["FIRST_VERIFICATION_WITHIN", "GROWN_UP", "SEALED_WITHIN", "Party"]

FIRST_VERIFICATION_WITHIN = timedelta(minutes=5)
SEALED_WITHIN = timedelta(minutes=15)
GROWN_UP = 18
"""Whose age no chip tells is told what grown-ups are told; the reviewers find a minor out."""


@dataclass(frozen=True, slots=True)
class Party:
    """One person of a case, in one role. Everything below `photo_attempts` was yielded by a step.

    Attributes:
        photo_attempts: how many live photos the policy allows.
        photos_judged: how many of them somebody has looked at.
        was_judged: the gateway has answered about this person, whatever it said.
        quota_reservation_id: the slot of the person's limit that the gateway keeps for this case,
            also while it asks for another photo.
        documents: what this person has brought along, in its images.
        drafted: the document whose images are being taken.
        handwritten_signature: under the form.
    """

    role: PartyRole
    photo_attempts: int = 3
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
    documents: tuple[CapturedDocument, ...] = ()
    drafted: CapturedDocument | None = None
    handwritten_signature: HandwrittenSignature | None = None

    @property
    def codes_to_review(self) -> tuple[str, ...]:
        """What a second pair of eyes has to look at."""
        return answers.codes_to_review(self.verdicts)

    @property
    def is_refused(self) -> bool:
        """Whether an answer has ended this case; an answer kept asks for a photo in vain."""
        return any(
            verdict.ends_here or verdict.consequence is Consequence.NEEDS_PHOTO
            for verdict in self.verdicts
        )

    @property
    def is_reviewed(self) -> bool:
        """Whether everything that has to be looked at was approved, or is left for after the seal;
        true where nothing has."""
        codes = self.codes_to_review
        return not codes or (
            self.review is not None
            and self.review.goes_on
            and set(codes).issubset(self.review.codes)
        )

    @property
    def photos_left(self) -> int:
        return max(0, self.photo_attempts - self.photos_judged)

    def is_judged(self, checks: tuple[Check, ...]) -> bool:
        """Whether each of these checks was answered, and none of the answers is a no."""
        return answers.are_a_pass(self.verdicts, checks)

    def is_too_old(self, now: datetime, *, is_online: bool) -> bool:
        """Whether this person's card has to be laid again before the next command."""
        if not self.evidence:
            return False
        age = now - self.evidence[-1].read_at
        is_first = is_online and not self.was_judged
        return age > (FIRST_VERIFICATION_WITHIN if is_first else SEALED_WITHIN)

    def answers_ran_out(self, now: datetime) -> bool:
        """Whether a verdict or the review is not good any more."""
        reviews = (self.review,) if self.review is not None else ()
        return any(answer.expires_at <= now for answer in (*self.verdicts, *reviews))

    def take_read(self, evidence: Evidence, identity: Identity) -> Self:
        return replace(self, evidence=(evidence,), identity=identity)

    def reread(self, evidence: Evidence, identity: Identity) -> Self:
        """Take the same card laid again.

        Raises:
            AnotherPerson: it is somebody else's.
            AnotherCard: it is the same person's, but not the one this case began with.
        """
        if self.identity is None or not identity.is_same_person(self.identity):
            raise AnotherPerson
        if not identity.is_same_card(self.identity):
            raise AnotherCard
        return replace(self, evidence=(*self.evidence, evidence))

    def give_consent(
        self, consent: Consent, notices: Notices, now: datetime, *, matches_face: bool = True
    ) -> Self:
        """Raises StepIncomplete for anything but a signed answer to each of these notices."""
        age = self.identity.age_on(local_day(now)) if self.identity is not None else GROWN_UP
        if not consent.answers(notices, age, matches_face=matches_face):
            raise StepIncomplete("the notices have not all been answered and signed")
        return replace(self, consent=consent)

    def take_photo(self, photo: LivePhoto) -> Self:
        """Raises StepIncomplete where it is none, or the policy allows no more of them."""
        if not 0 < len(photo.jpeg) <= LARGEST_PHOTO or not self.photos_left:
            raise StepIncomplete("no photo, or one too many")
        counted = replace(photo, attempt=self.photos_judged + 1)
        return replace(self, live_photo=counted, photo_reason="")

    def take_verdicts(self, case_id: UUID, verdicts: tuple[Verdict, ...], now: datetime) -> Self:
        """Take the gateway's answers about this person.

        Raises:
            VerdictForeign: one is for another case, other reads or another photo, or has run out.
            StepIncomplete: an earlier answer has ended the case.
        """
        reads, photo = [read.id for read in self.evidence], self.live_photo
        photo_sha256, attempt = (photo.sha256, photo.attempt) if photo else (b"", 0)
        if not answers.are_about(verdicts, case_id, reads, photo_sha256, now):
            raise VerdictForeign
        if self.is_refused:
            raise StepIncomplete("the case has been refused; nobody asks for a better answer")
        return replace(
            self,
            verdicts=verdicts,
            was_judged=True,
            photos_judged=attempt if answers.judged_face(verdicts) else self.photos_judged,
            quota_reservation_id=answers.reservation_in(verdicts) or self.quota_reservation_id,
        )

    @property
    def photo_asked_for(self) -> str:
        """The code by which another photo may be taken and is asked for; empty where none is."""
        ends = any(verdict.ends_here for verdict in self.verdicts)
        wants = [verdict.code for verdict in self.verdicts if verdict.asks_for_photo]
        return wants[0] if wants and self.photos_left and not ends else ""

    def asked_for_photo(self) -> Self:
        """Everything is asked anew, with another photo."""
        return replace(self, verdicts=(), live_photo=None, photo_reason=self.photo_asked_for)

    def take_review(self, case_id: UUID, review: Review, now: datetime) -> Self:
        """Raises VerdictForeign for one of another case or verdicts, or one that has run out."""
        if (
            review.case_id != case_id
            or review.expires_at <= now
            or not set(self.codes_to_review).issubset(review.codes)
            or not review.covers(self.verdicts)
        ):
            raise VerdictForeign
        return replace(self, review=review)

    def take_image(self, image: DocumentImage, rule: DocumentRule) -> Self:
        """Take one more image of the document that is asked for; of one type nobody need choose.

        Raises:
            StepIncomplete: no type was chosen, it is no image of a document, or one too many.
        """
        drafted = self.drafted
        if drafted is None and len(rule.types) == 1:
            drafted = CapturedDocument(rule.types[0])
        if drafted is None or len(drafted.images) >= MOST_IMAGES:
            raise StepIncomplete("no type chosen, or one image too many")
        with_image = drafted.with_image(image)
        if not with_image.is_sound:
            raise StepIncomplete("no image of a document")
        return replace(self, drafted=with_image)

    def drop_image(self, place: int) -> Self:
        drafted = self.drafted
        return replace(self, drafted=drafted.without_image(place) if drafted else None)

    def finish_document(self) -> Self:
        """Raises StepIncomplete without an image of it."""
        if self.drafted is None or not self.drafted.is_sound:
            raise StepIncomplete("no image of the document")
        return replace(self, documents=(*self.documents, self.drafted), drafted=None)

    def sign_form(self, signature: HandwrittenSignature, form_sha256: bytes) -> Self:
        """Raises StepIncomplete where nothing was written, or under something else."""
        if not signature.is_written or signature.signed_sha256 != form_sha256:
            raise StepIncomplete("the form has not been signed")
        return replace(self, handwritten_signature=signature)

    def has_yielded(self, step: Step) -> bool:
        """Whether a step of this person has left what it has to; its answers are told elsewhere."""
        yields = {
            Step.READ_CARD: self.identity is not None and bool(self.evidence),
            Step.VISUAL_CHECK: self.visual_check_at is not None,
            Step.CONSENT: self.consent is not None,
            Step.LIVE_PHOTO: self.live_photo is not None,
            Step.REVIEW: self.is_reviewed,
            Step.FORM: self.handwritten_signature is not None,
        }
        return yields[step]

    def without(self, steps: Collection[Step]) -> Self:
        """What is left when these steps lie before this person once more.

        Whoever has to be read again begins anew; how many photos were looked at, and the slot that
        the gateway keeps, stay known.
        """
        left = replace(self, drafted=None)
        if Step.READ_CARD in steps:
            left = replace(left, evidence=(), identity=None, was_judged=False)
        if Step.VISUAL_CHECK in steps:
            left = replace(left, visual_check_at=None)
        if Step.CONSENT in steps:
            left = replace(left, consent=None)
        if Step.LIVE_PHOTO in steps:
            left = replace(left, live_photo=None)
        if Step.VERIFICATION in steps:
            left = replace(left, verdicts=())
        if Step.REVIEW in steps:
            left = replace(left, review=None)
        if Step.DOCUMENT in steps:
            left = replace(left, documents=())
        if Step.FORM in steps:
            left = replace(left, handwritten_signature=None)
        return left

    def is_same_person(self, identities: Collection[Identity]) -> bool:
        """Whether this person is one of these."""
        mine = self.identity
        return mine is not None and any(mine.is_same_person(each) for each in identities)
