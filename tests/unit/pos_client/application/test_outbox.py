"""What each kind of answer does to a record, and that none does more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from pos_client.application import commands
from pos_client.application.outbox import Backoff, Delivery, Outbox
from pos_client.application.trouble import (
    NotAuthorised,
    OutcomeUnknown,
    Trouble,
    Unreachable,
    Unreadable,
    UntrustedReceipt,
)
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import OutboxRow, OutboxState
from tests.unit.pos_client.application.rig import Rig

ALL = tuple(OutboxState)
PEOPLE = ("mainland_han_20y", "mainland_longterm_female", "mainland_nation_97")


class Line:
    """Three saved registrations and the outbox that delivers them."""

    def __init__(self, folder: Path) -> None:
        self.rig = Rig(folder)
        self.rig.fill_pool()
        self.rig.log_in()
        for name in PEOPLE:
            self.save(name)
        self.receipts: list[Receipt] = []
        self.outbox = Outbox(
            lambda job: job(self.rig.store),
            self.rig.gateway,
            self.rig.clock,
            Backoff(),
            self.receipts.append,
        )

    def save(self, name: str) -> UUID:
        self.rig.lay(name)
        for _ in range(3):
            self.rig.confirm()
        saved = self.rig.state.last_saved
        assert saved is not None
        self.rig.ask(commands.FinishCase())
        return saved.id

    def rows(self) -> list[OutboxRow]:
        page = self.rig.store.page(states=ALL, below_sequence=None, above_sequence=None, limit=100)
        return sorted(page, key=lambda row: row.sequence)

    def states(self) -> list[str]:
        return [row.state.value for row in self.rows()]

    def drain(self) -> list[Delivery]:
        steps = []
        while (step := self.outbox.deliver_next()) is not None and len(steps) < 20:
            steps.append(step)
            if step in (Delivery.PAUSED, Delivery.BREAKER_OPEN, Delivery.LINE_DOWN):
                break
        return steps


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    made = Line(tmp_path)
    yield made
    made.rig.close()


def test_each_record_takes_effect_once(line: Line) -> None:
    assert line.drain() == [Delivery.SETTLED] * 3
    assert line.states() == ["SETTLED"] * 3
    assert len(line.rig.gateway.ledger) == 3
    assert line.outbox.deliver_next() is None
    assert [receipt.outcome for receipt in line.receipts] == [Outcome.ACCEPTED] * 3


def test_a_lost_receipt_is_asked_for_and_makes_no_second_effect(line: Line) -> None:
    line.rig.gateway.answers_lost = 1
    assert line.drain() == [Delivery.POSTPONED, Delivery.SETTLED, Delivery.SETTLED]
    assert line.states()[0] == "PENDING"
    line.rig.clock.advance(timedelta(minutes=30))
    assert line.drain() == [Delivery.SETTLED]
    assert len(line.rig.gateway.ledger) == 3


@pytest.mark.parametrize("trouble", [OutcomeUnknown(), UntrustedReceipt()])
def test_what_proves_nothing_settles_nothing(line: Line, trouble: Trouble) -> None:
    line.rig.gateway.troubles.append(trouble)
    assert line.drain()[0] is Delivery.POSTPONED
    first = line.rows()[0]
    assert (first.state, first.attempts, first.reason) == (OutboxState.PENDING, 1, trouble.code)


def test_401_pauses_the_queue_and_burns_no_attempt(line: Line) -> None:
    line.rig.gateway.troubles.append(NotAuthorised())
    assert line.drain() == [Delivery.PAUSED]
    assert [row.attempts for row in line.rows()] == [0, 0, 0]
    assert line.drain() == [Delivery.SETTLED] * 3


def test_an_unreachable_gateway_counts_against_no_record(line: Line) -> None:
    line.rig.gateway.troubles.append(Unreachable())
    assert line.drain() == [Delivery.LINE_DOWN]
    assert [row.attempts for row in line.rows()] == [0, 0, 0]


def test_one_poisoned_record_does_not_stop_the_others(line: Line) -> None:
    line.rig.gateway.troubles.append(Unreadable(code="ENVELOPE_UNREADABLE"))
    assert line.drain() == [Delivery.QUARANTINED, Delivery.SETTLED, Delivery.SETTLED]
    first = line.rows()[0]
    assert (first.state, first.reason) == (OutboxState.QUARANTINED, "ENVELOPE_UNREADABLE")
    line.rig.ask(commands.ReleaseQuarantined(first.id))
    assert line.drain() == [Delivery.SETTLED]


def test_five_failures_in_a_row_open_the_breaker(line: Line) -> None:
    for name in ("hmt_hongkong", "foreign_2017_I", "foreign_2023_Y"):
        line.save(name)
    line.rig.gateway.troubles.extend(OutcomeUnknown() for _ in range(5))
    assert line.drain() == [Delivery.POSTPONED] * 4 + [Delivery.BREAKER_OPEN]


def test_retry_after_is_obeyed(line: Line) -> None:
    line.rig.gateway.troubles.append(OutcomeUnknown(retry_after_s=600))
    line.drain()
    first = line.rows()[0]
    assert first.next_try_at is not None
    assert first.next_try_at - line.rig.clock.now() >= timedelta(seconds=600)


def test_order_holds_within_one_person_only(line: Line) -> None:
    line.save(PEOPLE[0])
    line.rig.gateway.troubles.append(OutcomeUnknown())
    assert line.drain() == [Delivery.POSTPONED, Delivery.SETTLED, Delivery.SETTLED]
    assert line.states() == ["PENDING", "SETTLED", "SETTLED", "PENDING"]


def test_an_open_outcome_is_asked_for_until_it_is_final(line: Line) -> None:
    line.rig.gateway.outcome = Outcome.UNDER_REVIEW
    line.drain()
    assert line.outbox.ask_for_outcomes(10) == 0
    line.rig.gateway.decide(line.rows()[1].id, Outcome.REJECTED, "RISK_DENY")
    assert line.outbox.ask_for_outcomes(10) == 1
    row = line.rows()[1]
    assert (row.outcome, row.code) == (Outcome.REJECTED, "RISK_DENY")


def test_the_wait_has_full_jitter_below_a_growing_bound() -> None:
    backoff = Backoff()
    for attempts in range(40):
        bound = min(900.0, 2.0 * 2**attempts)
        waits = [backoff.after(attempts).total_seconds() for _ in range(50)]
        assert 0 <= min(waits) <= max(waits) <= bound
    assert len({backoff.after(5) for _ in range(20)}) > 10
