"""Whoever tries to type an identity would notice a window that takes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.whole.demo.clerk import ScreenWrong
from tests.whole.demo.day import Day
from tests.whole.demo.intruder import TYPED, Intruder
from tests.whole.demo.report import Report
from tests.whole.demo.stage import Client
from tests.whole.screen import Accessibility, Desktop, Giver, Hands, wait_for

pytestmark = pytest.mark.screen

LEAKY = [sys.executable, "-m", "tests.whole.leaky_window"]


@pytest.fixture
def stage() -> Iterator[Any]:
    with (
        Desktop() as desktop,
        Hands(desktop.display) as hands,
        Giver(desktop) as giver,
        Accessibility(desktop.bus_address) as accessibility,
    ):
        yield SimpleNamespace(
            desktop=desktop, hands=hands, giver=giver, accessibility=accessibility
        )


def intruder_at(stage: Any, report: Report, *options: str) -> Intruder:
    process = stage.desktop.start([*LEAKY, *options])
    client = Client(process, stage.accessibility.application(process.pid))
    wait_for("the window", lambda: client.application.find("line"))
    return Intruder(Day(stage, report), client)


def test_a_name_that_takes_what_is_typed_is_counted(stage: Any) -> None:
    report = Report()
    with pytest.raises(ScreenWrong, match="stand in an identity"):
        intruder_at(stage, report).try_page("leaky page", within="leaky")
    assert report.totals.identity_characters_typed == len(TYPED)


def test_a_field_that_keeps_the_number_is_told(stage: Any) -> None:
    report = Report()
    with pytest.raises(ScreenWrong, match="stayed in line"):
        intruder_at(stage, report, "--keeps-it-to-itself").try_page("leaky page", within="leaky")
    assert report.totals.identity_characters_typed == 0


def test_a_page_that_goes_on_by_a_scanner_is_told(stage: Any) -> None:
    with pytest.raises(ScreenWrong, match="Enter of a scanner"):
        intruder_at(stage, Report(), "--presses").try_page("leaky page", within="leaky")
