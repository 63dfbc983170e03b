"""The verbs of `pos-client outbox` that change the queue, and the one that asks about it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from uuid import UUID

from pos_client.cli.places import home_of
from pos_client.domain.registration import OutboxState

__all__ = ["CHANGES", "check", "run_change"]

CHANGES = ("retry", "quarantine", "export", "import")


def run_change(asked: argparse.Namespace, what: str) -> int:
    """Do one of `CHANGES` while holding the home's lock."""
    from pos_client.bootstrap.queue_verbs import working_on_queue

    with working_on_queue(home_of(asked)) as queue:
        if asked.verb == "export":
            exported = queue.export(Path(what))
            sys.stdout.write(f"{exported.records} records written to {what}\n")
            if exported.damaged:
                sys.stderr.write(f"{exported.damaged} records are damaged and are not in it\n")
            return 1 if exported.damaged else 0
        if asked.verb == "import":
            imported = queue.import_from(Path(what))
            sys.stdout.write(f"{imported.records} records, {imported.new} of them new here\n")
            return 0
        change = queue.retry if asked.verb == "retry" else queue.put_aside
        row = change(UUID(what))
    if row is None:
        sys.stderr.write(f"{what} is not in this queue\n")
        return 1
    if row.state is OutboxState.SETTLED:
        sys.stderr.write(f"{what} has its receipt\n")
        return 1
    sys.stdout.write(f"{row.id} {row.state.value} {row.reason}".rstrip() + "\n")
    return 0


def check(asked: argparse.Namespace) -> int:
    """Say whether everything has its receipt: 0 if so, 1 while something has none."""
    from pos_client.bootstrap.queue_verbs import queue_of

    queue = queue_of(home_of(asked))
    sys.stdout.write(f"{queue.pending} pending, {queue.quarantined} put aside\n")
    return 1 if queue.pending or queue.quarantined else 0
