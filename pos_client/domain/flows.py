"""The flows of the counter as data."""

from __future__ import annotations

from pos_client.domain.document import LetterType, SpecialDocumentType, UnitDocumentType
from pos_client.domain.flow import (
    DocumentRule,
    Flow,
    PartyChecks,
    PartyRole,
    Stage,
    Step,
    stages_of,
)
from pos_client.domain.relation import Relation
from pos_client.domain.subject import SubscriberState
from pos_client.domain.verdict import Check

__all__ = [
    "AWAIT_CUSTOMER",
    "AWAIT_RE_REGISTRATION",
    "COMPLETED_BY",
    "DISPUTED_NUMBER",
    "FLOWS",
    "NEW_NUMBER",
    "NEW_NUMBER_BY_TRUSTEE",
    "NEW_NUMBER_WITH_GUARDIAN",
    "PORT_IN",
    "RE_REGISTRATION",
    "SECOND_REAL_PERSON_CHECK",
    "SIM_REPLACEMENT",
    "SPECIAL_DOCUMENT",
    "TRANSFER",
    "UNIT_ACTIVATION",
    "UNIT_INDUSTRY_SIM",
    "UNIT_REGISTRATION",
    "UNIT_USER",
    "UNIT_USER_LATER",
]

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
    relations=(Relation.FATHER, Relation.MOTHER, Relation.OTHER_GUARDIAN),
)

# 代办入网: whoever gets the number is not here, and their card and letter are; the trustee answers
# for it.
NEW_NUMBER_BY_TRUSTEE = Flow(
    "new_number_by_trustee",
    (
        *stages_of(_OWNER, Step.READ_CARD, Step.VERIFICATION, Step.REVIEW),
        *stages_of(PartyRole.TRUSTEE, *_IN_PERSON, Step.DOCUMENT, Step.RELATION),
        Stage(Step.NUMBER_AND_SIM),
        Stage(Step.FORM, PartyRole.TRUSTEE),
        Stage(Step.SEAL),
    ),
    (
        NEW_NUMBER_WITH_GUARDIAN.parties[0],
        PartyChecks(PartyRole.TRUSTEE, NEW_NUMBER_WITH_GUARDIAN.parties[1].checks),
    ),
    is_online_only=True,
    documents=(DocumentRule(PartyRole.TRUSTEE, (LetterType.AUTHORISATION_LETTER,)),),
    relations=(
        Relation.SPOUSE,
        Relation.PARENT,
        Relation.CHILD,
        Relation.OTHER_RELATIVE,
        Relation.OTHER_TRUSTED,
    ),
)

# 异议号码: the customer sees the numbers in their own name, and says that one is not theirs.
DISPUTED_NUMBER = Flow(
    "disputed_number",
    stages_of(_OWNER, *_IN_PERSON, Step.OWN_NUMBERS, Step.FORM, Step.SEAL),
    (PartyChecks(_OWNER, (Check.ONLINE_VERIFICATION, Check.FACE_MATCH)),),
    is_online_only=True,
    seals_with_form=True,
    keeps_owner=True,
    is_own_hall_only=True,
)

# 特殊证件登记: no reader can read the document, so nobody here knows who this is. Two people look,
# everything is sealed, and the carrier's reviewers transcribe before anything is activated.
SPECIAL_DOCUMENT = Flow(
    "special_document",
    stages_of(
        _OWNER,
        *(Step.REASON, Step.DOCUMENT, Step.VISUAL_CHECK, Step.CONSENT, Step.LIVE_PHOTO),
        *(Step.VERIFICATION, Step.REVIEW, Step.NUMBER_AND_SIM, Step.FORM, Step.SEAL),
    ),
    (PartyChecks(_OWNER, (Check.SPECIAL_DOCUMENT,)),),
    is_online_only=True,
    is_own_hall_only=True,
    documents=(DocumentRule(_OWNER, tuple(SpecialDocumentType)),),
)

# 单位/行业用户: a unit asks for numbers by its handling agent; its acceptance opens the order.
_AGENT, _USER = PartyRole.HANDLING_AGENT, PartyRole.ACTUAL_USER
UNIT_REGISTRATION = Flow(
    "unit_registration",
    stages_of(_AGENT, Step.UNIT, *_IN_PERSON, Step.DOCUMENT, Step.FORM, Step.SEAL),
    (PartyChecks(_AGENT, (Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.UNIT)),),
    is_online_only=True,
    seals_with_form=True,
    is_own_hall_only=True,
    documents=(
        DocumentRule(_AGENT, tuple(UnitDocumentType)),
        DocumentRule(_AGENT, (LetterType.AUTHORISATION_LETTER,)),
    ),
)

# 使用人: one number of a unit's order, and the person who uses it.
UNIT_USER = Flow(
    "unit_user",
    stages_of(_USER, *_IN_PERSON, Step.NUMBER_AND_SIM, Step.FORM, Step.SEAL),
    (PartyChecks(_USER, (*NEW_NUMBER.checks_of(_OWNER), Check.UNIT_ORDER)),),
    is_online_only=True,
    seals_with_form=True,
    is_own_hall_only=True,
    is_of_order=True,
)

# The same for a user who is not here: their card says who may activate the number, and nobody else.
UNIT_USER_LATER = Flow(
    "unit_user_later",
    stages_of(
        _USER, Step.READ_CARD, Step.VERIFICATION, Step.REVIEW, Step.NUMBER_AND_SIM, Step.SEAL
    ),
    (PartyChecks(_USER, (Check.ONLINE_VERIFICATION, Check.QUOTA, Check.UNIT_ORDER)),),
    is_online_only=True,
    is_own_hall_only=True,
    is_of_order=True,
    awaits_user=True,
)

# 使用人激活: that user comes in person for the number that was kept for them.
UNIT_ACTIVATION = Flow(
    "unit_activation",
    stages_of(_USER, *_IN_PERSON, Step.FORM, Step.SEAL),
    (PartyChecks(_USER, (Check.SAME_CUSTOMER, *NEW_NUMBER.checks_of(_OWNER))),),
    is_online_only=True,
    seals_with_form=True,
    completes=UNIT_USER_LATER.name,
    is_own_hall_only=True,
)

# 行业卡: one number of an order that is for devices; its responsible person has none more by it.
UNIT_INDUSTRY_SIM = Flow(
    "unit_industry_sim",
    stages_of(PartyRole.RESPONSIBLE_PERSON, *_IN_PERSON, Step.NUMBER_AND_SIM, Step.FORM, Step.SEAL),
    (
        PartyChecks(
            PartyRole.RESPONSIBLE_PERSON,
            (Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.UNIT_ORDER),
        ),
    ),
    is_online_only=True,
    seals_with_form=True,
    is_own_hall_only=True,
    is_of_order=True,
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
        DISPUTED_NUMBER,
        SPECIAL_DOCUMENT,
        UNIT_REGISTRATION,
        UNIT_USER,
        UNIT_USER_LATER,
        UNIT_ACTIVATION,
        UNIT_INDUSTRY_SIM,
    )
}
COMPLETED_BY = {flow.completes: flow for flow in FLOWS.values() if flow.completes}
"""Which flow completes what was captured offline in another one."""
