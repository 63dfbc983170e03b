"""What is always visible: outlet, sign, clerk, reader, gateway, queue, and capturing offline."""

from __future__ import annotations

from datetime import datetime

from pos_client.application.state import (
    CasePhase,
    CounterState,
    DevicePhase,
    GatewayState,
    OfflineState,
)
from pos_client.domain.flow import Step
from pos_client.domain.registration import SecondCopy
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.channel import present_channel_lamp
from ui.presenters.first import BannerScreen, Lamp, StripScreen, TopScreen
from ui.presenters.glance import Glance
from ui.presenters.moments import age, clock_time, full_time, until
from ui.presenters.reader_words import present_reader_lamp
from ui.theme.tokens import Tone

__all__ = [
    "limit_words",
    "present_banner",
    "present_strip",
    "present_top",
]

# What is not the line's fault, and does not end by waiting.
_SAID_OF_LINE = {
    "G-204": "frame.gateway_untrusted",
    "G-205": "frame.gateway_log_in",
    "G-208": "frame.gateway_refused",
}


def present_top(state: CounterState, glance: Glance) -> TopScreen:
    """Sign and agent number stay "checking" until a signed configuration says them."""
    outlet, session = state.outlet, state.session
    checking = message("frame.checking")
    return TopScreen(
        page=glance.page,
        has_tabs=session is not None and not session.is_locked and not glance.is_veiled,
        queue_count=state.queue.pending + state.queue.quarantined,
        review_count=state.queue.under_review,
        is_demo=state.is_demo,
        outlet=outlet.name if outlet else "",
        sign=message("frame.sign", number=outlet.sign_number if outlet else checking),
        agent_number=message(
            "frame.agent_number", number=outlet.agent_number if outlet else checking
        ),
        clerk=message("frame.clerk", number=session.clerk.clerk_number) if session else None,
    )


def present_strip(state: CounterState, glance: Glance) -> StripScreen:
    """Reader, gateway and queue, each with a word."""
    session = state.session
    is_at_work = session is not None and not session.is_locked and not glance.is_veiled
    return StripScreen(
        reader=present_reader_lamp(state),
        gateway=_gateway(state.gateway, glance.now),
        queue=_queue(state, glance.now),
        relay=_relay(state.queue.second_copy),
        can_cancel=is_at_work and _can_cancel(state),
        can_lock=is_at_work,
        time=full_time(glance.now),
        channel=present_channel_lamp(state, glance.now),
    )


def _can_cancel(state: CounterState) -> bool:
    case = state.case
    if case is None or case.phase not in (CasePhase.OPEN, CasePhase.WORKING, CasePhase.REREAD):
        return False
    return not (case.phase is CasePhase.WORKING and case.step is Step.SEAL)


def _gateway(gateway: GatewayState, now: datetime) -> Lamp:
    if gateway.is_reachable is None:
        return Lamp(Tone.QUIET, message("frame.gateway_unknown"))
    if gateway.is_reachable:
        return Lamp(Tone.GOOD, message("frame.gateway_connected"))
    if gateway.code in _SAID_OF_LINE:
        return Lamp(Tone.BAD, message(_SAID_OF_LINE[gateway.code]))
    if gateway.next_try_at is None:
        return Lamp(Tone.WAITING, message("frame.gateway_away"))
    seconds = max(0, round((gateway.next_try_at - now).total_seconds()))
    return Lamp(Tone.WAITING, message("frame.gateway_away_retry", seconds=seconds))


def _queue(state: CounterState, now: datetime) -> Lamp:
    queue = state.queue
    if state.device is not DevicePhase.READY:
        return Lamp(Tone.QUIET, message("frame.queue_unknown"))
    if queue.quarantined:
        return Lamp(Tone.BAD, message("frame.queue_quarantined", count=queue.quarantined))
    if queue.pending and queue.oldest_pending_at is not None:
        since = age(queue.oldest_pending_at, now)
        return Lamp(Tone.WAITING, message("frame.queue_pending", count=queue.pending, age=since))
    if queue.last_receipt_at is not None:
        time = clock_time(queue.last_receipt_at, now)
        return Lamp(Tone.GOOD, message("frame.queue_empty_receipt", time=time))
    return Lamp(Tone.GOOD, message("frame.queue_empty"))


def _relay(copies: SecondCopy | None) -> Lamp | None:
    """What lies on one disk only; with everything in its place there is nothing to say."""
    if copies is None:
        return None
    if copies.missing:
        return Lamp(Tone.WAITING, message("frame.copies_missing", count=copies.missing))
    return Lamp(Tone.WAITING, message("frame.copies_paused")) if copies.code else None


def present_banner(offline: OfflineState | None, now: datetime) -> BannerScreen | None:
    """Offline is calm: a sentence, a figure, a bar; nothing is promised that would be refused."""
    if offline is None:
        return None
    figures = message("frame.offline_figures", captured=offline.captured, more=offline.allowed_more)
    is_closed = offline.allowed_more == 0
    if is_closed:
        figures = message(
            "frame.offline_closed", captured=offline.captured, reason=limit_words(offline.limit)
        )
    percent = 100 if is_closed else min(99, int(100 * offline.used))
    safe = message("frame.offline_safe")
    if offline.is_warning:
        used = message(f"frame.used_{offline.limit}")
        safe = message("frame.offline_warning", percent=percent, limit=used)
    return BannerScreen(
        safe=safe,
        figures=figures,
        until=None if is_closed or offline.until is None else until(offline.until, now),
        used_percent=percent,
        is_closed=is_closed,
        is_warning=offline.is_warning,
    )


def limit_words(limit: str) -> Message:
    """Name the limit that is nearest."""
    key = f"frame.limit_{limit}"
    return message(key) if has(key) else message("frame.limit_unknown", limit=limit)
