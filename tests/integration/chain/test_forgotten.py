"""Plain identity lives from the read until the case is sealed, cancelled or refused: then no object
of the program holds it any more."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from drivers.card.read import CardRead
from pos_client.application import commands
from pos_client.application.shown_identity import ShownIdentity
from pos_client.application.state import CounterState
from pos_client.domain.evidence import Evidence
from pos_client.domain.identity import Identity
from tests.integration.chain.shop import Counter, Shop, eventually

KINDS = (CardRead, Evidence, Identity, ShownIdentity)


def held() -> list[object]:
    """All objects of this process that name somebody and can still be reached."""
    gc.collect()
    return [each for each in gc.get_objects() if type(each) in KINDS]


def new_ones(before: list[object]) -> list[str]:
    """What is held now and was not before: other tests have people of their own."""
    known = {id(each) for each in before}
    return [type(each).__name__ for each in held() if id(each) not in known]


def is_forgotten(counter: Counter, before: list[object]) -> bool:
    """What the test itself has kept of the news is let go first."""
    counter.watch.news.clear()
    counter.watch._state = CounterState()
    counter.submit(commands.DismissTrouble())  # something is told anew, and it names nobody
    return new_ones(before) == []


def sealed(shop: Shop, counter: Counter) -> None:
    counter.settled(counter.register("resident-lin").id)


def captured(shop: Shop, counter: Counter) -> None:
    shop.sandbox.stop()
    counter.submit(commands.SendNow())
    counter.wait_for(lambda state: state.gateway.is_reachable is False)
    counter.register("resident-lin")


def cancelled(shop: Shop, counter: Counter) -> None:
    counter.lay("resident-lin")
    counter.submit(commands.CancelCase())
    counter.wait_for(lambda state: state.case is None)


def refused(shop: Shop, counter: Counter) -> None:
    counter.carry("resident-other-name")


def expired(shop: Shop, counter: Counter) -> None:
    counter.carry("resident-expired")


def given_up_behind_the_lock(shop: Shop, counter: Counter) -> None:
    counter.lay("resident-lin")
    counter.submit(commands.Lock())
    counter.submit(commands.LogOut())
    counter.wait_for(lambda state: state.session is None)


WAYS = (sealed, captured, cancelled, refused, expired, given_up_behind_the_lock)


@pytest.mark.parametrize("end", WAYS, ids=lambda way: way.__name__)
def test_nobody_is_held_in_memory_once_the_case_is_over(
    shop: Shop, end: Callable[[Shop, Counter], None]
) -> None:
    before = held()
    counter = shop.open_at_work()
    end(shop, counter)
    eventually(lambda: is_forgotten(counter, before))


def test_somebody_is_held_while_the_case_is_open(shop: Shop) -> None:
    """So that the search is no blind man's."""
    before = held()
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    assert {"Evidence", "Identity"} <= set(new_ones(before))
