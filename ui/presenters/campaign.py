"""The campaign: figures, the plot with both dates and a forecast, and the worklist in masks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pos_client.application.figures_commands import OpenCampaign, TurnCampaign
from pos_client.application.figures_state import CampaignState
from pos_client.domain.campaign import (
    CampaignDates,
    CampaignFigures,
    CampaignLine,
    CampaignStage,
)
from pos_client.domain.campaign_forecast import (
    Forecast,
    Outlook,
    forecast,
    outlook,
    running_total,
)
from pos_client.domain.subject import SubscriberState, Suspension
from ui.i18n.message import Message, message
from ui.presenters.plot import Band, Curve, Plot, PlotMark, Point, day_ticks, level_ticks
from ui.theme.tokens import Tone

__all__ = ["CAMPAIGN_COLUMNS", "CampaignScreen", "WorkLine", "present_campaign"]

CAMPAIGN_COLUMNS = ("number", "missing", "stage", "notices", "next")
_NOTICES_SHOWN = 3
_Figure = tuple[str, Message, Message | str]
_SUSPENDED = (
    CampaignStage.SUSPENDED_ONE_WAY,
    CampaignStage.SUSPENDED_BOTH_WAYS,
    CampaignStage.REMINDED,
)
_TONES = {
    Suspension.NONE: Tone.PLAIN,
    Suspension.SUSPENDED_ONE_WAY: Tone.WAITING,
    Suspension.SUSPENDED_BOTH_WAYS: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One number that is still to be registered; `words` stand in the order of the columns."""

    position: int
    words: tuple[tuple[Message | str, ...], ...]
    tone: Tone


@dataclass(frozen=True, slots=True)
class CampaignScreen:
    """The page.

    Attributes:
        figures: name, label and number of each; empty while nobody knows them.
        outlooks: what may be said of each date.
        older, newer: commands that turn the worklist; None where there is nothing.
    """

    headline: Message
    subline: Message
    figures: tuple[_Figure, ...]
    outlooks: tuple[tuple[Message, Tone], ...]
    plot: Plot | None
    lines: tuple[WorkLine, ...]
    older: TurnCampaign | None
    newer: TurnCampaign | None
    again: OpenCampaign | None


def present_campaign(state: CampaignState) -> CampaignScreen:
    """What the page shows."""
    page = state.page
    turns = page is not None and not state.is_asking
    subline = message("campaign.unknown")
    figures: tuple[_Figure, ...] = ()
    outlooks: tuple[tuple[Message, Tone], ...] = ()
    plot: Plot | None = None
    if page is not None:
        subline = message("campaign.subline", day=f"{page.figures.on:%Y-%m-%d}")
        reckoned = forecast(page.figures, state.dates)
        seen = outlook(page.figures, state.dates, reckoned)
        outlooks = tuple(_outlook(each, page.figures) for each in seen)
        figures = tuple(_figures(page.figures, reckoned))
        plot = _plot(page.figures, state.dates, reckoned, outlooks)
    return CampaignScreen(
        headline=message("campaign.headline"),
        subline=message("campaign.asking") if state.is_asking else subline,
        figures=figures,
        outlooks=outlooks,
        plot=plot,
        lines=tuple(_line(each) for each in page.lines) if page is not None else (),
        older=TurnCampaign(is_onwards=True)
        if turns and page is not None and page.has_more
        else None,
        newer=TurnCampaign(is_onwards=False) if turns and state.trail else None,
        again=None if state.is_asking else OpenCampaign(),
    )


def _figures(told: CampaignFigures, reckoned: Forecast) -> Iterator[_Figure]:
    suspended = sum(told.stages.get(stage, 0) for stage in _SUSPENDED)
    # Rounded down: 99.96 % is not all.
    share = message("campaign.share", percent=f"{int(told.percent * 10) / 10:.1f}")
    for name, figure in (
        ("total", str(told.total)),
        ("done", str(told.done)),
        ("left", str(told.left)),
        ("percent", share),
        ("due_soon", str(told.due_soon)),
        ("suspended", str(suspended)),
        ("stopped", str(told.stopped)),
        ("a_day", f"{reckoned.a_day:.1f}" if reckoned.days else "—"),
    ):
        yield name, message(f"campaign.{name}"), figure


def _outlook(seen: Outlook, told: CampaignFigures) -> tuple[Message, Tone]:
    facts: dict[str, str | int] = {
        "percent": seen.milestone.percent,
        "on": f"{seen.milestone.on:%Y-%m-%d}",
    }
    reached, in_time = seen.reached_on, seen.is_in_time
    by_then = seen.reckoned.likely if seen.reckoned is not None else told.done
    short = max(0, round(seen.needed - by_then))
    if seen.is_reached and reached is not None:
        tone = Tone.GOOD if in_time else Tone.WAITING
        return message("campaign.outlook_reached", **facts, day=_short(reached)), tone
    if seen.milestone.on < told.on:
        return message("campaign.outlook_missed", **facts, short=seen.needed - told.done), Tone.BAD
    if in_time is None:
        left = seen.needed - told.done
        return message("campaign.outlook_unknown", **facts, short=left), Tone.QUIET
    if reached is None:
        return message("campaign.outlook_never", **facts, short=short), Tone.BAD
    if in_time:
        return message("campaign.outlook_in_time", **facts, day=_short(reached)), Tone.GOOD
    return message("campaign.outlook_late", **facts, day=_short(reached), short=short), Tone.BAD


def _short(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def _plot(
    told: CampaignFigures,
    dates: CampaignDates,
    reckoned: Forecast,
    outlooks: tuple[tuple[Message, Tone], ...],
) -> Plot:
    """From the first day to the last date, or to four weeks from now where that is later."""
    totals = running_total(told, dates.begins_on)
    done: tuple[Point, ...] = tuple((_place(each.day), float(each.count)) for each in totals)
    last = max([told.on, dates.milestones[-1].on, *(each.day for each in reckoned.days[-1:])])
    needed = [told.needed_for(each.percent) for each in dates.milestones]
    highest = max([float(told.done), *map(float, needed), 1.0]) * 1.08
    curves = [Curve(done, Tone.INFO)]
    bands: list[Band] = []
    if reckoned.days:
        ahead = reckoned.days
        curves.append(
            Curve(tuple((_place(each.day), each.likely) for each in ahead), Tone.INFO, True)
        )
        bands.append(
            Band(
                tuple((_place(each.day), each.low) for each in ahead),
                tuple((_place(each.day), each.high) for each in ahead),
                Tone.INFO,
            )
        )
    marks = tuple(
        PlotMark(
            _place(each.on),
            float(level),
            message("campaign.milestone", percent=each.percent, day=f"{each.on:%m-%d}"),
            outlooks[place][1],
        )
        for place, (each, level) in enumerate(zip(dates.milestones, needed, strict=True))
    )
    spoken = message(
        "campaign.plot_spoken",
        done=told.done,
        total=told.total,
        outlook=outlooks[0][0],
    )
    return Plot(
        axis=message("campaign.numbers_axis"),
        spoken=spoken,
        ticks=day_ticks(totals[0].day, last),
        levels=level_ticks(highest),
        reach=(_place(totals[0].day), _place(last), highest),
        curves=tuple(curves),
        bands=tuple(bands),
        marks=marks,
    )


def _place(day: date) -> float:
    return float(day.toordinal())


def _line(line: CampaignLine) -> WorkLine:
    missing: tuple[Message | str, ...] = (message("campaign.missing_all"),)
    if line.state is SubscriberState.INCOMPLETE and line.missing:
        missing = tuple(message(f"subject.missing_{each.value}") for each in line.missing)
    newest = line.notices[-_NOTICES_SHOWN:][::-1]
    notices: tuple[Message | str, ...] = tuple(
        message(
            "campaign.notice",
            channel=message(f"campaign.channel_{each.channel.value}"),
            day=f"{each.sent_on:%m-%d}",
        )
        for each in newest
    )
    following: Message = message("campaign.next_none")
    if line.next_on is not None and line.next_stage is not None:
        move = message(f"campaign.move_{line.next_stage.value}")
        following = message("campaign.next", day=f"{line.next_on:%Y-%m-%d}", move=move)
    return WorkLine(
        position=line.position,
        words=(
            (line.masked_phone_number,),
            missing,
            (message(f"campaign.stage_{line.stage.value}"),),
            notices or (message("campaign.no_notice"),),
            (following,),
        ),
        tone=_TONES[line.suspension],
    )
