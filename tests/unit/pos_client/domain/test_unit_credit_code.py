"""The credit code of a unit by GB 32100-2015, and that nobody's ID number is taken for one."""

from __future__ import annotations

import pytest

from drivers.card.number import check_digit, looks_like_id_number
from pos_client.domain.unit_credit_code import (
    NotACreditCode,
    credit_code_check,
    is_credit_code,
    mask_unit_name,
    read_credit_code,
)
from pos_client.sandbox.invented_units import INVENTED_UNITS

OF_THE_STANDARD = "91350100M000100Y43"
SOMEBODY = "11010519491231002" + check_digit("11010519491231002")


@pytest.mark.parametrize("code", [OF_THE_STANDARD, *(unit.credit_code for unit in INVENTED_UNITS)])
def test_the_example_of_the_standard_and_the_invented_units_are_codes(code: str) -> None:
    assert is_credit_code(code)
    assert read_credit_code(code) == code


@pytest.mark.parametrize("place", range(18))
def test_no_single_character_of_a_code_can_be_miskeyed(place: int) -> None:
    for other in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        keyed = OF_THE_STANDARD[:place] + other + OF_THE_STANDARD[place + 1 :]
        assert is_credit_code(keyed) is (keyed == OF_THE_STANDARD)


def test_two_neighbours_cannot_be_exchanged() -> None:
    for place in range(17):
        head, one, other, tail = (
            OF_THE_STANDARD[:place],
            OF_THE_STANDARD[place],
            OF_THE_STANDARD[place + 1],
            OF_THE_STANDARD[place + 2 :],
        )
        if one != other:
            assert not is_credit_code(head + other + one + tail)


@pytest.mark.parametrize("letter", "IOSVZ")
def test_five_letters_stand_in_no_code(letter: str) -> None:
    with pytest.raises(NotACreditCode) as refused:
        read_credit_code(OF_THE_STANDARD[:9] + letter + OF_THE_STANDARD[10:])
    assert refused.value.reason == "letters"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        (OF_THE_STANDARD[:-1], "length"),
        (OF_THE_STANDARD + "3", "length"),
        (OF_THE_STANDARD[:-1] + "4", "check"),
        (SOMEBODY, "identity"),
        (" ".join(SOMEBODY), "identity"),
        (SOMEBODY.translate(str.maketrans("0123456789", "0123456789")), "identity"),
        (f"统一社会信用代码：{SOMEBODY}", "identity"),
    ],
)
def test_anything_else_is_refused_and_says_why(text: str, reason: str) -> None:
    with pytest.raises(NotACreditCode) as refused:
        read_credit_code(text)
    assert refused.value.reason == reason


def test_a_code_that_could_be_somebodys_number_is_taken_from_nobody() -> None:
    found = []
    for serial in range(1000):  # units of a ministry in Beijing have such beginnings
        first = f"11010519491231{serial:03d}"
        if check_digit(first) == credit_code_check(first):
            found.append(first + check_digit(first))
    assert found
    for code in found:
        assert looks_like_id_number(code)
        assert not is_credit_code(code)
        with pytest.raises(NotACreditCode, match="identity"):
            read_credit_code(code)


@pytest.mark.parametrize(
    "text",
    [
        f"]Q3统一社会信用代码:{OF_THE_STANDARD};名称:示例",
        f"https://example.invalid/ent?uniscid={OF_THE_STANDARD}&t=1",
        "9135 0100 M000 100Y 43",
        OF_THE_STANDARD.lower(),
    ],
)
def test_it_is_found_in_what_a_licence_holds_and_in_how_people_write(text: str) -> None:
    assert read_credit_code(text) == OF_THE_STANDARD


def test_the_mask_of_a_name_leaves_enough_to_compare() -> None:
    assert mask_unit_name("福州示例智能科技有限公司") == "福州******有限公司"
    assert mask_unit_name("福州示例第一中学") == "福*******"
    assert mask_unit_name("例") == "例*"
