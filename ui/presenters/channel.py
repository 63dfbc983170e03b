"""Commission, licence and sign as the window shows them; the page of a closed counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pos_client.application.closure_state import ClosureState, SignState
from pos_client.application.state import CounterState
from pos_client.domain.channel import WARNED_BEFORE, Channel
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Outlet
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.first import ChannelLines, Lamp
from ui.theme.tokens import Tone

__all__ = [
    "ClosedScreen",
    "SignScreen",
    "present_channel",
    "present_channel_lamp",
    "present_closed",
    "present_sign",
    "sign_words",
    "withdrawn_words",
]


@dataclass(frozen=True, slots=True)
class ClosedScreen:
    """What happened, what is safe, what to do, and how much is still to be submitted."""

    headline: Message
    day: Message | None
    safe: Message
    to_do: Message
    pending: Message


@dataclass(frozen=True, slots=True)
class SignScreen:
    """The code on the sign is asked for."""

    headline: Message
    subline: Message
    tone: Tone


def present_channel(state: CounterState, now: datetime) -> ChannelLines | None:
    """Until when this outlet may work, and a warning in good time; None before anybody says."""
    outlet, channel = state.outlet, state.channel
    if outlet is None:
        return None
    ends = {"begins": _day(outlet.commission_from), "ends": _day(outlet.commission_until)}
    dates = message("channel.dates", **ends)
    if channel is not None and channel.licence is not None:
        until = _day(channel.licence.valid_until)
        dates = message("channel.dates_licence", licence=until, **ends)
    return ChannelLines(dates, _warning(outlet, channel, local_day(now)))


def present_channel_lamp(state: CounterState, now: datetime) -> Lamp | None:
    """The same for the strip: one date, or the warning."""
    lines = present_channel(state, now)
    if lines is None or state.outlet is None:
        return None
    if lines.warning is not None:
        return Lamp(Tone.WAITING, lines.warning)
    return Lamp(Tone.QUIET, message("channel.until", ends=_day(state.outlet.commission_until)))


def present_closed(closure: ClosureState, state: CounterState) -> ClosedScreen:
    reason, waiting = closure.reason, state.queue.pending + state.queue.quarantined
    safe = f"channel.safe_{reason}"
    return ClosedScreen(
        headline=message(f"channel.closed_{reason}"),
        day=message("channel.closed_day", day=_day(closure.day)) if closure.day else None,
        safe=message(safe if has(safe) else "channel.safe"),
        to_do=message(f"channel.to_do_{reason}"),
        pending=message("channel.pending", count=waiting)
        if waiting
        else message("channel.pending_none"),
    )


def present_sign(sign: SignState) -> SignScreen:
    subline = message("channel.sign_safe", number=sign.sign_number)
    if sign.refused:
        subline = message(
            "channel.sign_again", number=sign.sign_number, reason=sign_words(sign.refused)
        )
    tone = Tone.WAITING if sign.refused else Tone.INFO
    return SignScreen(message("channel.sign_headline"), subline, tone)


def sign_words(reason: str) -> Message:
    """Why a code is not that of this outlet's sign."""
    key = f"channel.sign_{reason}"
    return message(key if has(key) else "channel.sign_unknown")


def withdrawn_words(reason: str) -> Message:
    """Why an open case was given up."""
    key = f"channel.withdrawn_{reason}"
    return message(key if has(key) else "channel.withdrawn_DRAIN_ONLY")


def _warning(outlet: Outlet, channel: Channel | None, today: date) -> Message | None:
    """Of all that runs out soon, what runs out first."""
    ends = {"commission": outlet.commission_until}
    if channel is not None and channel.licence is not None:
        ends["licence"] = channel.licence.valid_until
    if channel is not None and channel.sign_until is not None:
        ends["sign"] = channel.sign_until
    what, day = min(ends.items(), key=lambda each: each[1])
    if not today <= day < today + WARNED_BEFORE:
        return None
    return message(f"channel.warning_{what}", days=(day - today).days, ends=_day(day))


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
