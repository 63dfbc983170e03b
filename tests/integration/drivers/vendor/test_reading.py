"""Cards read through libraries that were compiled a moment ago, in a process of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers import (
    CardRead,
    CardRefused,
    CardRemoved,
    ReaderFaulty,
    ReaderSilent,
    ReaderUnavailable,
)
from tests.integration.drivers.vendor.libraries import (
    RAMP,
    SAM_ID_TEXT,
    Compiler,
    Shelf,
    next_event,
)
from tests.unit.drivers.vectors import VECTORS, as_named_in_vectors, text_of

ALICE, BOB = text_of("mainland_han_20y"), text_of("mainland_longterm_female")
NUMBER_A, NUMBER_B = b"chip-000", b"chip-001"


@pytest.fixture(params=["port", "handle"])
def either(request: pytest.FixtureRequest, compiler: Compiler, tmp_path: Path) -> Shelf:
    """A library of either kind, steered and opened in the same way."""
    if request.param == "port":
        return Shelf(tmp_path, compiler.library("sdtapi.c"))
    return Shelf(tmp_path, compiler.library("sdtapi.c", "-DHANDLE"), serial="SECOND")


@pytest.mark.parametrize("layout", VECTORS["layouts"])
def test_every_layout_comes_through_as_the_chip_has_it(shelf: Shelf, layout: str) -> None:
    shelf.lay(text_of(layout), photo=RAMP[::-1])
    with shelf.open() as reader:
        card = next_event(reader)
    assert isinstance(card, CardRead)
    expected = VECTORS["layouts"][layout]["expect"]
    assert (card.raw_text, card.raw_photo) == (text_of(layout), RAMP[::-1])
    assert as_named_in_vectors(card, expected) == expected


def test_two_cards_are_read_one_after_the_other_and_each_is_told_once(either: Shelf) -> None:
    either.lay(ALICE, NUMBER_A)
    with either.open() as reader:
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert (card.raw_text, card.card_serial) == (ALICE, NUMBER_A.hex().upper())
        assert card.duration_s < 1
        assert next_event(reader, within_s=1.0) is None
        either.lift()
        assert next_event(reader) == CardRemoved()
        either.lay(BOB, NUMBER_B)
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.raw_text == BOB
        assert "raw_text" in reader.info.capabilities


def test_cards_swapped_between_two_searches_are_told_apart(either: Shelf) -> None:
    either.lay(ALICE)
    with either.open() as reader:
        assert isinstance(next_event(reader), CardRead)
        either.lay(BOB)
        assert next_event(reader) == CardRemoved()
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.raw_text == BOB


@pytest.mark.parametrize(
    ("flags", "sam_id"),
    [([], SAM_ID_TEXT), (["-DSAM_ID_AS_TEXT"], SAM_ID_TEXT), (["-DHANDLE"], "")],
)
def test_the_sam_id_comes_as_bytes_as_text_or_not_at_all(
    compiler: Compiler, tmp_path: Path, flags: list[str], sam_id: str
) -> None:
    shelf = Shelf(tmp_path, compiler.library("sdtapi.c", *flags))
    shelf.lay(ALICE)
    with shelf.open(**({"device": 1} if "-DHANDLE" in flags else {})) as reader:
        assert reader.info.sam_id == sam_id
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.sam_id == sam_id


def test_a_library_that_keeps_to_the_card_before_gives_no_card_at_all(shelf: Shelf) -> None:
    shelf.lay(ALICE, NUMBER_A)
    with shelf.open() as reader:
        assert isinstance(next_event(reader), CardRead)
        shelf.lift()
        assert next_event(reader) == CardRemoved()
        shelf.behave("read", "stale-for-ever")
        shelf.lay(BOB, NUMBER_B)
        assert next_event(reader) == CardRefused("stale_read", tries=2)


@pytest.mark.parametrize(
    ("lie", "reason"),
    [("short", "text_length"), ("huge", "inner_length"), ("nothing", "text_length")],
)
def test_a_library_that_lies_about_lengths_gives_no_identity(
    either: Shelf, lie: str, reason: str
) -> None:
    either.behave("read", lie)
    either.lay(ALICE)
    with either.open() as reader:
        assert next_event(reader) == CardRefused(reason, tries=2)


@pytest.mark.parametrize(("manner", "warnings"), [("wide", ()), ("no-photo", ("no_photo",))])
def test_what_libraries_may_do_to_lengths_costs_no_card(
    shelf: Shelf, manner: str, warnings: tuple[str, ...]
) -> None:
    shelf.behave("read", manner)
    shelf.lay(ALICE)
    with shelf.open() as reader:
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.warnings == warnings


@pytest.mark.parametrize(
    ("step", "code", "expected"),
    [
        ("find", 0x90, CardRefused("unexpected_status", tries=3, is_unreadable=True)),
        ("find", 0x77, CardRefused("unknown_status", tries=3, is_unreadable=True)),
        ("find", 0xF1, CardRefused("unknown_status", tries=3, is_unreadable=True)),
        ("select", 0x81, CardRefused("select_failed", tries=3, is_unreadable=True)),
        ("select", 0x9F, CardRefused("unexpected_status", tries=3, is_unreadable=True)),
        ("read", 0x41, CardRefused("read_failed", tries=3, is_unreadable=True)),
        ("read", 0x31, CardRefused("auth_failed", tries=3, is_unreadable=True)),
        ("read", 0x03, CardRefused("checksum", tries=3, is_unreadable=True)),
        ("read", 0x09, CardRefused("unknown_status", tries=3, is_unreadable=True)),
        ("read", 0x190, CardRefused("unknown_status", tries=3, is_unreadable=True)),
        ("read", -0x70, CardRefused("unknown_status", tries=3, is_unreadable=True)),
        ("read", 0x33, CardRefused("data_invalid", tries=2)),
        ("read", 0x40, CardRefused("unsupported_card", tries=2)),
    ],
)
def test_codes_mean_what_they_mean_on_a_line(
    shelf: Shelf, step: str, code: int, expected: CardRefused
) -> None:
    shelf.behave(step, f"code {code:x}")
    shelf.lay(ALICE)
    with shelf.open() as reader:
        assert next_event(reader) == expected


@pytest.mark.parametrize(
    ("step", "code", "error"),
    [
        ("find", 0x01, ReaderUnavailable),
        ("find", 0x04, ReaderUnavailable),
        ("select", 0x05, ReaderUnavailable),
        ("read", 0x06, ReaderUnavailable),
        ("find", 0x02, ReaderSilent),
        ("find", 0x60, ReaderFaulty),
        ("read", 0x66, ReaderFaulty),
    ],
)
def test_codes_about_the_way_to_the_reader_lose_it(
    shelf: Shelf, step: str, code: int, error: type[Exception]
) -> None:
    shelf.lay(ALICE)
    with shelf.open() as reader:
        shelf.behave(step, f"code {code:x}")
        with pytest.raises(error):
            next_event(reader)
        with pytest.raises(ReaderUnavailable):
            reader.poll(0.0)


def test_one_failure_of_each_kind_costs_no_card(shelf: Shelf) -> None:
    for step, code in (("find", "10"), ("select", "81"), ("read", "41")):
        shelf.behave(step, f"code {code} once")
    shelf.lay(ALICE)
    with shelf.open() as reader:
        assert isinstance(next_event(reader), CardRead)


def test_an_unidentifiable_error_resets_the_module_once(shelf: Shelf) -> None:
    shelf.behave("read", "code 24 once")
    shelf.lay(ALICE)
    with shelf.open() as reader:
        assert isinstance(next_event(reader), CardRead)
        assert (shelf.folder / "was-reset").exists()
        shelf.behave("find", "code 24")
        with pytest.raises(ReaderFaulty):
            next_event(reader)
