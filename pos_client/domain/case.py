"""One case at one counter, from its opening to the seal: the state machine of every flow.

A `Case` never changes; every command answers with the next one or raises. There is one legal
order, it stands in `flows.py` as data, and each stage is left only with what it has to yield.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pos_client.domain.case_commands import LEGAL_AT, Command
from pos_client.domain.case_errors import (
    AnotherPerson,
    AnswersExpired,
    IllegalCommand,
    ReadTooOld,
    SamePerson,
    StepIncomplete,
)
from pos_client.domain.case_people import CasePeople
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.consent import Consent, Notices
from pos_client.domain.document import CapturedDocument, DocumentImage, DocumentType
from pos_client.domain.esim import AnySim
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flow import Flow, Mode, PartyRole, Stage, Step
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.identity import Identity
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.party import Party
from pos_client.domain.policy import Completion
from pos_client.domain.relation import Relation
from pos_client.domain.review import Review
from pos_client.domain.slip_code import Completing
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.subject import ProofOfUse, Subject
from pos_client.domain.unit import UnitAsked
from pos_client.domain.unit_order import UnderOrder
from pos_client.domain.verdict import Consequence, Verdict
from pos_client.domain.yielded import has_yielded, without

__all__ = ["Case"]


@dataclass(frozen=True, slots=True)
class Case(CasePeople):
    """An open case: where it is, who takes part, and what belongs to nobody in particular.

    Attributes:
        parties: one for each role of the flow, the lead first.
        completes: the registration that this case completes, in the flow for it.
        subject: the number that it is about, in a flow about one that exists.
        relation: what whoever acts for the owner is to them.
        disputed: the number that its holder has marked as not theirs.
        unit: which unit asks for what, in the flow that opens an order.
        order: the order that this number is of, in the flows of its users.
        real_name_transaction_id: the carrier's number for the case, of its first read.
        challenge: what a case without any read was opened with; None in any other.
        reason: why its document has no chip.
    """

    id: UUID
    flow: Flow
    opened_at: datetime
    completion: Completion
    stage: Stage
    parties: tuple[Party, ...]
    completes: Completing | None = None
    mode: Mode = Mode.ONLINE
    real_name_transaction_id: str = ""
    subject: Subject | None = None
    unit: UnitAsked | None = None
    order: UnderOrder | None = None
    relation: Relation | None = None
    number: ChosenNumber | None = None
    disputed: OwnNumber | None = None
    offer_code: str = ""
    sim: AnySim | None = None
    contact_number: str = ""
    challenge: Challenge | None = None
    reason: SpecialReason | None = None

    @classmethod
    def begin(
        cls,
        id_: UUID,
        flow: Flow,
        opened_at: datetime,
        completion: Completion,
        *,
        photo_attempts: int = 3,
        completes: Completing | None = None,
        subject: Subject | None = None,
        order: UnderOrder | None = None,
    ) -> Case:
        """Open a case at the first stage of its flow, with nothing yielded yet."""
        parties = tuple(Party(role, flow.photos_of(role, photo_attempts)) for role in flow.roles)
        begun = cls(id_, flow, opened_at, completion, flow.stages[0], parties, completes)
        return replace(begun, subject=subject, order=order)

    def take_unit(self, asked: UnitAsked) -> Case:
        """Take the unit and what it asks for. Raises StepIncomplete for none, or too many."""
        self._require(Command.TAKE_UNIT)
        if not asked.is_sound or asked.count > asked.unit.may_have:
            raise StepIncomplete("no unit that may have so many numbers")
        return replace(self, unit=asked)._moved_on()

    def look_up(self, subject: Subject) -> Case:
        """Take the number of this case, with what the gateway has said of it.

        Raises:
            StepIncomplete: no number, or one that this flow is not for; without the gateway's word
                one is taken only where the flow can do without the gateway.
        """
        self._require(Command.LOOK_UP)
        if not self.flow.may_be_about(subject):
            raise StepIncomplete("no number that this flow is for")
        return replace(self, subject=replace(subject, proof=None))._moved_on()

    def prove_use(self, proof: ProofOfUse) -> Case:
        """Take what shows the use; the gateway judges it. Raises StepIncomplete unless whole."""
        self._require(Command.PROVE_USE)
        if self.subject is None or not proof.shows_use:
            raise StepIncomplete("nothing that could prove the use")
        return replace(self, subject=replace(self.subject, proof=proof))._moved_on()

    def authorise(self, subject: Subject) -> Case:
        """Take the number that comes along. Raises StepIncomplete without its donor's code."""
        self._require(Command.AUTHORISE)
        if not subject.is_authorised:
            raise StepIncomplete("no number that its donor has authorised")
        return replace(self, subject=subject)._moved_on()

    def take_read(self, evidence: Evidence, identity: Identity) -> Case:
        """Take this party's first read: who it is. Raises SamePerson for one of another role."""
        self._require(Command.TAKE_READ)
        others = [each for each in self.parties if each.role is not self.stage.role]
        if any(each.is_same_person([identity]) for each in others):
            raise SamePerson
        transaction_id = self.real_name_transaction_id
        if not any(party.evidence for party in self.parties):
            transaction_id = evidence.challenge.real_name_transaction_id
        read = self._with(self.party.take_read(evidence, identity))
        return replace(read, real_name_transaction_id=transaction_id)._moved_on()

    def reread(self, evidence: Evidence, identity: Identity) -> Case:
        """Take a card laid again; it counts for whom it shows, and the case stays where it is.

        Raises:
            AnotherPerson: it is nobody's of this case.
            AnotherCard: it is the same person's, but not the one this case began with.
        """
        self._require(Command.REREAD)
        for party in self.parties:
            if party.is_same_person([identity]):
                return self._with(party.reread(evidence, identity))
        raise AnotherPerson

    def confirm_visual_check(self, now: datetime) -> Case:
        """The clerk has compared person, card and screen."""
        self._require(Command.CONFIRM_VISUAL_CHECK, now)
        return self._with(replace(self.party, visual_check_at=now))._moved_on()

    def give_consent(self, consent: Consent, notices: Notices, now: datetime) -> Case:
        """Raises StepIncomplete for anything but a signed answer to each of these notices."""
        self._require(Command.GIVE_CONSENT, now)
        asks_face = self.flow.matches_face(self.stage.role)
        agreed = self.party.give_consent(consent, notices, now, matches_face=asks_face)
        return self._with(agreed)._moved_on()

    def take_photo(self, photo: LivePhoto, now: datetime) -> Case:
        """Raises StepIncomplete where it is no photo, or the policy allows no more of them."""
        self._require(Command.TAKE_PHOTO, now)
        return self._with(self.party.take_photo(photo))._moved_on()

    def take_verdicts(self, verdicts: tuple[Verdict, ...], now: datetime) -> Case:
        """Take the gateway's answers; the case goes on only if all of them let it.

        Where the face asks for another photo, and the policy allows one, the case goes back for
        it, and everything is asked anew.

        Raises:
            VerdictForeign: one is for another case, other reads or another photo, or has run out.
            StepIncomplete: an earlier answer has ended the case.
        """
        self._require(Command.TAKE_VERDICTS, now)
        party = self.party.take_verdicts(self.id, verdicts, now)
        if party.photo_asked_for:
            photo = Stage(Step.LIVE_PHOTO, party.role)
            return replace(self._with(party.asked_for_photo()), stage=photo)
        judged = self._with(party)
        is_good = party.is_judged(self.flow.checks_of(party.role))
        return judged._moved_on() if is_good else judged

    def go_offline(self, now: datetime) -> Case:
        """Go on as captured: one answer at least is missing. A no is never overruled.

        Raises:
            StepIncomplete: there is an answer that is no outage, or this flow is online only.
        """
        self._require(Command.GO_OFFLINE, now)
        known = {verdict.consequence for verdict in self.party.verdicts}
        if (known and Consequence.UNAVAILABLE not in known) or self.is_refused:
            raise StepIncomplete("the gateway has answered; that is not an outage")
        if self.flow.is_online_only:
            raise StepIncomplete("this flow is online only")
        captured = self._with(replace(self.party, verdicts=()))
        return replace(captured, mode=Mode.OFFLINE)._moved_on()

    def take_review(self, review: Review, now: datetime) -> Case:
        """Take a decision on all that is open: only an approval goes on, or one left for later.

        Raises:
            VerdictForeign: it is about another case, other verdicts, or has run out.
        """
        self._require(Command.TAKE_REVIEW, now)
        reviewed = self._with(self.party.take_review(self.id, review, now))
        return reviewed._moved_on() if reviewed.party.is_reviewed else reviewed

    def choose_reason(self, reason: SpecialReason, now: datetime) -> Case:
        """Take why this person's document has no chip."""
        self._require(Command.CHOOSE_REASON, now)
        return replace(self, reason=reason)._moved_on()

    def choose_document(self, type_: DocumentType, now: datetime) -> Case:
        """Begin the images of a document; raises StepIncomplete for a type not asked for here."""
        self._require(Command.CHOOSE_DOCUMENT, now)
        if type_ not in self.wanted_document.types:
            raise StepIncomplete("no document that is asked for here")
        return self._with(replace(self.party, drafted=CapturedDocument(type_)))

    def take_document_image(self, image: DocumentImage, now: datetime) -> Case:
        """Raises StepIncomplete for no image of a document, one too many, or no type chosen."""
        self._require(Command.TAKE_DOCUMENT_IMAGE, now)
        return self._with(self.party.take_image(image, self.wanted_document))

    def drop_document_image(self, place: int, now: datetime) -> Case:
        """Drop an image, counted from 1."""
        self._require(Command.DROP_DOCUMENT_IMAGE, now)
        return self._with(self.party.drop_image(place))

    def finish_document(self, now: datetime) -> Case:
        """Go on to the next document, or the next step. Raises StepIncomplete without an image."""
        self._require(Command.FINISH_DOCUMENT, now)
        finished = self._with(self.party.finish_document())
        is_all = has_yielded(finished, self.stage)
        return finished._moved_on() if is_all else finished

    def choose_relation(self, relation: Relation, now: datetime) -> Case:
        """Take one out of the flow's list and no text; raises StepIncomplete for one of another."""
        self._require(Command.CHOOSE_RELATION, now)
        if relation not in self.flow.relations:
            raise StepIncomplete("no relation of this flow")
        return replace(self, relation=relation)._moved_on()

    def choose_number(
        self, number: ChosenNumber, offer_code: str, sim: AnySim, now: datetime
    ) -> Case:
        """Number, offer and SIM are set aside for this case."""
        self._require(Command.CHOOSE_NUMBER, now)
        return replace(self, number=number, offer_code=offer_code, sim=sim)._moved_on()

    def choose_offer(self, offer_code: str, sim: AnySim, now: datetime) -> Case:
        """Offer and SIM are set aside for the number that comes along."""
        self._require(Command.CHOOSE_OFFER, now)
        return replace(self, offer_code=offer_code, sim=sim)._moved_on()

    def take_sim(self, sim: AnySim, now: datetime) -> Case:
        """Take the SIM that the number of this case gets."""
        self._require(Command.TAKE_SIM, now)
        return replace(self, sim=sim)._moved_on()

    def dispute(self, number: OwnNumber, now: datetime) -> Case:
        """Take a number that is not the customer's; raises StepIncomplete for none of the list."""
        self._require(Command.DISPUTE_NUMBER, now)
        if not number.may_be_disputed:
            raise StepIncomplete("no number that may be disputed")
        return replace(self, disputed=number)._moved_on()

    def sign_form(self, signature: HandwrittenSignature, form_sha256: bytes, now: datetime) -> Case:
        """Raises StepIncomplete where nothing was written, or not under the form of this hash."""
        self._require(Command.SIGN_FORM, now)
        return self._with(self.party.sign_form(signature, form_sha256))._moved_on()

    def with_contact_number(self, phone_number: str) -> Case:
        """Keep a number at which the carrier may tell the customer; it identifies nobody.

        Raises:
            IllegalCommand: elsewhere, or where the customer hears the outcome at the counter.
        """
        self._require(Command.SET_CONTACT_NUMBER)
        if self.mode is not Mode.OFFLINE:
            raise IllegalCommand(Command.SET_CONTACT_NUMBER, self.step)
        return replace(self, contact_number=phone_number)

    def check_sealable(self, now: datetime) -> None:
        """Raise unless every stage has yielded what it must and the reads are fresh enough."""
        self._require(Command.SEAL, now)
        for stage in self.stages:
            if not has_yielded(self, stage):
                raise StepIncomplete(f"{stage.step} of {stage.role} has not yielded what it must")

    def step_back(self) -> Case:
        """Go one step back, giving up what that step had yielded.

        A read has happened, and verdicts are answers that cannot be taken back, so nobody shops
        for a better one: behind either the way back ends.
        """
        passed = self.passed
        if not passed or passed[-1].step in (Step.READ_CARD, Step.VERIFICATION, Step.REVIEW):
            return self
        if self.step is Step.VERIFICATION and (self.party.verdicts or self.party.was_judged):
            return self
        return replace(without(self, passed[-1:]), stage=passed[-1])

    @property
    def can_step_back(self) -> bool:
        return self.step_back() is not self

    def return_to(self, step: Step, role: PartyRole | None = None) -> Case:
        """Go back to where this was yielded first, giving up all that came of it.

        Nobody asks for this: texts, form or list have changed, or what was kept has run out.

        Args:
            role: whose; None means whoever yielded it first.
        """
        passed = self.passed
        found = [each for each in passed if each.step is step and role in (None, each.role)]
        if not found or self.is_refused:
            return self
        return replace(without(self, passed[passed.index(found[0]) :]), stage=found[0])

    def _with(self, changed: Party) -> Case:
        parties = (changed if each.role is changed.role else each for each in self.parties)
        return replace(self, parties=tuple(parties))

    def _moved_on(self) -> Case:
        return replace(self, stage=self.stages[self.stages.index(self.stage) + 1])

    def _require(self, command: Command, now: datetime | None = None) -> None:
        if self.step not in LEGAL_AT[command]:
            raise IllegalCommand(command, self.step)
        if now is not None and self.party_to_reread(now) is not None:
            raise ReadTooOld
        if now is not None and self.party_to_ask_again(now) is not None:
            raise AnswersExpired
