"""Calls into a driver on a thread of their own, each with a limit: a driver may never come back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

__all__ = ["DriverThread", "Stuck"]

_Result = TypeVar("_Result")

_END_S = 1.0


class Stuck(Exception):
    """A call into the driver has not come back; the text says which and how long it was given."""


class DriverThread:
    """The one thread that a reader is opened, used and closed on, as in a hub."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="conformance", daemon=True)
        self._stuck_in = ""
        self._thread.start()

    @property
    def is_stuck(self) -> bool:
        """Whether some call has never come back."""
        return bool(self._stuck_in)

    def call(self, what: str, do: Callable[[], _Result], limit_s: float) -> _Result:
        """Do it, and return or raise what it does.

        Raises:
            Stuck: it took longer than `limit_s`, or an earlier call did and is not over.
        """
        if self._stuck_in:
            raise Stuck(f"{self._stuck_in} never came back")
        future: Future[_Result] = Future()
        self._jobs.put((future, do))
        try:
            return future.result(limit_s)
        except TimeoutError:
            if future.done():
                raise  # the driver's own
            self._stuck_in = what
            raise Stuck(f"{what} did not come back within {limit_s:g} s") from None

    def end(self) -> None:
        """Let the thread end. One that is stuck is left behind."""
        self._jobs.put(None)
        self._thread.join(0.0 if self._stuck_in else _END_S)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, do = job
            try:
                result = do()
            except BaseException as trouble:  # noqa: BLE001 - it belongs to whoever asked
                future.set_exception(trouble)
            else:
                future.set_result(result)
            del future, do, job  # they keep a reader, or a person
