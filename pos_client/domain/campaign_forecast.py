"""Where the campaign is heading, reckoned from the last weeks alone (docs/campaign.md says how).

Each weekday goes on as it went on average; the band is what such days have strayed from their
average. Nothing is known here of a closing day, a holiday or a rush before a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from pos_client.domain.campaign import CampaignDates, CampaignFigures, DoneOn, Milestone

__all__ = [
    "BAND",
    "FEWEST_DAYS",
    "LOOKS_BACK",
    "Forecast",
    "Outlook",
    "Reckoned",
    "forecast",
    "outlook",
    "running_total",
]

LOOKS_BACK = 28
"""How many days before today the pace is taken from: four of each weekday."""
FEWEST_DAYS = 7
"""With less behind it nothing is forecast."""
BAND = 1.28
"""So many standard deviations to either side: about four outcomes of five lie between."""
_LONGEST = 730


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How many will be done by the end of a day: most likely, and between."""

    day: date
    likely: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The days from today on, today as it stands; empty where too little is known.

    Attributes:
        a_day: how many numbers a day the pace is.
    """

    days: tuple[Reckoned, ...] = ()
    a_day: float = 0.0

    def on(self, day: date) -> Reckoned | None:
        """What is reckoned for the end of a day; None for one that is not."""
        if not self.days or not self.days[0].day <= day <= self.days[-1].day:
            return None
        return self.days[(day - self.days[0].day).days]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A milestone and where we shall stand.

    Attributes:
        needed: how many have to be done by then.
        reckoned: what will be done at the end of its day; None for a day that is over, and where
            nothing can be said.
        reached_on: when that many are done, by the past or most likely; None for not in sight.
        is_reached: whether they are done already.
    """

    milestone: Milestone
    needed: int
    reckoned: Reckoned | None
    reached_on: date | None
    is_reached: bool

    @property
    def is_in_time(self) -> bool | None:
        """Whether it is reached by its day, most likely; None where nothing can be said."""
        if self.reached_on is None:
            return False if self.reckoned is not None else None
        return self.reached_on <= self.milestone.on


def running_total(figures: CampaignFigures, begins_on: date) -> tuple[DoneOn, ...]:
    """How many were done by the end of each day, from the first day of the campaign to today."""
    by_day = {each.day: each.count for each in figures.days}
    first = min([begins_on, *by_day])
    done, totals = 0, []
    for day in _days(first, figures.on):
        done += by_day.get(day, 0)
        totals.append(DoneOn(day, done))
    return tuple(totals)


def forecast(figures: CampaignFigures, dates: CampaignDates) -> Forecast:
    """The days up to the last milestone, and at least four weeks.

    Today counts as it stands and is no part of the pace: it is not over.
    """
    since = max(dates.begins_on, figures.on - timedelta(days=LOOKS_BACK))
    by_day = {each.day: each.count for each in figures.days}
    past = [DoneOn(day, by_day.get(day, 0)) for day in _days(since, figures.on - _ONE)]
    if len(past) < FEWEST_DAYS:
        return Forecast()
    pace = _pace(past)
    stray = _stray(past, pace)
    until = max(dates.milestones[-1].on, figures.on + timedelta(days=LOOKS_BACK))
    until = min(until, figures.on + timedelta(days=_LONGEST))
    done, most = float(figures.done), float(figures.reckoned)
    days = [Reckoned(figures.on, done, done, done)]
    likely = done
    for ahead, day in enumerate(_days(figures.on + _ONE, until), 1):
        likely += pace[day.weekday()]
        # A sum of so many days strays by its root, and the average itself is not known exactly.
        band = BAND * stray * sqrt(ahead + ahead * ahead / len(past))
        days.append(
            Reckoned(
                day,
                min(likely, most),
                min(max(likely - band, done), most),
                min(likely + band, most),
            )
        )
    return Forecast(tuple(days), sum(each.count for each in past) / len(past))


def outlook(
    figures: CampaignFigures, dates: CampaignDates, reckoned: Forecast
) -> tuple[Outlook, ...]:
    """Each milestone with what was or will be done on its day."""
    totals = running_total(figures, dates.begins_on)
    return tuple(_outlook(each, figures, totals, reckoned) for each in dates.milestones)


def _outlook(
    milestone: Milestone,
    figures: CampaignFigures,
    totals: Sequence[DoneOn],
    reckoned: Forecast,
) -> Outlook:
    needed = figures.needed_for(milestone.percent)
    passed = next((each.day for each in totals if each.count >= needed), None)
    ahead = next((each.day for each in reckoned.days if each.likely >= needed), None)
    at = reckoned.on(milestone.on) if milestone.on >= figures.on else None
    return Outlook(
        milestone=milestone,
        needed=needed,
        reckoned=at,
        reached_on=passed if passed is not None else ahead,
        is_reached=passed is not None,
    )


_ONE = timedelta(days=1)


def _days(first: date, last: date) -> Iterator[date]:
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)


def _pace(past: Sequence[DoneOn]) -> Mapping[int, float]:
    """The average of each weekday; of one that did not come the average of all."""
    every = sum(each.count for each in past) / len(past)
    pace = {}
    for weekday in range(7):
        of_it = [each.count for each in past if each.day.weekday() == weekday]
        pace[weekday] = sum(of_it) / len(of_it) if of_it else every
    return pace


def _stray(past: Sequence[DoneOn], pace: Mapping[int, float]) -> float:
    """The standard deviation of a day from the average of its weekday.

    Each weekday has taken one figure for its average, so so many days fewer tell something; of a
    single week only the average of all does.
    """
    is_weekly = len(past) >= 2 * len(pace)
    every = sum(each.count for each in past) / len(past)
    off = [each.count - (pace[each.day.weekday()] if is_weekly else every) for each in past]
    told = len(past) - (len(pace) if is_weekly else 1)
    return sqrt(sum(each * each for each in off) / max(1, told))
