"""Rows 12, 13 and 59: what hands do at a counter, or on its command line, drops no record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_client.application import commands
from pos_client.application.queue_trouble import QueueNotEmpty
from pos_client.application.state import DevicePhase
from pos_client.domain.flow import Step
from pos_client.domain.registration import OutboxState
from tests.faults.matrix.told import assert_told, trouble_says, window_says
from tests.integration.chain.hardship import captured, stopped
from tests.integration.chain.shop import Shop
from tests.ui.stage import Stage
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


def test_row_12_a_second_counter_on_the_same_home_says_already_open(shop: Shop) -> None:
    first = shop.open_at_work()
    second = shop.open()
    assert stopped(second) == "S-307"
    assert_told(12, window_says(second.state))
    shop.close(second)
    saved = first.register("resident-lin")
    first.drained()
    assert shop.effects() == {str(saved.id): 1}
    shop.close(first)
    assert shop.open().state.device is DevicePhase.READY


def test_row_59_a_home_with_something_in_its_queue_is_not_given_up_without_an_export(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    captured(shop)
    status, said = pos("reset")
    assert status == 1
    assert said.startswith("Q-803")
    assert "pending 2" in said
    assert_told(59, trouble_says(QueueNotEmpty(pending=2, quarantined=0)))
    assert pos("outbox", "check")[1] == "2 pending, 0 put aside\n"
    sealed = tmp_path / "sealed.jsonl"
    sealed.write_text("somebody's")
    assert pos("reset", "--export", str(sealed), "--drop-evidence")[1].startswith("Q-802")
    sealed.unlink()
    status, said = pos("reset", "--export", str(sealed))
    assert (status, said.startswith("Q-807"), "audit" in said) == (1, True, True)
    assert not sealed.exists()
    assert pos("reset", "--export", str(sealed), "--drop-evidence")[0] == 0
    assert not shop.home.device_folder.exists()
    assert not list(shop.home.folder.glob("store*"))
    assert pos("outbox", "check") == (0, "0 pending, 0 put aside\n")
    # Another counter of the same outlet takes it in, twice, and delivers it.
    shop.sandbox.start()
    shop.enrol()
    for new in (2, 0):
        assert pos("outbox", "import", str(sealed)) == (0, f"2 records, {new} of them new here\n")
    assert pos("outbox", "send")[1] == "0 pending\n"
    assert list(shop.effects().values()) == [1, 1]
    assert len(pos("outbox", "list", "--all")[1].splitlines()) == 2


def test_row_12_verbs_that_change_the_queue_leave_an_open_window_alone(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    first, _ = captured(shop)
    shop.open_offline()
    for verb in (
        ("outbox", "quarantine", str(first)),
        ("outbox", "retry", str(first)),
        ("outbox", "export", str(tmp_path / "x")),
        ("outbox", "import", str(tmp_path / "x")),
        ("reset", "--export", str(tmp_path / "x"), "--drop-evidence"),
    ):
        assert pos(*verb)[1].startswith("S-307")
    assert not (tmp_path / "x").exists()
    assert pos("outbox", "check")[1] == "2 pending, 0 put aside\n"


def test_row_59_whoever_logs_out_leaves_the_queue_as_it_is_and_may_not_touch_it(
    rig: Rig, tmp_path: Path
) -> None:
    rig.ask(commands.LogOut())
    assert rig.state.session is None
    for command in (
        commands.PutAside(rig.registered[0]),
        commands.ReleaseQuarantined(rig.registered[0]),
        commands.ExportQueue(str(tmp_path)),
        commands.ImportQueue(str(tmp_path)),
    ):
        rig.ask(command)
    rows = [rig.store.row(each) for each in rig.registered]
    assert [row.state for row in rows if row] == [OutboxState.PENDING] * 2
    assert list(tmp_path.iterdir()) == []
    rig.log_in()
    assert rig.state.queue.pending == 2


def test_row_59_another_clerk_finds_the_queue_of_the_one_before(rig: Rig) -> None:
    rig.ask(commands.Lock())
    rig.ask(commands.LogOut())
    rig.log_in()
    rig.register("mainland_nation_97")
    assert rig.state.queue.pending == 3


@pytest.mark.timeout(method="thread")
@pytest.mark.parametrize("hand", ["enter", "double click"])
def test_row_13_enter_twice_or_a_double_click_on_the_seal_saves_one_record(
    rig: Rig, stage: Stage, hand: str
) -> None:
    """The hand is quicker than the counter: every press comes before anything is answered."""
    rig.customer.sim_number += 1
    rig.lay("mainland_nation_97")
    rig.go_to(Step.SEAL)
    stage.tell(rig.state)
    button = stage.find("primaryAction")
    if hand == "enter":
        for _ in range(3):
            stage.press(Qt.Key.Key_Return)
    else:
        QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        stage.settle()
    assert stage.wishes == [commands.ConfirmStep(Step.SEAL.value)]
    for _ in range(3):  # and a window that let all of them through would save no second one
        for wish in stage.wishes:
            rig.ask(wish)
    assert rig.state.queue.pending == 3
    assert rig.store.next_sequence() == 4
    assert len({each.id for each in map(rig.store.row, rig.registered) if each}) == 2
