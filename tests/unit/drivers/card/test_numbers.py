"""ID numbers: which are possible, and where one hides."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

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
        "❶❶⓿❶⓿❶❶❾⓿⓿⓿❶⓿❶⓿⓿❶❹",
        "⑪0101⑲00010100⑭",
        "壹壹零壹零壹壹玖零零零壹零壹零零壹肆",
        "壹壹零壹零壹年壹玖零零零壹零壹号零零壹肆",
        "110101一19000101一0014",  # a numeral for a dash
        "110101ー19000101ー0014",
        "110101\u316419000101\u115f0014",
        "110101\u02c819000101\u02c80014",
        "110101年19000101号0014",
        "one 110101ab19000101ab0014",
        "11010119000101A0014",
        "11 province 0101 born 1900 month 01 day 01 no 001 check 4",
        "IIOIOI19000I0I00I4",
        "110101|19000101|OOl4",
        "1️⃣1️⃣0️⃣1️⃣0️⃣1️⃣19000101001️⃣4",
        "11010119-0001-0100-1400-000000000000",
        *(f"11010519491231002{cross}" for cross in "ⅩⅹＸ×✕✖✗❌⨯🅧🆇ⓧ☒"),
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
        "1101011900010A10014",
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


REGIONS = st.sampled_from(["110101", "350102", "441900", "650104"])
BIRTHS = st.dates(date(1880, 1, 1), date(2020, 12, 31)).map(lambda day: f"{day:%Y%m%d}")
NUMBERS = st.builds(
    lambda region, birth, serial: number(f"{region}{birth}{serial:03}"),
    REGIONS,
    BIRTHS,
    st.integers(0, 999),
)
RINGS = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))
DARK_RINGS = dict(zip("0123456789", "⓿❶❷❸❹❺❻❼❽❾", strict=True))
WORDS = dict(zip("0123456789", "零壹贰叁肆伍陆柒捌玖", strict=True))
PLAIN_WORDS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
FULL = dict(zip("0123456789X", "０１２３４５６７８９Ｘ", strict=True))


@given(
    NUMBERS,
    st.lists(st.sampled_from([{}, RINGS, DARK_RINGS, WORDS, PLAIN_WORDS, FULL]), min_size=18),
    st.lists(st.sampled_from(["", " ", "-", "ー", "\u00ad", "\u3164", "年", "·"]), min_size=18),
)
def test_no_script_and_no_separator_hides_one(
    number: str, scripts: list[dict[str, str]], between: list[str]
) -> None:
    marks = [script.get(mark, mark) for mark, script in zip(number, scripts, strict=False)]
    text = "".join(mark + gap for mark, gap in zip(marks, between, strict=False))
    assert looks_like_id_number(f"他说{text}，谢谢")


@pytest.mark.parametrize("seed", range(200))
def test_what_machines_write_is_no_id_number(seed: int) -> None:
    chance = random.Random(seed)
    at = datetime.fromtimestamp(chance.uniform(1.7e9, 2.3e9), timezone(timedelta(hours=8)))
    id_ = UUID(int=chance.getrandbits(128), version=4)
    for text in (
        str(id_),
        chance.randbytes(32).hex(),
        f"1{chance.randrange(3, 10)}{chance.randrange(10**9):09}",
        f"8986{chance.randrange(10**16):016}",
        f"8986{chance.randrange(10**15):015}",
        at.isoformat(),
        at.astimezone(UTC).isoformat(),
        f"{at:%Y-%m-%d %H:%M:%S}",
        f"FJ-DEMO-0042-{at:%y%m%d}-{id_.hex[-8:].upper()}",
    ):
        assert not looks_like_id_number(text), text
