"""Pipes that stall, time out and split, and devices that vanish: a card is read, or a loss told."""

from __future__ import annotations

import errno
import time
from typing import Any

import pytest
import usb.core

from drivers import CardRead, ReaderUnavailable, open_reader
from drivers.sam.commands import FIND_CARD
from drivers.simulator.usb_bus import UsbBus
from drivers.transport.usb_bus import Whereabouts
from drivers.transport.usb_line import UsbLine
from tests.integration.drivers.buses import (
    ALICE,
    LINE_S,
    next_event,
    plug_usb,
    read,
    simple,
    usb_bus,
)
from tests.unit.drivers.module import frame

ADDRESS = "sam-usb:0400:c35a"
PLANS = {"split": {}, "whole": simple()}


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> UsbBus:
    return usb_bus(monkeypatch)


@pytest.fixture(params=PLANS)
def shape(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(PLANS[request.param])


@pytest.mark.parametrize("which", ["requests", "replies"])
@pytest.mark.parametrize("position", [0, -1])
def test_a_stalled_pipe_is_set_going_again(
    bus: UsbBus, shape: dict[str, Any], which: str, position: int
) -> None:
    reader = plug_usb(bus, **shape)
    with open_reader(ADDRESS) as opened:
        address = getattr(reader, which)[position]
        reader.fail(address, errno.EPIPE)
        read(opened, ALICE)
        assert f"clear {address:02x}" in reader.log


@pytest.mark.limit_in_seconds
def test_a_pipe_that_stalls_for_ever_is_a_lost_reader_soon(bus: UsbBus) -> None:
    reader = plug_usb(bus)
    with open_reader(ADDRESS) as opened:
        reader.fail(0x81, errno.EPIPE, times=1000)
        begun = time.monotonic()
        with pytest.raises(ReaderUnavailable, match="Broken pipe"):
            next_event(opened)
        assert time.monotonic() - begun < 2


def test_empty_packets_are_stepped_over(bus: UsbBus, shape: dict[str, Any]) -> None:
    plug_usb(bus, **shape).empty_packets = True
    with open_reader(ADDRESS) as opened:
        read(opened, ALICE)


@pytest.mark.parametrize("size", [1, 5, 7, 63, 64])
def test_replies_may_be_split_anywhere(bus: UsbBus, shape: dict[str, Any], size: int) -> None:
    plug_usb(bus, **shape).packet_bytes = size
    with open_reader(ADDRESS) as opened:
        read(opened, ALICE)


@pytest.mark.parametrize("size", [1, 3, 6])
def test_a_request_that_is_taken_in_pieces_is_sent_whole(
    bus: UsbBus, shape: dict[str, Any], size: int
) -> None:
    plug_usb(bus, **shape).takes_at_once = size
    with open_reader(ADDRESS) as opened:
        read(opened, ALICE)


@pytest.mark.limit_in_seconds
def test_a_device_that_takes_no_request_is_lost_and_nobody_waits_long(
    bus: UsbBus, shape: dict[str, Any]
) -> None:
    reader = plug_usb(bus, **shape)
    with open_reader(ADDRESS) as opened:
        reader.takes_at_once = 0
        begun = time.monotonic()
        with pytest.raises(ReaderUnavailable, match="does not take a request"):
            opened.poll(0.5)
        assert time.monotonic() - begun < 0.25 + 0.1


def test_nothing_is_lost_where_a_back_end_drops_what_a_timed_out_transfer_brought(
    bus: UsbBus, shape: dict[str, Any]
) -> None:
    reader = plug_usb(bus, is_paced=True, **shape)
    reader.drops_partial = True
    with open_reader(ADDRESS) as opened:
        while (card := opened.poll(0.001)) is None:
            pass
        assert isinstance(card, CardRead)
        assert card.duration_s < 3 * LINE_S  # and nothing had to be asked twice


@pytest.mark.parametrize("number", [errno.ENODEV, errno.EIO, errno.EPROTO, errno.ESHUTDOWN])
@pytest.mark.parametrize("which", ["requests", "replies"])
def test_a_device_that_goes_while_it_is_used_is_lost(
    bus: UsbBus, shape: dict[str, Any], which: str, number: int
) -> None:
    reader = plug_usb(bus, **shape)
    with open_reader(ADDRESS) as opened:
        reader.fail(getattr(reader, which)[-1], number)
        with pytest.raises(ReaderUnavailable) as lost:
            next_event(opened)
        assert isinstance(lost.value.__cause__, usb.core.USBError)
        with pytest.raises(ReaderUnavailable, match="closed"):
            opened.poll(0.0)


def test_an_interrupted_transfer_is_repeated(bus: UsbBus, shape: dict[str, Any]) -> None:
    reader = plug_usb(bus, **shape)
    with open_reader(ADDRESS) as opened:
        reader.fail(reader.replies[0], errno.EINTR, times=3)
        reader.fail(reader.requests[0], errno.EINTR, times=3)
        read(opened, ALICE)


@pytest.mark.parametrize("heads", [0, 1])
def test_half_a_reply_that_was_given_up_does_not_spoil_the_next_one(
    bus: UsbBus, heads: int
) -> None:
    reader = plug_usb(bus)
    line = UsbLine(0x0400, 0xC35A, Whereabouts())
    line.flush_input()
    line.write(FIND_CARD.request)
    if heads:  # else the answer is never looked for, and its head is found before its body
        while line.read(0.02):
            pass
    reader._packets[0x81].extend([bytes.fromhex("AAAAAA96690508")] * heads)
    reader._packets[0x85].extend([bytes(64)] * 3)
    line.flush_input()
    line.write(FIND_CARD.request)
    heard = b"".join(iter(lambda: line.read(0.02), b""))
    line.close()
    assert heard == frame(0x9F, bytes(4))
