"""The invented population register. It lives in memory and comes from the simulator's deck."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from drivers.card.number import normalise_number
from drivers.card.read import CardKind, CardRead
from drivers.simulator.deck import Deck, RegisterAnswer
from pos_client.domain.masking import mask_name

__all__ = ["Population", "RegisterEntry", "entries_of"]


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What the register knows of one person.

    Attributes:
        numbers_in_use: how many numbers the person has at this carrier already.
        slug: what the deck calls the card; empty for somebody without one.
    """

    kind: CardKind
    id_number: str = field(repr=False)
    name: str = field(repr=False)
    name_latin: str = field(repr=False)
    has_photo: bool = True
    is_invalidated: bool = False
    numbers_in_use: int = 0
    slug: str = ""


class Population:
    """Answers for a card what the population register would."""

    def __init__(self, entries: Iterable[RegisterEntry], secret: bytes) -> None:
        self._entries = {(entry.kind, entry.id_number): entry for entry in entries}
        self._secret = secret
        self._named = {
            entry.slug: self._key_of(entry.kind, entry.id_number)
            for entry in self._entries.values()
            if entry.slug
        }
        self._masks = {
            self._key_of(entry.kind, entry.id_number): mask_name(entry.name or entry.name_latin)
            for entry in self._entries.values()
        }

    def answer(self, card: CardRead) -> str:
        """Compare a card with the register: a code of the check ONLINE_VERIFICATION."""
        entry = self._entries.get((card.kind, card.id_number))
        if entry is None:
            return "ID_NOT_FOUND"
        if entry.is_invalidated:
            return "DOC_INVALIDATED"
        if (entry.name, entry.name_latin) != (card.name, card.name_latin):
            return "ID_MISMATCH"
        return "ID_MATCH" if entry.has_photo else "ID_NO_PHOTO"

    def numbers_in_use(self, card: CardRead) -> int:
        entry = self._entries.get((card.kind, card.id_number))
        return entry.numbers_in_use if entry else 0

    def person_key(self, card: CardRead) -> bytes:
        """Stands for a person in the database, so that no ID number has to."""
        return self._key_of(card.kind, card.id_number)

    def household_key(self, card: CardRead) -> bytes:
        """Stands for the address on a card: the same for everybody who has it there."""
        if not card.address:
            return self.person_key(card)
        said = f"household|{card.address}"
        return hmac.digest(self._secret, said.encode(), hashlib.sha256)

    def key_without_chip(self, document_type: str, number: str) -> bytes:
        """The same for somebody whose document people have read: no card has such a key."""
        said = f"{document_type}|{normalise_number(number)}"
        return hmac.digest(self._secret, said.encode(), hashlib.sha256)

    def key_named(self, slug: str) -> bytes | None:
        """The key of somebody of the deck; None for one whom the register does not know."""
        return self._named.get(slug)

    def mask_of(self, person_key: bytes) -> str:
        """The masked name of somebody registered; empty for one whom the register does not know."""
        return self._masks.get(person_key, "")

    def _key_of(self, kind: CardKind, id_number: str) -> bytes:
        return hmac.digest(self._secret, f"{kind}|{id_number}".encode(), hashlib.sha256)


def entries_of(deck: Deck) -> tuple[RegisterEntry, ...]:
    """What the register knows of the people of a deck."""
    found = []
    for person in deck.entries:
        note, fields = person.register, person.fields
        if note.answer is RegisterAnswer.NOT_FOUND:
            continue
        entry = RegisterEntry(
            kind=fields.kind,
            id_number=normalise_number(fields.id_number),
            name=fields.name,
            name_latin=fields.name_latin,
            has_photo=note.answer is not RegisterAnswer.NO_PHOTO,
            is_invalidated=note.answer is RegisterAnswer.INVALIDATED,
            numbers_in_use=person.numbers_in_use,
            slug=person.slug,
        )
        if note.answer is RegisterAnswer.NAME_DIFFERS:
            is_latin = not fields.name
            entry = (
                replace(entry, name_latin=note.name) if is_latin else replace(entry, name=note.name)
            )
        found.append(entry)
    return tuple(found)
