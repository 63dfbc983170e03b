"""Row 57: parts of the program that are not what the carrier signed, or older than its data."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from drivers.plug_ins import AllowedDriver, installed_drivers
from pos_client.application.state import ReaderPhase
from pos_client.application.trouble import StoreTooNew
from pos_client.infrastructure.database.store import SqlStore
from tests.faults.matrix.told import trouble_says
from tests.integration.chain.shop import Shop
from tests.registrations import SEALED, registration

ALL = installed_drivers(with_development=True)


def test_row_57_a_driver_with_other_files_than_the_list_says_is_not_run(
    make_shop: Callable[..., Shop],
) -> None:
    other = tuple(
        AllowedDriver(rule.distribution, rule.version, "00" * 32, rule.schemes) for rule in ALL
    )
    shop = make_shop(drivers=other)
    counter = shop.open()
    state = counter.wait_for(
        lambda now: [each.phase for each in now.readers.all] == [ReaderPhase.LOST]
    )
    (reader,) = state.readers.all
    assert reader.code == "driver_forbidden"


def test_row_57_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with closing(SqlStore(path)) as store:
        store.save(registration(1), SEALED)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(StoreTooNew) as caught:
        SqlStore(path)
    assert caught.value.facts["found"] == "9999"
    assert "troubles.S-305.to_do" in trouble_says(caught.value)
    assert path.read_bytes() == before
