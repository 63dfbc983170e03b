"""One connection to PostgreSQL that never waits longer than it says, and its errors as facts.

The text of such an error may quote a row, so it ends here: only its number is looked at.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from pos_client.application.relay_trouble import RelayAway, RelayRefused, RelayTrouble
from pos_client.infrastructure.relay.address import connection_of

__all__ = ["ANSWER_S", "CONNECT_S", "Link", "PatientConnection"]

T = TypeVar("T")

CONNECT_S = 5
ANSWER_S = 10.0
# How often a waiting thread looks whether it is to stop, in seconds.
_LOOK_S = 0.1

_REASONS = {
    "28": "login",
    "3D": "database",
    "42501": "permission",
    "25006": "standby",
    "42P01": "table",
    "42703": "table",
}
# The server goes down, starts up, or has thrown this session out.
_AWAY = ("08", "57P", "53300", "XX")


class PatientConnection(psycopg.Connection[Any]):
    """Waits `ANSWER_S` for an answer; a line that stands and says nothing is a broken one."""

    def wait(
        self,
        gen: PQGen[T],
        interval: float = _LOOK_S,
        timeout: float | None = None,
    ) -> T:
        try:
            return super().wait(gen, interval, ANSWER_S if timeout is None else timeout)
        except psycopg.OperationalError:
            # What comes late would be taken for the answer to something else.
            self.pgconn.finish()
            raise


class Link:
    """The way to one database: connects when it is used, and forgets a connection that broke."""

    def __init__(
        self,
        address: str,
        check: Callable[[Connection], None],
        connection_class: type[PatientConnection] = PatientConnection,
    ) -> None:
        """Take an address; `check` is called in the first transaction of every connection."""
        self._named = connection_of(address)
        self._check = check
        self._class = connection_class
        self._engine: Engine | None = None
        self._connection: Connection | None = None
        self._is_closed = threading.Event()
        self._socket: socket.socket | None = None
        self.connections = 0

    def open(self) -> None:
        """Connect and check, unless that has been done.

        Raises:
            RelayTrouble: a leaf of it.
        """
        if self._connection is None:
            self._run(self._connected)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` as one transaction, committed when this returns.

        Raises:
            RelayAway: nobody knows whether it was committed.
            RelayTrouble: another leaf; it was not.
        """
        self.open()
        return self._run(lambda: self._transaction(work))

    def close(self) -> None:
        """Hang up for good; a thread that waits for an answer gets `RelayAway`."""
        self._is_closed.set()
        with contextlib.suppress(OSError, AttributeError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Let go of the connection, on the thread that uses it."""
        self._forget()
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _connected(self) -> None:
        if self._is_closed.is_set():
            raise RelayAway
        if self._engine is None:
            self._engine = _engine(self._named, self._class)
        self._connection = self._engine.connect()
        self._keep_socket(self._connection)
        self._transaction(self._check)
        self.connections += 1

    def _keep_socket(self, connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        if hasattr(socket, "AF_UNIX"):
            self._socket = socket.socket(fileno=os.dup(driver.fileno()))

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None or self._is_closed.is_set():
            raise RelayAway
        with self._connection.begin():
            return work(self._connection)

    def _run(self, work: Callable[[], T]) -> T:
        fault: RelayTrouble
        try:
            return work()
        except RelayTrouble:
            self._forget()
            raise
        except DBAPIError as error:
            fault = _fault_of(error.orig)
        except psycopg.Error as error:
            fault = _fault_of(error)
        except (SQLAlchemyError, OSError) as error:
            fault = RelayAway(kind=type(error).__name__)
        self._forget()
        raise fault

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError, psycopg.Error, OSError):
                connection.invalidate()
                connection.close()
        kept, self._socket = self._socket, None
        if kept is not None:
            kept.close()


def _engine(named: dict[str, Any], connection_class: type[PatientConnection]) -> Engine:
    def connect() -> PatientConnection:
        return connection_class.connect(
            **named,
            connect_timeout=CONNECT_S,
            application_name="pos-client",
            client_encoding="utf8",
            options=f"-c statement_timeout={int(ANSWER_S * 1000)} -c lock_timeout=5000",
        )

    return create_engine(
        "postgresql+psycopg://", creator=connect, poolclass=NullPool, use_native_hstore=False
    )


def _fault_of(error: BaseException | None) -> RelayTrouble:
    state = str(getattr(error, "sqlstate", None) or "")
    if not state or state.startswith(_AWAY):
        said = str(error).lower() if isinstance(error, psycopg.OperationalError) else ""
        # libpq gives refusals at the door no number.
        if "password" in said or "authentication" in said or "pg_hba" in said:
            return RelayRefused(reason="login")
        if "does not exist" in said:
            return RelayRefused(reason="login" if "role" in said else "database")
        return RelayAway(sqlstate=state)
    reason = _REASONS.get(state) or _REASONS.get(state[:2])
    if reason is not None:
        return RelayRefused(reason=reason, sqlstate=state)
    return RelayTrouble(sqlstate=state)
