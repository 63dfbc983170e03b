"""One life of a counter below its window: its store, its line and the shop's relay, for real."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pos_client.application import forwarder as forwarder_module
from pos_client.application import forwarding as forwarding_module
from pos_client.application.backoff import Backoff
from pos_client.application.forwarder import Forwarder, ForwarderNews
from pos_client.application.forwarding import Forwarding, Terms
from pos_client.application.outbox import StoreAtHand
from pos_client.bootstrap.papers import Papers
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.home import HomeLock
from tests.faults.relay.doom import Doom, Enough, SteppingGateway, SteppingRelay
from tests.faults.relay.forged import unsigned_receipt
from tests.faults.relay.stock import Device

__all__ = ["HURRIED", "Life", "Task", "born"]

HURRIED = Terms(
    own=timedelta(seconds=0.2),
    lease=timedelta(seconds=0.3),
    look=timedelta(seconds=0.02),
    compare=timedelta(seconds=5),
    backoff=Backoff(timedelta(seconds=0.02), timedelta(seconds=0.2)),
)
"""A thousand deaths are to fit into minutes."""


@dataclass
class Life:
    """A process of its own, forked from one that has imported everything.

    Attributes:
        told: what it says: that it has struck, and at its end what it has done.
    """

    pid: int
    told: int

    def line(self) -> dict[str, Any] | None:
        """The next thing it says; None once it has nothing more to say."""
        said = bytearray()
        while piece := os.read(self.told, 1):
            if piece == b"\n":
                found: dict[str, Any] = json.loads(said)
                return found
            said += piece
        return None

    def end(self) -> int:
        """Wait for its end; the signal that killed it below zero, else its exit status."""
        os.close(self.told)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@dataclass(frozen=True)
class Task:
    """What a life is for.

    Attributes:
        forwards: it delivers what others captured; else it copies and settles its own.
        seconds: how long it may take; it gives up then, and somebody will count that.
    """

    forwards: bool
    seconds: float = 30.0
    until_settled: bool = False
    claims: int = 2
    copies: int = 2
    mutant: str = ""


def born(device: Device, address: str, task: Task, doom: Doom) -> Life:
    """Fork a life; it never returns into the caller's code."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Life(pid, reading)
    status = 70
    try:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        status = _live(device, address, task, doom, writing)
    except BaseException as error:  # noqa: BLE001 - a child must not fall into its parent's code
        with contextlib.suppress(OSError):
            _say(writing, {"bug": repr(error)[:300]})
    finally:
        os._exit(status)


def _say(to: int, what: dict[str, Any]) -> None:
    os.write(to, json.dumps(what).encode() + b"\n")


def _live(device: Device, address: str, task: Task, doom: Doom, tell: int) -> int:
    forwarder_module.COPIES_AT_ONCE = task.copies
    forwarding_module.CLAIMED_AT_ONCE = task.claims
    doom.struck = lambda: _say(tell, {"struck": doom.step})
    clock = SystemClock()
    with HomeLock(device.home), closing(SqlStore(device.home.store_file)) as store:
        papers = Papers(store, load_device(device.home.device_folder))
        relay = SteppingRelay(address, device.id, papers.configuration.outlet.code, doom)
        gateway = SteppingGateway(papers.gateway(store.audit_head), doom)
        unsigned = task.mutant == "unsigned-receipt"
        forwarder = Forwarder(
            StoreAtHand(store),
            relay,
            Forwarding(relay, gateway, clock, HURRIED),
            clock,
            ForwarderNews(lambda: None, lambda _: None, lambda _: None),
            unsigned_receipt if unsigned else papers.receipt_of,
            device.id,
            lambda: task.forwards,
            HURRIED,
        )
        is_over = _turns(forwarder, store, task)
        relay.release()
        _say(tell, {"put": len(relay.put_ids), "put_twice": _twice(relay.put_ids)})
    return 0 if is_over else 4


def _turns(forwarder: Forwarder, store: SqlStore, task: Task) -> bool:
    """Take turns until there is no more to do; False when time ran out before."""
    until = time.monotonic() + task.seconds
    while time.monotonic() < until:
        try:
            wait_s = forwarder.turn()
        except Enough:
            return True
        is_good = forwarder.code == ""
        if task.until_settled:
            if not store.count_pending(offline_only=False) and not store.copies.settled(1):
                return True
        elif is_good:
            return True
        time.sleep(wait_s)
    return False


def _twice(ids: list[Any]) -> int:
    return len(ids) - len(set(ids))
