"""Every published stream comes to the same whatever pipes or reports bring it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from drivers.simulator.line import Delivery
from drivers.transport.byte_stream import ByteStream
from drivers.transport.hid_layouts import shipped_layout
from drivers.transport.hid_line import HidLine
from drivers.transport.usb_bus import Whereabouts
from drivers.transport.usb_line import UsbLine
from tests.integration.drivers.buses import PLUGS
from tests.unit.drivers.outcomes import STREAMS, assert_outcome
from tests.unit.drivers.vectors import request_of

PREAMBLE = bytes.fromhex("AAAAAA9669")


class Recorded:
    """A module that answers whatever it is asked with the same bytes."""

    next_due_s = None

    def __init__(self) -> None:
        self.stream = b""
        self.asked: list[bytes] = []
        self._coming = b""

    def receive(self, data: bytes, _now_s: float) -> None:
        self.asked.append(data)
        self._coming = self.stream

    def take(self, _now_s: float) -> Delivery:
        coming, self._coming = self._coming, b""
        return Delivery(coming)


def line_to(address: str) -> ByteStream:
    scheme, _, layout = address.partition("?layout=")
    if scheme.startswith("sam-usb"):
        return UsbLine(0x0400, 0xC35A, Whereabouts())
    return HidLine(0x0400, 0xC35A, shipped_layout(layout or "control"))


def heard(line: ByteStream) -> bytes:
    """Read until nothing comes for a while."""
    stream = bytearray()
    while piece := line.read(0.02):
        stream += piece
    return bytes(stream)


def may_be_sent(row: dict[str, Any], kind: str) -> bool:
    """Tell whether a bridge of this kind can send such a stream at all."""
    stream = bytes.fromhex(row["hex"])
    if kind in ("hid plain", "hid control"):
        # The zeros behind it would complete a head that was cut off.
        return stream == b"" or len(stream) >= 7
    if kind == "hid bank":
        # Without the preamble on the wire there are whole frames only.
        length = int.from_bytes(stream[5:7], "big")
        return stream.startswith(PREAMBLE) and 4 <= length == len(stream) - 7
    return True


@pytest.mark.parametrize("kind", PLUGS)
def test_every_published_stream_has_its_outcome(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = Recorded()
    address, plug = PLUGS[kind]
    plug(monkeypatch, module)
    line = line_to(address)
    count = 0
    try:
        for row in STREAMS:
            if may_be_sent(row, kind):
                module.stream = bytes.fromhex(row["hex"])
                line.flush_input()
                line.write(request_of(row["request"]))
                assert_outcome(row, heard(line), 64)
                assert module.asked[-1] == request_of(row["request"]), row["name"]
                count += 1
    finally:
        line.close()
    assert count == {"hid bank": 51, "hid plain": 60, "hid control": 60}.get(kind, 61)


@pytest.mark.parametrize("kind", PLUGS)
@pytest.mark.limit_in_seconds
def test_no_wait_of_a_line_is_without_end(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The simulated libraries refuse a wait of no length, which to the real ones means for ever.
    address, plug = PLUGS[kind]
    plug(monkeypatch, Recorded())
    line = line_to(address)
    begun = time.monotonic()
    for timeout_s in (-1.0, 0.0, 0.0001):
        assert line.read(timeout_s) == b""
    line.close()
    assert time.monotonic() - begun < 0.5
