"""Whatever is done to the computer's clock: order is kept, and no offline window is stretched."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pos_client.application.desk import Desk
from pos_client.application.state import GatewayState
from pos_client.application.trouble import ClockWrong
from pos_client.domain.audit import AuditEvent
from pos_client.domain.registration import OutboxState
from pos_client.testing.clock import FrozenClock
from pos_client.testing.store import InMemoryStore
from tests.faults.matrix.told import assert_told, keys_in, trouble_says
from tests.registrations import SEALED, registration
from tests.unit.pos_client.application.rig import Rig
from ui.presenters.bars import limit_words

JUMPS = 10_000
FLOW = "new_number"
AWAY = GatewayState(is_reachable=False, code="G-201")
FARTHEST = timedelta(days=3653)
TEN_MINUTES = timedelta(minutes=10)


class Watched:
    """A counter without its gateway, and a clock on the wall that nobody can be sure of.

    `open_for` is how long it has really been open since the last contact: by a clock that nobody
    turns. While the program is closed and the computer off, nobody can count.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.clock = FrozenClock()
        rig = Rig(None, number_block=[])
        claims: Any = replace(
            rig.configuration,
            issued_at=self.clock.now(),
            expires_at=datetime(2099, 1, 1, tzinfo=UTC),
            outlet=replace(rig.configuration.outlet, commission_until=date(2099, 1, 1)),
        )
        self.configuration = claims
        self.tools = replace(rig.tools, clock=self.clock, store=InMemoryStore())
        self.true_now = self.clock.now()
        self.open_for = timedelta()
        self.boots = 0
        self.desk = self.opened()

    @property
    def store(self) -> Any:
        return self.tools.store

    def opened(self) -> Desk:
        desk = Desk(self.tools, self.configuration)
        desk.gateway = AWAY
        return desk

    def contact(self) -> None:
        """The gateway answers; its clock is right."""
        self.desk.gateway = GatewayState(is_reachable=True)
        self.desk.note_contact(self.true_now)
        self.open_for = timedelta()
        self.boots = 0
        self.desk.gateway = AWAY

    def let_pass(self, by: timedelta) -> None:
        """Time really passes while the program is open; its pulse beats."""
        while by > timedelta():
            step = min(by, TEN_MINUTES)
            self.clock.advance(step)
            self.true_now += step
            self.open_for += step
            self.desk.keep_time()
            by -= step

    def jump(self) -> None:
        far = FARTHEST * self.chance.random() ** 3
        to = self.clock.now() + (far if self.chance.random() < 0.5 else -far)
        if self.chance.random() < 0.4:  # somebody puts it right again
            to = self.true_now
        self.clock.set_wall(max(to, datetime(1970, 1, 1, tzinfo=UTC)))

    @property
    def may_capture(self) -> bool:
        state = self.desk.offline(FLOW)
        if state.limit in ("clock", "contact") or state.until is None:
            return False
        return state.limit != "hours" or state.used < 1

    @property
    def window(self) -> timedelta:
        window: timedelta = self.configuration.offline.window
        return window


def test_rows_46_47_ten_thousand_jumps_of_the_clock_stretch_no_window() -> None:
    watched = Watched(46)
    allowed = refused = 0
    watched.contact()
    for _ in range(JUMPS):
        watched.jump()
        what = watched.chance.random()
        if what < 0.25:
            watched.let_pass(timedelta(hours=watched.chance.uniform(0, 6)))
        elif what < 0.35:
            watched.desk = watched.opened()
        elif what < 0.40:
            watched.clock.reboot()
            watched.boots += 1
            watched.desk = watched.opened()
        elif what < 0.45:
            watched.clock.set_wall(watched.true_now)
            watched.contact()
        if watched.may_capture:
            allowed += 1
            # The last minutes before the computer went off, nobody has written down.
            assert watched.open_for <= watched.window + watched.boots * TEN_MINUTES
        else:
            refused += 1
    assert allowed > JUMPS // 20
    assert refused > JUMPS // 20


@pytest.mark.parametrize("is_rebooted", [False, True], ids=["program", "computer"])
def test_row_47_a_clock_set_back_between_two_runs_gains_nothing(is_rebooted: bool) -> None:
    watched = Watched(47)
    watched.contact()
    watched.let_pass(timedelta(hours=71))
    assert watched.may_capture
    watched.clock.set_wall(watched.clock.now() - timedelta(hours=71))
    if is_rebooted:
        watched.clock.reboot()
    watched.desk = watched.opened()
    assert watched.may_capture
    watched.let_pass(timedelta(hours=1, minutes=10))
    assert not watched.may_capture


def set_back(watched: Watched) -> list[int]:
    """By how many seconds the audit chain says that the clock was set back."""
    events = [entry.event for entry in watched.store.audit_behind(0, 1000)]
    return [int(each.details["seconds"]) for each in events if each.kind == "clock_set_back"]


def test_row_47_a_clock_set_back_is_recorded_once_also_bit_by_bit_and_between_two_runs() -> None:
    watched = Watched(47)
    watched.contact()
    watched.let_pass(timedelta(hours=10))
    watched.clock.set_wall(watched.clock.now() - timedelta(hours=8))
    watched.let_pass(timedelta(hours=1))
    assert set_back(watched) == [8 * 3600]
    for seconds in (9, -9, -9, -9, -9):  # nine are what a correction over the network may do
        watched.clock.set_wall(watched.clock.now() + timedelta(seconds=seconds))
        watched.desk.keep_time()
    assert set_back(watched) == [8 * 3600, 36]
    watched.desk.audit("something")
    watched.clock.set_wall(watched.clock.now() - timedelta(days=2))
    watched.clock.reboot()
    watched.desk = watched.opened()
    watched.desk.keep_time()
    watched.let_pass(timedelta(hours=1))
    assert set_back(watched) == [8 * 3600, 36, 48 * 3600]
    watched.clock.set_wall(watched.true_now)
    watched.let_pass(timedelta(hours=1))
    assert len(set_back(watched)) == 3


def test_row_47_short_runs_with_a_clock_set_back_add_up_all_the_same() -> None:
    """In the first minutes nobody knows whether the gateway answers, so nothing is kept then."""
    watched = Watched(47)
    watched.contact()
    watched.let_pass(timedelta(minutes=5))
    watched.clock.advance(timedelta(hours=71))  # with the program closed
    for back in (timedelta(), timedelta(hours=71), timedelta()):
        watched.clock.set_wall(watched.clock.now() - back)
        watched.clock.reboot()
        watched.desk = watched.opened()
        watched.desk.gateway = GatewayState()
        watched.let_pass(timedelta(minutes=1))
        watched.desk.audit("something")
    watched.desk.gateway = AWAY
    assert watched.may_capture
    watched.let_pass(timedelta(minutes=59))
    assert not watched.may_capture


@pytest.mark.parametrize("has_had_contact", [False, True])
def test_row_48_in_1970_nothing_is_captured_before_a_contact(has_had_contact: bool) -> None:
    watched = Watched(48)
    if has_had_contact:
        watched.contact()
    watched.clock.set_wall(datetime(1970, 1, 1, 0, 3, tzinfo=UTC))
    watched.clock.reboot()
    watched.desk = watched.opened()
    assert not watched.may_capture
    state = watched.desk.offline(FLOW)
    assert (state.allowed_more, state.limit) == (0, "clock")
    for row in (47, 48):
        assert_told(row, set(keys_in(limit_words(state.limit))))
    watched.clock.set_wall(watched.true_now)
    watched.contact()
    assert watched.may_capture


@pytest.mark.parametrize("days", [-365, -2, 2, 365])
def test_row_46_a_clock_that_is_a_day_off_is_told_when_the_gateway_says_so(days: int) -> None:
    watched = Watched(246)
    watched.clock.set_wall(watched.true_now + timedelta(days=days))
    watched.desk.gateway = GatewayState(is_reachable=True)
    watched.desk.note_contact(watched.true_now)
    with pytest.raises(ClockWrong) as caught:
        watched.desk.check_clock()
    assert_told(46, trouble_says(caught.value))


def test_row_46_the_queue_goes_by_its_sequence_whatever_the_clock_said() -> None:
    chance = random.Random(146)
    store = InMemoryStore()
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for sequence in range(1, 301):
        now += FARTHEST * (chance.random() - 0.5)
        now = max(now, datetime(1971, 1, 1, tzinfo=UTC))
        store.save(registration(sequence, created_at=now), SEALED)
        store.append_audit(AuditEvent("tick", now, {}))
    taken = []
    while due := store.claim(datetime(1970, 1, 2, tzinfo=UTC)):
        taken.append(due.sequence)
        store.quarantine(due.id, "x")
    assert taken == list(range(1, 301))
    page = store.page(states=list(OutboxState), below_sequence=None, above_sequence=None, limit=300)
    assert [row.sequence for row in page] == list(range(300, 0, -1))
