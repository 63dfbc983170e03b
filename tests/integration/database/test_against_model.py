"""Random days at a counter: the store on disk and the one in memory never tell them apart."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pos_client.application.storage import Store
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from pos_client.testing.store import InMemoryStore
from tests.registrations import NOON, SEALED, receipt, registration

MINUTES = st.integers(0, 60 * 24 * 12).map(lambda minutes: timedelta(minutes=minutes))
ANY = st.integers(0, 2**16)


class BothStores(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "store"
        shutil.copy(template(), self.path)
        self.real: SqlStore = SqlStore(self.path)
        self.model = InMemoryStore()
        self.made: list[SealedRegistration] = []
        self.now = NOON

    @property
    def both(self) -> tuple[Store, Store]:
        return self.model, self.real

    @rule(by=MINUTES)
    def time_passes(self, by: timedelta) -> None:
        self.now += by

    @rule(is_offline=st.booleans(), before=st.none() | ANY)
    def save(self, is_offline: bool, before: int | None) -> None:
        predecessor = self.made[before % len(self.made)].id if before and self.made else None
        sealed = registration(
            len(self.made) + 1,
            is_offline=is_offline,
            predecessor_id=predecessor,
            created_at=self.now,
        )
        for store in self.both:
            store.save(sealed, SEALED)
        self.made.append(sealed)

    @precondition(lambda self: self.made)
    @rule(which=ANY, outcome=st.sampled_from(Outcome))
    def settle(self, which: int, outcome: Outcome) -> None:
        sealed = self.made[which % len(self.made)]
        for store in self.both:
            store.settle(sealed.id, receipt(sealed, outcome, "code"), self.now)

    @precondition(lambda self: self.made)
    @rule(which=ANY, by=MINUTES)
    def postpone(self, which: int, by: timedelta) -> None:
        for store in self.both:
            store.postpone(self.made[which % len(self.made)].id, self.now + by, "G-201")

    @precondition(lambda self: self.made)
    @rule(which=ANY)
    def quarantine(self, which: int) -> None:
        for store in self.both:
            store.quarantine(self.made[which % len(self.made)].id, "G-206")

    @precondition(lambda self: self.made)
    @rule(which=ANY)
    def release(self, which: int) -> None:
        for store in self.both:
            store.release(self.made[which % len(self.made)].id)

    @rule()
    def make_all_due(self) -> None:
        for store in self.both:
            store.make_all_due()

    @rule()
    def shred(self) -> None:
        assert self.model.shred(self.now) == self.real.shred(self.now)

    @rule()
    def start_again(self) -> None:
        self.real.close()
        self.real = SqlStore(self.path)

    @invariant()
    def both_look_the_same(self) -> None:
        model, real = self.both
        assert model.claim(self.now) == real.claim(self.now)
        assert model.summary(self.now.date()) == real.summary(self.now.date())
        assert model.awaiting_outcome(9) == real.awaiting_outcome(9)
        assert model.audit_head() == real.audit_head()
        assert model.count_pending(offline_only=True) == real.count_pending(offline_only=True)
        middle = len(self.made) // 2
        for below, above in ((None, None), (middle, None), (None, middle)):
            pages = [
                store.page(
                    states=list(OutboxState), below_sequence=below, above_sequence=above, limit=4
                )
                for store in self.both
            ]
            assert pages[0] == pages[1]

    def teardown(self) -> None:
        self.real.close()
        self.folder.cleanup()


_made_template: list[tempfile.TemporaryDirectory[str]] = []


def template() -> Path:
    """An empty database, made once: its migrations take longer than a whole day."""
    if not _made_template:
        _made_template.append(tempfile.TemporaryDirectory())
        with closing(SqlStore(Path(_made_template[0].name) / "store")):
            pass
    return Path(_made_template[0].name) / "store"


TestBothStores = BothStores.TestCase
TestBothStores.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
