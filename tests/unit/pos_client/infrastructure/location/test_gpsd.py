"""What gpsd reports, and what of it is a place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pos_client.application.whereabouts import LocatorAway
from pos_client.domain.location import Lack, LocationSource, NoPosition, Position
from pos_client.infrastructure.location.gpsd import Gpsd
from tests.contract.locator_worlds import NOW, GpsdWorld

HERE = {"class": "TPV", "mode": 2, "lat": 26.1, "lon": 119.2}


def heard(report: dict[str, Any]) -> object:
    world = GpsdWorld()
    locator = world.open()
    try:
        assert json.loads(world.asked.removeprefix(b"?WATCH=").rstrip(b";\n"))["enable"] is True
        world.say(report)
        return locator.poll(10.0)
    finally:
        locator.close()
        world.close()


def test_the_estimated_error_is_rounded_up() -> None:
    expected = Position(26_100_000, 119_200_000, 8, NOW, LocationSource.GPSD)
    assert heard({**HERE, "eph": 7.2}) == expected


def test_two_errors_make_one() -> None:
    expected = Position(26_100_000, 119_200_000, 5, NOW, LocationSource.GPSD)
    assert heard({**HERE, "epx": 3.0, "epy": 4.0}) == expected


def test_a_place_of_which_nobody_says_how_good_it_is_is_none() -> None:
    assert heard(HERE) == NoPosition(Lack.TOO_COARSE)


@pytest.mark.parametrize(
    "report",
    [
        {"mode": 0},
        {"mode": 1},
        {"mode": "3"},
        {"lat": 91.0},
        {"lat": "26.1"},
        {"lon": True},
        {"lat": float("nan")},
    ],
)
def test_what_is_no_fix_is_none(report: dict[str, Any]) -> None:
    assert heard({**HERE, "eph": 5.0, **report}) == NoPosition(Lack.NO_FIX)


def test_where_nobody_listens_it_is_away() -> None:
    world = GpsdWorld()
    port = world._server.getsockname()[1]
    world.close()
    with pytest.raises(LocatorAway):
        Gpsd("127.0.0.1", port, lambda: NOW)
