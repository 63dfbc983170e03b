"""Random days of the whole queue - outbox, store, line, restarts - against a simple model of it.

The model knows of each record only what everybody was promised: once called saved it is pending,
put aside or answered for; it takes effect at the gateway once at most, and has a receipt only if it
did.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pos_client.application.backoff import Backoff
from pos_client.application.outbox import Delivery, Outbox, StoreAtHand
from pos_client.application.storage import Due
from pos_client.application.trouble import (
    NotAuthorised,
    OutcomeUnknown,
    Trouble,
    Unreachable,
    Unreadable,
    UntrustedReceipt,
)
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from pos_client.testing.clock import FrozenClock
from tests.registrations import NOON, SEALED, receipt, registration

PENDING, ASIDE, SETTLED = OutboxState.PENDING, OutboxState.QUARANTINED, OutboxState.SETTLED
ANY = st.integers(0, 2**16)
TROUBLES = (
    Unreachable(),
    OutcomeUnknown(),
    OutcomeUnknown(retry_after_s=40, status=503),
    UntrustedReceipt(),
    NotAuthorised(),
    Unreadable(code="ENVELOPE_UNREADABLE"),
)


class Line:
    """A gateway of a few lines: effects by id, and what happens to the next calls."""

    def __init__(self) -> None:
        self.effects: Counter[UUID] = Counter()
        self.answers: dict[UUID, Receipt] = {}
        self.known: dict[bytes, SealedRegistration] = {}
        self.before: list[Trouble] = []
        self.after: list[Trouble] = []
        self.outcome = Outcome.ACCEPTED

    def deliver(self, due: Due) -> Receipt:
        if self.before:
            raise self.before.pop()
        sealed = self.known[due.envelope]  # frozen: other bytes would be nobody's
        assert sealed.id == due.id
        if due.id not in self.answers:
            self.effects[due.id] += 1
            self.answers[due.id] = receipt(sealed, self.outcome)
        if self.after:
            raise self.after.pop()
        return self.answers[due.id]

    def status(self, registration_id: UUID, envelope_sha256: bytes) -> Receipt | None:
        found = self.answers.get(registration_id)
        assert found is None or found.body_sha256 == envelope_sha256
        return found


class Queue(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "store"
        shutil.copy(_template(), self.path)
        self.clock, self.line = FrozenClock(NOON), Line()
        self.saved: list[SealedRegistration] = []
        self.model: dict[UUID, OutboxState] = {}
        self.open()

    def open(self) -> None:
        self.store = SqlStore(self.path)
        self.told: list[Receipt] = []
        self.outbox = Outbox(
            StoreAtHand(self.store),
            self.line,  # type: ignore[arg-type]
            self.clock,
            Backoff(),
            self.told.append,
        )

    # What happens --------------------------------------------------------------------------

    @rule(before=st.none() | ANY)
    def save(self, before: int | None) -> None:
        earlier = self.saved[before % len(self.saved)] if before and self.saved else None
        may_wait = earlier is not None and self._outcome(earlier) is not Outcome.REJECTED
        sealed = registration(
            len(self.saved) + 1,
            created_at=self.clock.now(),
            predecessor_id=earlier.id if earlier and may_wait else None,
        )
        self.store.save(sealed, SEALED)
        self.saved.append(sealed)
        self.line.known[sealed.envelope] = sealed
        self.model[sealed.id] = PENDING

    @rule(trouble=st.sampled_from(TROUBLES), arrives=st.booleans())
    def something_is_wrong_with_the_line(self, trouble: Trouble, arrives: bool) -> None:
        # What has arrived is never told to be unreachable, refused or unreadable.
        if arrives and isinstance(trouble, OutcomeUnknown):
            self.line.after.append(trouble)
        else:
            self.line.before.append(trouble)

    @rule(outcome=st.sampled_from(Outcome))
    def the_gateway_decides_otherwise(self, outcome: Outcome) -> None:
        self.line.outcome = outcome

    @rule(seconds=st.integers(0, 2000))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    @rule(days=st.integers(-3650, 3650))
    def somebody_turns_the_clock(self, days: int) -> None:
        self.clock.set_wall(NOON + timedelta(days=days))
        self.store.make_all_due()  # as the carrier does when it sees it

    @rule(steps=st.integers(1, 6))
    def deliver(self, steps: int) -> None:
        for _ in range(steps):
            waiting = {each.id for each in self.saved if self._state(each) is PENDING}
            ended = self.outbox.deliver_next()
            if ended is None:
                self._nothing_could_go()
                return
            if ended is Delivery.QUARANTINED:
                gone = [each for each in self.saved if each.id in waiting and self._aside(each)]
                assert len(gone) == 1
                self.model[gone[0].id] = ASIDE

    @rule()
    def the_line_is_back(self) -> None:
        self.outbox.forget_failures()
        self.store.make_all_due()

    @precondition(lambda self: self.saved)
    @rule(which=ANY)
    def put_aside(self, which: int) -> None:
        sealed = self.saved[which % len(self.saved)]
        self.store.quarantine(sealed.id, "PUT_ASIDE")
        if self._state(sealed) is ASIDE:
            self.model[sealed.id] = ASIDE

    @precondition(lambda self: self.saved)
    @rule(which=ANY)
    def let_go(self, which: int) -> None:
        sealed = self.saved[which % len(self.saved)]
        self.store.release(sealed.id)
        if self.model[sealed.id] is ASIDE and self._state(sealed) is PENDING:
            self.model[sealed.id] = PENDING

    @rule()
    def the_program_dies_and_is_started_again(self) -> None:
        """Whatever the outbox had under way is forgotten; the disk is not."""
        self.store.database.close()
        self.open()

    # What must hold ------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost_and_nothing_doubled(self) -> None:
        for sealed in self.saved:
            state = self._state(sealed)
            effects = self.line.effects[sealed.id]
            assert effects <= 1
            if state is SETTLED:
                assert effects == 1
                row = self.store.row(sealed.id)
                assert row is not None
                assert row.outcome is self.line.answers[sealed.id].outcome
                self.model[sealed.id] = SETTLED
            elif self.model[sealed.id] is SETTLED:
                raise AssertionError("a receipt was forgotten")
            due = self.store.sealed(sealed.id)
            assert due is not None
            assert due.envelope == sealed.envelope

    @invariant()
    def what_is_put_aside_says_why_and_only_that_is(self) -> None:
        for sealed in self.saved:
            row = self.store.row(sealed.id)
            assert row is not None
            if row.state is not ASIDE:
                continue
            assert row.reason
            if row.reason == "PREDECESSOR_REJECTED":
                self.model[sealed.id] = ASIDE
            assert self.model[sealed.id] is ASIDE

    @invariant()
    def nobody_overtakes_the_one_it_waits_for(self) -> None:
        for sealed in self.saved:
            if sealed.predecessor_id is None or not self.line.effects[sealed.id]:
                continue
            before = next(each for each in self.saved if each.id == sealed.predecessor_id)
            assert self.line.effects[before.id] == 1

    def teardown(self) -> None:
        """Once everything is well again the whole queue goes, but for what was put aside."""
        self.line.before.clear()
        self.line.after.clear()
        self.line.outcome = Outcome.ACCEPTED
        for _ in range(4 * len(self.saved) + 4):
            self.outbox.forget_failures()
            self.store.make_all_due()
            while self.outbox.deliver_next() is Delivery.SETTLED:
                pass
        for sealed in self.saved:
            row = self.store.row(sealed.id)
            assert row is not None
            is_held = row.held_by > 0
            assert row.state is not PENDING or is_held
        self.nothing_is_lost_and_nothing_doubled()
        self.store.close()
        self.folder.cleanup()

    def _nothing_could_go(self) -> None:
        if self.outbox.breaker.lets_through and self.outbox.most_attempts is None:
            assert self.store.claim(self.clock.now()) is None

    def _state(self, sealed: SealedRegistration) -> OutboxState:
        row = self.store.row(sealed.id)
        assert row is not None, "a record is gone"
        return row.state

    def _aside(self, sealed: SealedRegistration) -> bool:
        row = self.store.row(sealed.id)
        return row is not None and row.state is ASIDE and row.reason == "ENVELOPE_UNREADABLE"

    def _outcome(self, sealed: SealedRegistration) -> Outcome | None:
        row = self.store.row(sealed.id)
        return row.outcome if row is not None else None


_made: list[tempfile.TemporaryDirectory[str]] = []


def _template() -> Path:
    if not _made:
        _made.append(tempfile.TemporaryDirectory())
        with closing(SqlStore(Path(_made[0].name) / "store")):
            pass
    return Path(_made[0].name) / "store"


TestQueue = Queue.TestCase
TestQueue.settings = settings(
    max_examples=16,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_the_machine_would_see_a_receipt_that_nobody_gave(monkeypatch: pytest.MonkeyPatch) -> None:
    """The instrument itself: an outbox that settles without an effect is caught."""

    def believing(self: Line, due: Due) -> Receipt:
        return dataclasses.replace(
            receipt(self.known[due.envelope], Outcome.ACCEPTED), registration_id=due.id
        )

    monkeypatch.setattr(Line, "deliver", believing)
    machine = Queue()
    machine.save(None)
    machine.deliver(1)
    machine.outbox.deliver_next()
    with pytest.raises((AssertionError, KeyError)):
        machine.nothing_is_lost_and_nothing_doubled()
    machine.store.close()
    machine.folder.cleanup()
