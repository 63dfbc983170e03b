"""What the invented carrier allows, and the outlet it allows it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from drivers.plug_ins import AllowedDriver, installed_drivers
from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.brands import BRANDS, Brand
from pos_client.domain.consent import Notices
from pos_client.domain.document import SpecialDocumentType
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.flow import Flow, PartyRole
from pos_client.domain.flows import FLOWS, NEW_NUMBER, SPECIAL_DOCUMENT
from pos_client.domain.guards import GuardRule, GuardRules
from pos_client.domain.offer import Offer
from pos_client.domain.outlet import Outlet, OutletKind
from pos_client.domain.policy import (
    AgeDecision,
    AgeRule,
    CasePolicy,
    Completion,
    FlowAges,
    LevelRule,
    ReaderRule,
    SecondFactor,
)
from pos_client.domain.review import ReviewWay
from pos_client.domain.risk_notice import RiskNotice
from pos_client.domain.sim_stock import SimRange
from pos_client.domain.special_document import SpecialPolicy, SpecialReason
from pos_client.domain.verdict import Check
from pos_client.sandbox.campaign_rules import CampaignRules
from pos_client.sandbox.checklist import InspectionRules
from pos_client.sandbox.controls import Controls
from pos_client.sandbox.notices import NOTICES, OFFERS, RISK_NOTICE
from pos_client.sandbox.place_rules import PlaceRules, rules_without_receivers
from pos_client.sandbox.velocity_rules import VelocityRules
from pos_client.sandbox.work_id_rules import WorkIdRules

__all__ = ["CARRIER", "DEMO_OUTLET", "SandboxPolicy", "everywhere"]

CARRIER = "示例移动"

DEMO_OUTLET = Outlet(
    code="FJ-DEMO-0042",
    name="示例手机店",
    kind=OutletKind.AGENT,
    brand=CARRIER,
    sign_number="FJ-0042",
    agent_number="DL-350100-0042",
    commission_from=date(2024, 1, 1),
    commission_until=date(2036, 12, 31),
)

_AGE_RULES = (AgeRule(10, AgeDecision.GUARDIAN), AgeRule(16, AgeDecision.ADMITTED))
# An agent's supervisor is no officer of the carrier: faces and risks are looked at in own halls.
_REVIEWS_HERE = {
    OutletKind.OWN_HALL: (
        "QUOTA_REVIEW",
        "ID_NO_PHOTO",
        "FACE_UNSURE",
        "FACE_REFUSED",
        "RISK_REVIEW",
        "SPECIAL_REVIEW",
    ),
    OutletKind.AGENT: ("QUOTA_REVIEW",),
    OutletKind.FIELD: ("QUOTA_REVIEW",),
}
_REVIEWS_BY_CENTRE = {
    **_REVIEWS_HERE,
    OutletKind.OWN_HALL: ("QUOTA_REVIEW", "ID_NO_PHOTO", "FACE_UNSURE", "FACE_REFUSED"),
}


def everywhere(rule: LevelRule) -> dict[OutletKind, dict[str, LevelRule]]:
    """One rule of evidence levels for every flow at every kind of outlet."""
    return {kind: dict.fromkeys(FLOWS, rule) for kind in OutletKind}


@dataclass(frozen=True, slots=True)
class SandboxPolicy:
    """The figures of one sandbox. A change makes a new version of every configuration.

    Attributes:
        checks: which verdicts a flow asks for about each party, in this order.
        completion: how the sandbox begins; its master may change it while it runs.
        number_block: how many numbers a device has at hand for cases captured offline.
        number_quota: how many numbers one person may have.
        quota_review_from: which number of one person the first review is asked for.
        ages_of_flows: rules of age that single flows have instead of `age_rules`.
        representative_from_age: who acts for somebody else is at least so old (民法典 art. 18).
        trustees_at: at which kinds of outlet somebody may come for somebody else at all.
        trustee_quota, trustee_period: how many numbers one person opens for others within it.
        photo_attempts: how many live photos of one case are judged.
        cooling_off: how long nobody judges a person at an outlet whose face was another one there,
            or whom the register had otherwise twice within a day.
        first_flow: what an idle counter asks for; that of re-registration makes its desk.
        sim_is_handed_over: whether a customer captured offline takes the inactive SIM along.
        drivers: the list of drivers; None for what is installed here, without those for development
            outside a demo.
        reservation_life: how long a verdict keeps a slot of a person's limit.
        risky_within: a number that changed hands or SIM within this time is at high risk when its
            SIM is replaced.
        replacement_delay: how long the new SIM of such a number waits before it works.
        risk_notice: what the customer of a flagged number signs.
        special: which documents without a chip are captured in own halls, why, and how many a day.
        special_reviewers: 2 where whoever transcribes one does not decide about it.
        places: what becomes of a card that was read outside an outlet's fence, or who knows where;
            the demo's counters have no receivers. `sandbox serve --places asked` asks for one.
        work_ids: what makes a work id suspect, and from when on it is frozen.
        usage_codes_a_day: how many codes are sent to one number within a day, whoever asks.
        review_ways: who may review, at every outlet, what may be reviewed there at all.
        centre_answers_within: how long a live case waits for the centre.
        donor_codes_a_day: how many wrong codes are typed for one number of another carrier's within
            a day, whoever types them; after that no code is right.
        esim_flows: in which flows an eSIM may be asked for, in own halls.
        first_delivery: the SIMs that a new sandbox's outlet has in its drawer; enough for a soak.
        order_quota, unit_quota: how many numbers one order, and all orders of a unit, may have.
        guards: against bulk opening and nurturing, by kind of outlet; none where nothing is said,
            as in a demo that a machine works. `usual_guards` has a carrier's.
        guards_told: by which rules an outlet is told that something was noticed. Of the others
            nothing is said: whoever tries does not learn what is seen.
        inspection: what is asked of each outlet every month; None, as most tests have it, for
            nothing. `sandbox serve` asks.
        campaign: the days of the campaign (补登记), and the waits of its chain.
        controls: what is checked; a test leaves one out to see what it stops.
        brands: the carriers whose outlets this gateway serves.
        asks_for_sign: whether each shift begins with the code on the outlet's sign.
        second_factor: what a log-in and a review take beside the password. `sandbox serve` asks
            for it; most tests are about something else, and a code is good for one log-in only.
    """

    is_demo: bool = True
    second_factor: SecondFactor = SecondFactor.NONE
    minimum_level: Mapping[OutletKind, Mapping[str, LevelRule]] = field(
        default_factory=lambda: everywhere(LevelRule(EvidenceLevel.B))
    )
    checks: Mapping[str, Mapping[PartyRole, tuple[Check, ...]]] = field(
        default_factory=lambda: {
            name: {party.role: party.checks for party in flow.parties}
            for name, flow in FLOWS.items()
        }
    )
    readers: tuple[ReaderRule, ...] = (ReaderRule(SIMULATED_SAM_ID, "sim"),)
    drivers: tuple[AllowedDriver, ...] | None = None
    completion: Completion = Completion.GATEWAY_COMPLETES
    notices: Notices = NOTICES
    risk_notice: RiskNotice = RISK_NOTICE
    offers: tuple[Offer, ...] = OFFERS
    age_rules: tuple[AgeRule, ...] = _AGE_RULES
    representative_from_age: int = 18
    ages_of_flows: tuple[FlowAges, ...] = ()
    trustees_at: tuple[OutletKind, ...] = (OutletKind.OWN_HALL,)
    trustee_quota: int = 2
    trustee_period: timedelta = timedelta(days=30)
    photo_attempts: int = 2
    cooling_off: timedelta = timedelta(minutes=30)
    where_to_ask: str = "示例移动客服 10999；任一自有营业厅"
    first_flow: str = NEW_NUMBER.name
    sim_is_handed_over: bool = False
    window_hours: int = 72
    hard_stop_hours: int = 168
    records: int = 200
    records_per_clerk: int = 50
    log_in_hours: int = 72
    number_block: int = 8
    number_quota: int = 5
    quota_review_from: int = 2
    idle_lock_s: int = 300
    heartbeat_s: int = 20
    challenge_pool: int = 250
    case_challenge_life: timedelta = timedelta(minutes=10)
    pool_challenge_life: timedelta = timedelta(hours=72)
    configuration_life: timedelta = timedelta(days=14)
    hold_life: timedelta = timedelta(minutes=15)
    verdict_life: timedelta = timedelta(hours=2)
    reservation_life: timedelta = timedelta(minutes=30)
    risky_within: timedelta = timedelta(days=30)
    replacement_delay: timedelta = timedelta(hours=24)
    usage_codes_a_day: int = 5
    donor_codes_a_day: int = 5
    order_quota: int = 200
    unit_quota: int = 500
    certificate_life: timedelta = timedelta(days=30)
    session_life: timedelta = timedelta(hours=12)
    # How long, and in how many calls, a device may name a head without sending its entries.
    head_ahead: timedelta = timedelta(hours=12)
    head_ahead_calls: int = 5000
    velocity: VelocityRules = field(default_factory=VelocityRules)
    guards: Mapping[OutletKind, GuardRules] = field(default_factory=dict)
    guards_told: tuple[GuardRule, ...] = (
        *(GuardRule.BURST, GuardRule.OVERLAP, GuardRule.GROUP, GuardRule.NOES),
        *(GuardRule.SECOND_NUMBERS, GuardRule.RIDE_ALONG, GuardRule.DRIP, GuardRule.STOCK),
    )
    review_ways: tuple[ReviewWay, ...] = tuple(ReviewWay)
    centre_answers_within: timedelta = timedelta(minutes=3)
    esim_flows: tuple[str, ...] = tuple(name for name, flow in FLOWS.items() if flow.takes_esim)
    first_delivery: tuple[SimRange, ...] = (
        SimRange(f"898600{0:013d}", f"898600{2 * 10**12:013d}"),
    )
    special: SpecialPolicy = field(
        default_factory=lambda: SpecialPolicy(tuple(SpecialDocumentType), tuple(SpecialReason), 5)
    )
    special_reviewers: int = 1
    brands: Mapping[str, Brand] = field(default_factory=lambda: BRANDS)
    asks_for_sign: bool = False
    places: PlaceRules = field(default_factory=rules_without_receivers)
    work_ids: WorkIdRules = field(default_factory=WorkIdRules)
    inspection: InspectionRules | None = None
    campaign: CampaignRules = field(default_factory=CampaignRules)
    controls: Controls = field(default_factory=Controls)

    def case_for_age(self, age: int) -> AgeDecision:
        """What the rules of age say, wherever it is."""
        return self.case_at(OutletKind.OWN_HALL).decision_on(age, SPECIAL_DOCUMENT)

    def _of(
        self, way: ReviewWay, kind: OutletKind, codes: Mapping[OutletKind, tuple[str, ...]]
    ) -> tuple[str, ...]:
        return codes.get(kind, ()) if way in self.review_ways else ()

    def checks_of(self, flow: str, role: PartyRole | None = None) -> tuple[Check, ...]:
        """Which verdicts this party needs; without a role the lead of the flow."""
        return self.checks[flow][FLOWS[flow].lead if role is None else role]

    def allowed_drivers(self) -> tuple[AllowedDriver, ...]:
        """Whose code a device may run."""
        return _installed(self.is_demo) if self.drivers is None else self.drivers

    def may_do(self, flow: Flow, kind: OutletKind) -> bool:
        """Whether outlets of this kind do it: by what the flow is, and by what is decided here."""
        may_act = kind in self.trustees_at or PartyRole.TRUSTEE not in flow.roles
        return flow.may_be_done_at(kind) and may_act

    def case_at(self, kind: OutletKind) -> CasePolicy:
        """What a case has to go through at an outlet of this kind."""
        flows = tuple(name for name, flow in FLOWS.items() if self.may_do(flow, kind))
        return CasePolicy(
            notices=self.notices,
            offers=self.offers,
            age_rules=self.age_rules,
            ages_of_flows=self.ages_of_flows,
            photo_attempts=self.photo_attempts,
            reviews_here=self._of(ReviewWay.ON_SITE, kind, _REVIEWS_HERE),
            reviews_by_centre=self._of(ReviewWay.CENTRE, kind, _REVIEWS_BY_CENTRE),
            where_to_ask=self.where_to_ask,
            flows=flows,
            first_flow=self.first_flow,
            representative_from_age=self.representative_from_age,
            risk_notice=self.risk_notice if kind is OutletKind.OWN_HALL else None,
            esim_flows=tuple(name for name in self.esim_flows if name in flows)
            if kind is OutletKind.OWN_HALL
            else (),
            special=self.special if kind is OutletKind.OWN_HALL else None,
        )


@cache
def _installed(is_demo: bool) -> tuple[AllowedDriver, ...]:
    return installed_drivers(with_development=is_demo)
