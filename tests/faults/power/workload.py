"""Random days at one counter's store: every transaction the program knows, on the real store."""

from __future__ import annotations

import hashlib
import marshal
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from pos_client.domain.audit import AuditEvent
from pos_client.domain.evidence import Challenge
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import Clerk, Role
from pos_client.domain.policy import LeasedNumber
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.clerk_book import SqlClerkBook
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.database.tables import METADATA
from pos_client.protocol.words import Countersignature, Session
from tests.registrations import NOON, receipt, registration

__all__ = ["STORE", "USE_CASES", "Counter", "contents", "sealed"]

STORE = "store.sqlite3"
_CLERK = Clerk("1001", "营业员", Role.CLERK)
_TABLES = sorted(METADATA.tables)


def sealed(sequence: int, at: datetime = NOON, leased_number: str = "") -> SealedRegistration:
    """A registration that repeats from its sequence, of a size that does so too."""
    size = random.Random(-sequence).choice((300, 2_000, 9_000, 30_000))
    return registration(sequence, size=size, created_at=at, leased_number=leased_number)


def contents(database: Database) -> str:
    """A hash of every row of every table."""

    def work(link: object) -> str:
        found = hashlib.sha256()
        driver = database.driver()
        for table in _TABLES:
            rows = driver.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            found.update(marshal.dumps(rows, 2))  # later versions depend on who else holds a value
        return found.hexdigest()

    return database.read(work)


class _QuickHasher:
    """argon2id is slow on purpose, and no part of what is tried here."""

    def hash(self, data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    def is_made_of(self, verifier: str, data: bytes) -> bool:
        return verifier == self.hash(data)


class Counter:
    """One counter at work on the store of `folder`; everything it does repeats from `chance`."""

    def __init__(self, folder: Path, chance: random.Random, now: datetime = NOON) -> None:
        self.folder = folder
        self.chance = chance
        self.now = now
        self.store = SqlStore(folder / STORE)

    def step(self) -> str:
        """Do any one thing and say which; it has come back, so it is committed."""
        self.now += timedelta(minutes=self.chance.randrange(1, 60 * 9))
        name = self.chance.choices(list(USE_CASES), [weight for weight, _ in USE_CASES.values()])[0]
        USE_CASES[name][1](self)
        return name

    def close(self) -> None:
        self.store.close()

    # What a counter does with its store ------------------------------------------------------

    def log_in(self) -> None:
        self.store.append_audit(self._event("clerk_logged_in"))

    def remember_clerk(self) -> None:
        token = f"session-{self.chance.randrange(99)}"
        session = Session(token, _CLERK, "D-1", "O-1", self.now, self.now, token)
        self._clerk_book().remember(_CLERK, "a password", session, self.now)

    def forget_clerk(self) -> None:
        self._clerk_book().forget("1001")

    def show_read(self) -> None:
        number = self.store.next_read_counter()
        self.store.append_read(self._event("card_read"), number, f"challenge-{number}")

    def save(self) -> None:
        sequence = self.store.next_sequence()
        self.store.save(sealed(sequence, self.now), self._event("case_sealed"))

    def save_with_number(self) -> None:
        free = self.store.free_numbers(self.now, 1)
        sequence = self.store.next_sequence()
        number = free[0].phone_number if free else ""
        self.store.save(sealed(sequence, self.now, number), self._event("case_sealed"))

    def settle(self) -> None:
        if which := self._any(OutboxState.PENDING):
            outcome = self.chance.choice(list(Outcome))
            self.store.settle(which.id, receipt(which, outcome), self.now)

    def settle_finally(self) -> None:
        for id_, _ in self.store.awaiting_outcome(1):
            row = self.store.row(id_)
            assert row is not None
            if sealed(row.sequence).id == id_:
                self.store.settle(id_, receipt(sealed(row.sequence), Outcome.ACCEPTED), self.now)

    def postpone(self) -> None:
        if which := self._any(OutboxState.PENDING):
            self.store.postpone(which.id, self.now + timedelta(minutes=9), "G-201")

    def quarantine(self) -> None:
        if which := self._any(OutboxState.PENDING):
            self.store.quarantine(which.id, "G-206")

    def release(self) -> None:
        if which := self._any(OutboxState.QUARANTINED):
            self.store.release(which.id)

    def make_all_due(self) -> None:
        self.store.make_all_due()

    def claim(self) -> None:
        self.store.claim(self.now)

    def shred(self) -> None:
        self.now += timedelta(days=self.chance.choice((40, 40, 1)))
        self.store.shred(self.now, local_day(self.now - timedelta(days=9)))

    def note_contact(self) -> None:
        self.store.note_contact(self.now, self.now)

    def add_challenges(self) -> None:
        until = self.now + timedelta(days=3)
        drawn = [f"c-{self.chance.getrandbits(64):x}" for _ in range(20)]
        self.store.add_challenges([Challenge(id_, id_.encode(), until) for id_ in drawn])

    def take_challenge(self) -> None:
        self.store.take_challenge(self.now)

    def keep_configuration(self) -> None:
        until = self.now + timedelta(days=3)
        numbers = [f"170{self.chance.randrange(10**8):08}" for _ in range(9)]
        block = [LeasedNumber(number, until) for number in sorted(set(numbers))]
        version = int((self.now - NOON).total_seconds())
        self.store.keep_configuration(f"token-{version}", version, block)

    def keep_countersignature(self) -> None:
        index, head = self.store.audit_head()
        if index:
            self.store.keep_countersignature(Countersignature("D-1", index, head, f"t-{index}"))

    def start_again(self) -> None:
        self.store.close()
        del self.store  # what is closed is not gone on with, whatever opening comes to
        self.store = SqlStore(self.folder / STORE)

    def _event(self, kind: str) -> AuditEvent:
        return AuditEvent(kind, self.now, {"number": self.chance.randrange(10**6)})

    def _any(self, state: OutboxState) -> SealedRegistration | None:
        rows = self.store.page(states=[state], below_sequence=None, above_sequence=None, limit=9)
        # A released store brings rows of its own along.
        ours = [row.sequence for row in rows if row.id == sealed(row.sequence).id]
        return sealed(self.chance.choice(ours)) if ours else None

    def _clerk_book(self) -> SqlClerkBook:
        def session_of(token: str) -> Session:
            raise ValueError(token)

        def bind(password: bytes) -> bytes:
            return hashlib.sha256(password).digest()

        hasher: object = _QuickHasher()
        return SqlClerkBook(
            self.store.database,
            self.folder / "secret",
            session_of,
            hasher,  # type: ignore[arg-type]
            bind,
        )


# How often each of them is drawn, and the thing itself.
USE_CASES: dict[str, tuple[int, Callable[[Counter], None]]] = {
    "log in": (2, Counter.log_in),
    "remember a clerk": (1, Counter.remember_clerk),
    "forget a clerk": (1, Counter.forget_clerk),
    "show a read": (4, Counter.show_read),
    "save": (9, Counter.save),
    "save with a leased number": (2, Counter.save_with_number),
    "settle": (6, Counter.settle),
    "settle finally": (2, Counter.settle_finally),
    "postpone": (2, Counter.postpone),
    "quarantine": (1, Counter.quarantine),
    "release": (1, Counter.release),
    "make all due": (1, Counter.make_all_due),
    "claim": (1, Counter.claim),
    "shred": (1, Counter.shred),
    "note a contact": (1, Counter.note_contact),
    "add challenges": (1, Counter.add_challenges),
    "take a challenge": (2, Counter.take_challenge),
    "keep a configuration": (1, Counter.keep_configuration),
    "keep a countersignature": (1, Counter.keep_countersignature),
    "start again": (1, Counter.start_again),
}
