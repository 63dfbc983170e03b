"""A worker may say whatever it likes: its supervisor is not hurt, and believes nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import LibraryUnusable, ReaderError, ReaderUnavailable
from drivers.vendor import messages
from drivers.vendor.messages import Message, MessageParser
from drivers.vendor.process import WorkerGone
from drivers.vendor.supervisor import Answer, Stopped, Supervisor

HELLO = messages.encode(messages.HELLO, (b"version=1\0bits=64",))
STARTED = messages.encode(messages.STARTED, (b"abi=port",))


class FakeWorker:
    """Says what it is given, piece by piece; an empty piece is silence, None the end."""

    def __init__(self, pieces: list[bytes | None], clock: list[float]) -> None:
        self._pieces = iter(pieces)
        self._clock = clock
        self._parser = MessageParser()
        self.heard: list[Message] = []
        self.is_ended = False

    def send(self, message: bytearray) -> None:
        self.heard += MessageParser().feed(message)

    def listen(self, timeout_s: float) -> list[Message]:
        piece = next(self._pieces, b"")
        if piece is None:
            raise WorkerGone
        self._clock[0] += 0.001 if piece else timeout_s
        return self._parser.feed(piece)

    def end(self, _grace_s: float = 0.0) -> str:
        self.is_ended = True
        return "was ended by SIGSEGV"


class Bench:
    """A supervisor, and the workers that it starts one after the other."""

    def __init__(self, *workers: list[bytes | None]) -> None:
        self.clock = [0.0]
        self.started: list[FakeWorker] = []
        self._scripts = iter(workers)
        make: Callable[[str, Path], Any] = self._make
        self.supervisor = Supervisor(
            {"job": "reader", "library": sys.executable},
            now=lambda: self.clock[0],
            make_process=make,
        )

    def _make(self, _interpreter: str, _place: Path) -> FakeWorker:
        worker = FakeWorker(next(self._scripts, [HELLO, STARTED]), self.clock)
        self.started.append(worker)
        return worker


def answer(number: int, code: int = 0x90, data: bytes = b"") -> bytes:
    return bytes(messages.encode_answer(number, code, [memoryview(data)]))


def test_an_answer_comes_to_who_has_asked() -> None:
    bench = Bench([HELLO, STARTED, b"", answer(1, 0x9F, b"1234")])
    bench.supervisor.open()
    bench.supervisor.call("find_card", b"", 1.0)
    assert bench.supervisor.take(0.1) is None
    assert bench.supervisor.take(0.1) == Answer(0x9F, b"1234")
    assert [message.kind for message in bench.started[0].heard] == [messages.START, messages.CALL]


def test_what_is_asked_while_another_call_is_under_way_is_asked_afterwards() -> None:
    bench = Bench([HELLO, STARTED, b"", answer(1, 0x90, b"late"), answer(2, 0x9F)])
    bench.supervisor.open()
    bench.supervisor.call("sam_id", b"", 5.0)
    assert bench.supervisor.take(0.1) is None
    bench.supervisor.call("find_card", b"", 1.0)
    assert bench.supervisor.take(1.0) == Answer(0x9F, b"")


@pytest.mark.parametrize(
    "nonsense",
    [
        answer(2),  # not the one that was asked for
        answer(1) + answer(1),
        answer(1) + HELLO,
        bytes(STARTED),
        bytes(HELLO),
        bytes(messages.encode(messages.FAULT, (b"code=reader\0text=gone",))),
        bytes(messages.encode(messages.ANSWER, (b"short",))),
        bytes(messages.encode(77)),
        b"\xff\xff\xff\xff",
        bytes(messages.encode(messages.BROKEN, (b"text=wrote past its buffer",))),
    ],
)
def test_a_worker_that_talks_out_of_turn_is_ended_and_another_one_started(nonsense: bytes) -> None:
    bench = Bench([HELLO, STARTED, nonsense])
    bench.supervisor.open()
    bench.supervisor.call("read_base", b"", 1.0)
    assert bench.supervisor.take(0.5) == Stopped(1, is_hang=False)
    assert bench.started[0].is_ended
    assert len(bench.started) == 2


def test_one_that_dribbles_does_not_outlive_its_time() -> None:
    bench = Bench([HELLO, STARTED, *[b"\0"] * 3])
    bench.supervisor.open()
    bench.supervisor.call("find_card", b"", 1.0)
    assert bench.supervisor.take(5.0) == Stopped(1, is_hang=True)
    assert bench.clock[0] < 1.1


def test_stops_are_counted_and_an_hour_apart_they_are_accidents() -> None:
    bench = Bench(*[[HELLO, STARTED, None] for _ in range(9)])
    bench.supervisor.open()
    for expected in (1, 1, 2, 3):
        bench.supervisor.call("find_card", b"", 1.0)
        assert bench.supervisor.take(0.5) == Stopped(expected, is_hang=False)
        bench.clock[0] += 3600 if len(bench.started) == 2 else 1
    bench.supervisor.call("find_card", b"", 1.0)
    with pytest.raises(LibraryUnusable, match="stopped 4 times; the last time it was ended by SIG"):
        bench.supervisor.take(0.5)


@pytest.mark.parametrize(
    ("code", "error"),
    [("reader", ReaderUnavailable), ("library", LibraryUnusable), ("x", LibraryUnusable)],
)
def test_the_words_of_a_worker_are_cut_to_what_can_be_shown(
    code: str, error: type[ReaderError]
) -> None:
    words = messages.encode_words({"code": code, "text": "\x1b[31m坏\n" + "x" * 999})
    bench = Bench([HELLO, messages.encode(messages.FAULT, (words,))])
    with pytest.raises(error) as refused:
        bench.supervisor.open()
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 260


bodies = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda number, code: answer(number, code)[5:], st.integers(0, 3), st.integers(0, 255)
    ),
    st.sampled_from([b"version=1\0bits=64", b"version=9", b"abi=port", b"code=reader\0text=x"]),
)
spoken = st.one_of(
    st.binary(max_size=40),
    st.builds(lambda kind, body: bytes(messages.encode(kind, (body,))), st.integers(0, 20), bodies),
    st.none(),
)


@given(st.lists(st.lists(spoken, max_size=6), max_size=5), st.booleans(), st.data())
def test_no_worker_hurts_whatever_it_says(
    scripts: list[list[bytes | None]], is_well_at_first: bool, data: st.DataObject
) -> None:
    polite: list[bytes | None] = [bytes(HELLO), bytes(STARTED)]
    bench = Bench(*([*(polite if is_well_at_first else []), *script] for script in scripts))
    with suppress(ReaderError):
        bench.supervisor.open()
        for _ in range(8):
            bench.supervisor.call(data.draw(st.sampled_from(["find_card", "read_base"])), b"", 1.0)
            begun = bench.clock[0]
            outcome = bench.supervisor.take(0.4)
            assert outcome is None or isinstance(outcome, Answer | Stopped)
            assert bench.clock[0] - begun < 0.5
    bench.supervisor.close()
    assert len(bench.started) <= 10
    assert all(worker.is_ended for worker in bench.started)


@given(st.integers(0, 2**32 - 1), st.integers(-(2**31), 2**31 - 1), st.binary(max_size=2000))
def test_an_answer_is_believed_by_its_number_only(number: int, code: int, data: bytes) -> None:
    bench = Bench([HELLO, STARTED, answer(number, code, data)])
    bench.supervisor.open()
    bench.supervisor.call("read_base", b"", 1.0)
    expected = Answer(code, data) if number == 1 else Stopped(1, is_hang=False)
    assert bench.supervisor.take(0.5) == expected
