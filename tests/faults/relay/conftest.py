from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pos_client.infrastructure.crypto.password import PasswordHasher
from tests.faults.relay.cluster import Cluster
from tests.faults.relay.counters import BRISK, CounterShop


@pytest.fixture
def make_shop(
    tmp_path: Path, postgresql: Cluster, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., CounterShop]]:
    """Makes a shop of counters with a relay, by another address than the server's if wanted."""
    ours = PasswordHasher(iterations=1, lanes=1, memory_kib=64)
    monkeypatch.setattr("pos_client.sandbox.passwords.ITERATIONS", 1)
    monkeypatch.setattr("pos_client.sandbox.passwords.MEMORY_KIB", 64)
    monkeypatch.setattr("pos_client.bootstrap.work.PasswordHasher", lambda: ours)
    monkeypatch.setattr("pos_client.bootstrap.second_copies.TERMS", BRISK)
    made: list[CounterShop] = []

    def make(address: str = "", **policy: Any) -> CounterShop:
        folder = tmp_path / f"shop-{len(made)}"
        made.append(CounterShop(folder, address or postgresql.address, **policy))
        return made[-1]

    yield make
    for shop in made:
        shop.close_all()


@pytest.fixture
def shop(make_shop: Callable[..., CounterShop]) -> CounterShop:
    """An outlet with one enrolled counter; its gateway runs."""
    return make_shop()
