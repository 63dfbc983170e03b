from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pos_client import cli
from pos_client.infrastructure.crypto.password import PasswordHasher
from pos_client.infrastructure.home import Home
from tests.integration.chain.plate import Plate
from tests.integration.chain.shop import Shop


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with little work: half of a test's time would go there, to prove nothing."""
    ours = PasswordHasher(iterations=1, lanes=1, memory_kib=64)
    monkeypatch.setattr("pos_client.sandbox.passwords.ITERATIONS", 1)
    monkeypatch.setattr("pos_client.sandbox.passwords.MEMORY_KIB", 64)
    monkeypatch.setattr("pos_client.bootstrap.work.PasswordHasher", lambda: ours)


@pytest.fixture
def make_shop(tmp_path: Path, quick_passwords: None) -> Iterator[Callable[..., Shop]]:
    """Makes an enrolled shop with another policy than the usual one."""
    made: list[Shop] = []

    def make(*, is_enrolled: bool = True, plate: Plate | None = None, **policy: Any) -> Shop:
        shop = Shop(tmp_path / f"shop-{len(made)}", plate, **policy)
        made.append(shop)
        if is_enrolled:
            shop.enrol()
        return shop

    yield make
    for shop in made:
        shop.close_all()


@pytest.fixture
def shop(make_shop: Callable[..., Shop]) -> Shop:
    """An enrolled shop; its gateway runs, no counter is open yet."""
    return make_shop()


@pytest.fixture
def pos(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs a verb of the command line on the shop's home; answers its status and its words."""

    def run(*argv: str, home: Home | None = None) -> tuple[int, str]:
        status = cli.main([*argv, "--home", str((home or shop.home).folder)])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run
