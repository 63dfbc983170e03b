"""A driver that breaks the promise is caught, by the name of the check."""

from __future__ import annotations

import pytest

from drivers.conformance import CHECKS, Outcome
from tests.unit.drivers.conformance import broken
from tests.unit.drivers.conformance.plate import PlateDriver, found

CAUGHT = {check for _, check in (*broken.READERS.values(), *broken.DRIVERS.values())}
# Proved by whole examinations; the device's own refusals are never the driver's fault.
ELSEWHERE = {
    *("address", "opens", "answers", "poll_during_read", "read_time"),
    *("sam_id", "chip_number"),
}


@pytest.mark.parametrize("how", broken.READERS)
def test_a_broken_reader_is_caught_by_name(how: str) -> None:
    reader, check = broken.READERS[how]
    finding = found(PlateDriver(reader), {check})[check]
    assert finding.verdict.outcome is Outcome.FAIL, finding
    assert finding.verdict.reason


@pytest.mark.parametrize("how", broken.DRIVERS)
def test_a_broken_driver_is_caught_by_name(how: str) -> None:
    make, check = broken.DRIVERS[how]
    assert found(make(), {check})[check].verdict.outcome is Outcome.FAIL


def test_every_check_has_a_driver_that_it_catches() -> None:
    assert {check.name for check in CHECKS} == CAUGHT | ELSEWHERE
