"""`pos-client outbox`: look at what is queued, send it, repair it, take it along. Masks only."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from pos_client.cli.places import home_of, nothing_kept, parser, seconds
from pos_client.cli.queue_changes import CHANGES, check, run_change
from pos_client.cli.salvage import salvage
from pos_client.cli.words import said
from pos_client.domain.registration import OutboxRow, OutboxState
from pos_client.infrastructure.database.reader import StoreReader

__all__ = ["run"]

PAGE = 200
_OF_ONE = ("show", "retry", "quarantine")


def run(argv: Sequence[str]) -> int:
    """Whatever changes the queue takes the home's lock; the others look beside an open window."""
    arguments = parser("outbox", __doc__.partition(": ")[2])
    verbs = ("list", "show", "send", "check", *CHANGES, "salvage")
    arguments.add_argument("verb", choices=verbs)
    arguments.add_argument("what", nargs="?", help="an id of `list`, or the file of sealed records")
    arguments.add_argument("--all", action="store_true", help="settled registrations too")
    arguments.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments.add_argument("--seconds", type=seconds, default=60.0, help="how long to send")
    asked = arguments.parse_intermixed_args(argv)  # an option may stand before the file
    if missing := _missing(asked.verb, asked.what):
        arguments.error(missing)
    if asked.verb == "check":
        return check(asked)
    if asked.verb == "salvage":
        return salvage(home_of(asked), Path(asked.what))
    if asked.verb in CHANGES:
        return run_change(asked, asked.what)
    from pos_client.bootstrap import opened_store, send_pending

    if asked.verb == "send":
        left = send_pending(home_of(asked), time.monotonic() + asked.seconds)
        sys.stdout.write(said(f"{left} pending", f"{left} 单待提交") + "\n")
        return 1 if left else 0
    with opened_store(home_of(asked)) as store:
        if store is None:
            sys.stderr.write(nothing_kept())
            return 1 if asked.verb == "show" else 0
        if asked.verb == "show":
            return _show(store.row(UUID(asked.what)), asked.what)
        states = tuple(OutboxState) if asked.all else (OutboxState.PENDING, OutboxState.QUARANTINED)
        for row in _rows(store, states):
            sys.stdout.write(_line(row, as_json=asked.json))
    return 0


def _rows(store: StoreReader, states: Sequence[OutboxState]) -> Iterator[OutboxRow]:
    """Our own, and then those of other counters; each newest first."""
    for forwarded in (False, True):
        below: int | None = None
        while rows := store.page(
            states=states, below_sequence=below, limit=PAGE, forwarded=forwarded
        ):
            yield from rows
            below = rows[-1].sequence


def _missing(verb: str, what: str | None) -> str:
    """What the call does not say; else empty."""
    if verb in _OF_ONE and not _is_id(what):
        return f"{verb} whom? Give an id of `outbox list`"
    return f"{verb} which file?" if verb in ("export", "import", "salvage") and not what else ""


def _is_id(text: str | None) -> bool:
    try:
        return text is not None and bool(UUID(text))
    except ValueError:
        return False


def _show(row: OutboxRow | None, asked_id: str) -> int:
    if row is None:
        sys.stderr.write(f"{asked_id} {said('is not in this queue', '不在本机队列里')}\n")
        return 1
    sys.stdout.write(json.dumps(_plain(row), ensure_ascii=False, indent=2) + "\n")
    return 0


def _plain(row: OutboxRow) -> dict[str, object]:
    return {name: None if value is None else str(value) for name, value in asdict(row).items()}


def _line(row: OutboxRow, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(_plain(row), ensure_ascii=False) + "\n"
    outcome = row.outcome.value if row.outcome else row.reason
    if row.held_by:
        outcome = f"behind {row.held_by} {outcome}".rstrip()
    if row.captured_by:
        outcome = f"of {row.captured_by} {outcome}".rstrip()
    shown = (
        f"{row.sequence:>6}",
        str(row.id),
        f"{row.state.value:<11}",
        row.created_at.isoformat(timespec="seconds"),
        row.masked_name,
        row.masked_phone_number,
        outcome,
        row.code,
    )
    return "  ".join(shown).rstrip() + "\n"
