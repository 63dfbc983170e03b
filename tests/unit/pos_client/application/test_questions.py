"""A clerk's questions have a breaker of their own: one that fails again and again is not asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pos_client.application.breaker import Breaker
from pos_client.application.trouble import OutcomeUnknown, Trouble, Unreadable
from pos_client.application.workers import Threads
from pos_client.testing.clock import FrozenClock


class Asking:
    """A counter's threads, and what came of each question."""

    def __init__(self) -> None:
        self.clock = FrozenClock()
        self.threads = Threads(lambda: None, lambda _: None)
        self.threads.breaker = Breaker(self.clock.monotonic_ns)
        self.asked = 0

    def ask(self, trouble: Trouble | None) -> str:
        done, told = threading.Event(), list[str]()

        def question() -> str:
            self.asked += 1
            if trouble is not None:
                raise trouble
            return "answer"

        def tell(word: str) -> None:
            told.append(word)
            done.set()

        self.threads.ask(question, tell, lambda fact: tell(fact.code))
        assert done.wait(30)
        return told[0]


@pytest.fixture
def asking() -> Iterator[Asking]:
    made = Asking()
    yield made
    made.threads.close(lambda: None)


@pytest.mark.fault(32, 33)
def test_the_sixth_question_of_a_row_that_fails_is_answered_at_once(asking: Asking) -> None:
    for _ in range(5):
        assert asking.ask(OutcomeUnknown()) == "G-202"
    assert asking.ask(None) == "G-201"
    assert asking.asked == 5
    asking.clock.advance(timedelta(seconds=5))
    assert asking.ask(None) == "answer"
    assert asking.ask(None) == "answer"


def test_send_now_and_a_line_that_is_back_let_it_be_asked_again(asking: Asking) -> None:
    for _ in range(5):
        asking.ask(OutcomeUnknown())
    asking.threads.breaker.reset()
    assert asking.ask(None) == "answer"


def test_a_plain_no_closes_nobody_out(asking: Asking) -> None:
    for _ in range(9):
        assert asking.ask(Unreadable()) == "G-206"
    assert asking.ask(None) == "answer"
