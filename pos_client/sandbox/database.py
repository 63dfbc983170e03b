"""The gateway's SQLite file: one connection, one thread, nothing acknowledged before fsync."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from pos_client.sandbox.tables import METADATA

__all__ = ["open_database", "open_for_reading"]


def open_database(path: Path) -> Connection:
    """Open the file and make missing tables. To be used from the calling thread only."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin when we say so
        for pragma in ("journal_mode=DELETE", "synchronous=FULL", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    METADATA.create_all(engine)
    return engine.connect()


def open_for_reading(path: Path) -> Connection:
    """Open the file beside a running gateway; nothing can be written through it."""
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", poolclass=NullPool)
    return engine.connect()
