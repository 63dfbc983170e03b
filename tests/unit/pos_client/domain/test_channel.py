"""When an outlet may register anybody: by its state, its days and its hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from pos_client.domain.channel import (
    Channel,
    ChannelState,
    Gap,
    Licence,
    OpeningHours,
    commission_ends_on,
    gap_on,
)
from pos_client.domain.outlet import Outlet, OutletKind

DAY = date(2026, 11, 23)
ONE = timedelta(days=1)
OUTLET = Outlet("X-1", "示例", OutletKind.AGENT, "示例移动", "S", "A", DAY, DAY + 9 * ONE)
LICENCE = Licence("91350100MA00DEM00M", DAY + 4 * ONE)
MONDAY = OpeningHours(1, time(9), time(18))  # the 23rd is one


@pytest.mark.parametrize(
    ("day", "gap"),
    [
        (DAY - ONE, Gap.NOT_BEGUN),
        (DAY, None),
        (DAY + 4 * ONE, None),
        (DAY + 5 * ONE, Gap.LICENCE_ENDED),
        (DAY + 10 * ONE, Gap.ENDED),
    ],
)
def test_commission_and_licence_hold_on_their_last_day(day: date, gap: Gap | None) -> None:
    assert gap_on(OUTLET, Channel(licence=LICENCE), day) is gap


@pytest.mark.parametrize(
    ("state", "gap"),
    [
        (ChannelState.PROPOSED, Gap.NOT_ADMITTED),
        (ChannelState.ADMITTED, None),
        (ChannelState.SUSPENDED, Gap.SUSPENDED),
        (ChannelState.REVOKED, Gap.REVOKED),
    ],
)
def test_only_an_admitted_outlet_registers_anybody(state: ChannelState, gap: Gap | None) -> None:
    assert gap_on(OUTLET, Channel(state, LICENCE), DAY) is gap


def test_of_a_gateway_that_says_nothing_the_dates_alone_count() -> None:
    assert gap_on(OUTLET, None, DAY + 9 * ONE) is None
    assert commission_ends_on(OUTLET, None) == DAY + 9 * ONE
    assert commission_ends_on(OUTLET, Channel(licence=LICENCE)) == DAY + 4 * ONE


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (datetime(2026, 11, 23, 0, 59, tzinfo=UTC), False),  # 08:59 in China
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 10, 1, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), False),  # Monday by then, and 1 a.m.
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), False),  # a Tuesday, which is not named
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall(at: datetime, is_open: bool) -> None:
    assert Channel(hours=(MONDAY,)).is_open_at(at) is is_open
    assert Channel().is_open_at(at)


def test_it_closes_today_or_not_at_all() -> None:
    at = datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert Channel(hours=(MONDAY,)).closes_at(at) == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert Channel(hours=(replace(MONDAY, weekday=2),)).closes_at(at) is None
    assert Channel().closes_at(at) is None
