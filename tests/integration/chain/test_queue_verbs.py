"""The queue from the command line: repaired, taken along, and never dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.chain.hardship import captured
from tests.integration.chain.shop import Shop


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
