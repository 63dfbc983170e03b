"""Good and odd drivers, and devices of every temper, examined as a whole."""

from __future__ import annotations

import time

import pytest

from drivers.conformance import CHECKS, FAULTS, FIRST, Outcome, examine, subject
from drivers.simulator.deck import load_deck
from tests.unit.drivers.conformance import broken
from tests.unit.drivers.conformance.plate import (
    ADDRESS,
    Alone,
    PlateDriver,
    PlateReader,
    found,
    outcomes,
)

DECK = load_deck()


def test_a_good_driver_passes_all_of_it() -> None:
    # That it is told soon is proved on a real line.
    told = outcomes(found(PlateDriver(), {check.name for check in CHECKS} - {"laid_to_told"}))
    assert {name for name, outcome in told.items() if outcome is not Outcome.PASS} == {
        "chip_number",  # this device tells none
        "read_time",  # this line has no rate
    }


def test_a_read_that_costs_more_than_the_line_is_caught() -> None:
    told = outcomes(found(PlateDriver(broken.Pausing, is_paced=True), {"read_time"}))
    assert told["read_time"] is Outcome.FAIL
    told = outcomes(found(PlateDriver(is_paced=True), {"read_time", "laid_again", "two_cards"}))
    assert told["read_time"] is Outcome.PASS


@pytest.mark.parametrize(
    ("reader", "outcome"), [(broken.Impatient, Outcome.FAIL), (PlateReader, Outcome.PASS)]
)
def test_a_driver_that_waits_for_a_slow_module_in_one_poll_is_caught(
    reader: type[PlateReader], outcome: Outcome
) -> None:
    driver = PlateDriver(reader)
    driver.device.faults = broken.SLOW_MODULE
    told = outcomes(found(driver, {"poll_during_read", "repeat_reads"}))
    assert told["poll_during_read"] is outcome


def test_a_driver_that_never_comes_back_ends_the_examination(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subject, "_CALL_LIMIT_S", 0.3)
    began = time.monotonic()
    findings = found(PlateDriver(broken.Hanging), {check.name for check in CHECKS})
    assert time.monotonic() - began < 5
    assert findings["answers"].verdict.outcome is Outcome.FAIL
    assert "did not come back within" in findings["answers"].verdict.reason
    assert findings["cancel"].verdict.outcome is Outcome.SKIPPED


def test_a_driver_that_tells_a_replayed_record_fails_at_that_fault() -> None:
    plays = [each for each in FAULTS if each.words == "replay"]
    found_ = found(PlateDriver(broken.Trusting), {"info"}, faults=plays)
    assert found_["fault replay"].verdict.outcome is Outcome.FAIL


def test_without_a_hand_a_second_opening_reads_the_card_again() -> None:
    driver = PlateDriver(broken.Resetting)
    driver.device.lay(DECK[FIRST].card())
    findings = {each.name: each for each in examine(ADDRESS, registry=Alone(driver), wait_s=3.0)}
    told = outcomes(findings)
    assert Outcome.FAIL not in told.values()
    assert told["removal"] is told["two_cards"] is Outcome.SKIPPED
    assert told["repeat_reads"] is Outcome.PASS


def test_a_device_that_wants_the_card_lifted_is_reported_and_does_not_fail() -> None:
    driver = PlateDriver()
    driver.device.lay(DECK[FIRST].card())
    findings = {each.name: each for each in examine(ADDRESS, registry=Alone(driver), wait_s=3.0)}
    assert findings["repeat_reads"].verdict.outcome is Outcome.REPORTED
    assert Outcome.FAIL not in outcomes(findings).values()


def test_what_a_finding_says_names_nobody() -> None:
    driver = PlateDriver(broken.Stumbling)
    person = DECK[FIRST].fields
    said = " ".join(map(repr, found(driver, {check.name for check in CHECKS}).values()))
    assert person.name not in said
    assert person.id_number not in said
