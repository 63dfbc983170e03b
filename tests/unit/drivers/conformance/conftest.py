"""What broken drivers leave behind is taken back, or the next test would find it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.drivers.conformance import broken


@pytest.fixture(autouse=True)
def cleaned_up() -> Iterator[None]:
    folder = Path.cwd()
    yield
    broken.clean_up()
    os.chdir(folder)
