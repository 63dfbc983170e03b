"""Two counters with a relay before a gateway that may be put back: random days, and the model.

The model knows of each record what everybody was promised. Once called saved it is pending, put
aside, or has its receipt; with a receipt the gateway has its effect, exactly one, unless the
gateway itself has forgotten it; its bytes are the same for as long as they are kept, which is until
seven days after its receipt and never less; what was once receipted keeps a receipt.
"""

from __future__ import annotations

import copy
import tempfile
from collections import Counter
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pos_client.application.outbox import Delivery
from pos_client.application.relay_trouble import RelayAway, RelayUnsafe
from pos_client.application.trouble import (
    DiskFull,
    GatewayTrouble,
    NotAuthorised,
    OutcomeUnknown,
    StoreTrouble,
    Trouble,
    Unreachable,
    Unreadable,
    UntrustedReceipt,
)
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.database.retention import ENVELOPE_KEPT
from pos_client.infrastructure.database.store import SqlStore
from pos_client.testing.clock import FrozenClock
from pos_client.testing.relay import SharedEnvelopes
from tests.faults.queue.gateway import ForgetfulGateway
from tests.faults.queue.till import Till
from tests.faults.shop import in_memory
from tests.registrations import NOON

__all__ = ["ShopQueue", "counts", "steps"]

PENDING, ASIDE, SETTLED = OutboxState.PENDING, OutboxState.QUARANTINED, OutboxState.SETTLED
ANY = st.integers(0, 2**16)
WHICH = st.integers(0, 1)
TROUBLES = (
    Unreachable(),
    OutcomeUnknown(),
    OutcomeUnknown(retry_after_s=40, status=503),
    UntrustedReceipt(),
    NotAuthorised(),
    Unreadable(code="ENVELOPE_UNREADABLE"),
)
steps: Counter[str] = Counter()
"""How often each rule was played, in this process."""
counts: Counter[str] = Counter()
"""How many days were lived to their end, and how many records were saved in them."""


class ShopQueue(RuleBasedStateMachine):
    """Each rule is something that happens; what must hold is asked after every one."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=in_memory())
        self.clock, self.gateway = FrozenClock(NOON), ForgetfulGateway()
        self.shared = SharedEnvelopes(self.clock.now)
        self.backup = copy.deepcopy(self.shared.rows)
        folder = Path(self.folder.name)
        with closing(SqlStore(folder / "empty")):
            pass
        self.tills = [
            Till(n, folder / f"till-{n}", folder / "empty", self.gateway, self.shared, self.clock)
            for n in (1, 2)
        ]
        self.settled_at: dict[UUID, datetime] = {}

    # Customers and the line -----------------------------------------------------------------

    @rule(which=WHICH, before=st.none() | ANY, customers=st.integers(1, 3))
    def save(self, which: int, before: int | None, customers: int = 1) -> None:
        steps["save"] += 1
        till = self.tills[which]
        for _ in range(customers):
            till.save(self._predecessor(till, before))

    @rule(which=WHICH, pages=st.integers(0, 4))
    def save_on_a_full_disk(self, which: int, pages: int) -> None:
        """It is saved, or it is said that it is not; and then nothing of it is there."""
        steps["save_on_a_full_disk"] += 1
        till = self.tills[which]
        till.leave_room(pages)
        before = len(till.saved), till.store.next_sequence()
        try:
            till.save(None)
        except DiskFull:
            assert (len(till.saved), till.store.next_sequence()) == before
        finally:
            till.leave_room(None)

    @rule(which=WHICH, amount=st.integers(1, 6), pages=st.none() | st.just(0))
    def deliver(self, which: int, amount: int, pages: int | None) -> None:
        """Also with a disk that has no room for the receipt: then it is fetched again later."""
        steps["deliver"] += 1
        till = self.tills[which]
        till.leave_room(pages)
        with suppress(StoreTrouble):
            for _ in range(amount):
                if till.outbox.deliver_next() is None:
                    break
        till.leave_room(None)

    @rule(trouble=st.sampled_from(TROUBLES), arrives=st.booleans())
    def something_is_wrong_with_the_line(self, trouble: Trouble, arrives: bool) -> None:
        steps["something_is_wrong_with_the_line"] += 1
        # What has arrived is never told to be unreachable, refused or unreadable.
        if arrives and isinstance(trouble, OutcomeUnknown):
            self.gateway.after.append(trouble)
        else:
            self.gateway.before.append(trouble)

    @rule(outcome=st.sampled_from((Outcome.ACCEPTED, Outcome.REJECTED)))
    def the_gateway_decides_otherwise(self, outcome: Outcome) -> None:
        steps["the_gateway_decides_otherwise"] += 1
        self.gateway.outcome = outcome

    @rule(seconds=st.integers(0, 2000))
    def time_passes(self, seconds: int) -> None:
        steps["time_passes"] += 1
        self.clock.advance(timedelta(seconds=seconds))

    @rule(which=WHICH)
    def the_line_is_back(self, which: int) -> None:
        steps["the_line_is_back"] += 1
        self._calm(self.tills[which])

    @rule(which=WHICH, record=ANY)
    def let_go(self, which: int, record: int) -> None:
        steps["let_go"] += 1
        till = self.tills[which]
        if till.saved:
            till.store.release(till.saved[record % len(till.saved)].id)

    @rule(which=WHICH)
    def the_program_is_killed_and_started_again(self, which: int) -> None:
        steps["the_program_is_killed_and_started_again"] += 1
        self.tills[which].die()

    # A shop ---------------------------------------------------------------------------------

    @rule(which=WHICH)
    def the_relay_has_its_turn(self, which: int) -> None:
        """Copies are made, receipts taken over, and what others left is forwarded."""
        steps["the_relay_has_its_turn"] += 1
        self.tills[which].forwarder.turn()

    @rule(trouble=st.sampled_from((None, None, RelayAway(), RelayUnsafe(setting="fsync"))))
    def something_is_wrong_with_the_relay(self, trouble: RelayAway | RelayUnsafe | None) -> None:
        steps["something_is_wrong_with_the_relay"] += 1
        self.shared.trouble = trouble
        self.shared.loses_answer = trouble is None

    @rule(restores=st.booleans())
    def the_relay_is_backed_up_or_put_back(self, restores: bool) -> None:
        steps["the_relay_is_backed_up_or_put_back"] += 1
        if restores:
            self.shared.rows.clear()
            self.shared.rows.update(copy.deepcopy(self.backup))
        else:
            self.backup = copy.deepcopy(self.shared.rows)

    @rule(which=WHICH)
    def its_queue_is_taken_to_the_other_counter(self, which: int) -> None:
        """Exported, imported, and still its own."""
        steps["its_queue_is_taken_to_the_other_counter"] += 1
        records = self.tills[which].bundle()
        other = self.tills[1 - which]
        other.store.take_in(records, self.clock.now())
        assert other.store.take_in(records, self.clock.now()) == 0

    # Days -----------------------------------------------------------------------------------

    @precondition(lambda self: self.gateway.answers)
    @rule(much=ANY)
    def the_gateway_is_put_back(self, much: int) -> None:
        steps["the_gateway_is_put_back"] += 1
        self.gateway.put_back(1 + much % len(self.gateway.answers))

    @rule(which=WHICH)
    def receipts_are_held_against_the_gateways_books(self, which: int) -> None:
        steps["receipts_are_held_against_the_gateways_books"] += 1
        with suppress(GatewayTrouble):
            self.tills[which].reconcile()

    @rule(which=WHICH, days=st.integers(0, 9))
    def days_pass_and_it_is_shredded(self, which: int, days: int) -> None:
        steps["days_pass_and_it_is_shredded"] += 1
        self.clock.advance(timedelta(days=days))
        till, now = self.tills[which], self.clock.now()
        till.store.shred(now)
        for sealed in till.saved:
            is_over = self.settled_at.get(sealed.id, now) <= now - ENVELOPE_KEPT
            if till.state(sealed) is SETTLED and is_over:
                assert till.store.envelope_of(sealed.id) is None, "kept for too long"

    # What must hold -------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost_and_nothing_doubled(self) -> None:
        for till in self.tills:
            for sealed in till.saved:
                self._look_at(till, sealed)

    def _look_at(self, till: Till, sealed: SealedRegistration) -> None:
        row = till.store.row(sealed.id)
        assert row is not None, "a record is gone"
        effects = self.gateway.effects[sealed.id]
        assert effects <= 1
        was_settled = sealed.id in self.settled_at
        if row.state is SETTLED:
            assert effects == 1 or sealed.id in self.gateway.lost
            assert row.outcome is self.gateway.decisions[sealed.id]
            self.settled_at.setdefault(sealed.id, self.clock.now())
        elif was_settled:
            assert till.store.forgotten.earlier_receipts(sealed.id), "a receipt was forgotten"
            del self.settled_at[sealed.id]  # it is on its way again
        if row.state is ASIDE:
            assert row.reason, "put aside, and nobody knows why"
        self._look_at_bytes(till, sealed, row.state)

    def _look_at_bytes(self, till: Till, sealed: SealedRegistration, state: OutboxState) -> None:
        kept = till.store.envelope_of(sealed.id)
        assert kept in (None, sealed.envelope)
        if kept is None:
            assert state is SETTLED, "shredded before it had its receipt"
            assert self.settled_at[sealed.id] <= self.clock.now() - ENVELOPE_KEPT, "too early"
        elif state is SETTLED:
            noted = till.store.forgotten.noted()
            assert sealed.sequence not in noted, "named as gone while its bytes are here"

    @invariant()
    def nobody_overtakes_the_one_it_waits_for(self) -> None:
        for till in self.tills:
            for sealed in till.saved:
                if sealed.predecessor_id is not None and sealed.id in self.gateway.decisions:
                    assert sealed.predecessor_id in self.gateway.decisions

    @invariant()
    def what_lies_in_the_relay_is_what_was_saved(self) -> None:
        for (device_id, id_), held in self.shared.rows.items():
            sealed, owner = self.gateway.known[held.copy.envelope]
            assert (sealed.id, owner) == (id_, device_id)

    def teardown(self) -> None:
        """Once everything is well again, all goes but for what was put aside or waits for that."""
        self.gateway.before.clear()
        self.gateway.after.clear()
        self.gateway.outcome = Outcome.ACCEPTED
        self.shared.trouble, self.shared.loses_answer = None, False
        for turn in range(6 + sum(len(till.saved) for till in self.tills)):
            for till in self.tills:
                till.reconcile()
                self._calm(till)
                while till.outbox.deliver_next() is Delivery.SETTLED:
                    pass
                till.forwarder.turn()
            self.clock.advance(timedelta(minutes=20))
            is_done = not any(map(self._waits, self.tills)) and not self._unaccounted()
            if turn and is_done:
                break
        self.nothing_is_lost_and_nothing_doubled()
        assert [self._waits(till) for till in self.tills] == [[], []], "something is stuck"
        assert self._unaccounted() == []
        assert self._without_copy() == [], "one disk only"
        counts["days"] += 1
        counts["saved"] += sum(len(till.saved) for till in self.tills)
        for till in self.tills:
            till.close()
        self.folder.cleanup()

    def _waits(self, till: Till) -> list[int]:
        """What is pending, and waits for nothing that was put aside."""
        rows = [till.store.row(each.id) for each in till.saved]
        return [row.sequence for row in rows if row and row.state is PENDING and not row.held_by]

    def _unaccounted(self) -> list[UUID]:
        """What the gateway has forgotten and nobody has named or sent again."""
        return [
            sealed.id
            for till in self.tills
            for sealed in till.saved
            if sealed.id in self.gateway.lost
            and till.state(sealed) is SETTLED
            and sealed.sequence not in till.store.forgotten.noted()
        ]

    def _without_copy(self) -> list[UUID]:
        """What has no receipt and lies on one disk only."""
        return [
            sealed.id
            for till in self.tills
            for sealed in till.saved
            if till.state(sealed) is not SETTLED
            and (till.device_id, sealed.id) not in self.shared.rows
        ]

    def _predecessor(self, till: Till, before: int | None) -> UUID | None:
        if before is None or not till.saved:
            return None
        earlier = till.saved[before % len(till.saved)]
        is_rejected = self.gateway.decisions.get(earlier.id) is Outcome.REJECTED
        return None if is_rejected else earlier.id

    def _calm(self, till: Till) -> None:
        till.outbox.forget_failures()
        till.store.make_all_due()
