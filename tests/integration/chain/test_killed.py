"""Killed at any moment: what was called saved is there, once, at the gateway or in the queue.

The oracle stands outside: what the child said on its pipe before it died, against the gateway's
ledger and the store's file. `./dev soak` makes 200 kills of it, `PYTEST_POS_CLIENT_KILLS` any
number, and `PYTEST_POS_CLIENT_SEED` repeats one.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_client.sandbox.faults import FaultKind
from tests.integration.chain.shop import Shop

KILLS = int(os.environ.get("PYTEST_POS_CLIENT_KILLS", "6"))
SEED = int(os.environ.get("PYTEST_POS_CLIENT_SEED", "20261123"))
ROOT = Path(__file__).parents[3]
# What else may happen to the line while a child is at work.
BAD_LINE = (
    FaultKind.LOSE_REPLY,
    FaultKind.LOSE_REQUEST,
    FaultKind.SERVER_ERROR,
    FaultKind.FORGED_RECEIPT,
    FaultKind.DELAY,
)


class Child:
    """One life of the counter."""

    def __init__(self, shop: Shop, seed: int) -> None:
        words = (str(shop.home.folder), shop.sandbox.clerk_number, shop.sandbox.password, str(seed))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.chain.killed", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            # A line without its end was not said.
            if line.endswith("\n"):
                self.said.append(line.strip())

    def wait_until_saved(self, count: int) -> None:
        """Wait for so many to be saved, and at least for the log-in."""

        def holds() -> bool:
            assert self._process.poll() is None, self.said
            has_begun = any(line.startswith("logged in") for line in self.said)
            return has_begun and len(self.acknowledged) >= count

        until = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < until, self.said[-20:]
            time.sleep(0.01)

    @property
    def acknowledged(self) -> list[str]:
        return [line.split()[1] for line in self.said if line.startswith("saved ")]

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.mark.timeout(60 + 6 * KILLS)
def test_what_was_called_saved_is_there_once_however_often_the_counter_is_killed(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(
        number_quota=10_000,
        quota_review_from=10_000,
        number_block=400,
        challenge_pool=400,
        records=10_000,
        records_per_clerk=10_000,
        heartbeat_s=1,
    )
    chance = random.Random(SEED)
    acknowledged: list[str] = []
    for life in range(KILLS):
        shop.faults.clear()
        if chance.random() < 0.5:
            fault = chance.choice(BAD_LINE)
            shop.faults.add(fault, path="/v1/registrations", times=3, seconds=0.2)
        if acknowledged and chance.random() < 0.3:
            shop.sandbox.stop()
        child = Child(shop, chance.randrange(1 << 30))
        try:
            if chance.random() < 0.8:
                child.wait_until_saved(chance.randrange(4))
                time.sleep(chance.uniform(0, 0.2))
            else:  # still opening
                time.sleep(chance.uniform(0.3, 1.5))
            if not _is_running(shop):
                shop.sandbox.start()
                time.sleep(chance.uniform(0, 0.4))
        finally:
            child.kill()
            if not _is_running(shop):
                shop.sandbox.start()
        acknowledged += child.acknowledged
        check(shop, acknowledged, f"life {life}, seed {SEED}")

    assert len(acknowledged) >= KILLS / 2, "hardly anything happened"
    shop.faults.clear()
    counter = shop.open()
    counter.wait_for(lambda now: now.gateway.is_reachable is True)
    counter.drained(60)
    effects = shop.effects()
    assert set(acknowledged) <= set(effects)
    assert set(effects.values()) == {1}
    kept = shop.asked("select sequence from outbox order by sequence")
    assert kept == [(number,) for number in range(1, len(effects) + 1)]


def check(shop: Shop, acknowledged: list[str], when: str) -> None:
    """Nothing acknowledged is lost, nothing has taken effect twice."""
    assert shop.asked("pragma integrity_check") == [("ok",)], when
    effects = shop.effects()
    pending = {row[0] for row in shop.asked("select id from outbox where state = 'PENDING'")}
    settled = {row[0] for row in shop.asked("select id from outbox where state = 'SETTLED'")}
    assert len(acknowledged) == len(set(acknowledged)), when
    assert set(acknowledged) <= pending | set(effects), when
    assert settled <= set(effects), when
    assert all(count <= 1 for count in effects.values()), when


def _is_running(shop: Shop) -> bool:
    return shop.sandbox._thread is not None
