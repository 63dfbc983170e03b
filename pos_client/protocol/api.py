"""The gateway's calls as types: paths, headers, requests and answers in JSON.

No request has a field for an identity, and an unknown field is refused, but for one in a
`TroubleAnswer`. Every call but the enrolment is made over mutual TLS; every call but the first
two names the outlet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pos_client.protocol.enrolment import (
    CertificateAnswer,
    CertificateRequest,
    EnrolmentAnswer,
    EnrolmentRequest,
)
from pos_client.protocol.message import (
    Length,
    Message,
    Moment,
    NoIdNumber,
    OwnId,
    Pattern,
    Range,
)
from pos_client.protocol.reviewing import (
    CentreReviewAnswer,
    CentreReviewRequest,
    ReviewRequest,
    SixDigits,
    Word,
)
from pos_client.protocol.surroundings import LocationJson, WorkSignals
from pos_client.protocol.trouble_code import TroubleCode

__all__ = [
    "DRAIN_ONLY",
    "ENVELOPE_MEDIA_TYPE",
    "TEST_AUTHORITY",
    "AuditEntryJson",
    "AuditRequest",
    "CaseAnswer",
    "CaseRequest",
    "CentreReviewAnswer",
    "CentreReviewRequest",
    "CertificateAnswer",
    "CertificateRequest",
    "ChallengeJson",
    "ChallengePoolAnswer",
    "EnrolmentAnswer",
    "EnrolmentRequest",
    "FoundNumber",
    "Headers",
    "HoldAnswer",
    "HoldRequest",
    "NumberSearchAnswer",
    "Paths",
    "ReturnAnswer",
    "ReturnRequest",
    "ReviewRequest",
    "SessionChallengeAnswer",
    "SessionRequest",
    "TokenAnswer",
    "TroubleAnswer",
    "TroubleCode",
    "VerificationAnswer",
]


class Paths:
    """Where each call goes.

    ======  ====================================  =======================================
    method  path                                  answer
    ======  ====================================  =======================================
    POST    /v1/enrolments                        EnrolmentAnswer (no client certificate)
    GET     /v1/configuration                     TokenAnswer
    POST    /v1/certificates                      CertificateAnswer
    POST    /v1/session-challenges                SessionChallengeAnswer
    POST    /v1/sessions                          TokenAnswer
    POST    /v1/cases                  (session)  CaseAnswer
    POST    /v1/challenges                        ChallengePoolAnswer
    POST    /v1/decodings              (session)  DecodingAnswer
    POST    /v1/signed-reads           (session)  SignedReadAnswer
    POST    /v1/verifications          (session)  VerificationAnswer; an envelope is sent
    GET     /v1/numbers?pattern&limit  (session)  NumberSearchAnswer
    POST    /v1/number-holds           (session)  HoldAnswer
    DELETE  /v1/number-holds/{id}      (session)  nothing, 204
    POST    /v1/reviews                (session)  TokenAnswer
    POST    /v1/centre-reviews         (session)  CentreReviewAnswer
    GET     /v1/centre-reviews/{id}    (session)  CentreReviewAnswer; 404 REVIEW_UNKNOWN
    DELETE  /v1/centre-reviews/{id}    (session)  nothing, 204
    POST    /v1/returns                (session)  ReturnAnswer
    POST    /v1/subscribers            (session)  SubscriberAnswer
    POST    /v1/usage-codes            (session)  UsageCodeAnswer
    POST    /v1/usage-proofs           (session)  UsageProofAnswer
    POST    /v1/own-numbers            (session)  OwnNumbersAnswer
    POST    /v1/authorisations         (session)  AuthorisationAnswer
    POST    /v1/special-cases          (session)  SpecialCaseAnswer
    POST    /v1/units                  (session)  UnitAnswer
    POST    /v1/unit-orders            (session)  UnitOrderAnswer
    POST    /v1/unit-order-states      (session)  UnitOrderAnswer
    DELETE  /v1/quota-reservations/{id} (session) nothing, 204
    POST    /v1/registrations                     TokenAnswer; an envelope is sent
    GET     /v1/registrations/{id}                TokenAnswer; 404 REGISTRATION_UNKNOWN
    POST    /v1/audit-entries                     TokenAnswer
    POST    /v1/heartbeats                        HeartbeatAnswer
    ======  ====================================  =======================================
    """

    ENROLMENTS = "/v1/enrolments"
    CONFIGURATION = "/v1/configuration"
    CERTIFICATES = "/v1/certificates"
    SESSION_CHALLENGES = "/v1/session-challenges"
    SESSIONS = "/v1/sessions"
    CASES = "/v1/cases"
    CHALLENGES = "/v1/challenges"
    DECODINGS = "/v1/decodings"
    SIGNED_READS = "/v1/signed-reads"
    VERIFICATIONS = "/v1/verifications"
    NUMBERS = "/v1/numbers"
    NUMBER_HOLDS = "/v1/number-holds"
    REVIEWS = "/v1/reviews"
    CENTRE_REVIEWS = "/v1/centre-reviews"
    RETURNS = "/v1/returns"
    SUBSCRIBERS = "/v1/subscribers"
    USAGE_CODES = "/v1/usage-codes"
    USAGE_PROOFS = "/v1/usage-proofs"
    SPECIAL_CASES = "/v1/special-cases"
    OWN_NUMBERS = "/v1/own-numbers"
    AUTHORISATIONS = "/v1/authorisations"
    UNITS = "/v1/units"
    UNIT_ORDERS = "/v1/unit-orders"
    UNIT_ORDER_STATES = "/v1/unit-order-states"
    QUOTA_RESERVATIONS = "/v1/quota-reservations"
    REGISTRATIONS = "/v1/registrations"
    AUDIT_ENTRIES = "/v1/audit-entries"
    HEARTBEATS = "/v1/heartbeats"


class Headers:
    """Names of the headers that carry more than HTTP's own."""

    OUTLET_CODE = "Outlet-Code"
    AUDIT_HEAD = "Audit-Head"
    SESSION = "Clerk-Session"
    IDEMPOTENCY_KEY = "Idempotency-Key"
    EARLIER_RECEIPT = "Earlier-Receipt"


# The organisational unit of a CA that certifies nothing but trials with invented people.
TEST_AUTHORITY = "TEST AUTHORITY"
# In the subject of a certificate that is good for delivering what is queued, and nothing else.
DRAIN_ONLY = "DRAIN ONLY"
ENVELOPE_MEDIA_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAnswer(Message):
    """One signed word: configuration, session, receipt or countersignature."""

    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChallengeAnswer(Message):
    """A nonce that the evidence key has to sign, valid for a minute."""

    nonce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest(Message):
    """A clerk logs in on a device.

    `proof` is a JWS of the evidence key over `{"nonce", "device_id", "clerk_number"}`.
    `second_factor` is six digits of RFC 6238, empty where the outlet's configuration asks for none.
    `location` is absent where the counter has no source of positions.
    """

    clerk_number: Annotated[str, Length(most=32), NoIdNumber()]
    password: Annotated[str, Length(most=256), NoIdNumber()] = field(repr=False)
    second_factor: SixDigits = field(default="", repr=False)
    proof: Word
    location: LocationJson | None = None
    signals: WorkSignals = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRequest(Message):
    """A case is about to begin; the answer holds its transaction id and challenge."""

    flow: Annotated[str, Pattern(r"^[a-z_]{1,32}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeJson(Message):
    """A challenge: nonce in base64."""

    id: str
    nonce: str
    expires_at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAnswer(Message):
    """What a read for this case must answer."""

    real_name_transaction_id: str
    challenge: ChallengeJson


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengePoolAnswer(Message):
    """Challenges for reads without the gateway."""

    challenges: tuple[ChallengeJson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationAnswer(Message):
    """Verdict tokens, one for each check that the flow asks for."""

    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNumber(Message):
    """A number that may be held."""

    phone_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSearchAnswer(Message):
    """Free numbers, at most as many as asked for."""

    numbers: tuple[FoundNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRequest(Message):
    """Keep a number for a case; its transaction id is empty where a read answered the pool."""

    phone_number: Annotated[str, Pattern(r"^[0-9]{1,11}$")]
    real_name_transaction_id: Annotated[str, Pattern(r"^[A-Za-z0-9-]{0,64}$"), NoIdNumber()]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAnswer(Message):
    """The hold and when it ends."""

    hold_id: str
    phone_number: str
    held_until: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest(Message):
    """A customer is back with the slip: its registration and its token."""

    registration_id: Annotated[UUID, OwnId()]
    token: Annotated[str, Length(most=64), NoIdNumber()] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAnswer(Message):
    """What a fresh read for the completion must answer, and the flow that completes this case.

    `phone_number` is what was set aside for this customer; empty where it is chosen now.
    """

    real_name_transaction_id: str
    challenge: ChallengeJson
    flow: str
    captured_at: Moment
    expires_at: Moment
    phone_number: Annotated[str, Pattern(r"^(1[3-9][0-9]{9})?$")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntryJson(Message):
    """One entry of a device's chain: `event` is the canonical text that was hashed."""

    index: Annotated[int, Range(0, 10**12)]
    event: str
    head: Annotated[str, Pattern(r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRequest(Message):
    """Entries behind the last countersigned head, oldest first, and the signed head itself.

    `signed_head` is a JWS of the evidence key over `{"device_id", "index", "head"}`.
    """

    entries: tuple[AuditEntryJson, ...]
    signed_head: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleAnswer(Message):
    """Every answer that is no success: a code, and no words that anybody should act on.

    `registration_id` repeats the request's `Idempotency-Key`: no answer to something else, from
    whatever stands on the road, can put a registration aside.
    """

    # Here alone unknown fields pass: a newer gateway that says more is no stranger on the road.
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "ignore"}

    # In the form of ours, which a stranger's "404" has not.
    code: Annotated[str, Pattern(r"^[A-Z][A-Z0-9_]*$")]
    retry_after_s: int | None = None
    at: datetime | None = None
    registration_id: UUID | None = None
