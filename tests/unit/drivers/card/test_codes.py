"""Names of codes, looked up and never guessed."""

from __future__ import annotations

from drivers.card.codes import ETHNICITIES, ethnicity_name, sex_name
from drivers.card.nationality import nationality_name


def test_ethnic_groups_are_named_by_code() -> None:
    assert [ethnicity_name(code) for code in ("01", "46", "56", "97")] == [
        "汉",
        "德昂",
        "基诺",
        "其他",
    ]
    assert ethnicity_name("01", "en") == "Han"
    assert {f"{code:02d}" for code in range(1, 57)} | {"81", "83", "97", "98"} == {*ETHNICITIES}


def test_unknown_codes_are_shown_with_their_digits() -> None:
    assert ethnicity_name("57") == "未知（57）"
    assert ethnicity_name("57", "en") == "unknown (57)"
    assert sex_name("3") == "未知（3）"
    assert nationality_name("ZZZ", "en") == "unknown (ZZZ)"
    assert ethnicity_name("") == nationality_name("") == ""


def test_countries_are_named_by_letters_and_by_digits() -> None:
    assert nationality_name("USA") == nationality_name("840") == "美国"
    assert nationality_name("012", "en") == "Algeria"
