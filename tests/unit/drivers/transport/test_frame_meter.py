"""A line that has to know how much is still to come knows it, however the bytes come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.transport.frame_meter import FrameMeter
from tests.unit.drivers.module import frame

NOISE = st.binary(max_size=80).filter(lambda noise: b"\xaa" not in noise)


@pytest.mark.parametrize("size", [1, 6, 7, 8, 64, 4096])
def test_what_is_missing_of_a_frame_is_known_once_its_head_has_come(size: int) -> None:
    reply = frame(0x90, bytes(1284))
    meter = FrameMeter()
    for begin in range(0, len(reply), size):
        meter.feed(reply[begin : begin + size])
        seen = min(begin + size, len(reply))
        assert meter.missing == (len(reply) - seen if seen >= 7 else 0)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=4), NOISE, st.data())
def test_frames_in_noise_are_followed_to_their_end(
    sizes: list[int], noise: bytes, data: st.DataObject
) -> None:
    stream = b"".join(noise + frame(0x90, bytes(size)) for size in sizes)
    cut = data.draw(st.integers(0, len(stream)))
    meter = FrameMeter()
    for piece in (stream[:cut], stream[cut:]):
        meter.feed(piece)
    assert meter.missing == 0


def test_an_impossible_length_is_no_frame_and_the_good_one_behind_it_is() -> None:
    meter = FrameMeter()
    meter.feed(bytes.fromhex("AAAAAA9669FFFF") + frame(0x80)[:9])
    assert meter.missing == 2


def test_a_frame_that_was_given_up_is_forgotten() -> None:
    meter = FrameMeter()
    meter.feed(frame(0x90, bytes(100))[:50])
    meter.reset()
    meter.feed(bytes(30))
    assert meter.missing == 0
