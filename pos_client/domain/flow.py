"""The flows of the counter as data: which stages, in which one legal order, and who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pos_client.domain.outlet import OutletKind
from pos_client.domain.subject import Subject, Subscriber, SubscriberState
from pos_client.domain.verdict import Check

__all__ = [
    "AWAIT_CUSTOMER",
    "AWAIT_RE_REGISTRATION",
    "COMPLETED_BY",
    "FLOWS",
    "NEW_NUMBER",
    "NEW_NUMBER_BY_TRUSTEE",
    "NEW_NUMBER_WITH_GUARDIAN",
    "PORT_IN",
    "RE_REGISTRATION",
    "SECOND_REAL_PERSON_CHECK",
    "SIM_REPLACEMENT",
    "SIM_STEPS",
    "TRANSFER",
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


class Step(StrEnum):
    """One step of a case, in the words of the counter."""

    LOOK_UP = "LOOK_UP"
    PROOF_OF_USE = "PROOF_OF_USE"
    AUTHORISATION = "AUTHORISATION"  # of the carrier that the number comes from
    READ_CARD = "READ_CARD"
    VISUAL_CHECK = "VISUAL_CHECK"
    CONSENT = "CONSENT"
    LIVE_PHOTO = "LIVE_PHOTO"
    VERIFICATION = "VERIFICATION"
    REVIEW = "REVIEW"  # only where a verdict asks for it
    RELATION = "RELATION"  # what the guardian is to the minor
    NUMBER_AND_SIM = "NUMBER_AND_SIM"
    OFFER_AND_SIM = "OFFER_AND_SIM"  # for a number that the customer brings along
    NEW_SIM = "NEW_SIM"  # for a number that exists
    FORM = "FORM"
    SEAL = "SEAL"


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
        """Whether it begins with a number that exists, with this carrier or with another."""
        return self.has(Step.LOOK_UP) or self.brings_number

    @property
    def sells(self) -> bool:
        """Whether an offer and a SIM go with the number."""
        return self.has(Step.NUMBER_AND_SIM) or self.has(Step.OFFER_AND_SIM)

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

    def photos_of(self, role: PartyRole, attempts: int) -> int:
        """How many photos of somebody may be judged, where a case allows so many."""
        return attempts if self.asks(role, Step.LIVE_PHOTO) else 0

    def matches_face(self, role: PartyRole) -> bool:
        """Whether the face of whoever has this role is compared, so that they are asked."""
        return Check.FACE_MATCH in self.checks_of(role)


def stages_of(role: PartyRole, *steps: Step) -> tuple[Stage, ...]:
    """Consecutive stages of one party."""
    return tuple(Stage(step, role) for step in steps)


_IN_PERSON = (
    Step.READ_CARD,
    Step.VISUAL_CHECK,
    Step.CONSENT,
    Step.LIVE_PHOTO,
    Step.VERIFICATION,
    Step.REVIEW,
)
"""How everybody who is there in person is read, told, photographed and verified."""

_OWNER = PartyRole.OWNER
_REPRESENTATIVES = (PartyRole.GUARDIAN, PartyRole.TRUSTEE)

NEW_NUMBER = Flow(
    "new_number",
    stages_of(_OWNER, *_IN_PERSON, Step.NUMBER_AND_SIM, Step.FORM, Step.SEAL),
    (PartyChecks(_OWNER, (Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.QUOTA)),),
)

# 待到店: a case captured offline, completed by its customer on a second visit.
AWAIT_CUSTOMER = Flow(
    "await_customer",
    NEW_NUMBER.stages,
    (PartyChecks(_OWNER, (Check.SAME_CUSTOMER, *NEW_NUMBER.checks_of(_OWNER))),),
    is_online_only=True,
    completes=NEW_NUMBER.name,
)

# 补登记: a number that exists gets the person it should have had all along, and nothing else.
RE_REGISTRATION = Flow(
    "re_registration",
    stages_of(_OWNER, Step.LOOK_UP, Step.PROOF_OF_USE, *_IN_PERSON, Step.FORM, Step.SEAL),
    (
        PartyChecks(
            _OWNER,
            (Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.PROOF_OF_USE, Check.OWNER),
        ),
    ),
    takes=(SubscriberState.UNREGISTERED, SubscriberState.INCOMPLETE),
    seals_with_form=True,
)

AWAIT_RE_REGISTRATION = Flow(
    "await_re_registration",
    RE_REGISTRATION.stages,
    (PartyChecks(_OWNER, (Check.SAME_CUSTOMER, *RE_REGISTRATION.checks_of(_OWNER))),),
    is_online_only=True,
    takes=RE_REGISTRATION.takes,
    seals_with_form=True,
    completes=RE_REGISTRATION.name,
)

# 补换卡: another SIM for a number of the person who is read, and for nobody else.
SIM_REPLACEMENT = Flow(
    "sim_replacement",
    stages_of(_OWNER, Step.LOOK_UP, *_IN_PERSON, Step.NEW_SIM, Step.FORM, Step.SEAL),
    (PartyChecks(_OWNER, (Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.OWNER)),),
    is_online_only=True,
    takes=(SubscriberState.REGISTERED,),
    seals_with_form=True,
    keeps_owner=True,
)

# 二次实人认证: the person of a number that the carrier has flagged for fraud shows up once more.
SECOND_REAL_PERSON_CHECK = Flow(
    "second_real_person_check",
    stages_of(_OWNER, Step.LOOK_UP, *_IN_PERSON, Step.FORM, Step.SEAL),
    SIM_REPLACEMENT.parties,
    is_online_only=True,
    takes=(SubscriberState.REGISTERED,),
    seals_with_form=True,
    keeps_owner=True,
    is_own_hall_only=True,
    is_for_flagged=True,
)

# 过户: the number goes from one person to another; both are here, and both sign the agreement.
TRANSFER = Flow(
    "transfer",
    (
        Stage(Step.LOOK_UP),
        *stages_of(PartyRole.PRESENT_OWNER, *_IN_PERSON),
        *stages_of(_OWNER, *_IN_PERSON),
        Stage(Step.FORM, PartyRole.PRESENT_OWNER),
        Stage(Step.FORM),
        Stage(Step.SEAL),
    ),
    (
        PartyChecks(_OWNER, (Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.QUOTA)),
        PartyChecks(PartyRole.PRESENT_OWNER, SIM_REPLACEMENT.checks_of(_OWNER)),
    ),
    is_online_only=True,
    takes=(SubscriberState.REGISTERED,),
    seals_with_form=True,
    is_own_hall_only=True,
)

# 携号转网: a new entry, with the number that the customer has had with another carrier.
PORT_IN = Flow(
    "port_in",
    stages_of(_OWNER, Step.AUTHORISATION, *_IN_PERSON, Step.OFFER_AND_SIM, Step.FORM, Step.SEAL),
    (PartyChecks(_OWNER, (*NEW_NUMBER.checks_of(_OWNER), Check.DONOR)),),
    is_online_only=True,
    seals_with_form=True,
)

# 未成年人入网: the guardian answers the notices for both, and stands before the camera alone: the
# face of a child is processed only where that is necessary.
NEW_NUMBER_WITH_GUARDIAN = Flow(
    "new_number_with_guardian",
    (
        *stages_of(_OWNER, Step.READ_CARD, Step.VISUAL_CHECK, Step.CONSENT),
        *stages_of(_OWNER, Step.VERIFICATION, Step.REVIEW),
        *stages_of(PartyRole.GUARDIAN, *_IN_PERSON),
        Stage(Step.RELATION),
        Stage(Step.NUMBER_AND_SIM),
        Stage(Step.FORM, PartyRole.GUARDIAN),
        Stage(Step.FORM),
        Stage(Step.SEAL),
    ),
    (
        PartyChecks(_OWNER, (Check.ONLINE_VERIFICATION, Check.QUOTA)),
        PartyChecks(PartyRole.GUARDIAN, (Check.ONLINE_VERIFICATION, Check.FACE_MATCH)),
    ),
    is_online_only=True,
    is_own_hall_only=True,
)

# 代办入网: whoever gets the number is not here, and their card is; the trustee answers for it.
NEW_NUMBER_BY_TRUSTEE = Flow(
    "new_number_by_trustee",
    (
        *stages_of(_OWNER, Step.READ_CARD, Step.VERIFICATION, Step.REVIEW),
        *stages_of(PartyRole.TRUSTEE, *_IN_PERSON),
        Stage(Step.NUMBER_AND_SIM),
        Stage(Step.FORM, PartyRole.TRUSTEE),
        Stage(Step.SEAL),
    ),
    (
        NEW_NUMBER_WITH_GUARDIAN.parties[0],
        PartyChecks(PartyRole.TRUSTEE, NEW_NUMBER_WITH_GUARDIAN.parties[1].checks),
    ),
    is_online_only=True,
)

FLOWS = {
    flow.name: flow
    for flow in (
        NEW_NUMBER,
        AWAIT_CUSTOMER,
        RE_REGISTRATION,
        AWAIT_RE_REGISTRATION,
        SIM_REPLACEMENT,
        SECOND_REAL_PERSON_CHECK,
        TRANSFER,
        PORT_IN,
        NEW_NUMBER_WITH_GUARDIAN,
        NEW_NUMBER_BY_TRUSTEE,
    )
}
COMPLETED_BY = {flow.completes: flow for flow in FLOWS.values() if flow.completes}
"""Which flow completes what was captured offline in another one."""

# Where a SIM out of stock goes over the counter.
SIM_STEPS = (Step.NUMBER_AND_SIM, Step.OFFER_AND_SIM, Step.NEW_SIM)
