"""The only part that knows all others: from a folder to a running counter, or to one verb."""

from __future__ import annotations

from pos_client.bootstrap.running import RunningCounter, open_counter
from pos_client.bootstrap.verbs import enrol_device, opened_store, send_pending, status_of

__all__ = [
    "RunningCounter",
    "enrol_device",
    "open_counter",
    "opened_store",
    "send_pending",
    "status_of",
]
