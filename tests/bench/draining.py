"""One way to bring a home's queue to the gateway, in a process of its own.

`python -m tests.bench.draining counter HOME` lets the counter with all its threads do it, without
a window; `... bare HOME` posts the same bytes with httpx and keeps nothing.
"""

from __future__ import annotations

import json
import queue
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx

from pos_client.application.commands import LoadQueuePage
from pos_client.application.news import CounterChanged, News
from pos_client.bootstrap import open_counter
from pos_client.infrastructure.crypto.evidence_key import FileEvidenceKey
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.device import Device, load_device
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.infrastructure.gateway.tls import device_context
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import read_settings
from pos_client.protocol.api import ENVELOPE_MEDIA_TYPE, Headers, Paths
from tests.bench.crowd import RECORDS

_WITHIN_S = 60.0


def by_counter(folder: Path) -> int:
    """Open the counter and wait until it says that nothing is pending; answer what it sent."""
    told: queue.SimpleQueue[News] = queue.SimpleQueue()
    counter = open_counter(folder, read_settings(Home(folder).settings_file), told.put)
    counter.start()
    deadline = time.monotonic() + _WITHIN_S
    most = 0
    try:
        while time.monotonic() < deadline:
            news = told.get(timeout=_WITHIN_S)
            if isinstance(news, CounterChanged):
                pending = news.state.queue.pending
                most = max(most, pending)
                if most and not pending:
                    break
    finally:
        counter.stop(10)
    return most


def by_bare_posts(folder: Path) -> int:
    """Post every body over one kept connection; answer how many receipts came."""
    device = load_device(Home(folder).device_folder)
    with closing(SqlStore(Home(folder).store_file)) as store:
        headers = _headers(device, store)
        rows = store.page(
            states=LoadQueuePage().states, below_sequence=None, above_sequence=None, limit=RECORDS
        )
        bodies = [(str(row.id), store.envelope_of(row.id) or b"") for row in reversed(rows)]
    context = device_context(device.gateway, *device.tls_pair)
    receipts = 0
    with httpx.Client(base_url=device.gateway.url, verify=context, trust_env=False) as client:
        for id_, body in bodies:
            answer = client.post(
                Paths.REGISTRATIONS,
                content=body,
                headers={**headers, Headers.IDEMPOTENCY_KEY: id_},
            )
            receipts += bool(answer.raise_for_status().json()["token"])
    return receipts


def _headers(device: Device, store: SqlStore) -> dict[str, str]:
    """What the counter says with every call: outlet and signed audit head, signed once."""
    wordings = SignedWordings(device.gateway.root, device.device_id)
    wordings.configuration(store.configuration_token() or device.configuration)
    key = FileEvidenceKey.open(device.evidence_key, device.device_id)
    plain = SignedHeaders(wordings, key, store.audit_head).plain()
    return {**plain, "Content-Type": ENVELOPE_MEDIA_TYPE}


if __name__ == "__main__":
    way = {"counter": by_counter, "bare": by_bare_posts}[sys.argv[1]]
    print(json.dumps({"sent": way(Path(sys.argv[2]))}), flush=True)
