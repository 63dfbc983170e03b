"""Every database that was ever released opens, and no crash leaves one half changed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from pos_client.application.trouble import StoreTooNew, StoreTrouble
from pos_client.domain.audit import GENESIS, chain
from pos_client.domain.day_figures import total
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database import schema
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.reserve import Reserve
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.database.tables import METADATA
from tests.registrations import NOON, SEALED, registration

RELEASED = sorted((Path(__file__).parents[2] / "data").glob("store-*.sql"))
MIGRATIONS = Path(schema.__file__).with_name("migrations")
AFTER_NEWEST = f"{int(schema.NEWEST) + 1:04}"
# A step that could follow, with a statement that fails where a test wants it to.
NEXT = """
from alembic import op
revision = "AFTER_NEWEST"
down_revision = "NEWEST"
def upgrade():
    for number, statement in enumerate((
        "CREATE TABLE later (x INTEGER) STRICT",
        "INSERT INTO later SELECT sequence FROM outbox",
        "ALTER TABLE outbox ADD COLUMN later INTEGER",
        "CREATE INDEX later_x ON later (x)",
    )):
        if number == FAILS_AT:
            op.execute("SELECT nothing FROM nowhere")
        op.execute(statement)
"""


def restored(file: Path, folder: Path) -> Path:
    path = folder / "store.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(file.read_text("utf-8"))
    return path


def shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Columns, keys and indexes of every table, however the statements were written."""
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
            if name != "alembic_version"
        ]
        found: dict[str, list[tuple[object, ...]]] = {}
        for table in tables:
            rows = connection.execute(f"PRAGMA table_xinfo({table})").fetchall()
            indexes = connection.execute(f"PRAGMA index_list({table})").fetchall()
            for name, *facts in sorted(index[1:] for index in indexes):
                rows.append((name, *facts, *connection.execute(f"PRAGMA index_info({name})")))
            rows += connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            found[table] = rows
        return found


def test_every_schema_has_left_a_database_behind() -> None:
    assert [file.stem for file in RELEASED] == [
        f"store-{number:04}" for number in range(1, int(schema.NEWEST) + 1)
    ]


def test_the_migrations_make_the_tables_that_the_code_speaks_of(tmp_path: Path) -> None:
    SqlStore(tmp_path / "migrated").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'declared'}")
    METADATA.create_all(engine)
    engine.dispose()
    assert shape(tmp_path / "migrated") == shape(tmp_path / "declared")


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.stem)
def test_a_released_database_opens_with_everything_in_it(file: Path, tmp_path: Path) -> None:
    with closing(SqlStore(restored(file, tmp_path))) as store:
        rows = store.page(
            states=list(OutboxState), below_sequence=None, above_sequence=None, limit=9
        )
        assert [(row.sequence, row.state, row.outcome) for row in rows] == [
            (3, OutboxState.PENDING, None),
            (2, OutboxState.SETTLED, Outcome.UNDER_REVIEW),
            (1, OutboxState.SETTLED, Outcome.ACCEPTED),
        ]
        due = store.claim(NOON)
        assert due is not None
        assert due.envelope == registration(3, size=40).envelope
        head = GENESIS
        for entry in store.audit_behind(0, 9):
            head = chain(head, entry.event)
        assert store.audit_head() == (4, head)
        assert (store.next_read_counter(), store.configuration_token()) == (2, "token-7")
        assert store.last_contact() == (NOON, NOON)
        summary = store.summary(NOON.date())
        assert (summary.pending, summary.saved_today, summary.accepted_today) == (1, 3, 1)
        figures = total(store.days.of_day(NOON.date()))
        assert (figures.saved, figures.accepted, figures.rejected) == (3, 1, 0)
        store.save(registration(4), SEALED)


def migrations_that_fail_at(place: int, folder: Path) -> Path:
    migrations = folder / "migrations"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    text = NEXT.replace("FAILS_AT", str(place))
    text = text.replace("AFTER_NEWEST", AFTER_NEWEST).replace("NEWEST", schema.NEWEST)
    (migrations / "versions" / f"schema_{AFTER_NEWEST}.py").write_text(text, "utf-8")
    return migrations


def migrate(path: Path, migrations: Path) -> None:
    database = Database(path, Reserve(path.with_name("reserve")))
    try:
        schema.bring_up_to_date(database, path, migrations, AFTER_NEWEST)
    finally:
        database.close()


def copy_of(path: Path, released: Path) -> Path:
    return path.with_name(f"{path.name}.schema-{released.stem.removeprefix('store-')}")


@pytest.mark.parametrize("released", RELEASED, ids=lambda file: file.stem)
@pytest.mark.parametrize("place", range(4))
def test_a_migration_that_breaks_leaves_the_old_schema_and_a_copy(
    tmp_path: Path, place: int, released: Path
) -> None:
    path = restored(released, tmp_path)
    before = shape(path)
    with pytest.raises(StoreTrouble):
        migrate(path, migrations_that_fail_at(place, tmp_path))
    assert shape(path) == before
    assert shape(copy_of(path, released)) == before
    with closing(SqlStore(path)) as store:
        assert store.next_sequence() == 4


@pytest.mark.parametrize("released", RELEASED, ids=lambda file: file.stem)
def test_a_migration_that_goes_through_leaves_a_copy_of_before(
    tmp_path: Path, released: Path
) -> None:
    path = restored(released, tmp_path)
    before = shape(path)
    migrate(path, migrations_that_fail_at(-1, tmp_path))
    assert "later" in shape(path)
    copy = copy_of(path, released)
    assert shape(copy) == before
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (3,)
    with pytest.raises(StoreTooNew):
        SqlStore(path)
