"""The shipped deck is complete, invented and sound; a bad deck says what is wrong with it."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from copy import deepcopy
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from drivers.card.number import CHINA_TIME, check_digit
from drivers.card.read import CardKind, CardRead, RecordRefused
from drivers.photo import PhotoDecoders
from drivers.simulator.deck import (
    Deck,
    DeckEntry,
    DeckInvalid,
    RegisterAnswer,
    UnknownSlug,
    load_deck,
)
from drivers.simulator.portraits import PORTRAIT_SIZE, draw_portrait, encode_portrait

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=CHINA_TIME)
DECK = load_deck()
SLUGS = [entry.slug for entry in DECK.entries]


def age(entry: DeckEntry) -> int:
    birth = entry.fields.birth_date
    return TODAY.year - birth.year - ((TODAY.month, TODAY.day) < (birth.month, birth.day))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_card_is_read_back_as_it_was_written_or_refused_as_intended(slug: str) -> None:
    entry = DECK[slug]
    chip = entry.card()
    if entry.letter is not None:
        with pytest.raises(RecordRefused, match="unknown_layout"):
            CardRead.parse(chip.text, chip.photo, read_at=NOON)
        return

    card = CardRead.parse(chip.text, chip.photo, read_at=NOON)

    fields = entry.fields
    for name in ("kind", "name", "name_latin", "sex", "ethnicity", "nationality", "address"):
        assert getattr(card, name) == getattr(fields, name), name
    for name in ("birth_date", "id_number", "valid_from", "valid_until", "permit_number"):
        assert getattr(card, name) == getattr(fields, name), name
    assert card.issue_count == fields.issue_count
    intended = {"resident-pua": ("name_private_use",), "resident-no-photo": ("no_photo",)}
    assert card.warnings == intended.get(slug, ())


@pytest.mark.parametrize("slug", [entry.slug for entry in DECK.entries if entry.webp])
def test_every_portrait_fits_on_a_chip_and_can_be_seen(slug: str) -> None:
    entry = DECK[slug]
    assert len(entry.webp) <= 1018
    photo = PhotoDecoders().decode(entry.card().photo)
    assert photo is not None
    with Image.open(BytesIO(photo.data), formats=(photo.format,)) as picture:
        assert picture.size == PORTRAIT_SIZE
        assert len(set(picture.convert("RGB").tobytes())) > 20


def test_no_two_people_share_a_number_or_a_face() -> None:
    numbers = Counter(entry.fields.id_number for entry in DECK.entries)
    faces = Counter(entry.webp for entry in DECK.entries if entry.webp)
    assert set(numbers.values()) == {1}
    assert set(faces.values()) == {1}


def test_every_number_is_sound_and_nobody_has_its_county() -> None:
    for entry in DECK.entries:
        number = entry.fields.id_number
        if entry.kind is CardKind.FOREIGN_PR_2017:
            continue
        assert check_digit(number[:17]) == number[17]
        assert number[6:14] == f"{entry.fields.birth_date:%Y%m%d}"
        assert int(number[16]) % 2 == (entry.fields.sex == "1")
        if entry.kind is CardKind.RESIDENT:
            assert number[4:6] == "99"


def test_every_address_and_issuer_is_plainly_invented() -> None:
    for entry in DECK.entries:
        assert not entry.fields.address or entry.fields.address.startswith("示例")
        assert not entry.fields.issuer or any(
            word in entry.fields.issuer for word in ("样本", "虚构", "示例")
        )


def test_the_deck_holds_every_sort_of_person() -> None:
    entries = DECK.entries
    kinds = Counter(entry.kind for entry in entries)
    assert len(entries) >= 36
    assert min(kinds[kind] for kind in CardKind) >= 4
    assert all(
        {entry.fields.sex for entry in entries if entry.kind is kind} == {"1", "2"}
        for kind in CardKind
    )
    assert len({entry.fields.ethnicity for entry in entries}) >= 15
    assert any(entry.fields.valid_until is None for entry in entries)
    expired = [entry for entry in entries if (entry.fields.valid_until or TODAY) < TODAY]
    assert {entry.kind for entry in expired} >= {CardKind.RESIDENT, CardKind.HMT_RESIDENT}
    names = [entry.fields.name for entry in entries]
    assert any(len(name.encode("utf-16-le")) == 30 for name in names)
    assert any("\u00b7" in name for name in names)
    assert any("\ue863" in name for name in names)
    assert any(ord(letter) > 0xFFFF for name in names for letter in name)
    assert {8, 15, 17} <= {age(entry) for entry in entries}
    assert {entry.register.answer for entry in entries} == set(RegisterAnswer)
    assert max(entry.numbers_in_use for entry in entries) == 5
    assert any(entry.extra_address for entry in entries)
    assert any(not entry.webp for entry in entries)


def test_every_kind_has_someone_who_can_simply_be_registered() -> None:
    for kind in CardKind:
        assert any(
            entry.kind is kind
            and entry.register.answer is RegisterAnswer.MATCH
            and entry.letter is None
            and age(entry) >= 18
            and entry.numbers_in_use == 0
            and (entry.fields.valid_until or date.max) > date(2029, 1, 1)
            for entry in DECK.entries
        ), kind


def test_descriptions_are_in_both_languages_and_name_nobody() -> None:
    for entry in DECK.entries:
        assert entry.en.isascii()
        assert any(unicodedata.category(letter) == "Lo" for letter in entry.zh)
        for name in (entry.fields.name, entry.fields.name_latin):
            assert not name or name not in entry.zh + entry.en


def test_a_repr_shows_no_identity() -> None:
    for entry in DECK.entries:
        for shown in (repr(entry), repr(entry.fields), repr(entry.card())):
            assert entry.fields.id_number not in shown
            assert not entry.fields.name or entry.fields.name not in shown


def test_an_unknown_slug_gets_a_hint() -> None:
    with pytest.raises(UnknownSlug, match="did you mean 'resident-lin'"):
        DECK["resident-lim"]


def test_a_portrait_is_the_same_for_the_same_seed() -> None:
    first, again, other = (
        encode_portrait(draw_portrait(seed, has_long_hair=True)) for seed in ("a", "a", "b")
    )
    assert first == again != other


class DeckFile:
    """A deck of one sound card, to be spoilt by a test."""

    def __init__(self, folder: Path) -> None:
        shipped = json.loads(
            (Path(load_deck.__code__.co_filename).parent / "deck.json").read_text("utf-8")
        )
        self.card: dict[str, Any] = deepcopy(shipped["cards"][0])
        self.path = folder / "deck.json"

    def load(self) -> Deck:
        self.path.write_text(json.dumps({"cards": [self.card]}), "utf-8")
        return load_deck(self.path)


@pytest.fixture
def deck_file(tmp_path: Path) -> DeckFile:
    return DeckFile(tmp_path)


def test_a_deck_of_ones_own_is_read(deck_file: DeckFile) -> None:
    assert [entry.slug for entry in deck_file.load().entries] == ["resident-lin"]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("slug", "Not A Slug", "Not A Slug: slug"),
        ("slug", 7, "entry 1: slug"),
        ("zh", "", "resident-lin: zh"),
        ("photo", "no base64!", "resident-lin: photo"),
        ("photo", "A" * 2000, "resident-lin: photo"),
        ("numbers_in_use", -1, "resident-lin: numbers_in_use"),
        ("numbers_in_use", True, "resident-lin: numbers_in_use"),
        ("letter", "ZZ", "resident-lin: letter"),
        ("extra_address", "x" * 36, "resident-lin: extra_address"),
        ("colour", "red", "resident-lin: colour: nobody knows"),
        ("card", None, "resident-lin: card"),
        ("register", {"answer": "perhaps"}, "resident-lin: register.answer"),
        ("register", {"answer": "match", "name": "x"}, "resident-lin: register.name"),
        ("register", {"answer": "name_differs"}, "resident-lin: register.name"),
        ("card.kind", "PASSPORT", "resident-lin: card.kind"),
        ("card.name", "x" * 16, "resident-lin: name: 16 code units, 15 fit"),
        ("card.sex", 1, "resident-lin: card.sex"),
        ("card.birth_date", "1988-02-30", "resident-lin: card.birth_date: '1988-02-30'"),
        ("card.permit_number", "H1", "resident-lin: card.permit_number: nobody knows"),
    ],
)
def test_a_bad_entry_is_named_with_its_field(
    deck_file: DeckFile, key: str, value: object, told: str
) -> None:
    holder = deck_file.card["card"] if key.startswith("card.") else deck_file.card
    holder[key.removeprefix("card.")] = value
    with pytest.raises(DeckInvalid) as refused:
        deck_file.load()
    assert told in str(refused.value)


def test_a_missing_field_is_named(deck_file: DeckFile) -> None:
    del deck_file.card["card"]["issuer"]
    with pytest.raises(DeckInvalid, match=r"resident-lin: card\.issuer: is missing"):
        deck_file.load()


@pytest.mark.parametrize("text", ["", "[]", '{"cards": []}', '{"cards": 1}', "\udcff"])
def test_a_file_that_is_no_deck_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deck.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DeckInvalid, match=r"deck\.json"):
        load_deck(path)


def test_a_missing_deck_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeckInvalid, match="No such file"):
        load_deck(tmp_path / "none.json")


def test_two_cards_of_one_name_are_refused(deck_file: DeckFile) -> None:
    deck_file.path.write_text(json.dumps({"cards": [deck_file.card] * 2}), "utf-8")
    with pytest.raises(DeckInvalid, match="resident-lin: slug: used twice"):
        load_deck(deck_file.path)
