"""Frames go into reports and come out of them as they were, whatever the layout."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.sam.commands import FIND_CARD, READ_BASE
from drivers.transport.hid_layouts import (
    Beginning,
    LengthOf,
    ReportKind,
    Reports,
    shipped_layout,
)
from drivers.transport.hid_reports import ReplyReports, request_reports
from tests.unit.drivers.module import base_reply, frame
from tests.unit.drivers.vectors import text_of

RECORD = base_reply(text_of("mainland_han_20y"))
FIND = FIND_CARD.request
# What the bytes of a frame that are left out were: preamble, and LEN.
LEFT_OUT = {Beginning.PREAMBLE: 0, Beginning.LENGTH: 5, Beginning.STATUS: 7}


def read_back(reports: list[bytes], form: Reports) -> bytes:
    incoming = ReplyReports(form)
    return b"".join(map(incoming.feed, reports))


def spread(reply: bytes, form: Reports) -> list[bytes]:
    """Put a reply into reports, as a device with this layout does."""
    data = reply[LEFT_OUT[form.begins_with] :]
    order = "little" if form.length_is_little else "big"
    reports, at, total = [], form.data_at, len(data)
    while data:
        piece, data = data[: form.size - at], data[form.size - at :]
        report = bytearray([form.padding] * form.size)
        report[at : at + len(piece)] = piece
        count = {LengthOf.REPORT: len(piece), LengthOf.MESSAGE: None if reports else total}.get(
            form.length_of
        )
        if count is not None:
            field = (count + form.length_extra).to_bytes(form.length_size, order)  # type: ignore[arg-type]
            report[form.length_at : form.length_at + form.length_size] = field
        reports.append(bytes(report))
        at = form.continued_at
    return reports


@st.composite
def forms(draw: st.DrawFn) -> Reports:
    length_of = draw(st.sampled_from(LengthOf))
    size = draw(st.integers(16, 255))
    length_size = 2 if length_of is LengthOf.MESSAGE else draw(st.integers(1, 2))
    length_at = draw(st.integers(0, 4)) if length_of else 0
    data_at = draw(st.integers(length_at + length_size if length_of else 0, 10))
    beginnings = {
        LengthOf.NOTHING: [Beginning.PREAMBLE, Beginning.LENGTH],
        LengthOf.REPORT: [Beginning.PREAMBLE, Beginning.LENGTH],
        LengthOf.MESSAGE: [Beginning.PREAMBLE, Beginning.LENGTH, Beginning.STATUS],
    }[length_of]
    is_message = length_of is LengthOf.MESSAGE
    return Reports(
        kind=ReportKind.INPUT,
        size=size,
        begins_with=draw(st.sampled_from(beginnings)),
        data_at=data_at,
        continued_at=draw(st.integers(0, 10)) if is_message else data_at,
        length_of=length_of,
        length_at=length_at,
        length_size=length_size,
        length_is_little=draw(st.booleans()),
        length_extra=draw(st.integers(0, 0 if length_size == 1 else 3)),
        padding=draw(st.integers(0, 255)),
    )


@given(forms(), st.lists(st.integers(0, 300), min_size=1, max_size=4), st.integers(0, 255))
def test_replies_come_out_of_reports_as_they_were(
    form: Reports, sizes: list[int], filling: int
) -> None:
    replies = [frame(0x90, bytes([filling] * size)) for size in sizes]
    reports = list(chain.from_iterable(spread(reply, form) for reply in replies))
    stream = read_back(reports, form)
    if form.length_of is LengthOf.NOTHING and form.begins_with is Beginning.PREAMBLE:
        # Nothing tells where the padding begins: the parser steps over it.
        position = 0
        for reply in replies:
            position = stream.index(reply, position) + len(reply)
    else:
        assert stream == b"".join(replies)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("plain", FIND.ljust(64, b"\0")),
        ("driver-free", (b"\x0a" + FIND).ljust(64, b"\0")),
        ("bank", FIND[5:].ljust(64, b"\0")),
        ("control", FIND.ljust(64, b"\0")),
    ],
)
def test_a_request_lies_in_its_report_as_the_layout_says(name: str, first: bytes) -> None:
    assert request_reports(FIND, shipped_layout(name).request) == [first]


def test_a_request_that_is_too_long_for_one_report_goes_in_several() -> None:
    form = Reports(
        ReportKind.OUTPUT,
        size=6,
        data_at=2,
        continued_at=1,
        length_of=LengthOf.MESSAGE,
        length_size=2,
        padding=0xEE,
    )
    assert request_reports(READ_BASE.request, form) == [
        bytes.fromhex("000A AAAAAA96"),
        bytes.fromhex("EE 6900033001"),
        bytes.fromhex("EE 32EEEEEEEE"),
    ]


def test_a_request_may_go_without_preamble_and_length() -> None:
    form = Reports(ReportKind.OUTPUT, size=8, begins_with=Beginning.COMMAND)
    assert request_reports(FIND, form) == [bytes.fromhex("2001220000000000")]


def test_a_bank_reply_gets_its_preamble_and_its_length_back() -> None:
    form = shipped_layout("bank").reply
    body = RECORD[7:]
    wire = len(body).to_bytes(2, "big") + body
    reports = [wire[at : at + 64].ljust(64, b"\0") for at in range(0, len(wire), 64)]
    assert read_back(reports, form) == RECORD


def test_a_report_of_zeros_between_frames_is_nothing() -> None:
    for name in ("plain", "driver-free", "bank", "control"):
        assert read_back([bytes(64)] * 3, shipped_layout(name).reply) == b""


def test_a_report_of_zeros_within_a_frame_is_data_where_reports_come_by_themselves() -> None:
    reply = frame(0x90, bytes(200))
    form = shipped_layout("plain").reply
    assert read_back(spread(reply, form), form).startswith(reply)


def test_a_count_of_more_than_fits_brings_nothing() -> None:
    form = shipped_layout("driver-free").reply
    assert read_back([b"\xff" + bytes(63)], form) == b""
    assert read_back([b"\x40" + bytes(range(63))], form) == b""


@pytest.mark.parametrize("count", [0, 3, 2322, 65535])
def test_a_message_of_an_impossible_length_is_no_message(count: int) -> None:
    good = frame(0x80)
    form = shipped_layout("bank").reply
    damaged = count.to_bytes(2, "big").ljust(64, b"\x55")
    sound = ((len(good) - 7).to_bytes(2, "big") + good[7:]).ljust(64, b"\0")
    assert read_back([damaged, sound], form) == good


def test_a_new_request_forgets_a_message_that_broke_off() -> None:
    form = shipped_layout("bank").reply
    incoming = ReplyReports(form)
    whole = spread(RECORD, form)
    for report in whole[:5]:
        incoming.feed(report)
    incoming.reset()
    assert b"".join(map(incoming.feed, whole)) == RECORD


@given(
    st.lists(st.binary(min_size=1, max_size=64), max_size=40),
    st.sampled_from(["plain", "driver-free", "bank", "control"]),
)
def test_no_report_whatever_is_in_it_breaks_the_reading(reports: list[bytes], name: str) -> None:
    stream = read_back(reports, shipped_layout(name).reply)
    assert len(stream) <= sum(map(len, reports)) + 7 * len(reports)
