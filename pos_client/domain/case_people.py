"""Who takes part in a case, which number it is about, and what it still asks of whom."""

from __future__ import annotations

from datetime import datetime

from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.evidence import Challenge
from pos_client.domain.flow import DocumentRule, Flow, Mode, PartyRole, Stage, Step
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.party import Party
from pos_client.domain.policy import Completion
from pos_client.domain.special_document import (
    UNREAD,
    SpecialDocumentIdentity,
    SpecialReason,
)
from pos_client.domain.subject import Subject

__all__ = ["CasePeople"]


class CasePeople:
    """What a case says of its people, by its flow, its stage and its parties."""

    __slots__ = ()

    flow: Flow
    completion: Completion
    stage: Stage
    parties: tuple[Party, ...]
    mode: Mode
    challenge: Challenge | None
    reason: SpecialReason | None
    subject: Subject | None
    disputed: OwnNumber | None
    number: ChosenNumber | None

    @property
    def phone_number(self) -> str:
        """The number it is about or has chosen; a disputed one as its mask, empty where none is."""
        if self.subject is not None:
            return self.subject.phone_number
        if self.disputed is not None:
            return self.disputed.masked_phone_number
        return self.number.phone_number if self.number is not None else ""

    @property
    def step(self) -> Step:
        return self.stage.step

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages this case has to take: a review only where a verdict asks for one, and
        without the gateway a returning customer's number and form wait for the second visit."""
        skipped: set[Step] = set()
        if self.mode is Mode.OFFLINE and self.completion is Completion.CUSTOMER_RETURNS:
            skipped = {Step.NUMBER_AND_SIM, Step.FORM}
        return tuple(
            stage
            for stage in self.flow.stages
            if stage.step not in skipped
            and (stage.step is not Step.REVIEW or self.party_of(stage.role).codes_to_review)
        )

    @property
    def passed(self) -> tuple[Stage, ...]:
        """The stages that lie behind the present one."""
        return self.stages[: self.stages.index(self.stage)]

    @property
    def seals_with_form(self) -> bool:
        """Whether this signature is the last thing asked; offline a contact number is as well."""
        signs_last = self.stage in self.stages[-2:]
        return signs_last and self.flow.seals_with_form and self.mode is Mode.ONLINE

    @property
    def party(self) -> Party:
        """Whom the present stage is about."""
        return self.party_of(self.stage.role)

    @property
    def lead(self) -> Party:
        """Whose case it is: the masks on lists and papers."""
        return self.parties[0]

    def party_of(self, role: PartyRole) -> Party:
        """Raises LookupError for a role that this flow does not have."""
        for party in self.parties:
            if party.role is role:
                return party
        raise LookupError(role)

    @property
    def wanted_document(self) -> DocumentRule:
        """The next document that whoever this stage is about has to bring.

        Raises:
            LookupError: there is none.
        """
        rules = self.flow.documents_of(self.stage.role)
        return rules[len(self.party.documents)]

    @property
    def special(self) -> SpecialDocumentIdentity | None:
        """The lead by the document that was photographed; None where cards are read."""
        if self.reason is None or not self.flow.reads_no_card or not self.lead.documents:
            return None
        return SpecialDocumentIdentity.of(self.lead.documents[0], self.reason)

    @property
    def lead_masks(self) -> tuple[str, str]:
        """Name and number on lists and papers; of a document without a chip nobody knows either.

        Raises:
            LookupError: a card has to be read first.
        """
        identity = self.lead.identity
        if identity is not None:
            return identity.masked_name, identity.masked_id_number
        if self.special is None:
            raise LookupError("nobody has been read")
        return UNREAD, UNREAD

    @property
    def named_challenge(self) -> str:
        """The id of the challenge that an envelope's header names: of the party's newest read."""
        if self.challenge is not None:
            return self.challenge.id
        return self.party.evidence[-1].challenge.id

    @property
    def is_refused(self) -> bool:
        """Whether an answer about anybody has ended this case."""
        return any(party.is_refused for party in self.parties)

    @property
    def is_verified(self) -> bool:
        """Whether every answer about everybody lets the case go on, by itself or reviewed."""
        return all(
            party.is_judged(self.flow.checks_of(party.role)) and party.is_reviewed
            for party in self.parties
        )

    def party_to_reread(self, now: datetime) -> Party | None:
        """Whose card has to be laid again before the next command; None where nobody's has."""
        if self.step is Step.READ_CARD:
            return None
        is_online = self.mode is Mode.ONLINE
        due = (each for each in self.parties if each.is_too_old(now, is_online=is_online))
        return next(due, None)

    def party_to_ask_again(self, now: datetime) -> Party | None:
        """About whom the gateway has to be asked again: an answer has run out."""
        for party in self.parties:
            if Stage(Step.VERIFICATION, party.role) in self.passed and party.answers_ran_out(now):
                return party
        return None
