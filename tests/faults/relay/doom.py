"""Where a life ends, or its relay does: at named steps, in the process that has come there."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg.pq import TransactionStatus

from pos_client.application.copies import Copy
from pos_client.application.ports import Gateway
from pos_client.application.relay import Leased
from pos_client.application.storage import Due
from pos_client.domain.outcome import Receipt
from pos_client.infrastructure.relay.connection import PatientConnection
from pos_client.infrastructure.relay.sql_relay import SqlRelay

__all__ = [
    "HOLDER_STEPS",
    "INSTANTS",
    "TRANSACTIONS",
    "VICTIMS",
    "Doom",
    "Enough",
    "SteppingGateway",
    "SteppingRelay",
]

TRANSACTIONS = ("put", "retire", "claim", "answer")
INSTANTS = ("before commit", "commit sent", "commit done")
VICTIMS = ("backend", "server")
HOLDER_STEPS = ("claimed", "sending", "received", "answering", "answered")


class Enough(Exception):
    """This life has done what it was born for."""


@dataclass
class Doom:
    """What is to happen, and whether it has.

    Attributes:
        step: of `TRANSACTIONS` for a relay that is killed at its COMMIT, of `HOLDER_STEPS` for a
            counter that is killed while it holds leases; empty for a long life.
        server: the process of the relay's server.
        budget: how many transactions of a kind this life may begin.
    """

    step: str = ""
    instant: str = ""
    victim: str = ""
    delay_s: float = 0.0
    server: int = 0
    budget: int = 1 << 30
    struck: Callable[[], None] = lambda: None
    doing: str = ""
    has_struck: bool = False

    @property
    def is_now(self) -> bool:
        return self.victim in VICTIMS and self.step == self.doing and not self.has_struck

    def spend(self) -> None:
        """Begin one more transaction, or have had enough."""
        if self.budget <= 0:
            raise Enough
        self.budget -= 1

    def reach(self, step: str) -> None:
        """Die here, if it is here."""
        if self.victim == "holder" and step == self.step:
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def begun(self, doing: str) -> Iterator[None]:
        self.doing = doing
        try:
            yield
        finally:
            self.doing = ""

    def strike(self, backend: int) -> None:
        """Kill the relay: the process of one connection, or all of it."""
        self.has_struck = True
        victims = [backend]
        if self.victim == "server":
            children = Path(f"/proc/{self.server}/task/{self.server}/children")
            victims = [self.server, *map(int, children.read_text().split())]
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        self.struck()


class SteppingRelay(SqlRelay):
    """The real one, whose transactions are named, counted, and interrupted."""

    def __init__(self, address: str, device_id: str, outlet_code: str, doom: Doom) -> None:
        class Connection(PatientConnection):
            def commit(self) -> None:
                if doom.doing == "answer":
                    doom.reach("answering")
                if doom.is_now and self.pgconn.transaction_status == TransactionStatus.INTRANS:
                    _die_at_commit(self, super().commit, doom)
                else:
                    super().commit()

        super().__init__(address, device_id, outlet_code, Connection)
        self._doom = doom
        self.put_ids: list[UUID] = []

    def put(self, copies: Sequence[Copy], lease: timedelta) -> None:
        self._doom.spend()
        self.put_ids += [copy.id for copy in copies]
        self.open()  # whose own transaction is none of those that are counted
        with self._doom.begun("put"):
            super().put(copies, lease)

    def retire(self, ids: Sequence[UUID]) -> None:
        with self._doom.begun("retire"):
            super().retire(ids)

    def claim(
        self, limit: int, lease: timedelta, most_attempts: int | None = None
    ) -> Sequence[Leased]:
        self._doom.spend()
        with self._doom.begun("claim"):
            claimed = super().claim(limit, lease, most_attempts)
        if claimed:
            self._doom.reach("claimed")
        return claimed

    def answer(self, leased: Leased, receipt: Receipt) -> None:
        self._doom.reach("received")
        with self._doom.begun("answer"):
            super().answer(leased, receipt)
        self._doom.reach("answered")


def _die_at_commit(connection: PatientConnection, commit: Callable[[], None], doom: Doom) -> None:
    backend = connection.info.backend_pid
    if doom.instant == "before commit":
        doom.strike(backend)
        time.sleep(doom.delay_s)
        commit()
    elif doom.instant == "commit sent":
        connection.pgconn.send_query(b"COMMIT")
        while connection.pgconn.flush():
            pass
        time.sleep(doom.delay_s)
        doom.strike(backend)
    else:
        commit()
        doom.strike(backend)
    connection.pgconn.finish()
    raise psycopg.OperationalError("the relay was killed")


class SteppingGateway:
    """The way to the gateway of a counter that may die with a request under way."""

    def __init__(self, gateway: Gateway, doom: Doom) -> None:
        self._gateway = gateway
        self._doom = doom

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)

    def deliver(self, due: Due) -> Receipt:
        """Deliver; a counter that is to die while sending does so at some instant of it."""
        if self._doom.victim == "holder" and self._doom.step == "sending":
            threading.Timer(self._doom.delay_s, self._doom.reach, ("sending",)).start()
        return self._gateway.deliver(due)
