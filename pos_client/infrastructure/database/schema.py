"""From whatever schema a file has to the one this program knows: copied first, in one transaction.

Alembic is imported only when there is something to do.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from pos_client.application.trouble import StoreDamaged, StoreTooNew
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.faults import trouble_of, trouble_of_file
from pos_client.infrastructure.database.kept_copies import copy_of_schema

__all__ = ["NEWEST", "bring_up_to_date", "schema_of"]

NEWEST = "0010"

_MIGRATIONS = Path(__file__).with_name("migrations")


def bring_up_to_date(
    database: Database, path: Path, migrations: Path = _MIGRATIONS, newest: str = NEWEST
) -> None:
    """Migrate the open database if its schema is older.

    Raises:
        StoreTooNew: a newer program has written it; nothing was touched.
        StoreDamaged: it holds tables, but none that says which schema they have.
        StoreTrouble: another leaf; the file is as it was, and a copy lies beside it.
    """
    found = database.read(schema_of)
    if found == newest:
        return
    if found > newest:
        raise StoreTooNew(found=found, known=newest)
    if found:
        _copy(database.driver(), copy_of_schema(path, found))
    database.write(lambda connection: _migrate(connection, migrations))


def schema_of(connection: Connection) -> str:
    """Say which schema the tables have; empty while there is none.

    Raises:
        StoreDamaged: they do not say.
    """
    tables = {
        row[0]
        for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if not tables:
        return ""
    if "alembic_version" not in tables:
        raise StoreDamaged(table="alembic_version")
    rows = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchall()
    if len(rows) != 1:
        raise StoreDamaged(table="alembic_version")
    return str(rows[0][0])


def _migrate(connection: Connection, migrations: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        # The row that says which schema this is was read, and is not found when it is written.
        raise StoreDamaged(table="alembic_version") from None


def _copy(source: sqlite3.Connection, path: Path) -> None:
    """Copy by the online backup, never as a file: a journal may belong to it."""
    fault: Exception | None = None
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
    except OSError as error:
        fault = trouble_of_file(error, path.parent)
    except sqlite3.Error as error:
        fault = trouble_of(error, path.parent)
    if fault is not None:
        raise fault
