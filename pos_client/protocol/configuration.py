"""The signed configuration: its JSON form, checked, and the domain value made of it.

One that leaves out the evidence level of a flow at its outlet's kind, names no flow that there is,
asks for reviews above no number, or holds an unknown field, is invalid; the last good one stays.
"""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Self

from cryptography.hazmat.primitives.asymmetric import ec

from drivers.plug_ins import AllowedDriver
from pos_client.domain.consent import Notice, Notices
from pos_client.domain.flows import FLOWS
from pos_client.domain.offer import Offer
from pos_client.domain.outlet import Outlet, OutletKind
from pos_client.domain.policy import (
    DEFAULT_FLOWS,
    CasePolicy,
    Completion,
    Configuration,
    LeasedNumber,
    OfflinePolicy,
    ReaderRule,
    SecondFactor,
)
from pos_client.protocol.age_rules import AgeRuleClaims, FlowAgesClaims
from pos_client.protocol.campaign import CampaignClaims
from pos_client.protocol.channel import ChannelClaims
from pos_client.protocol.envelope import OUTLET_CODE
from pos_client.protocol.evidence_levels import EvidenceClaims
from pos_client.protocol.guards import GuardClaims
from pos_client.protocol.inspection_claims import InspectionClaims
from pos_client.protocol.message import (
    Length,
    Message,
    MessageRefused,
    Moment,
    Pattern,
    Range,
    read,
)
from pos_client.protocol.risk_notice import RiskNoticeClaims
from pos_client.protocol.sim_stock import SimRangeJson
from pos_client.protocol.special_documents import SpecialDocumentsClaims

__all__ = [
    "CaseClaims",
    "ConfigurationClaims",
    "ConfigurationRefused",
    "DriverClaims",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletClaims(Message):
    """The outlet, its sign and its commission."""

    code: Annotated[str, Pattern(f"^{OUTLET_CODE}$")]
    name: str
    kind: OutletKind
    brand: str
    sign_number: Annotated[str, Length(1)]
    agent_number: Annotated[str, Length(1)]
    commission_from: date
    commission_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineClaims(Message):
    """Limits of what may be captured without the gateway."""

    window_hours: Annotated[int, Range(0, 168)] = 72
    hard_stop_hours: Annotated[int, Range(0, 168)] = 168
    records: Annotated[int, Range(0)] = 200
    records_per_clerk: Annotated[int, Range(0)] = 50
    log_in_hours: Annotated[int, Range(0, 168)] = 72
    # An absent or unknown way of completing means the stricter one.
    completion: str = Completion.CUSTOMER_RETURNS.value
    flows: tuple[str, ...] = ("new_number",)
    sim_is_handed_over: bool = False
    numbers_per_person: Annotated[int, Range(1)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeClaims(Message):
    """One thing the customer has to agree to."""

    id: Annotated[str, Length(1, 32)]
    title_zh: Annotated[str, Length(1, 40)]
    title_en: Annotated[str, Length(1, 80)]
    text_zh: Annotated[str, Length(1, 1000)]
    text_en: Annotated[str, Length(1, 2000)]
    for_ages_below: Annotated[int, Range(0, 150)] = 0
    may_be_declined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesClaims(Message):
    """The texts in force. Without any there is no case: nobody may go on without having agreed."""

    version: Annotated[str, Length(1, 32)]
    notices: Annotated[tuple[NoticeClaims, ...], Length(1, 12)]

    def check(self) -> None:
        if len({notice.id for notice in self.notices}) != len(self.notices):
            raise MessageRefused("gives two of them one id", "notices")
        if all(notice.may_be_declined or notice.for_ages_below for notice in self.notices):
            raise MessageRefused("holds nothing that everybody has to agree to", "notices")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferClaims(Message):
    """One offer of the carrier's list."""

    code: Annotated[str, Length(1, 32)]
    name_zh: Annotated[str, Length(1, 40)]
    name_en: Annotated[str, Length(1, 80)]
    summary_zh: Annotated[str, Length(most=120)]
    summary_en: Annotated[str, Length(most=240)]
    monthly_fee_fen: Annotated[int, Range(0, 10_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClaims(Message):
    """What a case at this outlet has to go through."""

    notices: NoticesClaims
    offers: Annotated[tuple[OfferClaims, ...], Length(1, 50)]
    age_rules: tuple[AgeRuleClaims, ...] = ()  # nobody below the first one's age is admitted
    photo_attempts: Annotated[int, Range(1, 10)] = 3
    reviews_here: tuple[str, ...] = ()
    where_to_ask: Annotated[str, Length(most=120)] = ""
    flows: Annotated[tuple[str, ...], Length(1)] = DEFAULT_FLOWS  # of the first release
    first_flow: str = DEFAULT_FLOWS[0]
    risk_notice: RiskNoticeClaims | None = None
    reviews_by_centre: tuple[str, ...] = ()
    representative_from_age: Annotated[int, Range(0, 150)] | None = None
    esim_flows: tuple[str, ...] = ()
    special_documents: SpecialDocumentsClaims | None = None
    ages_of_flows: tuple[FlowAgesClaims, ...] = ()

    def check(self) -> None:
        if len({each.flow for each in self.ages_of_flows}) != len(self.ages_of_flows):
            raise MessageRefused("names one twice", "ages_of_flows")
        if not {*self.flows, *self.esim_flows} <= FLOWS.keys():
            raise MessageRefused("is no flow", "flows")
        if len(set(self.flows)) != len(self.flows) or self.first_flow not in self.flows:
            raise MessageRefused("names one twice, or not the first", "flows")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderClaims(Message):
    """A reader of this outlet."""

    sam_id: str
    driver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverClaims(Message):
    """A distribution whose drivers may be run: this version, these files, these schemes."""

    distribution: Annotated[str, Length(1, 100)]
    version: Annotated[str, Length(1, 50)]
    sha256: Annotated[str, Pattern(r"\A[0-9a-f]{64}\Z")]
    schemes: Annotated[tuple[str, ...], Length(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedNumberClaims(Message):
    """A number of the block leased to this device."""

    phone_number: str
    expires_at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingKeyClaims(Message):
    """Whom to seal to: an uncompressed P-256 point in base64."""

    kid: str
    point: str

    def check(self) -> None:
        # A key that nothing can be sealed to would otherwise show with the first customer.
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(
                ec.SECP256R1(), base64.b64decode(self.point, validate=True)
            )
        except ValueError:
            raise MessageRefused("is no point of P-256", "point") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationClaims(Message):
    """The payload of the configuration's JWS."""

    version: Annotated[int, Range(1, 2**63 - 1)]
    issued_at: Moment
    expires_at: Moment
    device_id: str
    outlet: OutletClaims
    offline: OfflineClaims
    evidence: EvidenceClaims
    case: CaseClaims
    readers: tuple[ReaderClaims, ...]
    # Whatever is not on this list is not even imported.
    drivers: tuple[DriverClaims, ...]
    number_block: tuple[LeasedNumberClaims, ...] = ()
    sim_stock: tuple[SimRangeJson, ...] | None = None  # absent from a gateway that keeps no stock
    campaign: CampaignClaims | None = None  # absent where there is none
    sealing_key: SealingKeyClaims
    # JWKs, each with its kid, that sign receipts, verdicts, sessions and countersignatures.
    signing_keys: Annotated[tuple[dict[str, str], ...], Length(1)]
    is_demo: bool = False
    second_factor: SecondFactor = SecondFactor.REQUIRED
    idle_lock_s: Annotated[int, Range(10, 24 * 3600)] = 300
    # A revocation is noticed with the next one, so five minutes are the most.
    heartbeat_s: Annotated[int, Range(1, 300)] = 60
    channel: ChannelClaims | None = None
    guards: GuardClaims | None = None
    self_inspection: InspectionClaims | None = None

    def check(self) -> None:
        levels = self.evidence.minimum_level.get(self.outlet.kind.value, {})
        if not levels:
            raise MessageRefused("says nothing for this kind of outlet", "evidence")
        for flow in (*self.case.flows, *self.offline.flows):
            if flow not in levels:
                raise MessageRefused(f"says nothing for {flow}", "evidence")

    @classmethod
    def checked(cls, claims: dict[str, Any]) -> Self:
        """Raises ConfigurationRefused, naming the first field that is wrong."""
        try:
            return read(cls, claims)
        except MessageRefused as no:
            raise ConfigurationRefused(str(no)) from None


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
        outlet=Outlet(**asdict(claims.outlet)),
        offline=OfflinePolicy(
            window=timedelta(hours=offline.window_hours),
            hard_stop=timedelta(hours=offline.hard_stop_hours),
            records=offline.records,
            records_per_clerk=offline.records_per_clerk,
            log_in_window=timedelta(hours=offline.log_in_hours),
            completion=Completion(completion),
            flows=offline.flows,
            sim_is_handed_over=offline.sim_is_handed_over,
            numbers_per_person=offline.numbers_per_person,
        ),
        evidence=claims.evidence.value(),
        case=_case_policy(claims.case),
        readers=tuple(ReaderRule(rule.sam_id, rule.driver) for rule in claims.readers),
        drivers=tuple(
            AllowedDriver(rule.distribution, rule.version, rule.sha256, rule.schemes)
            for rule in claims.drivers
        ),
        number_block=tuple(
            LeasedNumber(number.phone_number, number.expires_at) for number in claims.number_block
        ),
        sealing_key_id=claims.sealing_key.kid,
        sealing_key=base64.b64decode(claims.sealing_key.point),
        is_demo=claims.is_demo,
        idle_lock=timedelta(seconds=claims.idle_lock_s),
        heartbeat=timedelta(seconds=claims.heartbeat_s),
        second_factor=claims.second_factor,
        sim_stock=None
        if claims.sim_stock is None
        else tuple(each.value() for each in claims.sim_stock),
        channel=claims.channel.value() if claims.channel is not None else None,
        guards=claims.guards.value() if claims.guards is not None else None,
        inspection=claims.self_inspection.value() if claims.self_inspection else None,
        campaign=claims.campaign.value() if claims.campaign is not None else None,
    )


def _case_policy(claims: CaseClaims) -> CasePolicy:
    notices = tuple(Notice(**asdict(notice)) for notice in claims.notices.notices)
    return CasePolicy(
        notices=Notices(claims.notices.version, notices),
        offers=tuple(Offer(**asdict(offer)) for offer in claims.offers),
        age_rules=tuple(rule.value() for rule in claims.age_rules),
        photo_attempts=claims.photo_attempts,
        reviews_here=claims.reviews_here,
        where_to_ask=claims.where_to_ask,
        flows=claims.flows,
        first_flow=claims.first_flow,
        risk_notice=claims.risk_notice.value() if claims.risk_notice is not None else None,
        reviews_by_centre=claims.reviews_by_centre,
        representative_from_age=claims.representative_from_age,
        esim_flows=claims.esim_flows,
        special=claims.special_documents.value() if claims.special_documents else None,
        ages_of_flows=tuple(each.value() for each in claims.ages_of_flows),
    )
