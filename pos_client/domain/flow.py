"""What a flow of the counter is: its stages, in their one legal order, and who takes part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pos_client.domain.document import CapturedDocument, DocumentType
from pos_client.domain.outlet import OutletKind
from pos_client.domain.relation import Relation
from pos_client.domain.subject import Subject, Subscriber, SubscriberState
from pos_client.domain.verdict import Check

__all__ = [
    "SIM_STEPS",
    "DocumentRule",
    "Flow",
    "Mode",
    "PartyChecks",
    "PartyRole",
    "Stage",
    "Step",
    "stages_of",
]


class PartyRole(StrEnum):
    """What somebody is in a case."""

    OWNER = "OWNER"  # 机主: in whose name the number stands in the end
    PRESENT_OWNER = "PRESENT_OWNER"  # in whose name it stands until then
    GUARDIAN = "GUARDIAN"  # 监护人: acts for an owner who is a minor
    TRUSTEE = "TRUSTEE"  # 受托人: acts for an owner who is not here
    HANDLING_AGENT = "HANDLING_AGENT"  # 经办人: acts for a unit
    ACTUAL_USER = "ACTUAL_USER"  # 使用人: of one number of a unit
    RESPONSIBLE_PERSON = "RESPONSIBLE_PERSON"  # 责任人: of an industry card


class Step(StrEnum):
    """One step of a case, in the words of the counter."""

    UNIT = "UNIT"  # which unit it is, and what it asks for
    LOOK_UP = "LOOK_UP"
    PROOF_OF_USE = "PROOF_OF_USE"
    AUTHORISATION = "AUTHORISATION"  # of the carrier that the number comes from
    READ_CARD = "READ_CARD"
    VISUAL_CHECK = "VISUAL_CHECK"
    CONSENT = "CONSENT"
    LIVE_PHOTO = "LIVE_PHOTO"
    VERIFICATION = "VERIFICATION"
    REVIEW = "REVIEW"  # only where a verdict asks for it
    DOCUMENT = "DOCUMENT"  # papers without a chip, as sealed images
    REASON = "REASON"  # why it is a document without a chip
    RELATION = "RELATION"  # what somebody who acts for the owner is to them
    NUMBER_AND_SIM = "NUMBER_AND_SIM"
    OFFER_AND_SIM = "OFFER_AND_SIM"  # for a number that the customer brings along
    NEW_SIM = "NEW_SIM"  # for a number that exists
    OWN_NUMBERS = "OWN_NUMBERS"  # the customer looks at those in their own name, and marks one
    FORM = "FORM"
    SEAL = "SEAL"


# Where a SIM out of stock goes over the counter.
SIM_STEPS = (Step.NUMBER_AND_SIM, Step.OFFER_AND_SIM, Step.NEW_SIM)


class Mode(StrEnum):
    """Whether the gateway verified a case, or it is merely captured."""

    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"


class Stage(NamedTuple):
    """A step, and whose it is; what belongs to nobody in particular is the lead party's."""

    step: Step
    role: PartyRole = PartyRole.OWNER


@dataclass(frozen=True, slots=True)
class PartyChecks:
    """Somebody who takes part, and whose verdicts have to be there; a missing one is no pass."""

    role: PartyRole
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """One document that somebody brings along: of which types it may be, one of which is chosen."""

    role: PartyRole
    types: tuple[DocumentType, ...]


_REPRESENTATIVES = (PartyRole.GUARDIAN, PartyRole.TRUSTEE)


@dataclass(frozen=True, slots=True)
class Flow:
    """One kind of registration.

    Attributes:
        name: what the protocol calls it.
        stages: the one legal order; a `REVIEW` is skipped where no verdict asks for it.
        parties: who takes part, the lead first: whose case it is on lists and in the envelope.
        is_online_only: it is refused before the card is read while the gateway is away.
        takes: the states of a subject number that this flow is for; empty where it has none.
        seals_with_form: the key that takes the last signature seals as well, for nothing is left
            to be looked at between the two.
        completes: the flow whose captured cases this one completes on a second visit; else empty.
        keeps_owner: the number stands in the lead's name before and after; nobody has one more.
        is_own_hall_only: no agent does it, whatever any configuration says.
        is_for_flagged: only for numbers that the carrier has flagged; the form holds the risk
            notice, and the acceptance lifts the flag.
        is_of_order: it is about one number of a unit's order, and bears that order.
        awaits_user: its number stays inactive until the person who was read comes in person.
        documents: what is photographed at each party's `DOCUMENT`, one after the other.
        relations: what whoever acts for the owner may be to them, in the order of the keys.
    """

    name: str
    stages: tuple[Stage, ...]
    parties: tuple[PartyChecks, ...]
    is_online_only: bool = False
    takes: tuple[SubscriberState, ...] = ()
    seals_with_form: bool = False
    completes: str = ""
    keeps_owner: bool = False
    is_own_hall_only: bool = False
    is_for_flagged: bool = False
    is_of_order: bool = False
    awaits_user: bool = False
    documents: tuple[DocumentRule, ...] = ()
    relations: tuple[Relation, ...] = ()

    @property
    def roles(self) -> tuple[PartyRole, ...]:
        return tuple(party.role for party in self.parties)

    @property
    def lead(self) -> PartyRole:
        return self.parties[0].role

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps in their order; with several parties some of them more than once."""
        return tuple(stage.step for stage in self.stages)

    @property
    def disputes(self) -> bool:
        """Whether a number of the person's own list is said to be not theirs."""
        return self.has(Step.OWN_NUMBERS)

    @property
    def reads_no_card(self) -> bool:
        """Whether its person has a document without a chip: who they are, the carrier decides."""
        return self.has(Step.REASON)

    @property
    def representative(self) -> PartyRole | None:
        """Who acts for the owner and has to be of age; None where everybody acts for themselves."""
        return next((role for role in self.roles if role in _REPRESENTATIVES), None)

    @property
    def is_for_minors(self) -> bool:
        """Whether only somebody who may not come alone is its owner."""
        return PartyRole.GUARDIAN in self.roles

    @property
    def hands_over(self) -> bool:
        """Whether the number goes from one person of the case to another."""
        return PartyRole.PRESENT_OWNER in self.roles

    @property
    def brings_number(self) -> bool:
        """Whether the number comes along from another carrier."""
        return self.has(Step.AUTHORISATION)

    @property
    def is_about_number(self) -> bool:
        """Whether it begins with a number that exists, here or elsewhere, or was kept for them."""
        return self.has(Step.LOOK_UP) or self.brings_number or self.activates

    @property
    def is_about_own_number(self) -> bool:
        """Whether it is about a number, or the numbers, that its person has here already."""
        return self.has(Step.LOOK_UP) or self.disputes

    @property
    def opens_order(self) -> bool:
        """Whether a unit asks for numbers by it, whose users come one by one afterwards."""
        return self.has(Step.UNIT)

    @property
    def activates(self) -> bool:
        """Whether somebody comes for the number that was kept for them, with its SIM."""
        return bool(self.completes) and not (self.has(Step.LOOK_UP) or self.sells)

    @property
    def is_for_industry(self) -> bool:
        """Whether its number is a device's, for which somebody answers."""
        return PartyRole.RESPONSIBLE_PERSON in self.roles

    @property
    def counts_for_lead(self) -> bool:
        """Whether the lead has one number more by it."""
        return not (self.keeps_owner or self.opens_order or self.is_for_industry)

    @property
    def sells(self) -> bool:
        """Whether an offer and a SIM go with the number."""
        return self.has(Step.NUMBER_AND_SIM) or self.has(Step.OFFER_AND_SIM)

    @property
    def takes_sim(self) -> bool:
        """Whether a SIM goes over the counter, with a number or for one."""
        return any(self.has(step) for step in SIM_STEPS)

    @property
    def takes_esim(self) -> bool:
        """Whether an eSIM may stand for that SIM: its owner is there to apply for it in person."""
        return self.takes_sim and PartyRole.TRUSTEE not in self.roles

    def checks_of(self, role: PartyRole) -> tuple[Check, ...]:
        """Whose verdicts this party needs.

        Raises:
            LookupError: nobody takes part in this role.
        """
        for party in self.parties:
            if party.role is role:
                return party.checks
        raise LookupError(role)

    def may_be_about(self, subject: Subject) -> bool:
        """Whether this flow is for such a number; for one of unknown state where it can do without
        the gateway."""
        subscriber = subject.subscriber
        if subscriber is None or not subject.is_sound:
            return subject.is_sound and not self.is_online_only
        return subscriber.state in self.takes and self.takes_flag_of(subscriber)

    def takes_flag_of(self, subscriber: Subscriber) -> bool:
        """Whether a number with its flag, or without one, may come here: only who was checked once
        more gives a flagged number away."""
        return not self.hands_over if subscriber.is_flagged else not self.is_for_flagged

    def may_be_done_at(self, kind: OutletKind) -> bool:
        """Whether outlets of this kind may do it at all."""
        return kind is OutletKind.OWN_HALL or not self.is_own_hall_only

    def has(self, step: Step) -> bool:
        """Whether this step is taken at all."""
        return step in self.steps

    def roles_at(self, step: Step) -> tuple[PartyRole, ...]:
        """Who takes this step, in the order in which they do."""
        return tuple(stage.role for stage in self.stages if stage.step is step)

    def asks(self, role: PartyRole, step: Step) -> bool:
        """Whether this step is taken by whoever has this role."""
        return Stage(step, role) in self.stages

    def documents_of(self, role: PartyRole) -> tuple[DocumentRule, ...]:
        """What whoever has this role brings along."""
        return tuple(each for each in self.documents if each.role is role)

    def takes_documents(self, role: PartyRole, brought: Sequence[CapturedDocument]) -> bool:
        """Whether this is all that the role has to bring, each of a type that may be."""
        rules = self.documents_of(role)
        return len(brought) == len(rules) and all(
            document.type in rule.types and document.is_sound
            for document, rule in zip(brought, rules, strict=True)
        )

    def photos_of(self, role: PartyRole, attempts: int) -> int:
        """How many photos of somebody may be judged, where a case allows so many."""
        return attempts if self.asks(role, Step.LIVE_PHOTO) else 0

    def matches_face(self, role: PartyRole) -> bool:
        """Whether the face of whoever has this role is compared, so that they are asked."""
        return Check.FACE_MATCH in self.checks_of(role)


def stages_of(role: PartyRole, *steps: Step) -> tuple[Stage, ...]:
    """Consecutive stages of one party."""
    return tuple(Stage(step, role) for step in steps)
