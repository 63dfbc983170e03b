from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.drivers.vendor.libraries import Compiler, Shelf, wait_until, workers


@pytest.fixture(scope="session")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    return Compiler(tmp_path_factory.mktemp("libraries"))


@pytest.fixture
def shelf(compiler: Compiler, tmp_path: Path) -> Shelf:
    """A well-behaved library whose readers stand at port 1001 and port 3."""
    return Shelf(tmp_path, compiler.library("sdtapi.c"))


@pytest.fixture(autouse=True)
def no_process_left() -> Iterator[None]:
    before = workers()  # what another file's test has left behind is none of these tests'
    yield
    assert wait_until(lambda: workers() <= before, within_s=20.0), "processes outlived the test"
