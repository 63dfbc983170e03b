"""The signed configuration: its JSON form, checked, and the domain value made of it.

A configuration that leaves out the evidence level of its flows, or holds a field that nobody
knows, is invalid as a whole; the last good one then stays in force.
"""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from pos_client.domain.consent import Notice, Notices
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.offer import Offer
from pos_client.domain.outlet import Outlet, OutletKind
from pos_client.domain.policy import (
    AgeDecision,
    AgeRule,
    CasePolicy,
    Completion,
    Configuration,
    EvidencePolicy,
    LeasedNumber,
    OfflinePolicy,
    ReaderRule,
)

__all__ = [
    "AgeRuleClaims",
    "CaseClaims",
    "ConfigurationClaims",
    "ConfigurationRefused",
    "EvidenceClaims",
    "LeasedNumberClaims",
    "NoticeClaims",
    "NoticesClaims",
    "OfferClaims",
    "OfflineClaims",
    "OutletClaims",
    "ReaderClaims",
    "SealingKeyClaims",
    "configuration_from",
]


class ConfigurationRefused(ValueError):
    """The claims are no valid configuration. Names the first field that is wrong."""


class _Claims(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OutletClaims(_Claims):
    """The outlet, its sign and its commission."""

    code: str = Field(min_length=1)
    name: str
    kind: OutletKind
    brand: str
    sign_number: str = Field(min_length=1)
    agent_number: str = Field(min_length=1)
    commission_from: date
    commission_until: date


class OfflineClaims(_Claims):
    """Limits of what may be captured without the gateway."""

    window_hours: int = Field(default=72, ge=0, le=168)
    hard_stop_hours: int = Field(default=168, ge=0, le=168)
    records: int = Field(default=200, ge=0)
    records_per_clerk: int = Field(default=50, ge=0)
    log_in_hours: int = Field(default=72, ge=0, le=168)
    # An absent or unknown way of completing means the stricter one.
    completion: str = Completion.CUSTOMER_RETURNS.value
    flows: tuple[str, ...] = ("new_number",)
    sim_is_handed_over: bool = False


class NoticeClaims(_Claims):
    """One thing the customer has to agree to."""

    id: str = Field(min_length=1, max_length=32)
    title_zh: str = Field(min_length=1, max_length=40)
    title_en: str = Field(min_length=1, max_length=80)
    text_zh: str = Field(min_length=1, max_length=1000)
    text_en: str = Field(min_length=1, max_length=2000)
    for_ages_below: int = Field(default=0, ge=0, le=150)
    may_be_declined: bool = False


class NoticesClaims(_Claims):
    """The texts in force. Without any there is no case: nobody may go on without having agreed."""

    version: str = Field(min_length=1, max_length=32)
    notices: tuple[NoticeClaims, ...] = Field(min_length=1, max_length=12)

    @field_validator("notices")
    @classmethod
    def _names_each_once(cls, notices: tuple[NoticeClaims, ...]) -> tuple[NoticeClaims, ...]:
        if len({notice.id for notice in notices}) != len(notices):
            raise ValueError("two notices have one id")
        if all(notice.may_be_declined or notice.for_ages_below for notice in notices):
            raise ValueError("nothing that everybody has to agree to")
        return notices


class OfferClaims(_Claims):
    """One offer of the carrier's list."""

    code: str = Field(min_length=1, max_length=32)
    name_zh: str = Field(min_length=1, max_length=40)
    name_en: str = Field(min_length=1, max_length=80)
    summary_zh: str = Field(max_length=120)
    summary_en: str = Field(max_length=240)
    monthly_fee_fen: int = Field(ge=0, le=10_000_000)


class AgeRuleClaims(_Claims):
    """What holds from an age on."""

    from_age: int = Field(ge=0, le=150)
    decision: AgeDecision


class CaseClaims(_Claims):
    """What a case at this outlet has to go through."""

    notices: NoticesClaims
    offers: tuple[OfferClaims, ...] = Field(min_length=1, max_length=50)
    # Nobody below the first rule's age is admitted, so an empty list admits nobody.
    age_rules: tuple[AgeRuleClaims, ...] = ()
    photo_attempts: int = Field(default=3, ge=1, le=10)
    reviews_here: tuple[str, ...] = ()
    where_to_ask: str = Field(default="", max_length=120)


class EvidenceClaims(_Claims):
    """The evidence level that each flow needs; never absent."""

    minimum_level: dict[str, EvidenceLevel] = Field(min_length=1)


class ReaderClaims(_Claims):
    """A reader of this outlet."""

    sam_id: str
    driver: str


class LeasedNumberClaims(_Claims):
    """A number of the block leased to this device."""

    phone_number: str
    expires_at: AwareDatetime


class SealingKeyClaims(_Claims):
    """Whom to seal to: an uncompressed P-256 point in base64."""

    kid: str
    point: str

    @field_validator("point")
    @classmethod
    def _is_on_the_curve(cls, text: str) -> str:
        # A key that nothing can be sealed to would otherwise show with the first customer.
        ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), base64.b64decode(text, validate=True)
        )
        return text


class ConfigurationClaims(_Claims):
    """The payload of the configuration's JWS."""

    version: int = Field(ge=1, le=2**63 - 1)
    issued_at: AwareDatetime
    expires_at: AwareDatetime
    device_id: str
    outlet: OutletClaims
    offline: OfflineClaims
    evidence: EvidenceClaims
    case: CaseClaims
    readers: tuple[ReaderClaims, ...]
    number_block: tuple[LeasedNumberClaims, ...] = ()
    sealing_key: SealingKeyClaims
    # JWKs, each with its kid, that sign receipts, verdicts, sessions and countersignatures.
    signing_keys: tuple[dict[str, str], ...] = Field(min_length=1)
    is_demo: bool = False
    idle_lock_s: int = Field(default=300, ge=10, le=24 * 3600)
    heartbeat_s: int = Field(default=60, ge=1, le=3600)

    @classmethod
    def checked(cls, claims: dict[str, Any]) -> Self:
        """Validate claims.

        Raises:
            ConfigurationRefused: naming the first field that is wrong.
        """
        try:
            return cls.model_validate(claims)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ConfigurationRefused(f"{where}: {first['msg']}") from None


def configuration_from(claims: ConfigurationClaims) -> Configuration:
    """Make the domain value."""
    offline = claims.offline
    known = {way.value for way in Completion}
    completion = offline.completion if offline.completion in known else "CUSTOMER_RETURNS"
    return Configuration(
        version=claims.version,
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
        device_id=claims.device_id,
        outlet=Outlet(**claims.outlet.model_dump()),
        offline=OfflinePolicy(
            window=timedelta(hours=offline.window_hours),
            hard_stop=timedelta(hours=offline.hard_stop_hours),
            records=offline.records,
            records_per_clerk=offline.records_per_clerk,
            log_in_window=timedelta(hours=offline.log_in_hours),
            completion=Completion(completion),
            flows=offline.flows,
            sim_is_handed_over=offline.sim_is_handed_over,
        ),
        evidence=EvidencePolicy(minimum_level=dict(claims.evidence.minimum_level)),
        case=_case_policy(claims.case),
        readers=tuple(ReaderRule(rule.sam_id, rule.driver) for rule in claims.readers),
        number_block=tuple(
            LeasedNumber(number.phone_number, number.expires_at) for number in claims.number_block
        ),
        sealing_key_id=claims.sealing_key.kid,
        sealing_key=base64.b64decode(claims.sealing_key.point),
        is_demo=claims.is_demo,
        idle_lock=timedelta(seconds=claims.idle_lock_s),
        heartbeat=timedelta(seconds=claims.heartbeat_s),
    )


def _case_policy(claims: CaseClaims) -> CasePolicy:
    notices = tuple(Notice(**notice.model_dump()) for notice in claims.notices.notices)
    return CasePolicy(
        notices=Notices(claims.notices.version, notices),
        offers=tuple(Offer(**offer.model_dump()) for offer in claims.offers),
        age_rules=tuple(AgeRule(rule.from_age, rule.decision) for rule in claims.age_rules),
        photo_attempts=claims.photo_attempts,
        reviews_here=claims.reviews_here,
        where_to_ask=claims.where_to_ask,
    )
