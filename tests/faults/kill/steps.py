"""The named steps at which a counter can be killed, put into it from outside.

Each is a place in the program that is about to be passed, or was just passed. Nothing of this
ships: the child of a test hangs it onto the program's own classes before it opens the counter.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from drivers.card.read import CardRead
from pos_client.application.counter import Counter
from pos_client.application.saving import Saving
from pos_client.application.sealing import Sealing
from pos_client.bootstrap.running import RunningCounter
from pos_client.infrastructure.clerk_book import SqlClerkBook
from pos_client.infrastructure.crypto.sealer import HpkeSealer
from pos_client.infrastructure.database import marker, opening, schema
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.reserve import Reserve
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from tests.integration.chain.watch import say

__all__ = ["READING", "STEPS", "TOLD", "Need", "Step", "Striker", "flag_while"]

Hang = Callable[["Striker"], None]
READING = "reading, the card is on the pad"
TOLD = "saved, and told"


class Need(StrEnum):
    """What has to be so, for a step to be come by. The trial sees to it."""

    NOTHING = ""
    AWAY = "the gateway cannot be reached"
    SLOW = "the gateway takes its time"
    FAILING = "the gateway fails once"
    CARD = "a card is laid on the reader"
    NO_CHALLENGES = "the pool is empty"
    NEWER = "a newer configuration waits"
    OLD_RECEIPTS = "receipts are a week old"
    OLD_SCHEMA = "the store is of an earlier schema"
    LEAVING = "the clerk closes the program"
    FIRST = "nothing was ever opened here"


@dataclass(frozen=True, slots=True)
class Step:
    """Where, how it is hung into the program, and what it needs.

    Attributes:
        often: within one life it is come by so many times; one of them is drawn.
    """

    hang: Hang
    need: Need = Need.NOTHING
    often: int = 1


class Striker:
    """Kills this process, once its step is reached for the n-th time."""

    def __init__(self, name: str, nth: int, seed: int) -> None:
        self._name = name
        self._left = nth
        self._chance = random.Random(seed)

    def reach(self) -> None:
        """Say where, and die."""
        self._left -= 1
        if self._left == 0:
            say(f"at {self._name}")
            os.kill(os.getpid(), signal.SIGKILL)

    def reach_soon(self, longest_s: float) -> None:
        """Say where, and die at some instant of what follows."""
        self._left -= 1
        if self._left == 0:
            # More often early than late: how long it really takes, the disk and the load decide.
            wait_s = longest_s * self._chance.random() ** 2
            threading.Thread(target=self._strike_in, args=(wait_s,), daemon=True).start()

    def _strike_in(self, wait_s: float) -> None:
        say(f"at {self._name}")
        until = time.monotonic() + wait_s
        while time.monotonic() < until:  # sleeping would take longer than a commit does
            pass
        os.kill(os.getpid(), signal.SIGKILL)


def _before(owner: Any, name: str) -> Hang:
    def hang(striker: Striker) -> None:
        original = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            striker.reach()
            return original(*given, **named)

        setattr(owner, name, wrapped)

    return hang


def _after(owner: Any, name: str) -> Hang:
    def hang(striker: Striker) -> None:
        original = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            value = original(*given, **named)
            striker.reach()
            return value

        setattr(owner, name, wrapped)

    return hang


def _during(owner: Any, name: str, longest_s: float) -> Hang:
    """At some instant of a call that waits for somebody else."""

    def hang(striker: Striker) -> None:
        original = getattr(owner, name)

        def wrapped(*given: Any, **named: Any) -> Any:
            striker.reach_soon(longest_s)
            return original(*given, **named)

        setattr(owner, name, wrapped)

    return hang


def _within(outer: tuple[Any, str], inner: tuple[Any, str]) -> Hang:
    """Before one thing, where it is done for the sake of another."""

    def hang(striker: Striker) -> None:
        is_inside = flag_while(*outer)
        original = getattr(*inner)

        def wrapped(*given: Any, **named: Any) -> Any:
            if is_inside():
                striker.reach()
            return original(*given, **named)

        setattr(*inner, wrapped)

    return hang


def _before_commit(owner: Any, name: str) -> Hang:
    """Everything of a transaction was done, and nothing was committed."""
    return _at_commit(owner, name, lambda striker: striker.reach())


def _in_commit(owner: Any, name: str) -> Hang:
    """At some instant of COMMIT itself: journal, database and folder are being written."""
    return _at_commit(owner, name, lambda striker: striker.reach_soon(0.006))


def _at_commit(owner: Any, name: str, strike: Callable[[Striker], None]) -> Hang:
    def hang(striker: Striker) -> None:
        is_inside = flag_while(owner, name)
        original = Database.write

        def write(self: Database, work: Callable[[Any], Any], **named: Any) -> Any:
            if not is_inside():
                return original(self, work, **named)

            def worked(link: Any) -> Any:
                value = work(link)
                strike(striker)
                return value

            return original(self, worked, **named)

        setattr(Database, "write", write)  # noqa: B010 - mypy sees no method to be assigned to

    return hang


def flag_while(owner: Any, name: str) -> Callable[[], bool]:
    inside = threading.local()
    original = getattr(owner, name)

    def flagged(*given: Any, **named: Any) -> Any:
        inside.depth = getattr(inside, "depth", 0) + 1
        try:
            return original(*given, **named)
        finally:
            inside.depth -= 1

    setattr(owner, name, flagged)
    return lambda: getattr(inside, "depth", 0) > 0


def _at_statement(striker: Striker) -> None:
    """Before the n-th statement of a migration."""
    original = schema._migrate

    def migrate(connection: Any, migrations: Any) -> None:
        bare = connection.connection.driver_connection
        bare.set_trace_callback(lambda _: striker.reach())
        original(connection, migrations)
        bare.set_trace_callback(None)

    schema._migrate = migrate


def _nowhere(_striker: Striker) -> None:
    """Reached by the life itself, when it has said so."""


_SLOW_S = 0.25
STEPS: dict[str, Step] = {
    "opening, nothing checked yet": Step(_before(opening, "look_before_capture")),
    "opening, schema known": Step(_after(opening, "bring_up_to_date")),
    "new marker, not renamed yet": Step(
        _within((marker, "replace_private"), (os, "fsync")), Need.LEAVING
    ),
    "opening, before the reserve": Step(_before(Reserve, "fill")),
    "opening, first configuration before COMMIT": Step(
        _before_commit(SqlStore, "keep_configuration"), Need.FIRST
    ),
    "opened, nobody told": Step(_before(Counter, "begin")),
    "making the first tables": Step(_at_statement, Need.FIRST, often=20),
    "in a migration, copy not begun": Step(_before(schema, "_copy"), Need.OLD_SCHEMA),
    "in a migration, copy made": Step(_after(schema, "_copy"), Need.OLD_SCHEMA),
    "in a migration": Step(_at_statement, Need.OLD_SCHEMA, often=4),
    "shredding, before COMMIT": Step(_before_commit(SqlStore, "shred"), Need.OLD_RECEIPTS),
    "shredding, in COMMIT": Step(_in_commit(SqlStore, "shred"), Need.OLD_RECEIPTS),
    "log-in in flight": Step(_during(HttpGateway, "log_in", 0.08)),
    "log-in answered": Step(_after(HttpGateway, "log_in")),
    "clerk remembered, before COMMIT": Step(_before_commit(SqlClerkBook, "remember")),
    "clerk remembered, not let in": Step(_after(SqlClerkBook, "remember")),
    "contact noted, before COMMIT": Step(_before_commit(SqlStore, "note_contact"), often=2),
    "pool on its way": Step(_during(HttpGateway, "challenges", 0.05), Need.NO_CHALLENGES),
    "pool being filled, before COMMIT": Step(
        _before_commit(SqlStore, "add_challenges"), Need.NO_CHALLENGES
    ),
    "newer configuration, before COMMIT": Step(
        _before_commit(SqlStore, "keep_configuration"), Need.NEWER
    ),
    "newer configuration, kept": Step(_after(SqlStore, "keep_configuration"), Need.NEWER),
    READING: Step(_nowhere, Need.CARD),
    "record arrived, not parsed": Step(_before(CardRead, "parse"), Need.CARD),
    "read, before COMMIT": Step(_before_commit(SqlStore, "append_read")),
    "read kept, not shown": Step(_after(SqlStore, "append_read")),
    "challenge taken, before COMMIT": Step(_before_commit(SqlStore, "take_challenge"), Need.AWAY),
    "verification in flight": Step(_during(HttpGateway, "verify", 0.1)),
    "verification answered": Step(_after(HttpGateway, "verify")),
    "sealing": Step(_within((Sealing, "registration"), (HpkeSealer, "seal"))),
    "sealed, not kept": Step(_after(Sealing, "registration")),
    "saving, between insert and COMMIT": Step(_before_commit(SqlStore, "save")),
    "saving offline, between insert and COMMIT": Step(_before_commit(SqlStore, "save"), Need.AWAY),
    "saving, in COMMIT": Step(_in_commit(SqlStore, "save")),
    "saving offline, in COMMIT": Step(_in_commit(SqlStore, "save"), Need.AWAY),
    "saved, not told": Step(_after(Saving, "save")),
    TOLD: Step(_nowhere),
    f"{TOLD}, offline": Step(_nowhere, Need.AWAY),
    "request in flight": Step(_during(HttpGateway, "deliver", _SLOW_S), Need.SLOW),
    "effect taken, receipt not kept": Step(_after(HttpGateway, "deliver")),
    "receipt, before COMMIT": Step(_before_commit(SqlStore, "settle")),
    "receipt, in COMMIT": Step(_in_commit(SqlStore, "settle")),
    "receipt kept, not told": Step(_after(SqlStore, "settle")),
    "postponing, before COMMIT": Step(_before_commit(SqlStore, "postpone"), Need.FAILING),
    "status asked for": Step(_after(HttpGateway, "status"), Need.FAILING),
    "audit entry, before COMMIT": Step(_before_commit(SqlStore, "append_audit"), often=4),
    "audit chain in flight": Step(_during(HttpGateway, "send_audit", 0.05)),
    "countersignature, before COMMIT": Step(_before_commit(SqlStore, "keep_countersignature")),
    "leaving, threads still at work": Step(_before(RunningCounter, "stop"), Need.LEAVING),
    "leaving, store still open": Step(_before(SqlStore, "close"), Need.LEAVING),
}
"""All of them by name."""
