"""Positions that say something about now, and those that do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pos_client.domain.location import (
    COARSEST_M,
    OLDEST,
    Lack,
    LocationSource,
    NoPosition,
    Position,
    distance_m,
    usable,
)

NOW = datetime(2030, 5, 1, 9, tzinfo=UTC)
PEKING = Position(39_904_200, 116_407_400, 10, NOW, LocationSource.GPSD)
SHANGHAI = replace(PEKING, latitude_microdegrees=31_230_400, longitude_microdegrees=121_473_700)


def test_a_fresh_and_fine_position_counts() -> None:
    assert usable(PEKING, NOW + OLDEST) == PEKING


def test_an_old_position_is_none() -> None:
    late = NOW + OLDEST + timedelta(seconds=1)
    assert usable(PEKING, late) == NoPosition(Lack.TOO_OLD)


def test_a_position_of_the_future_is_none() -> None:
    early = NOW - OLDEST - timedelta(seconds=1)
    assert usable(PEKING, early) == NoPosition(Lack.TOO_OLD)


def test_a_coarse_position_is_none() -> None:
    coarse = replace(PEKING, accuracy_m=COARSEST_M + 1)
    assert usable(coarse, NOW) == NoPosition(Lack.TOO_COARSE)


def test_the_lack_of_one_keeps_its_reason() -> None:
    assert usable(NoPosition(Lack.NO_FIX), NOW) == NoPosition(Lack.NO_FIX)


def test_two_towns_are_as_far_apart_as_the_map_says() -> None:
    # 1067 km by the inverse formula on WGS-84.
    assert distance_m(PEKING, SHANGHAI) == pytest.approx(1_067_000, rel=0.005)
    assert distance_m(PEKING, PEKING) == 0


def test_the_way_across_the_date_line_is_the_short_one() -> None:
    east = replace(PEKING, latitude_microdegrees=0, longitude_microdegrees=179_999_000)
    west = replace(east, longitude_microdegrees=-179_999_000)
    assert distance_m(east, west) == pytest.approx(222.4, rel=0.01)


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude_microdegrees": 90_000_001},
        {"longitude_microdegrees": -180_000_001},
        {"accuracy_m": 0},
    ],
)
def test_what_is_no_place_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="no position"):
        replace(PEKING, **wrong)
