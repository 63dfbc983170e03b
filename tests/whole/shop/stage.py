"""The outlet of the demonstration: its relay, its gateway, and its counters as processes."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pos_client.bootstrap import enrol_device
from pos_client.infrastructure.home import Home
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import entries_of
from pos_client.sandbox.running import RunningSandbox
from tests.bench.children import Child
from tests.bench.crowd import everybody
from tests.faults.relay.cluster import Cluster
from tests.faults.relay.gateway import clerk_of
from tests.honest_cases import SAME_PERSON_ALL_DAY

__all__ = ["NeverCame", "ShopCounter", "ShopStage"]

_PATIENCE_S = 180.0


class NeverCame(Exception):
    """What the story waits for did not happen."""


@dataclass
class ShopCounter:
    """One counter: its home, its process, and what its clerk was told is saved."""

    number: int
    home: Home
    device_id: str
    clerk: tuple[str, str]
    log: Path
    child: Child | None = None
    saved: list[str] = field(default_factory=list)
    kills: int = 0

    def open(self, relay_url: str, *, logs_in: bool) -> None:
        """Start its process; `ready` waits for it."""
        self.child = Child([sys.executable, "-m", "tests.whole.shop.counter"], self.log)
        who = {
            "home": str(self.home.folder),
            "relay_url": relay_url,
            "clerk_number": self.clerk[0],
            "password": self.clerk[1],
            "logs_in": logs_in,
        }
        self.child.say(json.dumps(who))

    def ready(self) -> None:
        if self.child is not None:
            self.child.answer(_PATIENCE_S)

    def register(self, slugs: list[str]) -> None:
        """Let its clerk register these people; what it says is saved is kept in mind."""
        self.saved += self._ask({"register": slugs})["saved"]

    def state(self) -> dict[str, Any]:
        return self._ask({})

    def kill(self) -> None:
        """Let it die on the spot."""
        if self.child is not None:
            self.child.process.kill()
            self.child.process.wait()
            self.child.close()
            self.child, self.kills = None, self.kills + 1

    def close(self) -> None:
        if self.child is not None:
            self.child.close()
            self.child = None

    def _ask(self, what: dict[str, Any]) -> dict[str, Any]:
        if self.child is None:
            raise NeverCame(f"counter {self.number} is not running")
        self.child.say(json.dumps(what))
        return self.child.answer(_PATIENCE_S)


class ShopStage:
    """Everything that the story needs; leaving it ends and removes all of it."""

    def __init__(self, counters: int) -> None:
        self._stack = ExitStack()
        self._count = counters
        self.counters: list[ShopCounter] = []

    def __enter__(self) -> Self:
        try:
            self._set_up()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _set_up(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="pos-client-shop-"))
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        self.relay = self._stack.enter_context(Cluster())
        policy = SandboxPolicy(heartbeat_s=2, controls=SAME_PERSON_ALL_DAY)
        self.gateway = self._stack.enter_context(
            RunningSandbox(folder / "gateway", policy=policy, entries=entries_of(everybody()))
        )
        for number in range(1, self._count + 1):
            home = Home.at(folder / f"counter-{number}")
            code = self.gateway.issue_code()
            device_id = enrol_device(home, self.gateway.gateway_file, code, f"counter {number}")
            clerk = clerk_of(self.gateway, number)
            log = folder / f"counter-{number}.log"
            counter = ShopCounter(number, home, device_id, clerk, log)
            self._stack.callback(counter.close)
            self.counters.append(counter)

    def ledger(self) -> dict[str, Any]:
        return read_ledger(self.gateway.home.folder)

    @staticmethod
    def wait_for(what: str, holds: Callable[[], object]) -> None:
        """Look again and again.

        Raises:
            NeverCame: not within three minutes.
        """
        until = time.monotonic() + _PATIENCE_S
        while not holds():
            if time.monotonic() > until:
                raise NeverCame(what)
            time.sleep(0.05)
