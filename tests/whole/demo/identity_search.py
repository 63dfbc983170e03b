"""Looks for invented people in files, in every writing that a program could have left them in.

A finding names the person by the slug of the deck and never quotes what was found.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from drivers.simulator.deck import DeckEntry

__all__ = [
    "ENCODINGS",
    "Trace",
    "disguises",
    "every_file_under",
    "traces",
    "traces_of_text",
    "writings",
]

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gbk", "gb18030")

_TEXTS = ("name", "name_latin", "id_number", "address", "permit_number")
_PIECE = 48  # of a chip's content: long enough to be nobody else's, short enough to be a part
_SHORTEST = 4  # three bytes stand in any random megabyte
_SHORTEST_DISGUISE = 8  # letters of a smaller alphabet meet by chance more easily
_FEWEST_LETTERS = 3
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


@dataclass(frozen=True, slots=True)
class Trace:
    """Somebody was found where nobody may be."""

    file: Path
    slug: str
    what: str
    writing: str

    def __str__(self) -> str:
        return f"{self.what} of {self.slug} in {self.file} ({self.writing})"


@dataclass(frozen=True, slots=True)
class _Needle:
    slug: str
    what: str
    writing: str
    data: bytes = field(repr=False)


def every_file_under(*folders: Path) -> Iterator[Path]:
    """List all regular files, links not followed."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def traces(people: Iterable[DeckEntry], files: Iterable[Path]) -> list[Trace]:
    """Find every trace of these people. A file that vanishes meanwhile is searched no more."""
    return _found([needle for person in people for needle in _needles(person)], files)


def traces_of_text(what: str, text: str, files: Iterable[Path]) -> list[Trace]:
    """Find a text that somebody typed and that may be in no file either."""
    needles = [_Needle("a customer", what, writing, data) for writing, data in writings(text)]
    return _found(needles, files)


def _found(needles: Sequence[_Needle], files: Iterable[Path]) -> list[Trace]:
    haystack = _Haystack(needles)
    found = []
    for file in files:
        with suppress(FileNotFoundError):
            content = file.read_bytes()
            if not content.strip(b"\0"):
                continue  # a reserve of disk space: large, and nothing in it
            found += [
                Trace(file, needle.slug, needle.what, needle.writing)
                for needle in haystack.needles_in(content)
            ]
    return found


class _Haystack:
    """Looks for thousands of needles in one walk: by their first bytes, then as a whole."""

    def __init__(self, needles: Sequence[_Needle]) -> None:
        self._begin: dict[bytes, list[_Needle]] = {}
        for needle in needles:
            self._begin.setdefault(needle.data[:_SHORTEST], []).append(needle)

    def needles_in(self, content: bytes) -> list[_Needle]:
        """Every needle that is there, once, in the order of its first place."""
        found: dict[int, _Needle] = {}
        begin, width = self._begin, _SHORTEST
        places = [at for at in range(len(content)) if content[at : at + width] in begin]
        for at in places:
            for needle in begin[content[at : at + width]]:
                if content.startswith(needle.data, at):
                    found[id(needle)] = needle
        return list(found.values())


def writings(text: str) -> Iterator[tuple[str, bytes]]:
    """Write a text in every encoding that has characters for it, and as JSON escapes it."""
    for encoding in ENCODINGS:
        with suppress(UnicodeEncodeError):
            yield encoding, text.encode(encoding)
    yield "json", json.dumps(text)[1:-1].encode()


def disguises(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Write bytes in hex and in base64, wherever in a longer writing they may stand."""
    yield "hex", data.hex().encode()
    yield "HEX", data.hex().upper().encode()
    for shift in range(3):
        # What neighbours share letters with is left out: letters of six bits, bytes of eight.
        written = base64.b64encode(bytes(shift) + data)
        inner = written[-(-8 * shift // 6) : (shift + len(data)) * 8 // 6]
        yield "base64", inner
        if inner.translate(_URL_SAFE) != inner:
            yield "base64url", inner.translate(_URL_SAFE)


def _needles(person: DeckEntry) -> Iterator[_Needle]:
    for what in _TEXTS:
        text = getattr(person.fields, what)
        for writing, data in writings(text):
            if len(data) >= _SHORTEST:
                yield _Needle(person.slug, what, writing, data)
            # In base64 neither end is whole: the permit 00000004 is then a part of any price.
            is_telling = len(set(text)) > _FEWEST_LETTERS
            for disguise, hidden in disguises(data) if is_telling else ():
                if len(hidden) >= _SHORTEST_DISGUISE:
                    yield _Needle(person.slug, what, f"{writing} in {disguise}", hidden)
    card = person.card()
    for what, chip in (("text record", card.text), ("photo", person.webp)):
        piece = chip[:_PIECE]
        if piece:
            yield _Needle(person.slug, what, "raw", piece)
            for disguise, hidden in disguises(piece):
                yield _Needle(person.slug, what, disguise, hidden)
