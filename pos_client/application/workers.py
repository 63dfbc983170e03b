"""The threads below the window: one for the counter, one for its questions to the gateway.

The counter's thread owns the cases and the database. A question to the gateway may take as
long as the network likes; it runs on a thread of its own and its answer comes back as one more
job of the counter. Nothing here is locked, because nothing is shared.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Protocol, TypeVar

from pos_client.application.backoff import Backoff
from pos_client.application.breaker import Breaker
from pos_client.application.trouble import GatewayTrouble, Trouble, Unreachable

__all__ = ["Stopped", "Threads", "Workers"]

T = TypeVar("T")
log = logging.getLogger(__name__)

# A clerk stands there and waits: they learn at once that the gateway fails, and soon that it works.
_PROBES = Backoff(timedelta(seconds=2), timedelta(seconds=30))


class Stopped(Exception):
    """The counter has ended; this was not done."""


class Workers(Protocol):
    """Where jobs of the counter and questions to the gateway run."""

    def on_counter(self, job: Callable[[], None]) -> None:
        """Run a job on the counter's thread, after those that wait already."""

    def call(self, job: Callable[[], T]) -> T:
        """Run a job on the counter's thread and wait for its value or exception."""

    def begin(self, job: Callable[[], T]) -> Callable[[], T]:
        """Give a job to the counter's thread; what is returned waits for value or exception."""

    def ask(
        self,
        question: Callable[[], T],
        answer: Callable[[T], None],
        trouble: Callable[[Trouble], None],
    ) -> None:
        """Ask on the gateway's thread, take answer or trouble on the counter's."""


class Threads:
    """The real ones. `close` waits for what runs and drops what has not begun.

    Args:
        after_job: called on the counter's thread behind every job.
        tell: takes a trouble that a job did not expect, on the counter's thread.

    Attributes:
        breaker: that of the questions; the drain has its own.
    """

    def __init__(self, after_job: Callable[[], None], tell: Callable[[Trouble], None]) -> None:
        self._counter = ThreadPoolExecutor(1, thread_name_prefix="counter")
        self._gateway = ThreadPoolExecutor(1, thread_name_prefix="gateway")
        self._after_job = after_job
        self._tell = tell
        self.breaker = Breaker(time.monotonic_ns, _PROBES)
        self._has_ended = False  # the counter's thread alone looks at it

    def on_counter(self, job: Callable[[], None]) -> None:
        self._submit(self._counter, lambda: self._run(job))

    def call(self, job: Callable[[], T]) -> T:
        """Raises `Stopped` too."""
        if threading.current_thread().name.startswith("counter"):
            return job()
        return self.begin(job)()

    def begin(self, job: Callable[[], T]) -> Callable[[], T]:
        """Raises `Stopped` too, also when waiting. Not waited for on the counter's thread."""
        try:
            begun = self._counter.submit(self._insist, job)
        except RuntimeError:
            raise Stopped from None

        def wait() -> T:
            try:
                return begun.result()
            except CancelledError:
                raise Stopped from None

        return wait

    def ask(
        self,
        question: Callable[[], T],
        answer: Callable[[T], None],
        trouble: Callable[[Trouble], None],
    ) -> None:
        def put() -> None:
            try:
                value = self._asked(question)
            except Stopped:
                return
            except Trouble as fact:
                told = type(fact)(**fact.facts)  # without its traceback: frames hold card bytes
                self.on_counter(lambda: trouble(told))
            except Exception as bug:  # noqa: BLE001 - whoever asked must not wait for ever
                log.error("bug in a question: %s", type(bug).__name__)  # noqa: TRY400
                self.on_counter(lambda: trouble(GatewayTrouble()))
            else:
                self.on_counter(lambda: answer(value))

        self._submit(self._gateway, put)

    def _asked(self, question: Callable[[], T]) -> T:
        """Ask, unless everything that was asked of late has failed."""
        if not self.breaker.lets_through:
            raise Unreachable("the gateway failed several times; it is asked again in a moment")
        try:
            value = question()
        except GatewayTrouble as trouble:
            self.breaker.note(trouble)
            raise
        self.breaker.succeeded()
        return value

    def close(self, last: Callable[[], None]) -> None:
        """Do the counter's last job and end. Closing twice does nothing."""
        try:
            self._counter.submit(self._end, last).result()
        except RuntimeError:
            return
        self._gateway.shutdown(wait=True, cancel_futures=True)
        self._counter.shutdown(wait=True, cancel_futures=True)

    def _end(self, last: Callable[[], None]) -> None:
        self._has_ended = True
        last()

    def _insist(self, job: Callable[[], T]) -> T:
        if self._has_ended:
            raise Stopped
        return job()

    def _run(self, job: Callable[[], None]) -> None:
        if self._has_ended:
            return
        try:
            job()
        except Trouble as trouble:
            self._tell(trouble)
        self._after_job()

    def _submit(self, where: ThreadPoolExecutor, job: Callable[[], None]) -> None:
        try:
            where.submit(job).add_done_callback(_tell_bug)
        except RuntimeError:
            log.debug("dropped a job: shutting down")


def _tell_bug(done: Future[None]) -> None:
    if done.cancelled():
        return
    error = done.exception()
    if error is not None:
        # The type only: a traceback's text may quote a card.
        log.error("bug in a job: %s", type(error).__name__)
