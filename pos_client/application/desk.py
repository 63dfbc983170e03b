"""What the parts of the counter share; lives on the counter's thread and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from pos_client.application.channel_limits import channel_limit, channel_until
from pos_client.application.offline import (
    NUMBER_LASTS,
    Stock,
    allowance,
    nearest_limit,
)
from pos_client.application.person_keys import PersonKeys
from pos_client.application.sealing import Sealing
from pos_client.application.sign_check import SignCheck
from pos_client.application.state import GatewayState, OfflineState, TroubleState
from pos_client.application.time_away import TimeAway
from pos_client.application.tools import Tools
from pos_client.application.trouble import (
    ClockWrong,
    DeviceRefused,
    LoggedInElsewhere,
    NotAuthorised,
    SessionEnded,
    StoreDamaged,
    Trouble,
)
from pos_client.application.work_id_trouble import WorkIdFrozen
from pos_client.domain.audit import AuditEvent
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.flow import Flow, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.inspection_due import InspectionDue, Urgency, opens_number
from pos_client.domain.local_day import local_day
from pos_client.domain.month import Month
from pos_client.domain.outlet import Right
from pos_client.domain.policy import Completion, Configuration, LevelRule, SecondFactor
from pos_client.domain.registration import QueueSummary, SecondCopy
from pos_client.domain.skew import LONGEST_SKEW
from pos_client.domain.standing import Standing
from pos_client.protocol.words import Session

__all__ = ["Desk"]

LARGEST_SKEW = timedelta(minutes=5)


@dataclass(slots=True)
class Desk:
    """Configuration, session, connection and trouble of one device."""

    tools: Tools
    configuration: Configuration
    session: Session | None = None
    is_offline_session: bool = False
    is_locked: bool = False
    is_logging_in: bool = False
    gateway: GatewayState = field(default_factory=GatewayState)
    trouble: TroubleState | None = None
    refused_session_id: str = ""
    ended_session_id: str = ""
    is_work_id_frozen: bool = False
    people: PersonKeys = field(default_factory=PersonKeys)
    inspected_until: Month | None = None
    _has_broken_chain: bool = False
    standing: Standing = Standing.ADMITTED

    sign: SignCheck = field(init=False)
    _away: TimeAway = field(init=False)

    def __post_init__(self) -> None:
        tools, self.standing = self.tools, self.tools.store.standing()
        self._away = TimeAway(tools.store, tools.clock, self.close_for_chain)
        self.sign = SignCheck(tools.store, tools.clock, tools.read_sign, self)
        self.inspected_until = tools.store.inspections.signed_until()
        if self.tools.has_broken_chain:
            self.close_for_chain()

    def now(self) -> datetime:
        return self.tools.clock.now()

    @property
    def sealing(self) -> Sealing:
        sealer = self.tools.sealer_for(self.configuration)
        return Sealing(sealer, self.tools.evidence_key, self.configuration)

    @property
    def is_at_work(self) -> bool:
        """Whether a clerk is logged in and in front of an open counter."""
        return self.session is not None and not self.is_locked

    @property
    def is_serving(self) -> bool:
        """Whether somebody who may register customers is in front of an open counter."""
        return self.is_at_work and self.may(Right.REGISTER)

    def may(self, right: Right) -> bool:
        """Whether whoever is logged in has this right."""
        return self.session is not None and self.session.clerk.may(right)

    @property
    def is_reachable(self) -> bool:
        """Whether the gateway answered last time; before the first try it is given the chance."""
        return self.gateway.is_reachable is not False

    @property
    def asks_second_factor(self) -> bool:
        """Whether a log-in now takes six digits: only the gateway can check them."""
        return self.configuration.second_factor is SecondFactor.REQUIRED and self.is_reachable

    def audit(self, kind: str, **details: str | int | bool) -> None:
        """Chain one decision; its details name no person."""
        self.tools.store.append_audit(AuditEvent(kind, self.now(), details))

    def note_refused(self, case_id: UUID, code: str) -> None:
        """Chain that a case has ended by a refusal, and count it for who is logged in."""
        clerk_number = self.session.clerk.clerk_number if self.session is not None else ""
        refused = AuditEvent("case_refused", self.now(), {"case_id": str(case_id), "code": code})
        self.tools.store.days.note_refused(clerk_number, refused)

    def tell(self, trouble: Trouble) -> None:
        """Put a trouble on the screen until it is dismissed."""
        facts = tuple(sorted((name, str(value)) for name, value in trouble.facts.items()))
        self.trouble = TroubleState(trouble.code, facts)

    def summary(self) -> QueueSummary:
        """The queue in figures, and how many of it lie on this disk only."""
        store, code = self.tools.store, self.tools.relay_code
        found = store.summary(local_day(self.now()))
        if code is None:
            return found
        return replace(found, second_copy=SecondCopy(store.copies.missing_count(), code()))

    def check_clock(self) -> None:
        """Raise `ClockWrong` while the gateway would refuse what this clock dates."""
        contact = self.tools.store.last_contact()
        if contact is not None and self.is_reachable:
            own_time, gateway_time = contact
            if abs(own_time - gateway_time) > LARGEST_SKEW:
                raise ClockWrong

    def check_session(self) -> None:
        """Raise `SessionEnded` unless the gateway would take this session for what comes now.

        Without the gateway a session that has run out counts as an offline log-in, as long as
        one would still be possible.
        """
        session, now = self.session, self.now()
        if session is None:
            raise SessionEnded
        if session.id == self.ended_session_id:
            raise self.why_ended()  # also without the gateway: it is known
        if session.id == self.refused_session_id and self.is_reachable:
            raise SessionEnded
        if session.expires_at > now and not self.is_offline_session:
            return
        if self.is_reachable:
            if session.expires_at <= now:
                raise SessionEnded
            return
        if now > self.session_until:
            raise SessionEnded
        if not self.is_offline_session:
            self.is_offline_session = True
            self.audit("session_ran_out", clerk=session.clerk.clerk_number)

    def why_ended(self) -> SessionEnded:
        return WorkIdFrozen() if self.is_work_id_frozen else LoggedInElsewhere()

    def take_line(self, line: GatewayState) -> None:
        """Note how the gateway is reached, and what it says of this device.

        What it said stays in force when the line goes down behind it.
        """
        self.gateway = line
        if line.is_reachable:
            self.standing = Standing.DRAIN_ONLY if line.is_drain_only else Standing.ADMITTED
        elif line.code in (NotAuthorised.code, DeviceRefused.code):
            self.standing = Standing.REFUSED

    def keep_standing(self) -> None:
        """Let what the gateway says of this device be known after the next start as well.

        Raises:
            StoreTrouble: it holds until the program ends.
        """
        if self.standing is not self.tools.store.standing():
            self.audit("standing_changed", standing=self.standing.value)
            self.tools.store.note_standing(self.standing)

    def note_contact(self, gateway_time: datetime) -> None:
        """The gateway has answered just now."""
        self._away.note_contact(gateway_time)

    def keep_time(self) -> None:
        """Let the time without the gateway, and a clock set back, be known at the next start."""
        self._away.keep(is_reachable=self.is_reachable)
        self._away.note_clock()

    @property
    def session_until(self) -> datetime:
        """Until when the gateway would take this session for a read without it.

        One that runs out while the gateway is away goes on as an offline log-in.
        """
        session = self.session
        if session is None:
            raise SessionEnded
        as_offline = session.gateway_time + self.configuration.offline.log_in_window
        return as_offline if self.is_offline_session else max(session.expires_at, as_offline)

    def offline(
        self, flow: str, *, begun_at: datetime | None = None, challenges_in_hand: int = 0
    ) -> OfflineState:
        """How much this device may still capture without the gateway.

        Args:
            begun_at: when the open case that asks began; None for the next one.
            challenges_in_hand: those that this case has taken from the pool already.
        """
        now, policy = self.now(), self.configuration.offline
        begun_at = now if begun_at is None else min(begun_at, now)
        stock = self._stock(begun_at, challenges_in_hand)
        if not FLOWS[flow].has(Step.NUMBER_AND_SIM):
            stock = replace(stock, numbers=stock.challenges)  # it needs none
        since_contact = self._away.since_contact(now)
        # The clock first: by a wrong one a commission has ended, or not begun.
        reason = self.closed_by_clock(now) or self.closed_by_policy(flow, begun_at)
        rule = self.level_rule(flow)
        if rule is not None and not EvidenceLevel.B.meets(rule.level):
            reason = reason or "level"  # what was read without the gateway is a B at best
        if reason or since_contact is None or flow not in policy.flows:
            reason = reason or ("flow" if flow not in policy.flows else "contact")
            return OfflineState(stock.captured, 0, None, reason)
        nearest = nearest_limit(policy, stock)
        lasting_until = self._lasting_until(begun_at, max(1, nearest.more), challenges_in_hand)
        return allowance(policy, stock, nearest, since_contact, lasting_until, now, begun_at)

    def needs_network(self, flow: Flow) -> bool:
        """Whether this flow is closed for want of the gateway (需联网办理), by its own rule."""
        return flow.is_online_only and not self.is_reachable

    def closed_by_policy(self, flow: str, begun_at: datetime) -> str:
        """Why no case of this flow may begin here at all, online or not; else empty."""
        if begun_at > self.configuration.expires_at:
            return "configuration"
        if limit := channel_limit(self.configuration, begun_at):
            return limit
        if self.standing is not Standing.ADMITTED:
            return "device"
        if self._has_broken_chain:
            return "audit"
        if self.sign.is_due:
            return "sign"
        due = self.inspection_due(begun_at)
        if due is not None and due.urgency is Urgency.OVERDUE and opens_number(FLOWS[flow]):
            return "inspection"
        return "" if self.level_rule(flow) else "level"

    def inspection_due(self, now: datetime) -> InspectionDue | None:
        """The month that is to be inspected; None where none is, or nobody asks for any."""
        asked = self.configuration.inspection
        return None if asked is None else asked.due(now, self.inspected_until)

    def level_rule(self, flow: str) -> LevelRule | None:
        """Which evidence level this flow needs here; None where nobody said so."""
        return self.configuration.evidence.rule(self.configuration.outlet.kind, flow)

    def _stock(self, begun_at: datetime, challenges_in_hand: int) -> Stock:
        store = self.tools.store
        clerk = self.session.clerk.clerk_number if self.session else None
        captured = store.count_pending(offline_only=True)
        return Stock(
            captured=captured,
            captured_by_clerk=store.count_pending(clerk, offline_only=True) if clerk else captured,
            challenges=store.challenges_left(begun_at) + challenges_in_hand,
            numbers=store.free_number_count(begun_at + NUMBER_LASTS),
            free_bytes=self.tools.free_bytes(),
        )

    def _lasting_until(self, begun_at: datetime, cases: int, challenges_in_hand: int) -> datetime:
        """Until when so many cases can begin with what is there.

        Of what there is less of, the count says so.
        """
        store, offline = self.tools.store, self.configuration.offline
        ends: list[datetime | None] = [self.configuration.expires_at]
        ends.append(channel_until(self.configuration, begun_at))
        if cases > challenges_in_hand:
            ends.append(store.challenges_until(begun_at, cases - challenges_in_hand))
        if self.session is not None:
            ends.append(self.session_until)
        if offline.completion is Completion.GATEWAY_COMPLETES:
            until = store.free_numbers_until(begun_at + NUMBER_LASTS, cases)
            ends.append(until - NUMBER_LASTS if until is not None else None)
        return min(end for end in ends if end is not None)

    def close_for_chain(self) -> None:
        """Nothing more is captured on a chain that somebody has touched; what is queued goes."""
        self._has_broken_chain = True
        self.tell(StoreDamaged(check="audit"))

    def closed_by_clock(self, now: datetime) -> str:
        """Whether this computer's date is believed: `clock` where it is not, else empty."""
        contact = self.tools.store.last_contact()
        if now < self.configuration.issued_at - LONGEST_SKEW:
            return "clock"  # the battery is dead: what we work by was not signed yet
        if contact is None:
            return ""
        own_time, gateway_time = contact
        is_wrong = abs(own_time - gateway_time) > LONGEST_SKEW
        return "clock" if is_wrong or now < gateway_time - LONGEST_SKEW else ""
