"""The verbs of `pos-client outbox` that change the queue, and the one that asks about it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from uuid import UUID

from pos_client.cli.places import home_of
from pos_client.cli.words import said
from pos_client.domain.registration import OutboxState

__all__ = ["CHANGES", "check", "run_change", "written"]

CHANGES = ("retry", "quarantine", "export", "import")


def run_change(asked: argparse.Namespace, what: str) -> int:
    """Do one of `CHANGES` while holding the home's lock."""
    from pos_client.bootstrap.queue_verbs import working_on_queue

    with working_on_queue(home_of(asked)) as queue:
        if asked.verb == "export":
            exported = queue.export(Path(what))
            sys.stdout.write(written(exported.records, what))
            if exported.damaged:
                damaged = said("records are damaged and are not in it", "单已损坏，没有写入")
                sys.stderr.write(f"{exported.damaged} {damaged}\n")
            return 1 if exported.damaged else 0
        if asked.verb == "import":
            imported = queue.import_from(Path(what))
            found = f"{imported.records} records, {imported.new} of them new here"
            here = f"共 {imported.records} 单，其中 {imported.new} 单是本机没有的"
            sys.stdout.write(said(found, here) + "\n")
            return 0
        change = queue.retry if asked.verb == "retry" else queue.put_aside
        row = change(UUID(what))
    if row is None:
        sys.stderr.write(f"{what} {said('is not in this queue', '不在本机队列里')}\n")
        return 1
    if row.state is OutboxState.SETTLED:
        sys.stderr.write(f"{what} {said('has its receipt', '已有回执')}\n")
        return 1
    sys.stdout.write(f"{row.id} {row.state.value} {row.reason}".rstrip() + "\n")
    return 0


def written(records: int, file: str | Path) -> str:
    """How many sealed records lie in a file by now."""
    return said(f"{records} records written to {file}\n", f"已把 {records} 单写入 {file}\n")


def check(asked: argparse.Namespace) -> int:
    """Say whether everything has its receipt: 0 if so, 1 while something has none."""
    from pos_client.bootstrap.queue_verbs import queue_of

    queue = queue_of(home_of(asked))
    counts = f"{queue.pending} pending, {queue.quarantined} put aside"
    here = f"{queue.pending} 单待提交，{queue.quarantined} 单已隔离"
    sys.stdout.write(said(counts, here) + "\n")
    return 1 if queue.pending or queue.quarantined else 0
