"""What is watched of an outlet: figures of today and the month, reasons, alarms, devices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pos_client.application.figures_commands import OpenOversight
from pos_client.application.figures_state import OversightState
from pos_client.application.state import CounterState, ReaderPhase
from pos_client.domain.day_figures import Figures
from pos_client.domain.oversight import (
    DayFigures,
    DeviceHealth,
    first_of_month,
    last_of_month,
    month_beside,
)
from ui.i18n.message import Message, message
from ui.presenters.glance import Glance
from ui.presenters.moments import age, day_and_minute
from ui.presenters.plot import Bars, Plot, day_ticks, level_ticks
from ui.presenters.watched import alarm_words, reason_lines
from ui.theme.tokens import Tone

__all__ = ["MONTH_FIGURES", "OversightScreen", "WatchedRow", "month_plot", "present_oversight"]

MONTH_FIGURES = ("saved", "captured", "accepted", "rejected", "refused", "sims_used")
_DEVICES_SHOWN = 3
_LATE_H = 24


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """A row of one of the tables."""

    words: tuple[Message | str, ...]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class OversightScreen:
    """The page.

    Attributes:
        figures: name, label, of today and of the month.
        now: name, label and what is so at this moment, with its tone.
        reasons, anomalies: rows of the tables; None while the gateway's figures are not here.
        legend: what the bars stand for, with their tones.
        export: whether the month may be exported now.
    """

    headline: Message
    subline: Message
    figures: tuple[tuple[str, Message, str, str], ...]
    now: tuple[tuple[str, Message, Message, Tone], ...]
    devices: tuple[Message, ...]
    plot: Plot
    legend: tuple[tuple[Message, Tone], ...]
    reasons: tuple[WatchedRow, ...] | None
    anomalies: tuple[WatchedRow, ...] | None
    earlier: OpenOversight
    later: OpenOversight | None
    again: OpenOversight | None
    month: str
    is_reading: bool
    export: bool


def present_oversight(
    watched: OversightState, state: CounterState, glance: Glance
) -> OversightScreen:
    """What the page shows."""
    month, outlet = watched.month, watched.outlet
    last = last_of_month(month)
    of_month = [each for each in watched.days if month <= each.day <= last]
    subline = "oversight.subline"
    if outlet is None:
        subline = "oversight.asking" if watched.is_asking else "oversight.gateway_away"
    plot = month_plot(of_month, watched)
    reasons: tuple[WatchedRow, ...] | None = None
    anomalies: tuple[WatchedRow, ...] | None = None
    if outlet is not None:
        reasons = tuple(
            WatchedRow((each.words, each.place, str(each.today), str(each.month)))
            for each in reason_lines(outlet)
        )
        anomalies = tuple(
            WatchedRow(
                (
                    alarm_words(each.code),
                    str(each.count),
                    day_and_minute(each.newest_at, glance.now),
                ),
                Tone.WAITING,
            )
            for each in outlet.anomalies
        )
    return OversightScreen(
        headline=message("oversight.headline", month=f"{month:%Y-%m}"),
        subline=message(subline),
        figures=tuple(_figures(of_month, watched)),
        now=tuple(_now(watched, state, glance.now)),
        devices=tuple(_devices(watched, glance.now)),
        plot=plot,
        legend=tuple((each.label, each.tone) for each in plot.bars),
        reasons=reasons,
        anomalies=anomalies,
        earlier=OpenOversight(month_beside(month, -1)),
        later=OpenOversight(month_beside(month, 1))
        if month < first_of_month(watched.today)
        else None,
        again=None if watched.is_asking else OpenOversight(month),
        month=f"{month:%Y-%m}",
        is_reading=watched.is_reading,
        export=not (watched.is_reading or watched.is_asking),
    )


def month_plot(days: list[DayFigures], watched: OversightState) -> Plot:
    """Three bars for each day of the month up to today."""
    first = watched.month
    last = min(last_of_month(first), max(watched.today, first))
    total = sum((each.figures for each in days), Figures())
    passed_not = total.rejected + total.refused
    highest = max(
        [1, *(max(each.figures.saved, each.figures.accepted, _not(each)) for each in days)]
    )
    return Plot(
        axis=message("oversight.plot_axis"),
        spoken=message(
            "oversight.plot_spoken",
            month=f"{first:%Y-%m}",
            saved=total.saved,
            accepted=total.accepted,
            rejected=passed_not,
        ),
        ticks=day_ticks(first, last_of_month(first), most=10),
        levels=level_ticks(highest * 1.1),
        reach=(
            float(first.toordinal()),
            float(last_of_month(first).toordinal()),
            highest * 1.1,
        ),
        bars=tuple(
            Bars(
                tuple(
                    (float(each.day.toordinal()), float(level))
                    for each, level in zip(days, levels, strict=True)
                    if each.day <= last
                ),
                tone,
                message(f"oversight.bars_{name}"),
            )
            for name, tone, levels in (
                ("saved", Tone.INFO, [each.figures.saved for each in days]),
                ("accepted", Tone.GOOD, [max(0, each.figures.accepted) for each in days]),
                ("rejected", Tone.BAD, [max(0, _not(each)) for each in days]),
            )
        ),
    )


def _not(day: DayFigures) -> int:
    return day.figures.rejected + day.figures.refused


def _figures(
    of_month: list[DayFigures], watched: OversightState
) -> Iterator[tuple[str, Message, str, str]]:
    month = sum((each.figures for each in of_month), Figures())
    today = next((each.figures for each in watched.days if each.day == watched.today), Figures())
    for name in MONTH_FIGURES:
        label = message(f"oversight.{name}")
        yield name, label, str(getattr(today, name)), str(getattr(month, name))


def _now(
    watched: OversightState, state: CounterState, now: datetime
) -> Iterator[tuple[str, Message, Message, Tone]]:
    queue, outlet = watched.queue, watched.outlet
    oldest = queue.oldest_pending_at
    said, tone = message("oversight.queue_none"), Tone.GOOD
    if queue.pending and oldest is not None:
        said = message("oversight.queue_oldest", count=queue.pending, age=age(oldest, now))
        is_late = (now - oldest).total_seconds() > _LATE_H * 3600
        tone = Tone.BAD if is_late else Tone.WAITING
    yield "queue", message("oversight.queue"), said, tone
    aside = message("oversight.count", count=queue.quarantined)
    yield "quarantined", message("oversight.quarantined"), aside, _bad_where(queue.quarantined)
    reviews, tone = message("oversight.unknown"), Tone.QUIET
    if outlet is not None:
        reviews, tone = message("oversight.queue_none"), Tone.GOOD
        since = outlet.oldest_review_at
        if outlet.reviews_waiting and since is not None:
            count = outlet.reviews_waiting
            reviews = message("oversight.reviews_oldest", count=count, age=age(since, now))
            tone = Tone.WAITING
    yield "reviews", message("oversight.reviews"), reviews, tone
    phases = [each.phase for each in state.readers.all if each.is_known]
    ready, lost = phases.count(ReaderPhase.READY), phases.count(ReaderPhase.LOST)
    readers = message("oversight.readers_said", ready=ready, lost=lost)
    yield "readers", message("oversight.readers"), readers, _bad_where(lost)


def _bad_where(count: int) -> Tone:
    return Tone.BAD if count else Tone.GOOD


def _devices(watched: OversightState, now: datetime) -> Iterator[Message]:
    """Those that were not heard of for the longest time first."""
    if watched.outlet is None:
        return
    devices = sorted(
        watched.outlet.devices,
        key=lambda each: each.last_seen_at.timestamp() if each.last_seen_at else 0.0,
    )
    for each in devices[:_DEVICES_SHOWN]:
        yield _device(each, now)
    if len(devices) > _DEVICES_SHOWN:
        yield message("oversight.more_devices", count=len(devices) - _DEVICES_SHOWN)


def _device(device: DeviceHealth, now: datetime) -> Message:
    name = device.device_id
    if device.last_seen_at is None:
        return message("oversight.device_never", device=name)
    seen = message("oversight.seen", age=age(device.last_seen_at, now))
    told = device.told
    if told is None:
        return message("oversight.device_quiet", device=name, seen=seen)
    return message(
        "oversight.device",
        device=name,
        seen=seen,
        pending=device.pending,
        saved=told.figures.saved,
        ready=told.readers.ready,
        lost=told.readers.lost,
    )
