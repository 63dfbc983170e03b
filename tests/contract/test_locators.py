"""Every source of positions says what it has heard, and nothing that it has not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from pos_client.application.whereabouts import Locator, LocatorAway
from pos_client.domain.location import Lack, Location, NoPosition, Position
from tests.contract.locator_worlds import NOW, FakeWorld, GpsdWorld, LocatorWorld, NmeaWorld

SOON_S = 10.0
SILENCE_S = 0.05


@pytest.fixture(params=[FakeWorld, GpsdWorld, NmeaWorld])
def world(request: pytest.FixtureRequest) -> Iterator[LocatorWorld]:
    make: Callable[[], LocatorWorld] = request.param
    world = make()
    yield world
    world.close()


@pytest.fixture
def locator(world: LocatorWorld) -> Iterator[Locator]:
    with ExitStack() as stack:
        locator = world.open()
        stack.callback(locator.close)
        yield locator


def heard(locator: Locator) -> Location:
    word = locator.poll(SOON_S)
    assert word is not None
    return word


@pytest.mark.parametrize("place", [(26_074_508, 119_296_494), (-33_867_000, -70_500_001), (0, 0)])
def test_a_fix_is_told_where_it_is_and_how_good(
    world: LocatorWorld, locator: Locator, place: tuple[int, int]
) -> None:
    world.find(*place, 30)
    assert heard(locator) == Position(*place, 30, NOW, world.source)


def test_a_lost_fix_is_told_and_the_next_one_too(world: LocatorWorld, locator: Locator) -> None:
    world.find(26_000_000, 119_000_000, 15)
    assert isinstance(heard(locator), Position)
    world.lose()
    assert heard(locator) == NoPosition(Lack.NO_FIX)
    world.find(26_000_500, 119_000_000, 15)
    assert heard(locator) == Position(26_000_500, 119_000_000, 15, NOW, world.source)


def test_silence_is_no_word(locator: Locator) -> None:
    assert locator.poll(SILENCE_S) is None


def test_one_that_went_away_says_so(world: LocatorWorld, locator: Locator) -> None:
    world.go_away()
    with pytest.raises(LocatorAway):
        locator.poll(SOON_S)


def test_closing_twice_does_nothing(locator: Locator) -> None:
    locator.close()
    locator.close()
