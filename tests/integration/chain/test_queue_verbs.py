"""The queue from the command line: repaired, taken along, and never dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from pos_client import cli
from pos_client.infrastructure.home import Home
from tests.integration.chain.shop import Shop, eventually

WHOM = ("resident-lin", "resident-wang")


@pytest.fixture
def pos(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*argv: str, home: Home | None = None) -> tuple[int, str]:
        status = cli.main([*argv, "--home", str((home or shop.home).folder)])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def captured(shop: Shop) -> list[UUID]:
    """Two registrations of a counter that lost its gateway, and is closed again."""
    counter = shop.open_at_work()
    shop.sandbox.stop()
    ids = [counter.register(slug).id for slug in WHOM]
    shop.close(counter)
    return ids


def test_a_record_is_put_aside_and_let_go_again(
    shop: Shop, pos: Callable[..., tuple[int, str]]
) -> None:
    first, _ = captured(shop)
    assert pos("outbox", "check") == (1, "2 pending, 0 put aside\n")
    assert pos("outbox", "quarantine", str(first)) == (0, f"{first} QUARANTINED PUT_ASIDE\n")
    assert pos("outbox", "check") == (1, "1 pending, 1 put aside\n")
    shop.sandbox.start()
    assert pos("outbox", "send")[1] == "0 pending\n"
    assert len(shop.effects()) == 1
    assert pos("outbox", "retry", str(first)) == (0, f"{first} PENDING\n")
    assert pos("outbox", "send")[1] == "0 pending\n"
    assert pos("outbox", "retry", str(first)) == (1, f"{first} has its receipt\n")
    assert pos("outbox", "check") == (0, "0 pending, 0 put aside\n")
    assert set(shop.effects().values()) == {1}


@pytest.mark.fault(59)
def test_a_home_with_something_in_its_queue_is_not_given_up_without_an_export(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    captured(shop)
    status, said = pos("reset")
    assert status == 1
    assert said.startswith("Q-803")
    assert pos("outbox", "check")[1] == "2 pending, 0 put aside\n"
    sealed = tmp_path / "sealed.jsonl"
    sealed.write_text("somebody's")
    assert pos("reset", "--export", str(sealed))[1].startswith("Q-802")
    sealed.unlink()
    assert pos("reset", "--export", str(sealed))[0] == 0
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


def test_records_of_a_device_that_was_moved_wait_apart_and_the_counter_goes_on(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    """Their outlet is another one now: that is about these records, not about this counter."""
    captured(shop)
    sealed = tmp_path / "sealed.jsonl"
    assert pos("reset", "--export", str(sealed))[0] == 0
    shop.sandbox.start()
    shop.sandbox.call(
        lambda desk: desk.connection.exec_driver_sql("UPDATE devices SET outlet_code = 'FJ-OTHER'")
    )
    shop.enrol()
    assert pos("outbox", "import", str(sealed))[0] == 0
    counter = shop.open_at_work()
    own = counter.register("resident-lin").id
    eventually(lambda: counter.state.queue.pending == 0)
    assert counter.state.queue.quarantined == 2
    assert counter.state.gateway.is_reachable
    shop.close(counter)
    assert pos("outbox", "list")[1].count("CERTIFICATE_MISMATCH") == 2
    assert shop.effects() == {str(own): 1}


def test_a_queue_is_exported_and_goes_its_own_way_all_the_same(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    captured(shop)
    sealed = tmp_path / "sealed.jsonl"
    assert pos("outbox", "export", str(sealed)) == (0, f"2 records written to {sealed}\n")
    assert sealed.stat().st_mode & 0o077 == 0
    assert pos("outbox", "import", str(sealed)) == (0, "2 records, 0 of them new here\n")
    shop.sandbox.start()
    assert pos("outbox", "send")[1] == "0 pending\n"
    assert list(shop.effects().values()) == [1, 1]


def test_a_damaged_file_and_one_of_another_outlet_are_refused(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captured(shop)
    sealed = tmp_path / "sealed.jsonl"
    pos("outbox", "export", str(sealed))
    whole = sealed.read_bytes()
    sealed.write_bytes(whole[:-9])
    assert pos("outbox", "import", str(sealed))[1].startswith("Q-801")
    sealed.write_bytes(whole)
    monkeypatch.setattr(
        "pos_client.bootstrap.queue_verbs.QueueVerbs._outlet_code", lambda _: "GD-0001"
    )
    status, said = pos("outbox", "import", str(sealed))
    assert (status, said.startswith("Q-801"), "outlet" in said) == (1, True, True)


@pytest.mark.fault(12)
def test_verbs_that_change_the_queue_leave_an_open_window_alone(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    first, _ = captured(shop)
    shop.open_offline()
    for verb in (
        ("outbox", "quarantine", str(first)),
        ("outbox", "retry", str(first)),
        ("outbox", "export", str(tmp_path / "x")),
        ("outbox", "import", str(tmp_path / "x")),
        ("reset", "--export", str(tmp_path / "x")),
    ):
        assert pos(*verb)[1].startswith("S-307")
    assert not (tmp_path / "x").exists()
    assert pos("outbox", "check")[1] == "2 pending, 0 put aside\n"
