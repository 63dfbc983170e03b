"""What a plot shows, as values: whoever draws it works nothing out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

from ui.i18n.message import Message
from ui.theme.tokens import Tone

__all__ = ["Band", "Bars", "Curve", "Plot", "PlotMark", "day_ticks", "level_ticks"]

Point = tuple[float, float]
Tick = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points; a forecast is dashed."""

    points: tuple[Point, ...]
    tone: Tone
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The ground between two lines with the same places."""

    low: tuple[Point, ...]
    high: tuple[Point, ...]
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar at each place; several of these stand beside each other."""

    points: tuple[Point, ...]
    tone: Tone
    label: Message


@dataclass(frozen=True, slots=True)
class PlotMark:
    """A goal: its place, its level, and the words beside it."""

    at: float
    level: float
    words: Message
    tone: Tone


@dataclass(frozen=True, slots=True)
class Plot:
    """Places count days; levels count what `axis` says.

    Attributes:
        spoken: what a screen reader says instead.
        ticks, levels: what stands at the axes, with its place.
        reach: the first and the last place, and the highest level.
    """

    axis: Message
    spoken: Message
    ticks: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    reach: tuple[float, float, float]
    curves: tuple[Curve, ...] = ()
    bands: tuple[Band, ...] = ()
    bars: tuple[Bars, ...] = ()
    marks: tuple[PlotMark, ...] = ()


def day_ticks(first: date, last: date, most: int = 8) -> tuple[Tick, ...]:
    """Some of the days between, evenly apart, by month and day."""
    count = (last - first).days + 1
    step = max(1, ceil(count / most))
    days = (first + timedelta(days=ahead) for ahead in range(0, count, step))
    return tuple((float(day.toordinal()), f"{day:%m-%d}") for day in days)


def level_ticks(highest: float, most: int = 5) -> tuple[Tick, ...]:
    """Round numbers from zero up to the highest level, at most so many above zero."""
    if highest <= 0:
        return ((0.0, "0"),)
    rough = max(1.0, highest / most)
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough)
    return tuple((place * step, f"{place * step:.0f}") for place in range(int(highest / step) + 1))
