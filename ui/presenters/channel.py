"""Commission, licence and sign as the window shows them; the page of a closed counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce

from pos_client.application.closure_state import ClosureState, PremisesState, SignState
from pos_client.application.state import CounterState
from pos_client.domain.channel import WARNED_BEFORE, Channel
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Outlet
from pos_client.domain.place import PlaceVerdict
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
    "present_standing",
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
    """The same for the strip, where there is little room: kind and days, or what runs out."""
    outlet = state.outlet
    if outlet is None:
        return None
    soon = _warning(outlet, state.channel, local_day(now), "soon")
    if soon is not None:
        return Lamp(Tone.WAITING, soon)
    kind, days = message(f"channel.kind_{outlet.kind.value}"), _days_left(outlet, now)
    return Lamp(Tone.QUIET, message("channel.left", kind=kind, days=days))


def present_standing(state: CounterState, now: datetime) -> Lamp | None:
    """Kind, agent number and commission, the sign of this shift, the place, the self-inspection."""
    outlet, premises = state.outlet, state.premises
    if outlet is None or premises is None:
        return None
    place, warning = premises.place, _warning(outlet, state.channel, local_day(now))
    said = [
        _until(outlet, now) if warning is None else warning,
        message("frame.agent_number", number=outlet.agent_number),
        *_of_sign(premises),
        message(f"channel.standing_place_{place.value}"),
        *_of_inspection(state),
    ]
    is_amiss = place is PlaceVerdict.OUTSIDE or premises.is_sign_checked is False
    tone = Tone.WAITING if is_amiss or warning is not None else Tone.QUIET
    return Lamp(tone, reduce(lambda one, two: message("channel.joined", one=one, two=two), said))


def _until(outlet: Outlet, now: datetime) -> Message:
    days = _days_left(outlet, now)
    kind, ends = message(f"channel.kind_{outlet.kind.value}"), _day(outlet.commission_until)
    return message("channel.until", kind=kind, ends=ends, days=days)


def _days_left(outlet: Outlet, now: datetime) -> int:
    return max(0, (outlet.commission_until - local_day(now)).days)


def _of_sign(premises: PremisesState) -> list[Message]:
    if premises.is_sign_checked is None:
        return []
    word = "checked" if premises.is_sign_checked else "open"
    return [message(f"channel.standing_sign_{word}")]


def _of_inspection(state: CounterState) -> list[Message]:
    """Nothing where the carrier asks for none."""
    inspection = state.inspection
    if not inspection.is_asked:
        return []
    due = inspection.due
    if due is None:
        return [message("channel.standing_inspection_none")]
    key = f"channel.standing_inspection_{due.urgency.value}"
    return [message(key, month=str(due.month))]


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


def _warning(
    outlet: Outlet, channel: Channel | None, today: date, words: str = "warning"
) -> Message | None:
    """Of all that runs out soon, what runs out first."""
    ends = {"commission": outlet.commission_until}
    if channel is not None and channel.licence is not None:
        ends["licence"] = channel.licence.valid_until
    if channel is not None and channel.sign_until is not None:
        ends["sign"] = channel.sign_until
    what, day = min(ends.items(), key=lambda each: each[1])
    if not today <= day < today + WARNED_BEFORE:
        return None
    return message(f"channel.{words}_{what}", days=(day - today).days, ends=_day(day))


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
