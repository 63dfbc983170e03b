"""What the window may do with the queue, and that none of it drops a record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.news import QueueExported, QueueImported, QueuePageLoaded
from pos_client.application.queue_trouble import BundleRefused, BundleUnwritable
from pos_client.domain.registration import OutboxRow, OutboxState
from tests.unit.pos_client.application.rig import Rig

PEOPLE = ("mainland_han_20y", "mainland_longterm_female")


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig(None)
    made.fill_pool()
    made.log_in()
    for name in PEOPLE:
        made.register(name)
    yield made
    made.close()


def row(rig: Rig, place: int = 0) -> OutboxRow:
    found = rig.store.row(rig.registered[place])
    assert found is not None
    return found


def exported(rig: Rig, folder: Path) -> Path:
    rig.ask(commands.ExportQueue(str(folder)))
    told = rig.told[-1] if isinstance(rig.told[-1], QueueExported) else rig.told[-2]
    assert isinstance(told, QueueExported)
    assert (told.records, told.damaged) == (2, 0)
    return folder / told.name


def test_a_record_is_put_aside_and_let_go_again(rig: Rig) -> None:
    rig.ask(commands.PutAside(rig.registered[0]))
    assert (row(rig).state, row(rig).reason) == (OutboxState.QUARANTINED, "PUT_ASIDE")
    assert rig.state.queue.quarantined == 1
    rig.ask(commands.ReleaseQuarantined(rig.registered[0]))
    assert row(rig).state is OutboxState.PENDING
    assert rig.audited()[-2:] == ["record_put_aside", "record_released"]


def test_an_export_and_its_import_are_the_same_queue(rig: Rig, tmp_path: Path) -> None:
    file = exported(rig, tmp_path)
    other = Rig(None)
    other.log_in()
    for new in (2, 0):
        other.ask(commands.ImportQueue(str(file)))
        assert QueueImported(2, new) in other.told
    assert (other.state.queue.pending, other.state.queue.forwarded) == (2, 2)
    other.ask(commands.LoadQueuePage(tuple(OutboxState), forwarded=True))
    page = next(news for news in other.told if isinstance(news, QueuePageLoaded))
    assert {each.id for each in page.rows} == set(rig.registered)
    assert {each.masked_id_number for each in page.rows} == {""}
    assert other.audited().count("queue_imported") == 2
    assert [row(rig, place).state for place in (0, 1)] == [OutboxState.PENDING] * 2


def test_a_damaged_file_changes_nothing(rig: Rig, tmp_path: Path) -> None:
    file = exported(rig, tmp_path)
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(BundleRefused):
        rig.ask(commands.ImportQueue(str(file)))
    assert rig.state.queue.forwarded == 0


def test_a_folder_that_takes_nothing_is_told(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(BundleUnwritable):
        rig.ask(commands.ExportQueue(str(tmp_path / "no such folder")))
