"""The reference gateway: one thread, one connection, one transaction a call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from pos_client.domain.local_day import local_day
from pos_client.sandbox.authority import CertificateAuthority
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.door import Caller, Knock, Needs
from pos_client.sandbox.home import SandboxHome
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import RegisterEntry
from pos_client.sandbox.refusal import Refusal

__all__ = ["ReferenceGateway", "utc_now"]

_T = TypeVar("_T")


log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


class ReferenceGateway:
    """Answers calls one after the other, whoever makes them and on whatever thread."""

    def __init__(
        self,
        home: SandboxHome,
        policy: SandboxPolicy,
        entries: Iterable[RegisterEntry],
        clock: Clock = utc_now,
    ) -> None:
        self.keys = KeyRing(home)
        self.authority = CertificateAuthority(home)
        self._clock = clock
        self._kept_on: date | None = None
        self._thread = ThreadPoolExecutor(1, "sandbox-desk")
        try:
            self._desk = self._thread.submit(
                Desk, home, self.keys, self.authority, policy, entries, clock
            ).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def answer(self, knock: Knock, needs: Needs, work: Callable[[Desk, Caller], _T]) -> _T:
        """Let a request in and do its work, in one transaction.

        Raises:
            Refusal: the answer is no success. What was noted on the way stays noted.
        """
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._thread, self._admitted, knock, needs, work)
        if isinstance(answer, Refusal):
            raise answer
        return answer

    async def keep_time(self) -> None:
        """Do what a day asks for, by the gateway's clock and whether anybody calls or not."""
        today = local_day(self._clock())
        if today == self._kept_on:
            return
        self._kept_on = today
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, self._within_transaction, _work_of_day)
        except SQLAlchemyError as no:  # what is asked for today is asked again after a restart
            log.warning("the work of the day was not done: %s", type(no).__name__)

    def call(self, work: Callable[[Desk], _T]) -> _T:
        """Do something at the desk in one transaction; for the sandbox's own master only."""
        return self._thread.submit(self._within_transaction, work).result()

    def close(self) -> None:
        """Close the database and end the thread."""
        self._thread.submit(self._desk.connection.close).result()
        self._thread.shutdown()

    def _admitted(
        self, knock: Knock, needs: Needs, work: Callable[[Desk, Caller], _T]
    ) -> _T | Refusal:
        with self._desk.connection.begin():
            try:
                return work(self._desk, self._desk.door.admit(knock, needs))
            except Refusal as refusal:
                return refusal

    def _within_transaction(self, work: Callable[[Desk], _T]) -> _T:
        with self._desk.connection.begin():
            return work(self._desk)


def _work_of_day(desk: Desk) -> None:
    desk.daily.run_if_due()
