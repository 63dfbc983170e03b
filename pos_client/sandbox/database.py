"""The gateway's SQLite file: one connection, one thread, nothing acknowledged before fsync."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from pos_client.sandbox.home import SandboxUnusable
from pos_client.sandbox.tables import METADATA

__all__ = ["open_database", "open_for_reading"]


def open_database(path: Path) -> Connection:
    """Open the file and make missing tables. To be used from the calling thread only.

    Raises:
        SandboxUnusable: it is no database, or it cannot be written.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin when we say so
        for pragma in ("journal_mode=DELETE", "synchronous=FULL", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with _told(path):
        METADATA.create_all(engine)
        return engine.connect()


@contextmanager
def open_for_reading(path: Path) -> Iterator[Connection]:
    """Open the file beside a running gateway; nothing can be written through it.

    Raises:
        SandboxUnusable: it is no database of a sandbox; also for what is read from it inside.
    """
    # A path may hold letters that mean something in a URI.
    place = URL.create(
        "sqlite", database=path.absolute().as_uri(), query={"mode": "ro", "uri": "true"}
    )
    with _told(path), create_engine(place, poolclass=NullPool).connect() as connection:
        yield connection


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except DBAPIError as no:
        raise SandboxUnusable(
            f"{path} cannot be used as a sandbox's database ({no.orig}); choose another --home"
        ) from no
