"""A hand-over with threads, the real store and the reference gateway, on line and without it."""

from __future__ import annotations

import json

import pytest

from pos_client.application import commands
from pos_client.application.day_commands import MakeSheet, OpenDay, SignSheet
from pos_client.application.state import CounterState
from pos_client.domain.day_sheet import DaySheet, SheetKind
from pos_client.sandbox import tables
from tests.integration.chain.shop import Counter, Shop, eventually
from tests.papers import another_hand, signature


def hand_over(counter: Counter, kind: SheetKind, taking_clerk: str, password: str) -> DaySheet:
    counter.submit(commands.FinishCase())
    counter.submit(OpenDay())
    counter.wait_for(lambda state: state.day is not None)
    counter.submit(MakeSheet(kind, taking_clerk))
    state = counter.wait_for(lambda now: now.day is not None and now.day.sheet is not None)
    assert state.day is not None
    assert state.day.sheet is not None
    sheet = state.day.sheet.sheet
    ink = signature(sheet.sha256)
    counter.submit(SignSheet(ink, another_hand(ink.signed_sha256), password))
    counter.wait_for(lambda now: now.day is None)
    return sheet


def clerk(state: CounterState) -> str:
    return state.session.clerk.clerk_number if state.session is not None else ""


@pytest.mark.parametrize("is_away", [False, True])
def test_a_shift_goes_over_to_the_next_clerk_and_the_gateway_hears_of_it(
    shop: Shop, *, is_away: bool
) -> None:
    counter = shop.open_at_work()
    first, second = shop.sandbox.clerk_number, shop.sandbox.supervisor_number
    if is_away:  # the next clerk was here lately
        for number, password in (
            (second, shop.sandbox.supervisor_password),
            (first, shop.sandbox.password),
        ):
            counter.submit(commands.LogOut())
            counter.wait_for(lambda now: now.session is None)
            assert clerk(counter.log_in(number, password)) == number
        shop.sandbox.stop()
    counter.register("resident-lin")
    sheet = hand_over(counter, SheetKind.HAND_OVER, second, shop.sandbox.supervisor_password)
    state = counter.wait_for(lambda now: clerk(now) == second)
    assert state.session is not None
    assert state.session.is_offline is is_away
    assert (sheet.leaving_clerk, sheet.figures.saved, sheet.figures.captured) == (
        first,
        1,
        int(is_away),
    )
    if is_away:
        shop.sandbox.start()
    counter.submit(commands.SendNow())
    counter.drained()

    def told() -> list[str]:
        book = tables.audit_entries
        return shop.sandbox.call(
            lambda desk: [row.event for row in desk.connection.execute(book.select())]
        )

    eventually(lambda: any("shift_handed_over" in event for event in told()))
    (event,) = (json.loads(event) for event in told() if "shift_handed_over" in event)
    assert event["details"]["sheet_sha256"] == sheet.sha256.hex()
    assert shop.ledger()["alarms"] == []


def test_a_day_ends_with_nobody_logged_in_and_the_next_shift_goes_on(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.register("resident-lin")
    second = shop.sandbox.supervisor_number
    hand_over(counter, SheetKind.DAY_END, second, shop.sandbox.supervisor_password)
    counter.wait_for(lambda now: now.session is None)
    shop.log_in(counter)
    counter.submit(OpenDay())
    state = counter.wait_for(lambda now: now.day is not None)
    assert state.day is not None
    assert (state.day.shift.number, state.day.shift_figures.saved) == (2, 0)
    assert state.day.last_sheet.endswith("-0001")
