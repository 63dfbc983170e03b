"""One counter of a shop that is measured: it says that it is ready, waits for a line, and works.

`python -m tests.bench.shop_counter save|copy|forward HOME ADDRESS COUNT` says when it began and
ended, by the clock of this computer.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from pos_client.application.forwarder import Forwarder, ForwarderNews
from pos_client.application.forwarding import Forwarding, Terms
from pos_client.application.outbox import Backoff, StoreAtHand
from pos_client.bootstrap.papers import Papers
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Receipt
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.ids import new_id
from pos_client.infrastructure.relay.sql_relay import SqlRelay
from tests.bench.commit import save

__all__ = ["ENVELOPE_BYTES"]

ENVELOPE_BYTES = 48 * 1024
"""As large as a sealed case with its photos is."""

_TERMS = Terms(
    look=timedelta(seconds=0.05),
    backoff=Backoff(timedelta(seconds=0.05), timedelta(seconds=0.5)),
)


def main(job: str, folder: Path, address: str, count: int) -> None:
    with closing(SqlStore(Home(folder).store_file)) as store:
        work = {"save": _saving, "copy": _copying, "forward": _forwarding}[job]
        do = work(store, folder, address, count)
        print(json.dumps({"ready": True}), flush=True)
        sys.stdin.readline()
        began, spent = time.time(), time.process_time()
        do()
        told = {"began": began, "ended": time.time(), "cpu_s": time.process_time() - spent}
        print(json.dumps(told), flush=True)


def _saving(store: SqlStore, _folder: Path, _address: str, count: int) -> Callable[[], None]:
    envelopes = [os.urandom(ENVELOPE_BYTES) for _ in range(4)]

    def do() -> None:
        for place in range(count):
            save(store, store.next_sequence(), envelopes[place % 4], new_id())

    return do


def _copying(store: SqlStore, folder: Path, address: str, count: int) -> Callable[[], None]:
    _saving(store, folder, address, count)()
    device_id = f"device {folder.name}"
    relay = SqlRelay(address, device_id, "bench")
    relay.open()
    forwarder = Forwarder(
        StoreAtHand(store),
        relay,
        cast("Forwarding", None),  # nothing is forwarded where no line is up
        SystemClock(),
        ForwarderNews(lambda: None, lambda _: None, lambda _: None),
        cast("Callable[[str], Receipt]", None),  # nor is there a receipt
        device_id,
        lambda: False,
        _TERMS,
    )

    def do() -> None:
        while store.copies.missing_count():
            forwarder.turn()
        relay.release()

    return do


def _forwarding(store: SqlStore, folder: Path, address: str, _count: int) -> Callable[[], None]:
    papers = Papers(store, load_device(Home(folder).device_folder))
    relay = SqlRelay(address, papers.device_id, papers.configuration.outlet.code)
    relay.open()
    gateway = papers.gateway(store.audit_head)
    gateway.heartbeat(store.summary(local_day(datetime.now(UTC))))  # the line stands
    forwarding = Forwarding(relay, gateway, SystemClock(), _TERMS)

    def do() -> None:
        while relay.counts().waiting:
            if not forwarding.run():
                time.sleep(_TERMS.look.total_seconds())  # what is left others have leased
        forwarding.close()
        relay.release()

    return do


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
