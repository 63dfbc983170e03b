"""A workbook of plain tables (XLSX, ECMA-376), written with the standard library alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

__all__ = ["Sheet", "workbook_bytes"]

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# What XML has no room for, and what no name of a sheet may hold.
_NO_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME: Final = 31
# Equal words make equal files, whenever they are written.
_WRITTEN: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A name, and rows of words and whole numbers."""

    name: str
    rows: Sequence[Sequence[str | int]]


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """One file with a sheet for each.

    Raises:
        ValueError: none at all, or two of one name.
    """
    given = tuple(sheets)
    names = [_name(each.name) for each in given]
    if not given or len(set(names)) != len(names):
        raise ValueError("a workbook needs sheets with names of their own")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:

        def put(path: str, text: str) -> None:
            entry = zipfile.ZipInfo(path, _WRITTEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, _HEAD + text)

        put("[Content_Types].xml", _content_types(len(given)))
        put("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        put("xl/workbook.xml", _workbook(names))
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(given) + 1)]
        put("xl/_rels/workbook.xml.rels", _relations(targets))
        for number, sheet in enumerate(given, 1):
            put(f"xl/worksheets/sheet{number}.xml", _sheet(sheet))
    return buffer.getvalue()


def _name(words: str) -> str:
    return _NO_NAME.sub(" ", _NO_XML.sub("", words)).strip()[:_LONGEST_NAME] or "-"


def _content_types(count: int) -> str:
    parts = [
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        f'ContentType="{_TYPE}.worksheet+xml"/>'
        for number in range(1, count + 1)
    ]
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f"{''.join(parts)}</Types>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    parts = [
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    ]
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(parts)}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    parts = [
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    ]
    spaces = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
    return f"<workbook {spaces}><sheets>{''.join(parts)}</sheets></workbook>"


def _sheet(sheet: Sheet) -> str:
    rows = [
        f'<row r="{down}">{"".join(_cell(cell, across, down) for across, cell in enumerate(row))}'
        "</row>"
        for down, row in enumerate(sheet.rows, 1)
    ]
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _cell(cell: str | int, across: int, down: int) -> str:
    place = f"{_letters(across)}{down}"
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell}</v></c>'
    words = escape(_NO_XML.sub("", cell))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _letters(across: int) -> str:
    """A, B, ... Z, AA: the name of a column, counted from 0."""
    letters = ""
    across += 1
    while across:
        across, rest = divmod(across - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
