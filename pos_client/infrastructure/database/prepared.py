"""Statements of the hot path: put into words once by SQLAlchemy, then given to SQLite directly.

Saving must cost what the disk costs; SQLAlchemy's way to run a statement takes several times as
long as SQLite needs for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import ClauseElement

__all__ = ["Prepared"]

_DIALECT = sqlite.dialect(paramstyle="named")


class Prepared:
    """One statement with the types of its values. Rows and errors are the driver's own."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] = ()) -> None:
        """Take a statement; `columns` are the ones that an INSERT or UPDATE fills."""
        compiled = statement.compile(dialect=_DIALECT, column_keys=list(columns) or None)
        self._sql = str(compiled)
        self._to_sqlite: dict[str, Callable[[Any], Any]] = {}
        self._fixed: dict[str, Any] = {}
        binds: Mapping[BindParameter[Any], str] = getattr(compiled, "bind_names", {})
        for bind, name in binds.items():
            processor = bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
            if not bind.required:
                self._fixed[name] = processor(bind.value) if processor else bind.value
            elif processor is not None:
                self._to_sqlite[name] = processor

    def run(
        self, connection: Connection, values: Mapping[str, Any] | None = None
    ) -> sqlite3.Cursor:
        """Run it within the transaction that `connection` has begun."""
        bare: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        plain = self._fixed | dict(values or {})
        for name, processor in self._to_sqlite.items():
            plain[name] = processor(plain[name])
        return bare.execute(self._sql, plain)
