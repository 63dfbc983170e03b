"""The value that two clerks sign."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from pos_client.domain.day_figures import Figures, OpenWork, SimCount, takes_sim, total
from pos_client.domain.day_sheet import DaySheet, SheetKind, sheet_of
from pos_client.domain.sim_stock import StockCount, StockFigures
from tests.day_sheets import FIGURES, day_sheet
from tests.registrations import NOON

COUNTED = StockCount(
    StockFigures(issued=50, used=18, spoiled=1),
    29,
    ("8986000000000000402", "8986000000000000403", "8986000000000000404"),
    ("8986000000000000009",),
    3,
    1,
    NOON,
)


@pytest.mark.parametrize(
    "sheet",
    [
        day_sheet(),
        day_sheet(kind=SheetKind.DAY_END, sim_count=None),
        day_sheet(began_at=None, began_by="", lines=()),
        day_sheet(kind=SheetKind.DAY_END, day_ends_before=1),
        day_sheet(sim_count=None, stock=COUNTED),
        day_sheet(stock=replace(COUNTED, counted_at=None, lacking=(), surplus=())),
    ],
)
def test_a_sheet_is_read_back_as_it_was_written(sheet: DaySheet) -> None:
    assert sheet_of(sheet.canonical) == sheet


@pytest.mark.parametrize("text", ["", "{}", "[]", "7", '{"kind":"HAND_OVER"}'])
def test_nothing_else_is_taken_for_a_sheet(text: str) -> None:
    with pytest.raises(ValueError, match=r"sheet|Expecting"):
        sheet_of(text)


def test_whatever_is_changed_changes_the_hash() -> None:
    sheet = day_sheet()
    changes: dict[str, object] = {
        "kind": SheetKind.DAY_END,
        "lines": FIGURES[:1],
        "open_work": OpenWork(),
        "sim_count": SimCount(50, 18, 2, 30),
        "stock": COUNTED,
        "taking_clerk": "0024",
        "shift": 2,
        "day_ends_before": 1,
    }
    hashes = {day_sheet(**{name: value}).sha256 for name, value in changes.items()}
    assert len(hashes | {sheet.sha256}) == len(changes) + 1


def test_the_text_of_a_sheet_has_counts_places_sims_and_work_ids_only() -> None:
    plain = json.loads(day_sheet(stock=COUNTED, day_ends_before=1).canonical)
    assert set(plain) == {each.name for each in fields(DaySheet)}
    # A sheet without what is younger than the first sheets is to the byte what it was then.
    first = json.loads(day_sheet().canonical)
    assert set(first) == set(plain) - {"stock", "day_ends_before"}
    with_refusals, without = (set(line["figures"]) for line in first["lines"])
    assert with_refusals == without | {"refused"} == {each.name for each in fields(Figures)}
    assert not any("name" in key or "phone" in key or "masked" in key for key in plain)


def test_people_read_a_number_of_outlet_day_and_count() -> None:
    assert day_sheet(number=12).sheet_number == "350100-0042-260302-0012"


@pytest.mark.parametrize(
    ("count", "difference"),
    [((50, 18, 1, 31), 0), ((50, 18, 1, 30), 1), ((50, 18, 1, 33), -2), ((0, 0, 0, 0), 0)],
)
def test_a_count_is_balanced_when_nothing_is_missing(
    count: tuple[int, int, int, int], difference: int
) -> None:
    assert SimCount(*count).difference == difference


def test_clerks_add_up_in_every_figure() -> None:
    whole = total(FIGURES)
    assert whole == Figures(20, 5, 17, 1, 18, 5, 1, 15, 2, 3)
    assert total(()) == Figures()


@pytest.mark.parametrize(
    ("flow", "number", "takes"),
    [
        ("new_number", "138****8000", True),
        ("await_customer", "138****8000", True),
        ("port_in", "138****8000", True),
        ("sim_replacement", "138****8000", True),
        ("new_number", "", False),
        ("re_registration", "138****8000", False),
        ("of_another_release", "138****8000", False),
    ],
)
def test_whatever_a_sim_goes_over_the_counter_with_uses_one_up(
    flow: str, number: str, takes: bool
) -> None:
    assert takes_sim(flow, number) is takes
