"""Threads without threads: jobs wait in line until a test lets them run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from pos_client.application.trouble import Trouble

__all__ = ["InlineWorkers"]

T = TypeVar("T")


class InlineWorkers:
    """Implements `workers.Workers` on the caller's thread, one job after the other.

    Attributes:
        holds_questions: True leaves questions to the gateway unanswered until `answer_all`.
    """

    def __init__(self) -> None:
        self.holds_questions = False
        self._jobs: deque[Callable[[], None]] = deque()
        self._questions: deque[Callable[[], None]] = deque()
        self._is_running = False

    def on_counter(self, job: Callable[[], None]) -> None:
        self._jobs.append(job)
        self._run()

    def call(self, job: Callable[[], T]) -> T:
        return job()

    def ask(
        self,
        question: Callable[[], T],
        answer: Callable[[T], None],
        trouble: Callable[[Trouble], None],
    ) -> None:
        def put() -> None:
            try:
                value = question()
            except Trouble as fact:
                told = fact
                self._jobs.append(lambda: trouble(told))
            else:
                self._jobs.append(lambda: answer(value))

        self._questions.append(put)
        self._run()

    def answer_all(self) -> None:
        """Let the gateway answer everything that was asked."""
        self.holds_questions = False
        self._run()

    def _run(self) -> None:
        if self._is_running:
            return
        self._is_running = True
        try:
            while self._jobs or (self._questions and not self.holds_questions):
                if self._jobs:
                    self._jobs.popleft()()
                else:
                    self._questions.popleft()()
        finally:
            self._is_running = False
