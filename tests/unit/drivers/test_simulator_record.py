"""The records of invented cards are written as the published layouts say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from drivers.card.layouts import CardKind
from drivers.simulator.record import CardFields, encode_extra_address, encode_photo, encode_text

LAYOUTS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "card_readers.json").read_text("utf-8")
)["layouts"]
KINDS = {
    "mainland": CardKind.RESIDENT,
    "hmt_residence": CardKind.HMT_RESIDENT,
    "foreign_2017": CardKind.FOREIGN_PR_2017,
    "foreign_2023": CardKind.FOREIGN_PR_2023,
}
NAMES = {
    "nation": "ethnicity",
    "name_cn": "name",
    "name_en": "name_latin",
    "pass_number": "permit_number",
    "renewals": "issue_count",
    "version": "card_version",
    "authority": "authority_code",
}
DATES = {"birth": "birth_date", "valid_from": "valid_from", "valid_to": "valid_until"}


def fields_of(expected: dict[str, str]) -> CardFields:
    values: dict[str, Any] = {
        NAMES.get(key, key): value
        for key, value in expected.items()
        if key not in (*DATES, "kind", "previous_link")
    }
    for key, name in DATES.items():
        values[name] = None if expected[key] == "长期" else date.fromisoformat(expected[key])
    return CardFields(kind=KINDS[expected["kind"]], **values)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_of_the_vectors_is_written_byte_for_byte(name: str) -> None:
    record = encode_text(fields_of(LAYOUTS[name]["expect"]))
    assert record.hex() == LAYOUTS[name]["text_hex"].lower()


def test_a_photo_is_marked_measured_and_padded() -> None:
    photo = encode_photo(b"RIFFpicture")
    assert photo[:6] == b"SIMW\x00\x0b"
    assert photo[6:17] == b"RIFFpicture"
    assert len(photo) == 1024
    assert not any(photo[17:])
    assert encode_photo(b"") == b""


def test_what_does_not_fit_is_refused() -> None:
    assert len(encode_photo(b"x" * 1018)) == 1024
    with pytest.raises(ValueError, match="1019 bytes, 1018 fit"):
        encode_photo(b"x" * 1019)
    with pytest.raises(ValueError, match="36 code units, 35 fit"):
        encode_extra_address("址" * 36)


def test_an_extra_address_fills_its_slot() -> None:
    assert encode_extra_address("新址") == "新址".ljust(35).encode("utf-16-le")
    assert encode_extra_address("") == b""
