"""An outlet as a channel: how it stands, its sign, and what closes or locks a counter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from pos_client.application.closure_state import ClosureState, PremisesState, SignState
from pos_client.application.inspection_state import InspectionState
from pos_client.application.state import CounterState, GatewayState, TroubleState
from pos_client.domain.channel import Channel, Geofence, Licence
from pos_client.domain.flow import Step
from pos_client.domain.inspection_due import InspectionDue, Urgency
from pos_client.domain.month import Month
from pos_client.domain.place import PlaceVerdict
from pos_client.domain.registration import QueueSummary
from tests.ui.people import CHINA_NOW, OUTLET, at_step, ready, with_case

__all__ = ["CHANNEL_SCENES", "STANDING"]

_CHANNEL = Channel(
    licence=Licence("91350100MA00DEM00M", date(2036, 12, 31)),
    geofence=Geofence(26.0745, 119.2965, 200),
    asks_for_sign=True,
)
STANDING = PremisesState(PlaceVerdict.INSIDE, is_sign_checked=True)
_SESSION = ready().session
assert _SESSION is not None
_WAITING = QueueSummary(pending=3, oldest_pending_at=CHINA_NOW - timedelta(hours=2))


def _due(urgency: Urgency, at: datetime = CHINA_NOW) -> InspectionState:
    due = InspectionDue(Month(2026, 10), urgency, at + timedelta(days=9))
    return InspectionState(is_asked=True, due=due)


def _at_outlet(**changes: object) -> CounterState:
    plain: dict[str, object] = {
        "channel": _CHANNEL,
        "premises": STANDING,
        "inspection": InspectionState(is_asked=True),
    }
    return ready(**(plain | changes))


def _closed(reason: str, **changes: object) -> CounterState:
    drained = GatewayState(is_reachable=True, is_drain_only=True)
    closure = ClosureState(reason)
    return _at_outlet(
        session=None, closure=closure, gateway=drained, queue=_WAITING, premises=None, **changes
    )


def _locked_by_freeze() -> CounterState:
    at_counter = _at_outlet(trouble=TroubleState("C-510"), premises=STANDING)
    behind = with_case(at_step(Step.LIVE_PHOTO, identity=None), at_counter)
    return replace(behind, session=replace(_SESSION, is_locked=True, is_ended=True))


CHANNEL_SCENES: dict[str, CounterState] = {
    "idle-at-outlet": _at_outlet(),
    "idle-outside": _at_outlet(
        premises=PremisesState(PlaceVerdict.OUTSIDE, is_sign_checked=True),
        inspection=_due(Urgency.DUE),
    ),
    "idle-place-unknown": _at_outlet(premises=PremisesState(), inspection=_due(Urgency.OVERDUE)),
    "idle-commission-ends": _at_outlet(outlet=replace(OUTLET, commission_until=date(2026, 12, 10))),
    "sign-asked": _at_outlet(
        sign=SignState(OUTLET.sign_number),
        premises=PremisesState(PlaceVerdict.INSIDE, is_sign_checked=False),
    ),
    "sign-refused": _at_outlet(
        sign=SignState(OUTLET.sign_number, "outlet"),
        premises=PremisesState(PlaceVerdict.INSIDE, is_sign_checked=False),
    ),
    "closed-revoked": _closed("REVOKED"),
    "closed-suspended": _closed("SUSPENDED"),
    "closed-ended": _closed("ENDED"),
    "frozen-case": _locked_by_freeze(),
    "frozen-log-in": _at_outlet(
        session=None, premises=None, trouble=TroubleState("C-510"), asks_second_factor=False
    ),
}
