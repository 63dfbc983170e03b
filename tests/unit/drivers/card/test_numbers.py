"""ID numbers: which are possible, and where one hides."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import CardKind
from drivers.card.number import (
    check_digit,
    is_kind_mismatch,
    looks_like_id_number,
    number_refusal,
)
from tests.unit.drivers.vectors import VECTORS

ON = date(2026, 11, 23)
KINDS = {
    "mainland": CardKind.RESIDENT,
    "hmt_residence": CardKind.HMT_RESIDENT,
    "foreign_2017": CardKind.FOREIGN_PR_2017,
    "foreign_2023": CardKind.FOREIGN_PR_2023,
}


def number(first_seventeen: str) -> str:
    return first_seventeen + check_digit(first_seventeen)


@pytest.mark.parametrize("row", VECTORS["id_numbers"], ids=lambda row: str(row["value"]))
def test_every_published_number_is_judged(row: dict[str, str]) -> None:
    assert number_refusal(row["value"], KINDS[row["kind"]], ON) == row.get("reason")


@given(st.from_regex(r"\A[0-9]{17}\Z"))
def test_the_check_digit_agrees_with_its_recursive_definition(digits: str) -> None:
    recursion = 0  # ISO 7064, MOD 11-2
    for digit in digits:
        recursion = (recursion + int(digit)) * 2 % 11
    check = (12 - recursion) % 11
    assert check_digit(digits) == ("X" if check == 10 else str(check))


@pytest.mark.parametrize(
    ("kind", "first_seventeen", "reason", "mismatch"),
    [
        (CardKind.RESIDENT, "11010119000101001", None, False),
        (CardKind.RESIDENT, "16010119000101001", "id_region", False),
        (CardKind.RESIDENT, "83000019000101001", "id_region", False),
        (CardKind.RESIDENT, "93184019000202002", "id_region", False),
        (CardKind.RESIDENT, "11010119001301001", "birth_date", False),
        (CardKind.RESIDENT, "11010118791231001", "birth_date", False),
        (CardKind.RESIDENT, "11010120261124001", "birth_date", False),
        (CardKind.HMT_RESIDENT, "83000019000101001", None, False),
        (CardKind.HMT_RESIDENT, "82000019000101001", None, False),
        (CardKind.HMT_RESIDENT, "11010119000101001", None, True),
        (CardKind.FOREIGN_PR_2023, "93184019000202002", None, False),
        (CardKind.FOREIGN_PR_2023, "99984019000202002", "id_region", False),
        (CardKind.FOREIGN_PR_2023, "11010119000101001", None, True),
    ],
)
def test_regions_and_births_are_judged_by_kind(
    kind: CardKind, first_seventeen: str, reason: str | None, *, mismatch: bool
) -> None:
    value = number(first_seventeen)
    assert number_refusal(value, kind, ON) == reason
    assert is_kind_mismatch(value, kind) is mismatch


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("USA310000000001", None),
        ("usa310000000001", "id_format"),
        ("USA31000000000", "id_format"),
        ("110101190001010014", "id_format"),
    ],
)
def test_a_number_of_2017_has_three_letters_and_twelve_digits(
    value: str, reason: str | None
) -> None:
    assert number_refusal(value, CardKind.FOREIGN_PR_2017, ON) == reason


@pytest.mark.parametrize(
    "text",
    [
        "110101190001010014",
        "110101 19000101 0014",
        "110101-1900-0101-0014",
        "１１０１０１１９０００１０１００１４",
        "11010119000101009x",
        "11010119000101009ｘ",
        "11010119000101009х",  # a Cyrillic one
        "证件号110101190001010014，谢谢",
        "1 1 0 1 0 1 1 9 0 0 0 1 0 1 0 0 1 4",
        "110101\n19000101\t0014",
        "110101\u200b19000101\u00ad0014",
        "7110101190001010014",
        "1101011900010100140",
        "١١٠١٠١١٩٠٠٠١٠١٠٠١٤",
        "一一〇一〇一一九〇〇〇一〇一〇〇一四",
        "931840190002020026",
        "810000190203040012",
    ],
)
def test_a_number_does_not_hide(text: str) -> None:
    assert looks_like_id_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "13800138000",
        "8986000000000000002",
        "89860300000000000017",
        "110101190001010010",
        "11010119000101A0014",
        "990101190001010018",
        "20260101 20270101 00",
        "2026-11-23 10:20:30 +08:00",
    ],
)
def test_other_numbers_are_no_id_numbers(text: str) -> None:
    assert not looks_like_id_number(text)


@given(st.text())
def test_no_text_is_too_odd_to_be_searched(text: str) -> None:
    looks_like_id_number(text)


@given(st.text(alphabet="0123456789 -xX", max_size=10), st.sampled_from([" ", "-", ".", "/", ""]))
def test_a_number_is_found_whatever_stands_before_it(before: str, separator: str) -> None:
    assert looks_like_id_number(before + separator.join("110101190001010014"))
