"""What the carrier's signed configuration says, as values the rules can use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from drivers.plug_ins import AllowedDriver
from pos_client.domain.campaign import CampaignDates
from pos_client.domain.channel import Channel, Gap, gap_on
from pos_client.domain.consent import Notices
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.flow import Flow, PartyRole
from pos_client.domain.flows import AWAIT_CUSTOMER, NEW_NUMBER
from pos_client.domain.guards import CounterGuards
from pos_client.domain.inspection_due import InspectionPolicy
from pos_client.domain.offer import Offer
from pos_client.domain.outlet import Outlet, OutletKind
from pos_client.domain.review import ReviewWay
from pos_client.domain.risk_notice import RiskNotice
from pos_client.domain.sim_stock import SimRange
from pos_client.domain.special_document import SpecialPolicy

__all__ = [
    "DEFAULT_FLOWS",
    "AgeDecision",
    "AgeRule",
    "BelowLevel",
    "CasePolicy",
    "Completion",
    "Configuration",
    "EvidencePolicy",
    "FlowAges",
    "LeasedNumber",
    "LevelRule",
    "OfflinePolicy",
    "ReaderRule",
    "SecondFactor",
]


DEFAULT_FLOWS = (NEW_NUMBER.name, AWAIT_CUSTOMER.name)
"""What a gateway offers that does not say which flows."""


class Completion(StrEnum):
    """How a case captured offline ends once the gateway is back."""

    GATEWAY_COMPLETES = "GATEWAY_COMPLETES"
    CUSTOMER_RETURNS = "CUSTOMER_RETURNS"


class SecondFactor(StrEnum):
    """Whether a log-in with the gateway takes the six digits of the clerk's own device (TOTP)."""

    REQUIRED = "required"
    NONE = "none"


class AgeDecision(StrEnum):
    """What follows from the age on the card, the strictest first."""

    REFUSED = "REFUSED"  # no number of their own
    GUARDIAN = "GUARDIAN"  # in an own hall, together with a guardian
    ADMITTED = "ADMITTED"


@dataclass(frozen=True, slots=True)
class AgeRule:
    """What holds from this age on, until the next rule's."""

    from_age: int
    decision: AgeDecision


@dataclass(frozen=True, slots=True)
class FlowAges:
    """Rules of age of one flow, instead of those of all flows."""

    flow: str
    rules: tuple[AgeRule, ...]


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """What a case at this outlet has to go through.

    Attributes:
        age_rules: in any order; nobody below the lowest age is admitted.
        ages_of_flows: flows that have rules of their own, such as for the numbers of minors; what
            completes a flow goes by the rules of that flow.
        photo_attempts: how many live photos may be judged.
        reviews_here: codes of verdicts that a supervisor may review at this outlet.
        reviews_by_centre: those that the carrier's centre may review for it while the customer
            waits. Where neither way covers all that is open, the customer goes to an own hall.
        where_to_ask: stands on the papers.
        flows: what may be begun at this outlet, in the order of the keys that begin it.
        first_flow: what a card laid at an idle counter begins, or where that flow begins with
            something else, what stands there instead of the question for a card.
        representative_from_age: who acts for somebody else is at least so old; without it nobody
            does here.
        risk_notice: what the customer of a flagged number signs; without it there is no such flow.
        esim_flows: in which flows an eSIM may go with the number instead of a SIM, in own halls.
        special: which documents without a chip are captured; without it there is no such flow.
    """

    notices: Notices
    offers: tuple[Offer, ...]
    age_rules: tuple[AgeRule, ...]
    photo_attempts: int
    reviews_here: tuple[str, ...]
    where_to_ask: str
    flows: tuple[str, ...] = DEFAULT_FLOWS
    first_flow: str = NEW_NUMBER.name
    risk_notice: RiskNotice | None = None
    representative_from_age: int | None = None
    reviews_by_centre: tuple[str, ...] = ()
    esim_flows: tuple[str, ...] = ()
    special: SpecialPolicy | None = None
    ages_of_flows: tuple[FlowAges, ...] = ()

    def ways_to_review(self, codes: Collection[str]) -> tuple[ReviewWay, ...]:
        """By which ways all of these may be reviewed together; none for what nobody here may."""
        reviewable = {
            ReviewWay.ON_SITE: self.reviews_here,
            ReviewWay.CENTRE: self.reviews_by_centre,
        }
        return tuple(way for way, known in reviewable.items() if set(codes).issubset(known))

    def decision_on(self, age: int, flow: Flow | None = None) -> AgeDecision:
        """What the rules say about somebody of this age; of two about one age, the stricter.

        Args:
            flow: whose rules are asked; without it, or where it has none, those of all flows.
        """
        decision, strictness = AgeDecision.REFUSED, list(reversed(AgeDecision))
        ascending = sorted(
            self._rules_of(flow), key=lambda each: (each.from_age, strictness.index(each.decision))
        )
        for rule in ascending:
            if age >= rule.from_age:
                decision = rule.decision
        return decision

    def _rules_of(self, flow: Flow | None) -> tuple[AgeRule, ...]:
        """A flow's own rules, else those of what it completes, else those of all."""
        names = () if flow is None else (flow.name, flow.completes)
        known = {each.flow: each.rules for each in self.ages_of_flows}
        return next((known[name] for name in names if name in known), self.age_rules)

    def refusal_by_age(self, flow: Flow, role: PartyRole, age: int) -> str:
        """The code that ends a case by the age on somebody's card; empty where nothing does."""
        if role is flow.representative:
            least = self.representative_from_age
            return "" if least is not None and age >= least else "REPRESENTATIVE_UNDER_AGE"
        decision = self.decision_on(age, flow)
        if decision is AgeDecision.REFUSED:
            return "UNDER_AGE"
        if flow.is_for_minors:
            return "GUARDIAN_NOT_NEEDED" if decision is AgeDecision.ADMITTED else ""
        return "UNDER_AGE_GUARDIAN" if decision is AgeDecision.GUARDIAN else ""

    def offer(self, code: str) -> Offer | None:
        return next((each for each in self.offers if each.code == code), None)


@dataclass(frozen=True, slots=True)
class OfflinePolicy:
    """How long and how much may be captured without the gateway.

    Attributes:
        sim_is_handed_over: the customer takes the inactive SIM along; else it stays in the shop.
        numbers_per_person: how many undecided numbers one person may have in this run's queue;
            None where the carrier names no limit.
    """

    window: timedelta
    hard_stop: timedelta
    records: int
    records_per_clerk: int
    log_in_window: timedelta
    completion: Completion
    flows: tuple[str, ...]
    sim_is_handed_over: bool = False
    numbers_per_person: int | None = None


class BelowLevel(StrEnum):
    """What becomes of a read below the level that a flow needs."""

    REFUSE = "REFUSE"
    REVIEW = "REVIEW"  # a few a day are taken as they are, and what exceeds them is looked at


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What one flow needs at one kind of outlet.

    Attributes:
        review_above_per_day: with `REVIEW`, how many below the level one outlet may have accepted
            on a day of China's calendar without anybody looking; counted by the gateway.
    """

    level: EvidenceLevel
    below: BelowLevel = BelowLevel.REFUSE
    review_above_per_day: int = 0


@dataclass(frozen=True, slots=True)
class EvidencePolicy:
    """Which evidence level each flow needs at each kind of outlet."""

    minimum_level: Mapping[OutletKind, Mapping[str, LevelRule]]

    def rule(self, kind: OutletKind, flow: str) -> LevelRule | None:
        """None where nothing was said: then no case of this flow may begin."""
        return self.minimum_level.get(kind, {}).get(flow)


@dataclass(frozen=True, slots=True)
class ReaderRule:
    """One reader that this outlet may use: its SAM, compared by digits only, and its driver."""

    sam_id: str
    driver: str


@dataclass(frozen=True, slots=True)
class LeasedNumber:
    """One phone number leased to this device for cases captured offline."""

    phone_number: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Configuration:
    """The last good signed configuration.

    Attributes:
        sealing_key_id, sealing_key: whom envelopes are sealed to; the key is an uncompressed
            P-256 point, 65 bytes.
        drivers: whose code may be run to read cards, to the last byte.
        sim_stock: the SIMs that this outlet has received, used ones among them; None from a gateway
            that keeps no stock.
        channel: licence, place, hours and standing of the outlet; None from a gateway that does
            not say.
        inspection: what is asked of the monthly self-inspection; None where none is.
        campaign: what this outlet has a part in; None without one.
        is_demo: every screen and paper then says so, and simulated readers are believed.
        guards: the limits that a counter says a sentence about before the gateway acts; None where
            the gateway tells none.
    """

    version: int
    issued_at: datetime
    expires_at: datetime
    device_id: str
    outlet: Outlet
    offline: OfflinePolicy
    evidence: EvidencePolicy
    case: CasePolicy
    readers: tuple[ReaderRule, ...]
    drivers: tuple[AllowedDriver, ...]
    number_block: tuple[LeasedNumber, ...]
    sealing_key_id: str
    sealing_key: bytes
    is_demo: bool
    idle_lock: timedelta
    heartbeat: timedelta
    second_factor: SecondFactor = SecondFactor.REQUIRED
    sim_stock: tuple[SimRange, ...] | None = None
    channel: Channel | None = None
    guards: CounterGuards | None = None
    inspection: InspectionPolicy | None = None
    campaign: CampaignDates | None = None

    def gap_on(self, day: date) -> Gap | None:
        """Why this outlet may register nobody on a day, by its commission and licence."""
        return gap_on(self.outlet, self.channel, day)

    def takes_esim(self, flow: Flow) -> bool:
        """Whether an eSIM may go with its number here: in own halls and to an owner who is there
        in person only, whatever anybody says."""
        is_own_hall = self.outlet.kind is OutletKind.OWN_HALL
        return is_own_hall and flow.takes_esim and flow.name in self.case.esim_flows

    def offers(self, flow: Flow) -> bool:
        """Whether this outlet does it: by the carrier's word, and by what no word overrides."""
        case = self.case
        has_notice = case.risk_notice is not None or not flow.is_for_flagged
        has_age = case.representative_from_age is not None or flow.representative is None
        is_named = flow.name in case.flows and flow.may_be_done_at(self.outlet.kind)
        has_special = case.special is not None or not flow.reads_no_card
        return is_named and has_notice and has_age and has_special
