"""The real reader beside this computer, with a test card on it; skipped where none is named.

`PYTEST_POS_CLIENT_READER=sam-serial:/dev/ttyUSB0 ./dev test -n 0 tests/device`
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

import drivers
from drivers.conformance import examine

ADDRESS = os.environ.get("PYTEST_POS_CLIENT_READER", "")
CARD_S = 10.0

pytestmark = pytest.mark.skipif(not ADDRESS, reason="PYTEST_POS_CLIENT_READER names no reader")


@pytest.fixture
def reader() -> Iterator[drivers.Reader]:
    with drivers.open_reader(ADDRESS) as opened:
        yield opened


def test_the_card_that_lies_on_it_is_read_whole(reader: drivers.Reader) -> None:
    until = time.monotonic() + CARD_S
    event = None
    while event is None and time.monotonic() < until:
        event = reader.poll(0.5)
    assert isinstance(event, drivers.CardRead), event  # its repr names nobody
    assert (len(event.raw_text), len(event.raw_photo)) == (256, 1024)
    assert event.sam_id == reader.info.sam_id


def test_its_driver_keeps_the_promise_on_it() -> None:
    failed = [finding for finding in examine(ADDRESS, wait_s=CARD_S) if finding.has_failed]
    assert failed == []
