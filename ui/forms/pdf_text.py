"""What Qt writes into a PDF beside the page: put right without moving a byte."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from PySide6.QtGui import QRawFont

from ui.forms.canvas import paper_font

__all__ = ["dated", "readable"]

_MAPS: Final = re.compile(rb"beginbfrange\n.*?endbfrange", re.DOTALL)
_CHARACTER: Final = re.compile(rb"(?<=[\[ ])<([0-9A-F]{4})>(?= )")
_RANGES: Final = re.compile(rb"\[[^\]]*\]")
_INFO_DATE: Final = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}")
_XMP_DATE: Final = re.compile(rb'(Date=")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d')


def readable(pdf: bytes, words: str) -> bytes:
    """Let every shape read as the character that was meant.

    One shape of a Chinese face often serves two characters, and Qt notes down the rarer one: a
    radical for 入, a tab for a space. Nobody who searches for 入网 would find it.
    """
    face = QRawFont.fromFont(paper_font(34))
    meant: dict[int, str] = {}
    for character in sorted(set(words)):
        if ord(character) <= 0xFFFF and (shape := _shape(face, character)):
            meant[shape] = character

    def put_right(found: re.Match[bytes]) -> bytes:
        noted = chr(int(found[1], 16))
        if noted in words:
            return found[0]
        character = meant.get(_shape(face, noted), noted)
        return b"<%04X>" % ord(character)

    def each_range(found: re.Match[bytes]) -> bytes:
        return _RANGES.sub(lambda shapes: _CHARACTER.sub(put_right, shapes[0]), found[0])

    return _MAPS.sub(each_range, pdf)


def dated(pdf: bytes, at: datetime) -> bytes:
    """Let the file be as old as its paper, so that one paper always gives the same file."""
    here = at.astimezone()
    pdf = _INFO_DATE.sub(lambda found: found[1] + f"{here:%Y%m%d%H%M%S}".encode(), pdf)
    return _XMP_DATE.sub(lambda found: found[1] + f"{here:%Y-%m-%dT%H:%M:%S}".encode(), pdf)


def _shape(face: QRawFont, character: str) -> int:
    """The number of the shape in the face; 0 if it has none."""
    shapes = face.glyphIndexesForString(character)
    return int(shapes[0]) if shapes else 0
