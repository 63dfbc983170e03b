"""How a reader on HID puts frames into reports: data, read strictly.

The layouts that ship stand in `drivers/hid_layouts.toml`; a file of the same form may be used
instead. What is wrong with one is told in words.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from drivers.sam.frames import LONGEST_REPLY

__all__ = [
    "DEFAULT_LAYOUT",
    "Beginning",
    "HidLayout",
    "LayoutInvalid",
    "LengthOf",
    "ReportKind",
    "Reports",
    "layout_from_file",
    "layout_names",
    "shipped_layout",
]

DEFAULT_LAYOUT: Final = "plain"

_LIST: Final = Path(__file__).parents[1] / "hid_layouts.toml"
_LARGEST_FILE: Final = 65536
_LARGEST_REPORT: Final = 4096
_SLOWEST_MS: Final = 1000
_Word = TypeVar("_Word", bound=StrEnum)


class LayoutInvalid(ValueError):
    """A layout that makes no sense; the text says where and why."""


class ReportKind(StrEnum):
    """Which reports carry frames, and how they are moved."""

    OUTPUT = "output"
    INPUT = "input"
    FEATURE = "feature"
    INPUT_REQUEST = "input-request"  # GET_REPORT instead of waiting for a report to come


class Beginning(StrEnum):
    """What a frame begins with on the wire; the host takes off and adds the rest."""

    PREAMBLE = "preamble"
    LENGTH = "length"
    COMMAND = "command"
    STATUS = "status"


class LengthOf(StrEnum):
    """What the count in a report counts."""

    NOTHING = ""
    REPORT = "report"
    MESSAGE = "message"


class _Order(StrEnum):
    BIG = "big"
    LITTLE = "little"


class _Zeros(StrEnum):
    NOTHING = "nothing"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Reports:
    """One direction of a layout; `hid_layouts.toml` explains the fields.

    `every_ms` is 0 where reports come by themselves. `are_zeros_nothing` is about a report of
    zeros in the middle of a frame; between frames it is always nothing.
    """

    kind: ReportKind
    size: int
    report_id: int = 0
    begins_with: Beginning = Beginning.PREAMBLE
    data_at: int = 0
    continued_at: int = 0
    length_of: LengthOf = LengthOf.NOTHING
    length_at: int = 0
    length_size: int = 1
    length_is_little: bool = False
    length_extra: int = 0
    padding: int = 0
    every_ms: int = 0
    are_zeros_nothing: bool = False


@dataclass(frozen=True, slots=True)
class HidLayout:
    """How requests go out and how replies come in."""

    request: Reports
    reply: Reports


def layout_names() -> tuple[str, ...]:
    """Name the layouts that ship."""
    return tuple(_shipped())


def shipped_layout(name: str) -> HidLayout:
    """Return one of the layouts that ship."""
    return _layout(_shipped()[name], name)


def layout_from_file(path: Path) -> HidLayout:
    """Read a layout from a file of its own.

    Raises:
        LayoutInvalid: it cannot be read, or makes no sense.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise LayoutInvalid(f"{path} is too long for a layout")
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as no:
        raise LayoutInvalid(f"{path} cannot be read: {no.strerror or type(no).__name__}") from no
    except UnicodeDecodeError as no:
        raise LayoutInvalid(f"{path} is not written in UTF-8") from no
    except tomllib.TOMLDecodeError as no:
        raise LayoutInvalid(f"{path} is no TOML: {no}") from no
    return _layout(table, str(path))


def _shipped() -> dict[str, Any]:
    return tomllib.loads(_LIST.read_text("utf-8"))


def _layout(table: object, where: str) -> HidLayout:
    fields = _Fields(table, where, ("request", "reply", "about", "source"))
    fields.text("about")
    fields.text("source")
    return HidLayout(
        _reports(fields.table("request"), f"{where}: request", is_reply=False),
        _reports(fields.table("reply"), f"{where}: reply", is_reply=True),
    )


_KINDS: Final = {
    False: (ReportKind.OUTPUT, ReportKind.FEATURE),
    True: (ReportKind.INPUT, ReportKind.FEATURE, ReportKind.INPUT_REQUEST),
}
_BEGINNINGS: Final = {
    False: (Beginning.PREAMBLE, Beginning.LENGTH, Beginning.COMMAND),
    True: (Beginning.PREAMBLE, Beginning.LENGTH, Beginning.STATUS),
}
_LENGTH_FIELDS: Final = ("length_of", "length_at", "length_size", "length_order", "length_extra")
_FIELDS: Final = (
    *("kind", "size", "report_id", "begins_with", "data_at", "continued_at", "padding"),
    *("every_ms", "zeros_are", *_LENGTH_FIELDS),
)


def _reports(table: object, where: str, *, is_reply: bool) -> Reports:
    fields = _Fields(table, where, _FIELDS)
    size = fields.number("size", 1, _LARGEST_REPORT)
    data_at = fields.number("data_at", 0, size - 1, default=0)
    length_of = LengthOf.NOTHING
    if any(name in fields for name in _LENGTH_FIELDS):
        length_of = fields.word("length_of", (LengthOf.REPORT, LengthOf.MESSAGE))
    kind = fields.word("kind", _KINDS[is_reply])
    is_asked_for = kind in (ReportKind.FEATURE, ReportKind.INPUT_REQUEST) and is_reply
    for name in ("every_ms", "zeros_are"):
        if name in fields and not is_asked_for:
            fields.refuse(f"{name} is for replies of the kinds feature and input-request")
    reports = Reports(
        kind=kind,
        size=size,
        report_id=fields.number("report_id", 0, 255, default=0),
        begins_with=fields.word("begins_with", _BEGINNINGS[is_reply], Beginning.PREAMBLE),
        data_at=data_at,
        continued_at=fields.number(
            "continued_at", 0, size - 1, default=0 if length_of is LengthOf.MESSAGE else data_at
        ),
        length_of=length_of,
        length_at=fields.number("length_at", 0, size - 1, default=0),
        length_size=fields.number("length_size", 1, 2, default=1),
        length_is_little=fields.word("length_order", tuple(_Order), _Order.BIG) is _Order.LITTLE,
        length_extra=fields.number("length_extra", 0, 255, default=0),
        padding=fields.number("padding", 0, 255, default=0),
        every_ms=fields.number("every_ms", 1, _SLOWEST_MS, default=10) if is_asked_for else 0,
        are_zeros_nothing=(
            is_asked_for
            and fields.word("zeros_are", tuple(_Zeros), _Zeros.NOTHING) is _Zeros.NOTHING
        ),
    )
    _check_length(reports, fields, is_reply=is_reply)
    return reports


def _check_length(reports: Reports, fields: _Fields, *, is_reply: bool) -> None:
    """Refuse what no frame fits into."""
    largest = 256**reports.length_size - 1 - reports.length_extra
    match reports.length_of:
        case LengthOf.NOTHING if reports.begins_with is Beginning.STATUS:
            fields.refuse('begins_with = "status" needs length_of = "message"')
        case LengthOf.REPORT if reports.begins_with is Beginning.STATUS:
            fields.refuse('begins_with = "status" needs length_of = "message", not "report"')
        case LengthOf.REPORT if largest < reports.size - reports.data_at:
            fields.refuse("length_size is too small for the bytes of one report")
        case LengthOf.MESSAGE if is_reply and largest < LONGEST_REPLY:
            fields.refuse(f"length_size is too small for a reply of {LONGEST_REPLY} bytes")
        case LengthOf.NOTHING:
            return
    if reports.length_at + reports.length_size > reports.data_at:
        fields.refuse("the count has to stand before data_at")
    if reports.length_of is LengthOf.REPORT and reports.continued_at != reports.data_at:
        fields.refuse('continued_at is for length_of = "message"')


class _Fields:
    """The fields of one table, each taken out as what it has to be."""

    def __init__(self, table: object, where: str, known: Collection[str]) -> None:
        self._where = where
        if not isinstance(table, Mapping):
            self.refuse("is missing, or no table")
        self._table: Mapping[str, object] = table
        for name in self._table:
            if name not in known:
                close = difflib.get_close_matches(name, known, 1)
                hint = f", did you mean {close[0]}?" if close else f" ({', '.join(known)})"
                self.refuse(f"nobody knows {name!r}{hint}")

    def __contains__(self, name: str) -> bool:
        return name in self._table

    def refuse(self, why: str) -> NoReturn:
        raise LayoutInvalid(f"{self._where}: {why}")

    def table(self, name: str) -> object:
        return self._table.get(name)

    def text(self, name: str) -> None:
        if not isinstance(self._table.get(name, ""), str):
            self.refuse(f"{name} has to be a text")

    def number(self, name: str, lowest: int, highest: int, default: int | None = None) -> int:
        value = self._table.get(name, default)
        if type(value) is not int or not lowest <= value <= highest:
            self.refuse(f"{name} has to be a number from {lowest} to {highest}, not {value!r}")
        return value

    def word(self, name: str, words: Collection[_Word], default: _Word | None = None) -> _Word:
        value = self._table.get(name, default)
        found = next((word for word in words if word == value), None)
        if found is None:
            self.refuse(f"{name} has to be one of {', '.join(words)}, not {value!r}")
        return found
