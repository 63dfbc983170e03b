"""What the 256 bytes mean, and when they are not believed."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import CardKind, CardRead, RecordRefused
from drivers.card.number import CHINA_TIME
from tests.unit.drivers.vectors import AS_OF, VECTORS, as_named_in_vectors, text_of

PHOTO = bytes(1024)
MAINLAND = text_of("mainland_han_20y")
FOREIGN_2023 = text_of("foreign_2023_Y")


def patched(text: bytes, offset: int, value: str, length: int = 0) -> bytes:
    units = value.ljust(length // 2).encode("utf-16-le", "surrogatepass")
    return text[:offset] + units + text[offset + len(units) :]


def read(text: bytes, photo: bytes = PHOTO, at: datetime = AS_OF) -> CardRead:
    return CardRead.parse(text, photo, read_at=at)


def reason_of(text: bytes, photo: bytes = PHOTO, at: datetime = AS_OF) -> str:
    with pytest.raises(RecordRefused) as refused:
        read(text, photo, at)
    return refused.value.reason


@pytest.mark.parametrize("name", VECTORS["layouts"])
def test_every_published_record_is_read_field_by_field(name: str) -> None:
    expected = VECTORS["layouts"][name]["expect"]
    assert as_named_in_vectors(read(text_of(name)), expected) == expected


@pytest.mark.parametrize(
    ("offset", "value", "reason"),
    [
        (0, " " * 15, "name_missing"),
        (0, "\u3000" * 15, "name_missing"),
        (36, "19000230", "birth_date"),
        (36, "18791231", "birth_date"),
        (36, "20261124", "birth_date"),
        (36, "１９０００１０１", "birth_date"),
        (36, "1900 101", "birth_date"),
        (122, "11010119000101001 ", "id_format"),
        (122, " 11010119000101001", "id_format"),
        (122, "11010119000101001A", "id_format"),
        (122, "11010119000101001５", "id_format"),
        (122, "110101190001010015", "id_check_digit"),
        (188, "20261124", "validity"),
        (188, "        ", "validity"),
        (188, "20200230", "validity"),
        (204, "20191231", "validity"),
        (204, "永久      ", "validity"),
        (204, "        ", "validity"),
        (248, "j", "unknown_layout"),
        (248, "\ud800", "unknown_layout"),
    ],
)
def test_a_record_that_must_not_be_believed_is_refused(
    offset: int, value: str, reason: str
) -> None:
    assert reason_of(patched(MAINLAND, offset, value)) == reason


def test_only_a_ten_may_be_a_small_letter() -> None:
    """The fuzzer met a country's x, of which its bit for capitals had tipped over."""
    foreign = text_of(next(name for name in VECTORS["layouts"] if "2017" in name))
    number = foreign[122:152].decode("utf-16-le")
    assert reason_of(patched(foreign, 122, "x" + number[1:])) == "id_format"


def test_reasons_come_in_their_documented_order() -> None:
    text = patched(patched(MAINLAND, 0, " " * 15), 36, "99999999")
    assert reason_of(text[:-2], b"x") == "text_length"
    assert reason_of(patched(text, 248, "Q"), b"x") == "photo_length"
    assert reason_of(patched(text, 248, "Q")) == "unknown_layout"
    assert reason_of(text) == "name_missing"


def test_a_refusal_quotes_nothing_from_the_card() -> None:
    with pytest.raises(RecordRefused) as refused:
        read(patched(MAINLAND, 122, "110101190001010015"))
    assert "110101" not in f"{refused.value!r} {refused.value}"


@pytest.mark.parametrize(
    ("offset", "value", "warnings"),
    [
        (30, " ", ("sex_code_unknown",)),
        (30, "9", ()),
        (30, "0", ()),
        (32, "57", ("ethnic_code_unknown",)),
        (32, "  ", ("ethnic_code_unknown",)),
        (32, "81", ()),
        (32, "83", ()),
        (32, "98", ()),
        (52, "\udc00", ("invalid_utf16",)),
        (28, "\ud842", ("invalid_utf16",)),  # the partner would lie in the next field
        (4, "\U000f0000", ("name_private_use",)),
        (248, "\0", ()),
    ],
)
def test_what_is_odd_and_no_reason_to_refuse_is_a_warning(
    offset: int, value: str, warnings: tuple[str, ...]
) -> None:
    assert read(patched(MAINLAND, offset, value)).warnings == warnings


def test_a_supplementary_character_on_the_seam_of_a_split_latin_name_survives() -> None:
    text = patched(FOREIGN_2023, 52, "A" * 34 + "\ud842")
    text = patched(text, 220, "\udfb7 B", 22)
    assert read(text).name_latin == "A" * 34 + "\U00020bb7 B"


def test_a_latin_name_is_joined_before_it_is_trimmed() -> None:
    text = patched(FOREIGN_2023, 52, "A" * 34 + " ", 70)
    assert read(patched(text, 220, "B", 22)).name_latin == "A" * 34 + " B"


def test_a_foreigner_needs_no_chinese_name_but_a_latin_one() -> None:
    nameless = patched(FOREIGN_2023, 0, "", 30)
    card = read(nameless)
    assert (card.name, card.display_name) == ("", "SAMPLE, TEST SYNTHETIC")
    assert reason_of(patched(patched(nameless, 52, "", 70), 220, "", 22)) == "name_missing"


def test_dates_are_judged_on_the_chinese_calendar() -> None:
    born_today = patched(MAINLAND, 188, "20261123")
    assert read(born_today, at=datetime(2026, 11, 22, 16, 30, tzinfo=UTC)).warnings == ()
    assert reason_of(born_today, at=datetime(2026, 11, 22, 15, 30, tzinfo=UTC)) == "validity"


def test_the_last_day_of_validity_still_serves_a_registration() -> None:
    card = read(patched(MAINLAND, 204, "20261123"))
    assert card.registration_refusal(date(2026, 11, 23)) is None
    assert card.registration_refusal(date(2026, 11, 24)) == "expired"
    forever = read(text_of("mainland_longterm_female"))
    assert forever.valid_until is None
    assert forever.registration_refusal(date(2999, 1, 1)) is None


def test_there_is_one_way_to_make_a_read() -> None:
    card = read(MAINLAND)
    with pytest.raises(TypeError):
        CardRead()
    with pytest.raises(TypeError):
        CardRead(kind=CardKind.RESIDENT, name="某人")
    with pytest.raises(TypeError):
        dataclasses.replace(card, name="某人")
    with pytest.raises(TypeError):
        copy.copy(card)
    with pytest.raises(TypeError):
        pickle.dumps(card)
    with pytest.raises(dataclasses.FrozenInstanceError):
        card.name = "某人"  # type: ignore[misc]
    assert not hasattr(card, "__dict__")


def test_a_read_shows_no_identity() -> None:
    for name in VECTORS["layouts"]:
        card = CardRead.parse(text_of(name), PHOTO, card_serial="1122", read_at=AS_OF)
        for shown in (repr(card), str(card), f"{card}"):
            for secret in (card.name, card.name_latin, card.id_number, card.address, "1122"):
                assert not secret or secret not in shown


def test_a_read_keeps_its_bytes_and_its_time() -> None:
    card = CardRead.parse(bytearray(MAINLAND), memoryview(PHOTO), read_at=AS_OF)  # type: ignore[arg-type]
    assert (card.raw_text, card.raw_photo, card.read_at) == (MAINLAND, PHOTO, AS_OF)
    assert card == CardRead.parse(MAINLAND, PHOTO, read_at=AS_OF)
    assert CardRead.parse(MAINLAND, PHOTO).read_at.tzinfo is CHINA_TIME
    with pytest.raises(ValueError, match="time zone"):
        CardRead.parse(MAINLAND, PHOTO, read_at=datetime(2026, 11, 23))  # noqa: DTZ001


@given(text=st.binary(min_size=250, max_size=260), photo=st.sampled_from([b"", PHOTO, b"x"]))
def test_no_bytes_do_anything_but_be_read_or_refused(text: bytes, photo: bytes) -> None:
    with suppress(RecordRefused):
        read(text, photo)


@given(
    name=st.sampled_from(sorted(VECTORS["layouts"])),
    offset=st.integers(0, 255),
    piece=st.binary(min_size=1, max_size=40),
)
def test_a_damaged_record_is_read_whole_or_not_at_all(name: str, offset: int, piece: bytes) -> None:
    text = text_of(name)
    damaged = (text[:offset] + piece + text[offset + len(piece) :])[:256]
    try:
        card = read(damaged)
    except RecordRefused:
        return
    assert card.raw_text == damaged
    assert card.display_name
    assert "\x00" not in card.id_number
