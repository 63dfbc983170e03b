"""Frames into reports and out of them, as a layout says. Knows neither devices nor clocks."""

from __future__ import annotations

from typing import Final

from drivers.sam.frames import LONGEST_REPLY, PREAMBLE
from drivers.transport.frame_meter import HEAD_SIZE, FrameMeter
from drivers.transport.hid_layouts import Beginning, LengthOf, Reports

__all__ = ["ReplyReports", "request_reports"]

_LEFT_OUT: Final = {
    Beginning.PREAMBLE: 0,
    Beginning.LENGTH: len(PREAMBLE),
    Beginning.COMMAND: HEAD_SIZE,
}
_LEN_SIZE: Final = HEAD_SIZE - len(PREAMBLE)
# LEN of a reply counts at least its status and its checksum.
_SHORTEST: Final = 4


def request_reports(frame: bytes, form: Reports) -> list[bytes]:
    """Put one whole request into reports, each `form.size` long, without their ids."""
    rest = frame[_LEFT_OUT[form.begins_with] :]
    whole, data_at = len(rest), form.data_at
    reports: list[bytes] = []
    while rest or not reports:
        piece, rest = rest[: form.size - data_at], rest[form.size - data_at :]
        report = bytearray((form.padding,)) * form.size
        report[data_at : data_at + len(piece)] = piece
        if form.length_of is LengthOf.REPORT:
            _put_length(report, len(piece), form)
        elif form.length_of is LengthOf.MESSAGE and not reports:
            _put_length(report, whole, form)
        reports.append(bytes(report))
        data_at = form.continued_at
    return reports


def _put_length(report: bytearray, length: int, form: Reports) -> None:
    order = "little" if form.length_is_little else "big"
    field = (length + form.length_extra).to_bytes(form.length_size, order)  # type: ignore[arg-type]
    report[form.length_at : form.length_at + form.length_size] = field


class ReplyReports:
    """Makes a stream of whole frames out of reports.

    What is damaged is not repaired: the parser sees fewer bytes, or others, and refuses them.
    """

    def __init__(self, form: Reports) -> None:
        self._form = form
        self._meter = FrameMeter()
        self._left = 0
        self._begun = b""

    @property
    def is_between_frames(self) -> bool:
        """Whether no reply is under way."""
        return not (self._left or self._begun) and self._meter.is_between_frames

    def reset(self) -> None:
        """Expect a new reply."""
        self._meter.reset()
        self._left = 0
        self._begun = b""

    def feed(self, report: bytes) -> bytes:
        """Take in one report, its id taken off; return what it adds to the stream."""
        is_empty = not any(report)
        if is_empty and (self._form.are_zeros_nothing or not self._is_inside):
            return b""
        match self._form.length_of:
            case LengthOf.MESSAGE:
                return self._part_of_message(report)
            case LengthOf.REPORT:
                count = self._count(report)
                data = report[self._form.data_at :]
                # More than fits is damage.
                data = data[:count] if 0 <= count <= len(data) else b""
            case _:
                at = self._form.continued_at if self._is_inside else self._form.data_at
                data = report[at:]
        if self._form.begins_with is Beginning.LENGTH:
            return self._with_preamble(data)
        self._meter.feed(data)
        return data

    @property
    def _is_inside(self) -> bool:
        return bool(self._meter.missing or self._left or self._begun)

    def _count(self, report: bytes) -> int:
        form = self._form
        field = report[form.length_at : form.length_at + form.length_size]
        return int.from_bytes(field, "little" if form.length_is_little else "big") - (
            form.length_extra
        )

    def _part_of_message(self, report: bytes) -> bytes:
        if self._left:
            data = report[self._form.continued_at :][: self._left]
            self._left -= len(data)
            return data
        count = self._count(report)
        if not _SHORTEST <= count <= HEAD_SIZE + LONGEST_REPLY:
            return b""
        data = report[self._form.data_at :][:count]
        self._left = count - len(data)
        match self._form.begins_with:
            case Beginning.STATUS:
                return PREAMBLE + count.to_bytes(_LEN_SIZE, "big") + data
            case Beginning.LENGTH:
                return PREAMBLE + data
            case _:
                return data

    def _with_preamble(self, data: bytes) -> bytes:
        """Cut the stream at LEN, which is all that marks the beginning of a frame."""
        if self._left:
            data = data[: self._left]
            self._left -= len(data)
            return data
        data, self._begun = self._begun + data, b""
        if len(data) < _LEN_SIZE:
            self._begun = data
            return b""
        length = int.from_bytes(data[:_LEN_SIZE], "big")
        if not _SHORTEST <= length <= LONGEST_REPLY:
            return b""
        data = data[: _LEN_SIZE + length]
        self._left = _LEN_SIZE + length - len(data)
        return PREAMBLE + data
