"""ICCIDs as scanners and carriers really write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pos_client.domain.sim import NotAnIccid, Sim, SimSource, is_iccid, luhn_holds, read_iccid
from pos_client.testing.customer import iccid_of

VECTORS = json.loads(
    (Path(__file__).parents[3] / "vectors" / "card_readers.json").read_text("utf-8")
)["iccid"]
GOOD = iccid_of(1)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_vectors_come_out_as_written(vector: dict[str, Any]) -> None:
    expected = vector["expect"]
    if expected["outcome"] == "refused":
        with pytest.raises(NotAnIccid) as refused:
            read_iccid(vector["iccid"] or vector["ef_2fe2"])
        assert refused.value.reason == expected["reason"]
        return
    iccid = read_iccid(vector["iccid"])
    assert iccid == vector["iccid"]
    assert is_iccid(iccid)
    assert Sim(iccid, SimSource.SCANNER).warnings == tuple(expected.get("warnings", ()))


@pytest.mark.parametrize(
    ("scanned", "reason"),
    [
        ("F" * 19, "blank_card"),
        ("F" * 20, "blank_card"),
        ("6901234567892", "prefix"),
        ("88860012345678901236", "prefix"),
        ("8986001234567890123", ""),
        ("898600123456789012", "length"),
        ("898600123456789012361", "length"),
        ("8986001234567890FFFF", "length"),
        ("89860012345678901G36", "length"),
        ("RNR1-0123", "format"),
        ("", "format"),
        ("   ", "format"),
    ],
)
def test_what_is_no_iccid_says_why(scanned: str, reason: str) -> None:
    if not reason:
        assert read_iccid(scanned) == scanned
        return
    with pytest.raises(NotAnIccid) as refused:
        read_iccid(scanned)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "scanned",
    [
        GOOD,
        f"]C1{GOOD}",
        f"ICCID:{GOOD}",
        f"iccid {GOOD}",
        f"\x02{GOOD}\x03",
        f"  {GOOD[:4]} {GOOD[4:8]}-{GOOD[8:]}\t",
        f"A{GOOD}",
        f"${GOOD}#",
    ],
)
def test_what_a_scanner_puts_around_a_code_does_not_count(scanned: str) -> None:
    assert read_iccid(scanned) == GOOD


def test_letters_come_in_any_case_and_padding_goes() -> None:
    assert read_iccid("898600a0000000000010") == "898600A0000000000010"
    assert read_iccid("8986000000000000002F") == "8986000000000000002"


@pytest.mark.parametrize(
    ("iccid", "warnings"),
    [
        (GOOD, ()),
        (GOOD[:-1] + str((int(GOOD[-1]) + 1) % 10), ("luhn",)),
        ("898600A0000000000010", ()),
        ("8901260012345678900", ("not_mainland", "luhn")),
        ("89012600ABCDEF678900", ("not_mainland",)),
    ],
)
def test_what_is_odd_is_a_warning_and_no_refusal(iccid: str, warnings: tuple[str, ...]) -> None:
    assert read_iccid(iccid) == iccid
    assert Sim(iccid, SimSource.SCANNER).warnings == warnings


def test_the_twentieth_digit_is_the_luhn_digit_of_the_first_nineteen() -> None:
    holding = [digit for digit in "0123456789" if luhn_holds(GOOD[:19] + digit)]
    assert holding == [GOOD[19]]


def test_the_same_sim_is_known_by_its_first_nineteen_characters() -> None:
    printed = Sim(GOOD[:19] + "A", SimSource.SCANNER)
    read = Sim(GOOD, SimSource.SIM_READER)
    assert printed.stock_number == read.stock_number == Sim(GOOD[:19], read.source).stock_number
