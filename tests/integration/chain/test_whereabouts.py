"""A counter with a receiver: its place reaches the gateway, and so does its frozen work id it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

import pytest
from sqlalchemy import select

from pos_client.application import commands
from pos_client.bootstrap.location_check import look_for_place
from pos_client.domain.channel import Geofence
from pos_client.domain.guards import Burst, Counted, GuardRule, GuardRules
from pos_client.domain.location import Position
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.infrastructure.clock import SystemClock
from pos_client.sandbox.control import Control
from pos_client.sandbox.founding import SECOND_REVIEWER
from pos_client.sandbox.place_rules import PlaceRules
from pos_client.sandbox.place_tables import sightings
from tests.attacks.places import fence_in
from tests.contract.locator_worlds import NmeaWorld
from tests.integration.chain.shop import Counter, Shop, eventually, reachable, trouble

MakeShop: TypeAlias = Callable[..., Shop]

HERE = (26_074_508, 119_296_494)
FENCE = Geofence(26.074508, 119.296494, 500)


@pytest.fixture
def receiver() -> Iterator[NmeaWorld]:
    made = NmeaWorld()
    yield made
    made.close()


def opened(shop: Shop, receiver: NmeaWorld) -> Counter:
    """A counter that has heard its receiver, with nobody logged in."""
    counter = shop.open(replace(shop.settings, location_source=f"nmea:{receiver.path}"))
    counter.wait_for(reachable)

    def has_place() -> bool:
        receiver.find(*HERE, 15)  # again and again, as they do: who listens late hears the next
        work = counter.running._work
        return work is not None and isinstance(work._whereabouts.now().location, Position)

    eventually(has_place, 60)
    return counter


def seen(shop: Shop) -> dict[str, str]:
    query = select(sightings.c.kind, sightings.c.place)
    return dict(
        shop.sandbox.call(lambda desk: [tuple(row) for row in desk.connection.execute(query)])
    )


def test_log_in_and_case_say_where_the_counter_is(shop: Shop, receiver: NmeaWorld) -> None:
    fence_in(shop.sandbox, FENCE)
    counter = opened(shop, receiver)
    shop.log_in(counter)
    counter.wait_for(lambda state: state.reader.sam_id and state.session)
    saved = counter.register("resident-lin")
    assert counter.settled(saved.id).outcome is Outcome.ACCEPTED
    assert seen(shop) == {"LOG_IN": "INSIDE", "CASE": "INSIDE"}


def test_a_counter_without_a_source_works_on_and_is_reviewed_where_a_place_is_asked(
    make_shop: MakeShop,
) -> None:
    shop = make_shop(places=PlaceRules())
    fence_in(shop.sandbox, FENCE)
    counter = shop.open_at_work()
    settled = counter.settled(counter.register("resident-lin").id)
    assert (settled.outcome, settled.code) == (Outcome.UNDER_REVIEW, "LOCATION_UNKNOWN")


def test_a_frozen_work_id_hides_the_customer_at_its_counter(make_shop: MakeShop) -> None:
    shop = make_shop(heartbeat_s=2)
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    counter.wait_for(lambda now: now.case is not None)
    assert Control(shop.sandbox).obey(f"freeze {shop.sandbox.clerk_number}")["ok"]
    counter.wait_for(
        lambda now: trouble("C-510")(now) and now.session is not None and now.session.is_locked
    )
    counter.submit(commands.LogOut())
    counter.wait_for(lambda now: now.session is None and now.case is None)
    shop.log_in(counter)
    counter.wait_for(lambda now: trouble("C-510")(now) and now.session is None)
    assert shop.effects() == {}


def test_what_the_guards_have_found_ends_the_log_in_at_its_next_contact(
    make_shop: MakeShop,
) -> None:
    burst = Burst(Counted.CLERK, 1, timedelta(minutes=10), timedelta(), refused_above=1)
    rules = GuardRules(bursts=(burst,), freezing=(GuardRule.BURST,))
    shop = make_shop(heartbeat_s=2, guards={OutletKind.AGENT: rules})
    counter = shop.open_at_work()
    first = counter.settled(counter.register("resident-lin").id)
    too_many = counter.settled(counter.register("resident-wang").id)
    assert [each.outcome for each in (first, too_many)] == [Outcome.ACCEPTED, Outcome.REJECTED]
    counter.wait_for(lambda now: trouble("C-510")(now) and now.session is None)
    counter.submit(commands.DismissTrouble())
    counter.wait_for(lambda now: now.trouble is None)
    shop.log_in(counter)
    counter.wait_for(lambda now: trouble("C-510")(now) and now.session is None)
    clerk, master = shop.sandbox.clerk_number, Control(shop.sandbox)
    for reviewer in (shop.sandbox.reviewer_number, SECOND_REVIEWER):
        assert master.obey(f"unfreeze {clerk} {reviewer}")["ok"]
    counter.submit(commands.DismissTrouble())
    counter.wait_for(lambda now: now.trouble is None)
    shop.log_in(counter)
    counter.wait_for(lambda now: now.session is not None)
    assert sorted(shop.effects().values()) == [0, 1]


@pytest.mark.parametrize(
    ("fence", "is_well", "words"),
    [
        (FENCE, True, "inside the outlet's fence"),
        (replace(FENCE, latitude_deg=27.0), False, "outside the outlet's fence"),
        (replace(FENCE, radius_m=10), False, "at the edge of the outlet's fence"),
        (None, True, "no fence to be in"),
    ],
)
def test_the_doctor_says_whether_a_receiver_is_inside_the_fence(
    receiver: NmeaWorld, fence: Geofence | None, is_well: bool, words: str
) -> None:
    with ThreadPoolExecutor(1) as beside:
        looked = beside.submit(look_for_place, f"nmea:{receiver.path}", SystemClock(), fence)
        while not looked.done():
            receiver.find(*HERE, 15)
            wait([looked], 0.1)
    health, told = looked.result()
    assert (health, told.endswith(words)) == (is_well, True)


def test_the_doctor_says_that_a_receiver_is_away() -> None:
    clock = SystemClock()
    assert look_for_place("none", clock)[0]
    assert look_for_place("nmea:/dev/no-such-receiver", clock) == (
        False,
        "nmea:/dev/no-such-receiver: SOURCE_AWAY",
    )
