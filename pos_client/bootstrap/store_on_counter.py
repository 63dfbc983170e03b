"""The store as other threads use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pos_client.application.storage import Store
from pos_client.application.workers import Threads

__all__ = ["StoreOnCounter"]

T = TypeVar("T")


class StoreOnCounter:
    """Implements `KeepStore`: the counter's thread owns the store."""

    def __init__(self, threads: Threads, store: Store) -> None:
        self._threads = threads
        self._store = store

    def __call__(self, job: Callable[[Store], T]) -> T:
        return self._threads.call(lambda: job(self._store))

    def begin(self, job: Callable[[Store], T]) -> Callable[[], T]:
        return self._threads.begin(lambda: job(self._store))
