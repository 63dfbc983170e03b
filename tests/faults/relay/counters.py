"""Several counters of one outlet with one relay, in one process."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pos_client.application.backoff import Backoff
from pos_client.application.forwarding import Terms
from pos_client.application.state import CounterState
from pos_client.bootstrap import enrol_device
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import Settings
from tests.integration.chain.shop import Counter, Shop, eventually

__all__ = ["BRISK", "CounterShop", "has_two_copies", "lacks"]

BRISK = Terms(
    own=timedelta(seconds=2),
    lease=timedelta(seconds=3),
    look=timedelta(seconds=0.2),
    compare=timedelta(seconds=1),
    remind=timedelta(seconds=1),
    backoff=Backoff(timedelta(seconds=0.1), timedelta(seconds=0.5)),
)
"""As in a shop, only faster."""


def lacks(count: int) -> Any:
    """So many records have one copy only."""
    return lambda state: state.queue.second_copy and state.queue.second_copy.missing == count


def has_two_copies(state: CounterState) -> bool:
    """Everything that is queued lies in the relay, too, and something is queued."""
    copies = state.queue.second_copy
    return bool(state.queue.pending and copies and copies.missing == 0)


class CounterShop(Shop):
    """An outlet whose counters know one relay. The first home is that of `Shop`."""

    def __init__(self, folder: Path, relay_url: str, **policy: Any) -> None:
        super().__init__(folder, **policy)
        self.relay_url = relay_url
        self.device_ids = {self.home: self.enrol()}

    @property
    def settings(self) -> Settings:
        return replace(super().settings, relay_url=self.relay_url)

    def another_home(self) -> Home:
        """One more enrolled device of the outlet."""
        home = Home.at(self.folder / f"home-{len(self.device_ids)}")
        code = self.sandbox.issue_code()
        self.device_ids[home] = enrol_device(home, self.sandbox.gateway_file, code, "test")
        return home

    def prepare(self, home: Home) -> None:
        """Let a clerk log in there once, so that the counter may capture offline later."""
        counter = self.open(home=home)
        counter.wait_for(lambda state: state.gateway.is_reachable is True)
        self.log_in(counter)
        eventually(lambda: counter.running._threads.call(self._has_supplies(counter)))
        self.close(counter)

    @staticmethod
    def _has_supplies(counter: Counter) -> Any:
        def look() -> bool:
            work = counter.running._work
            assert work is not None
            store = work._store
            now = work.counter._tools.clock.now()
            return store.challenges_left(now) > 0 and bool(store.free_numbers(now, 1))

        return look

    def open_offline_at(self, home: Home) -> Counter:
        """A counter that finds no gateway, with a clerk who is known there."""
        counter = self.open(home=home)
        counter.wait_for(lambda state: state.gateway.is_reachable is False)
        self.log_in(counter)
        counter.wait_for(lambda state: state.session)
        return counter

    def forwarded_by(self) -> dict[str, str]:
        """Which device brought each registration to the gateway."""
        return {row["id"]: row["forwarded_by"] for row in self.ledger()["registrations"]}
