"""Good frames are found in whatever a line delivers, and nothing ever makes the parser fail."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.sam.commands import FIND_CARD, READ_BASE
from drivers.sam.exchange import Answer, Exchange, LineTiming, NoAnswer
from drivers.sam.frames import PREAMBLE, Defect, Reply, ReplyParser
from tests.unit.drivers.module import base_reply, frame
from tests.unit.drivers.vectors import text_of

FOUND = frame(0x9F, bytes(4))

# Litter that knows the language: pieces of preambles, impossible and tempting lengths.
litter = st.lists(
    st.one_of(
        st.binary(max_size=12),
        st.sampled_from(
            [
                PREAMBLE,
                b"\xaa",
                b"\xaa\xaa\xaa\x96",
                PREAMBLE + b"\x00\x03\x20\x01\x22",
                PREAMBLE + b"\x09\x0a",
                PREAMBLE + b"\xff\xff",
                PREAMBLE + b"\x00\x08\x00\x00",
                FOUND[:-1],
            ]
        ),
    ),
    max_size=8,
).map(b"".join)
cuts = st.lists(st.integers(1, 64), min_size=1, max_size=40)


def pieces(stream: bytes, sizes: list[int]) -> list[bytes]:
    """Cut a stream into pieces of the given sizes, over and over."""
    cut = []
    at = turn = 0
    while at < len(stream):
        size = sizes[turn % len(sizes)]
        cut.append(stream[at : at + size])
        at += size
        turn += 1
    return cut


def replies_in(stream: bytes, sizes: list[int]) -> list[Reply]:
    parser = ReplyParser()
    found = [reply for piece in pieces(stream, sizes) for reply in parser.feed(piece)]
    return found + parser.salvage()


@given(st.binary(max_size=400), cuts)
def test_any_bytes_are_survived(stream: bytes, sizes: list[int]) -> None:
    replies_in(stream, sizes)


@given(litter, litter, cuts)
def test_a_good_frame_is_found_in_any_litter(before: bytes, after: bytes, sizes: list[int]) -> None:
    assert Reply(0x9F, bytes(4)) in replies_in(before + FOUND + after, sizes)


@given(litter, cuts)
def test_how_a_stream_is_cut_changes_nothing(stream: bytes, sizes: list[int]) -> None:
    stream += FOUND
    assert replies_in(stream, sizes) == replies_in(stream, [len(stream)])


@given(
    text=st.sampled_from([text_of("mainland_han_20y"), text_of("foreign_2023_Y")]),
    at=st.integers(0, 1294),
    flip=st.integers(1, 255),
)
def test_a_record_with_one_damaged_byte_is_never_taken(text: bytes, at: int, flip: int) -> None:
    stream = bytearray(base_reply(text))
    stream[at] ^= flip
    assert replies_in(bytes(stream), [64]) == []


@given(litter, cuts, st.sampled_from([FIND_CARD, READ_BASE]))
def test_an_exchange_always_comes_to_an_end(stream: bytes, sizes: list[int], command) -> None:  # type: ignore[no-untyped-def]
    exchange = Exchange(command, LineTiming(), sent_at=0.0)
    now = 0.0
    outcome = None
    for piece in pieces(stream, sizes):
        outcome = outcome or exchange.feed(piece, now)
    for _ in range(20):
        if outcome is not None:
            break
        assert exchange.deadline >= now
        now = exchange.deadline
        outcome = exchange.feed(b"", now)
    assert isinstance(outcome, Answer | NoAnswer)
    assert now <= 4 * command.wait_s


def test_nothing_is_waited_or_kept_for_an_impossible_length() -> None:
    parser = ReplyParser()
    assert parser.feed(PREAMBLE + b"\xff\xff") == []
    assert (parser.first_defect, parser.pending_length) == (Defect.LENGTH, None)
    for _ in range(1000):
        parser.feed(bytes(1000))
    assert len(parser._scanner._buffer) < 10


def test_an_echoed_request_is_no_reply_and_no_defect() -> None:
    parser = ReplyParser()
    assert parser.feed(FIND_CARD.request + FOUND) == [Reply(0x9F, bytes(4))]
    assert parser.first_defect is None


def test_a_reply_shows_no_data() -> None:
    assert "SECRET" not in repr(Reply(0x90, b"SECRET"))
