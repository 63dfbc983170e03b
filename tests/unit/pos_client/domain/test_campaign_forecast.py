"""Figures and forecast for invented populations, on both dates of the campaign and around them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pos_client.domain.campaign import (
    CampaignDates,
    CampaignFigures,
    CampaignLine,
    CampaignStage,
    DoneOn,
    Milestone,
)
from pos_client.domain.campaign_forecast import (
    FEWEST_DAYS,
    LOOKS_BACK,
    forecast,
    outlook,
    running_total,
)
from pos_client.domain.subject import SubscriberState, Suspension

BEGINS = date(2016, 9, 1)
PARTIAL, WHOLE = date(2016, 12, 31), date(2017, 6, 30)
DATES = CampaignDates("C-1", BEGINS, (Milestone(95, PARTIAL), Milestone(100, WHOLE)))
ONE = timedelta(days=1)


def figures(on: date, total: int, by_day: dict[date, int], stopped: int = 0) -> CampaignFigures:
    days = tuple(DoneOn(day, by_day[day]) for day in sorted(by_day) if by_day[day])
    left = total - sum(by_day.values()) - stopped
    stages = {CampaignStage.NOTIFIED: left, CampaignStage.STOPPED: stopped}
    return CampaignFigures(on, total, days, {stage: n for stage, n in stages.items() if n})


def steady(on: date, a_day: int, total: int) -> CampaignFigures:
    """So many each day from the first to yesterday."""
    past = {BEGINS + ONE * ahead: a_day for ahead in range((on - BEGINS).days)}
    return figures(on, total, past)


@pytest.mark.parametrize("on", [PARTIAL, WHOLE])
def test_the_figures_are_right_on_the_day_of_a_date_itself(on: date) -> None:
    told = figures(on, 1000, {BEGINS: 900, on: 50})
    assert (told.done, told.left, told.percent) == (950, 50, 95.0)
    assert [told.needed_for(each.percent) for each in DATES.milestones] == [950, 1000]
    first, last = outlook(told, DATES, forecast(told, DATES))
    assert first.is_reached is True
    assert first.reached_on == on
    assert first.is_in_time is (on <= PARTIAL)
    assert last.is_reached is False


def test_the_share_is_of_the_numbers_that_are_still_in_use() -> None:
    told = figures(PARTIAL, 1000, {BEGINS: 900}, stopped=100)
    assert (told.reckoned, told.left, told.percent) == (900, 0, 100.0)
    assert told.needed_for(95) == 855


def test_a_share_is_never_rounded_down() -> None:
    assert figures(BEGINS, 19, {}).needed_for(95) == 19
    assert figures(BEGINS, 20, {}).needed_for(95) == 19
    assert figures(BEGINS, 0, {}).percent == 100.0


def test_a_steady_pace_reaches_a_date_on_the_day_that_arithmetic_says() -> None:
    on = BEGINS + ONE * 60
    told = steady(on, 10, 1000)  # 600 done; 350 to go at ten a day
    first, last = outlook(told, DATES, reckoned := forecast(told, DATES))
    assert reckoned.a_day == 10
    assert first.reached_on == on + ONE * 35
    assert last.reached_on == on + ONE * 40
    assert (first.is_in_time, last.is_in_time) == (True, True)
    at = reckoned.on(on + ONE * 35)
    assert at is not None
    assert (at.likely, at.low, at.high) == pytest.approx((950, 950, 950))  # nothing has strayed


def test_a_pace_that_is_too_slow_is_told_before_the_date() -> None:
    on = PARTIAL - ONE * 30
    told = steady(on, 5, 1000)
    first = outlook(told, DATES, forecast(told, DATES))[0]
    assert first.is_in_time is False
    assert first.reckoned is not None
    assert first.reckoned.likely == pytest.approx(told.done + 30 * 5)


def test_weekdays_go_on_as_they_went() -> None:
    on = date(2016, 11, 28)  # a Monday
    by_day = {
        on - ONE * ago: (14 if (on - ONE * ago).weekday() == 5 else 0) for ago in range(1, 57)
    }
    reckoned = forecast(told := figures(on, 1000, by_day), DATES)
    friday, saturday = reckoned.on(on + ONE * 4), reckoned.on(on + ONE * 5)
    assert friday is not None
    assert saturday is not None
    assert (friday.likely, saturday.likely) == (told.done, told.done + 14)


def test_the_band_is_as_wide_as_the_days_have_strayed_and_grows() -> None:
    on = BEGINS + ONE * 60
    uneven = {BEGINS + ONE * ahead: (0, 20)[ahead // 7 % 2] for ahead in range(60)}
    reckoned = forecast(figures(on, 5000, uneven), DATES)
    widths = [each.high - each.low for each in reckoned.days[1:29]]
    assert widths == sorted(widths)
    assert widths[0] > 10
    assert all(each.low <= each.likely <= each.high for each in reckoned.days)


def test_what_is_done_is_never_forecast_away_and_nobody_is_done_twice() -> None:
    on = BEGINS + ONE * 60
    uneven = {BEGINS + ONE * ahead: (0, 9)[ahead % 3 == 0] for ahead in range(60)}
    told = figures(on, 200, uneven)
    reckoned = forecast(told, DATES)
    assert min(each.low for each in reckoned.days) >= told.done
    assert max(each.high for each in reckoned.days) <= told.reckoned
    assert reckoned.days[0].likely == told.done


def test_today_is_no_part_of_the_pace_and_older_weeks_are_not_either() -> None:
    on = BEGINS + ONE * 90
    by_day = {BEGINS + ONE * ahead: (50 if ahead < 90 - LOOKS_BACK else 3) for ahead in range(90)}
    by_day[on] = 40
    assert forecast(figures(on, 10_000, by_day), DATES).a_day == 3


def test_with_less_than_a_week_behind_it_nothing_is_said() -> None:
    on = BEGINS + ONE * (FEWEST_DAYS - 1)
    told = steady(on, 10, 1000)
    assert forecast(told, DATES).days == ()
    assert [each.is_in_time for each in outlook(told, DATES, forecast(told, DATES))] == [None] * 2
    assert forecast(steady(on + ONE, 10, 1000), DATES).days


def test_a_date_that_is_over_was_reached_or_was_not() -> None:
    told = steady(PARTIAL + ONE * 10, 5, 1000)
    first = outlook(told, DATES, forecast(told, DATES))[0]
    assert first.reckoned is None
    assert first.is_reached is False
    assert first.is_in_time is False


def test_the_way_so_far_stands_for_every_day() -> None:
    told = figures(BEGINS + ONE * 5, 100, {BEGINS + ONE: 2, BEGINS + ONE * 4: 3})
    assert [each.count for each in running_total(told, BEGINS)] == [0, 2, 2, 2, 5, 5]


@pytest.mark.parametrize(
    ("stage", "suspension"),
    [
        (CampaignStage.LISTED, Suspension.NONE),
        (CampaignStage.NOTIFIED, Suspension.NONE),
        (CampaignStage.SUSPENDED_ONE_WAY, Suspension.SUSPENDED_ONE_WAY),
        (CampaignStage.SUSPENDED_BOTH_WAYS, Suspension.SUSPENDED_BOTH_WAYS),
        (CampaignStage.REMINDED, Suspension.SUSPENDED_BOTH_WAYS),
        (CampaignStage.STOPPED, Suspension.SUSPENDED_BOTH_WAYS),
    ],
)
def test_a_stage_says_what_service_is_gone(stage: CampaignStage, suspension: Suspension) -> None:
    line = CampaignLine(1, "170****0001", SubscriberState.UNREGISTERED, (), stage)
    assert line.suspension is suspension
    assert line.next_stage is None
