"""Good and odd drivers, and devices of every temper, examined as a whole."""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path

import pytest

from drivers.conformance import (
    CHECKS,
    FAULTS,
    FIRST,
    SECOND,
    DeviceHand,
    Outcome,
    PersonHand,
    examine,
    subject,
)
from drivers.simulator.deck import load_deck
from drivers.simulator.faults import Fault, FaultKind, Faults
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
PULLED = Faults((Fault.parse(["card_pulled", "times=1"]),))


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


@pytest.mark.limit_in_seconds
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


@pytest.mark.limit_in_seconds
def test_without_a_hand_a_second_opening_reads_the_card_again() -> None:
    driver = PlateDriver(broken.Resetting)
    driver.device.lay(DECK[FIRST].card())
    findings = {each.name: each for each in examine(ADDRESS, registry=Alone(driver), wait_s=3.0)}
    told = outcomes(findings)
    assert Outcome.FAIL not in told.values()
    assert told["removal"] is told["two_cards"] is Outcome.SKIPPED
    assert told["repeat_reads"] is Outcome.PASS


@pytest.mark.limit_in_seconds
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


class Obedient:
    """A person who does at once what they are told, and says so."""

    def __init__(self, driver: PlateDriver) -> None:
        self.device = driver.device
        self.told: list[str] = []

    def __call__(self, sentence: str) -> None:
        self.told.append(sentence)
        match sentence:
            case "first":
                self.device.lay(DECK[FIRST].card())
            case "second":
                self.device.lay(DECK[SECOND].card())
            case "pull":
                self.device.faults = PULLED
                self.device.lay(DECK[FIRST].card())
            case _:
                self.device.lift()


WORDS = {"lay_first": "first", "lay_second": "second", "lift": "off", "pull": "pull"}


@pytest.mark.limit_in_seconds
def test_a_person_is_told_what_to_do() -> None:
    driver = PlateDriver()
    person = Obedient(driver)
    hand = PersonHand(person, WORDS, patience_s=3.0)
    only = {"removal", "laid_again", "two_cards", "laid_to_told", "pulled_while_read"}
    findings = examine(ADDRESS, registry=Alone(driver), hand=hand, only=only)
    told = {each.name: each.verdict.outcome for each in findings}
    assert person.told == ["first", "off", "first", "off", "second", "off", "first", "off", "pull"]
    assert told.pop("laid_to_told") is Outcome.SKIPPED
    assert set(told.values()) == {Outcome.PASS}


@pytest.mark.limit_in_seconds
def test_a_removal_that_a_person_makes_and_nobody_tells_is_caught() -> None:
    driver = PlateDriver(broken.Swallowing)
    hand = PersonHand(Obedient(driver), WORDS, patience_s=1.0)
    findings = examine(ADDRESS, registry=Alone(driver), hand=hand, only={"removal"})
    assert {each.name: each.verdict.outcome for each in findings}["removal"] is Outcome.FAIL


@pytest.mark.limit_in_seconds
def test_a_driver_that_leaves_a_printing_thread_is_heard_and_the_examiner_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    driver = PlateDriver(broken.Printing)
    hand = DeviceHand(lambda _: driver.device)
    for finding in examine(
        ADDRESS, registry=Alone(driver), hand=hand, only={"identity"}, faults=()
    ):
        print(finding.name, finding.verdict.outcome.value)
    said = capsys.readouterr().out
    assert said.split("\n")[-2] == "identity fail"
    assert DECK[FIRST].fields.name not in said


def test_a_library_that_changes_what_is_logged_is_put_right_afterwards() -> None:
    root = logging.getLogger()
    before = root.level, list(root.handlers), logging.root.manager.disable
    found(PlateDriver(broken.Logging), {"identity"})
    assert (root.level, list(root.handlers), logging.root.manager.disable) == before


def test_the_faults_that_are_played_are_rows_of_the_page_and_leave_no_kind_out() -> None:
    page = Path(__file__).parents[4].joinpath("docs/reader-faults.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([^`|]+)` \| [^|]+ \| `?([^`|]+?)`? \|$", page, re.MULTILINE))
    statuses = re.findall(r"^\| ([0-9A-F]{2}) \| (.+) \| (.+) \| (.+) \|$", page, re.MULTILINE)
    for sw3, *told in statuses:
        for command, outcome in zip(("find_card", "select_card", "read_base"), told, strict=True):
            rows[f"wrong_status status={sw3} sw=6982 on={command}"] = outcome.strip("`")
    assert {each.words: each.told for each in FAULTS}.items() <= rows.items()
    assert {each.words.split()[0] for each in FAULTS} == {kind.value for kind in FaultKind}
