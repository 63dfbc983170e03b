"""The queue from the command line: repaired, taken along, and never dropped."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_client.application.queue_files import import_queue
from pos_client.bootstrap import giving_up
from pos_client.infrastructure.bundle_file import BundleFiles
from pos_client.infrastructure.home import Home
from tests.integration.chain.hardship import captured
from tests.integration.chain.shop import Shop, eventually
from tests.outlets import move


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


def test_records_of_a_device_that_was_moved_wait_apart_and_the_counter_goes_on(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    """Their outlet is another one now: that is about these records, not about this counter."""
    captured(shop)
    sealed = tmp_path / "sealed.jsonl"
    assert pos("reset", "--export", str(sealed), "--drop-evidence")[0] == 0
    shop.sandbox.start()
    shop.sandbox.call(move)
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
        "pos_client.bootstrap.queue_verbs.queue_files.import_queue",
        lambda *given: import_queue(*given[:3], "GD-0001", given[4]),
    )
    status, said = pos("outbox", "import", str(sealed))
    assert (status, said.startswith("Q-801"), "outlet" in said) == (1, True, True)


@pytest.mark.fault(59)
@pytest.mark.parametrize("lost", ["device.json", "."])
def test_a_queue_is_there_without_the_papers_of_its_device(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path, lost: str
) -> None:
    first, second = captured(shop)
    folder = shop.home.device_folder
    if lost == ".":
        shutil.rmtree(folder)
    else:
        (folder / lost).unlink()
    assert pos("outbox", "check") == (1, "2 pending, 0 put aside\n")
    assert "2 pending" in pos("doctor")[1]
    assert len(pos("outbox", "list")[1].splitlines()) == 2
    assert pos("outbox", "show", str(first))[0] == 0
    assert pos("outbox", "quarantine", str(second)) == (0, f"{second} QUARANTINED PUT_ASIDE\n")
    assert pos("outbox", "send")[1].startswith("D-401")
    assert pos("reset", "--drop-evidence")[1].startswith("Q-803")
    sealed = tmp_path / "sealed.jsonl"
    assert pos("outbox", "export", str(sealed)) == (0, f"2 records written to {sealed}\n")
    assert pos("outbox", "import", str(sealed))[1].startswith("D-401")
    sealed.unlink()
    assert pos("reset", "--export", str(sealed), "--drop-evidence")[0] == 0
    shop.sandbox.start()
    shop.enrol()
    assert pos("outbox", "import", str(sealed))[1] == "2 records, 2 of them new here\n"
    assert pos("outbox", "send")[1] == "0 pending\n"
    assert list(shop.effects().values()) == [1, 1]


@pytest.mark.fault(59)
def test_a_store_that_is_gone_is_no_empty_queue(
    shop: Shop, pos: Callable[..., tuple[int, str]]
) -> None:
    captured(shop)
    (shop.home.device_folder / "device.json").unlink()
    shop.home.store_file.unlink()
    for verb in (("outbox", "check"), ("outbox", "list"), ("reset", "--drop-evidence")):
        status, said = pos(*verb)
        assert (status, said[:5]) == (1, "S-304")


@pytest.mark.fault(59)
def test_an_export_that_would_go_with_the_home_is_refused(
    shop: Shop, pos: Callable[..., tuple[int, str]]
) -> None:
    captured(shop)
    home, outside = shop.home.folder, shop.home.folder.parent / "outside"
    (home / "elsewhere").mkdir()
    outside.mkdir()
    (outside / "link").symlink_to(shop.home.keys_folder)
    inside = ("store.sqlite3.sealed", "device/x", "keys/x", "y", "elsewhere/../x")
    for sealed in (*(home / place for place in inside), outside / "link" / "x"):
        status, said = pos("reset", "--export", str(sealed), "--drop-evidence")
        assert (status, said[:5]) == (1, "Q-802")
        assert not sealed.exists()
    assert pos("outbox", "check")[1] == "2 pending, 0 put aside\n"


@pytest.mark.fault(59)
def test_a_home_is_given_up_only_when_its_export_can_be_read(
    shop: Shop, pos: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captured(shop)
    monkeypatch.setattr(BundleFiles, "write", lambda _, path, data: path.write_bytes(data[:-40]))
    status, said = pos("reset", "--export", str(tmp_path / "x"), "--drop-evidence")
    assert (status, said[:5]) == (1, "Q-801")
    assert pos("outbox", "check")[1] == "2 pending, 0 put aside\n"


@pytest.mark.fault(59)
def test_a_home_is_given_up_under_one_lock(
    shop: Shop, pos: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    captured(shop)
    shop.sandbox.start()
    assert pos("outbox", "send")[1] == "0 pending\n"
    met: list[str] = []

    def between(home: Home) -> None:
        met.append(pos("outbox", "import", "/nowhere")[1][:5])  # whoever wants the lock by now
        _empty(home)

    _empty = giving_up._empty
    monkeypatch.setattr(giving_up, "_empty", between)
    assert pos("reset", "--drop-evidence")[0] == 0
    assert met == ["S-307"]


@pytest.mark.fault(59)
def test_what_has_to_be_kept_longer_goes_with_a_home_only_when_somebody_says_so(
    shop: Shop, pos: Callable[..., tuple[int, str]]
) -> None:
    captured(shop)
    shop.sandbox.start()
    assert pos("outbox", "send")[1] == "0 pending\n"
    assert pos("outbox", "check")[0] == 0
    status, said = pos("reset")
    assert (status, said[:5]) == (1, "Q-807")
    assert "receipts 2" in said
    assert "sealed 2" in said
    assert len(pos("outbox", "list", "--all")[1].splitlines()) == 2
    status, said = pos("reset", "--drop-evidence")
    assert status == 0
    assert said.startswith("given up with it: 2 receipts,")
    assert not list(shop.home.folder.glob("store*"))
    assert pos("reset") == (0, "this computer is no device any more\n")
