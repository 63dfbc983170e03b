"""The deck: invented people whose cards the simulator can lay, and how the world knows them.

What a register says of a person lies beside the card, so that the sandbox and the plate tell one
story. All people, numbers and addresses are invented: county codes end in 99, which nobody has.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from drivers.card.layouts import CardKind
from drivers.simulator.device import SimulatedCard
from drivers.simulator.record import (
    LAYOUTS,
    CardFields,
    encode_extra_address,
    encode_photo,
    encode_text,
)

__all__ = [
    "Deck",
    "DeckEntry",
    "DeckInvalid",
    "RegisterAnswer",
    "RegisterNote",
    "UnknownSlug",
    "load_deck",
]

_SHIPPED = Path(__file__).with_name("deck.json")
_ENTRY_KEYS = {"slug", "zh", "en", "card", "photo"}
_MORE_KEYS = {"register", "numbers_in_use", "extra_address", "letter"}
_DATES = ("birth_date", "valid_from", "valid_until")
_MAY_BE_EMPTY = {"name", "ethnicity"}


class DeckInvalid(ValueError):
    """A deck cannot be used; the text names the entry and the field."""


class UnknownSlug(LookupError):
    """No card of the deck has this name."""


class RegisterAnswer(StrEnum):
    """What the population register knows of a person."""

    MATCH = "match"
    NOT_FOUND = "not_found"
    NAME_DIFFERS = "name_differs"
    NO_PHOTO = "no_photo"
    INVALIDATED = "invalidated"


@dataclass(frozen=True, slots=True)
class RegisterNote:
    """The register's answer, and the name it has where that differs from the card's."""

    answer: RegisterAnswer = RegisterAnswer.MATCH
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DeckEntry:
    """One invented person and the card they carry.

    Attributes:
        zh, en: what is special about the card, for whoever chooses one; never a name.
        webp: the portrait, empty for a card without photo.
        numbers_in_use: phone numbers the person has already.
        letter: another layout letter than the kind's own, for a card that no driver knows.
    """

    slug: str
    zh: str
    en: str
    fields: CardFields = field(repr=False)
    webp: bytes = field(repr=False)
    extra_address: str = field(repr=False)
    register: RegisterNote
    numbers_in_use: int
    letter: str | None

    @property
    def kind(self) -> CardKind:
        return self.fields.kind

    def card(self) -> SimulatedCard:
        """What the chip of this card holds."""
        chip = sha256(self.slug.encode()).digest()
        return SimulatedCard(
            text=encode_text(self.fields, letter=self.letter),
            photo=encode_photo(self.webp),
            extra_address=encode_extra_address(self.extra_address),
            serial=chip[:8],
            management_number=chip[8:24],
        )


@dataclass(frozen=True, slots=True)
class Deck:
    """The entries in the order of the file."""

    entries: tuple[DeckEntry, ...]

    def __getitem__(self, slug: str) -> DeckEntry:
        for entry in self.entries:
            if entry.slug == slug:
                return entry
        near = get_close_matches(slug, [entry.slug for entry in self.entries], n=1)
        hint = f", did you mean {near[0]!r}?" if near else ""
        raise UnknownSlug(f"no card is named {slug!r}{hint}")


def load_deck(path: Path | None = None) -> Deck:
    """Read a deck file, or the shipped deck.

    Raises:
        DeckInvalid: it cannot be read, or an entry is wrong; the text says which and where.
    """
    source = path or _SHIPPED
    try:
        document = json.loads(source.read_text("utf-8"))
    except OSError as cause:
        raise DeckInvalid(f"{source}: {cause.strerror}") from cause
    except ValueError as cause:
        raise DeckInvalid(f"{source}: not JSON in UTF-8: {cause}") from cause
    cards = document.get("cards") if isinstance(document, dict) else None
    if not isinstance(cards, list) or not cards:
        raise DeckInvalid(f"{source}: a list 'cards' is missing")
    try:
        entries = tuple(_entry(index, card) for index, card in enumerate(cards))
        slugs = [entry.slug for entry in entries]
        for slug in slugs:
            _expect(slugs.count(slug) == 1, f"{slug}: slug: used twice")
    except ValueError as cause:
        raise DeckInvalid(f"{source}: {cause}") from cause
    return Deck(entries)


def _entry(index: int, value: object) -> DeckEntry:
    slug = value.get("slug") if isinstance(value, dict) else None
    name = slug if isinstance(slug, str) and slug else f"entry {index + 1}"
    try:
        _expect(isinstance(value, dict), "an entry is a JSON object")
        _expect(_is_slug(slug), "slug: lower-case ASCII letters, digits and dashes")
        assert isinstance(value, dict)  # noqa: S101 - told above, in words
        entry = _read_entry(value)
        entry.card()
    except ValueError as cause:
        raise ValueError(f"{name}: {cause}") from cause
    return entry


def _read_entry(value: dict[str, Any]) -> DeckEntry:
    _check_keys(value, _ENTRY_KEYS, _MORE_KEYS)
    for key in ("zh", "en"):
        _expect(isinstance(value[key], str) and bool(value[key]), f"{key}: a text is missing")
    in_use = value.get("numbers_in_use", 0)
    _expect(type(in_use) is int and in_use >= 0, "numbers_in_use: a number from 0")
    address, letter = value.get("extra_address", ""), value.get("letter")
    _expect(isinstance(address, str), "extra_address: a text")
    _expect(letter is None or (isinstance(letter, str) and len(letter) == 1), "letter: one letter")
    return DeckEntry(
        slug=value["slug"],
        zh=value["zh"],
        en=value["en"],
        fields=_fields(value["card"]),
        webp=_webp(value["photo"]),
        extra_address=address,
        register=_register(value.get("register", {})),
        numbers_in_use=in_use,
        letter=letter,
    )


def _fields(value: object) -> CardFields:
    if not isinstance(value, dict):
        raise ValueError("card: a JSON object is missing")  # noqa: TRY004 - all faults of a file
    kinds = [kind.value for kind in CardKind]
    _expect(value.get("kind") in kinds, "card.kind: one of " + ", ".join(kinds))
    kind = CardKind(value["kind"])
    names = {name for name, _, _ in LAYOUTS[kind][1]}
    if {"latin_part_1", "latin_part_2"} <= names:
        names = names - {"latin_part_1", "latin_part_2"} | {"name_latin"}
    _check_keys(value, {"kind"} | names - _MAY_BE_EMPTY, names & _MAY_BE_EMPTY, prefix="card.")
    texts = {name: value[name] for name in value if name not in ("kind", *_DATES)}
    for name, text in texts.items():
        _expect(isinstance(text, str), f"card.{name}: a text")
    until = value["valid_until"]
    return CardFields(
        kind=kind,
        birth_date=_day("birth_date", value["birth_date"]),
        valid_from=_day("valid_from", value["valid_from"]),
        valid_until=None if until is None else _day("valid_until", until),
        **texts,
    )


def _register(value: object) -> RegisterNote:
    if not isinstance(value, dict):
        raise ValueError("register: a JSON object")  # noqa: TRY004 - all faults of a file
    _check_keys(value, set(), {"answer", "name"}, prefix="register.")
    answers = [answer.value for answer in RegisterAnswer]
    answer = value.get("answer", "match")
    _expect(answer in answers, "register.answer: one of " + ", ".join(answers))
    note = RegisterNote(RegisterAnswer(answer), value.get("name", ""))
    differs = note.answer is RegisterAnswer.NAME_DIFFERS
    _expect(isinstance(note.name, str), "register.name: a text")
    _expect(bool(note.name) is differs, "register.name: with name_differs, and only there")
    return note


def _webp(value: object) -> bytes:
    if value is None:
        return b""
    try:
        return base64.b64decode(str(value), validate=True)
    except binascii.Error:
        raise ValueError("photo: base64 of a WebP, or null") from None


def _day(name: str, value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"card.{name}: {value!r} is no date such as 1988-04-12") from None


def _check_keys(
    value: Mapping[str, object], needed: set[str], allowed: set[str], prefix: str = ""
) -> None:
    missing, unknown = needed - value.keys(), value.keys() - needed - allowed
    _expect(not missing, f"{prefix}{min(missing, default='')}: is missing")
    _expect(not unknown, f"{prefix}{min(unknown, default='')}: nobody knows this field")


def _is_slug(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.replace("-", "a").isalnum()


def _expect(holds: bool, told: str) -> None:
    if not holds:
        raise ValueError(told)
