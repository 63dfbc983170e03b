"""The words between a worker and its supervisor, and whatever else may come down that pipe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.vendor import messages
from drivers.vendor.messages import Message, MessageInvalid, MessageParser

names = st.text(st.characters(codec="ascii", exclude_characters="\0="), min_size=1, max_size=9)
texts = st.text(st.characters(exclude_characters="\0"), max_size=40)


@given(st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=300)), max_size=8), st.data())
def test_messages_come_out_as_they_went_in_whatever_the_pieces(
    said: list[tuple[int, bytes]], data: st.DataObject
) -> None:
    stream = b"".join(messages.encode(kind, (body,)) for kind, body in said)
    parser, heard = MessageParser(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        heard += parser.feed(stream[:size])
        stream = stream[size:]
    assert heard == said


@given(st.binary(max_size=4000), st.integers(1, 700))
def test_no_stream_hurts_and_none_makes_it_keep_more_than_one_message(
    stream: bytes, size: int
) -> None:
    parser, heard = MessageParser(), 0
    try:
        for start in range(0, len(stream), size):
            heard += sum(5 + len(body) for _, body in parser.feed(stream[start : start + size]))
    except MessageInvalid:
        pass
    assert heard <= len(stream)
    assert len(parser._buffer) <= 4 + messages.LARGEST + size


@pytest.mark.parametrize("size", [0, messages.LARGEST + 1, 2**31, 2**32 - 1])
def test_a_size_that_no_message_has_is_refused_before_anything_is_waited_for(size: int) -> None:
    with pytest.raises(MessageInvalid):
        MessageParser().feed(size.to_bytes(4, "big"))


def test_the_longest_message_fits() -> None:
    longest = messages.encode(messages.ANSWER, (bytes(messages.LARGEST - 1),))
    assert MessageParser().feed(longest) == [(messages.ANSWER, bytes(messages.LARGEST - 1))]


@given(st.dictionaries(names, texts))
def test_words_come_out_as_they_went_in(words: dict[str, str]) -> None:
    assert messages.decode_words(messages.encode_words(words)) == words


@given(st.binary())
def test_any_bytes_are_words_of_some_kind(body: bytes) -> None:
    assert isinstance(messages.decode_words(body), dict)


@given(st.integers(0, 2**32 - 1), st.integers(-(2**31), 2**31 - 1), st.binary(max_size=99))
def test_answers_come_out_as_they_went_in(number: int, code: int, data: bytes) -> None:
    (message,) = MessageParser().feed(messages.encode_answer(number, code, [memoryview(data)]))
    assert messages.decode_answer(message.body) == (number, code, data)


@pytest.mark.parametrize("length", range(8))
def test_an_answer_that_is_too_short_is_refused(length: int) -> None:
    with pytest.raises(MessageInvalid):
        messages.decode_answer(bytes(length))


@given(st.integers(0, 2**32 - 1), names, st.binary(max_size=99))
def test_calls_come_out_as_they_went_in(number: int, name: str, payload: bytes) -> None:
    (message,) = MessageParser().feed(messages.encode_call(number, name, payload))
    assert messages.decode_call(message.body) == (number, name, payload)


def test_the_repr_of_a_message_shows_no_body() -> None:
    assert "person" not in repr(Message(messages.ANSWER, b"person"))
