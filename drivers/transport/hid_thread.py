"""The one thread of the process on which the HID library is used, enumeration included.

The library may not be used from two threads, not even for two devices. So there is one thread
for all of them: it begins with its first user and ends with its last one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, Final, TypeVar

__all__ = ["HID_THREAD", "HidThread"]

_Result = TypeVar("_Result")

# How long the last user waits for the thread to end. Stuck in the library, it ends by itself
# later, or goes on serving whoever comes next: there is never a second one.
_END_S: Final = 0.5


class HidThread:
    """Runs jobs one after the other. Whoever brings jobs enters before and leaves behind."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._users = 0

    @property
    def is_shared(self) -> bool:
        """Whether others are waiting for their turn too."""
        return self._users > 1

    def enter(self) -> None:
        """Become a user."""
        with self._lock:
            self._users += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="hid", daemon=True)
                self._thread.start()

    def leave(self) -> None:
        """Be a user no more; the last one waits a moment for the thread to end."""
        with self._lock:
            self._users -= 1
            thread = None if self._users else self._thread
        self._jobs.put(None)
        if thread is not None:
            thread.join(_END_S)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be a user for as long as the block lasts."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def submit(self, job: Callable[[], _Result]) -> Future[_Result]:
        """Have a job done when its turn comes."""
        future: Future[_Result] = Future()
        self._jobs.put((future, job))
        return future

    def _work(self) -> None:
        while (turn := self._jobs.get()) is not None or not self._may_end():
            if turn is None:
                continue
            future, job = turn
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = job()
            except BaseException as trouble:  # noqa: BLE001 - it belongs to whoever asked
                future.set_exception(trouble)
            else:
                future.set_result(result)
            del future, job  # they keep a device

    def _may_end(self) -> bool:
        with self._lock:
            if self._users or not self._jobs.empty():
                return False
            self._thread = None
            return True


HID_THREAD: Final = HidThread()
"""All that is HID in this process goes through this one."""
