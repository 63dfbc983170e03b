"""`pos-client outbox`: list, show and send what is queued. Masks only, for there is no more."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from pos_client.cli.places import NOTHING_KEPT, home_of, parser, seconds
from pos_client.cli.salvage import salvage
from pos_client.domain.registration import OutboxRow, OutboxState

__all__ = ["run"]

PAGE = 200


def run(argv: Sequence[str]) -> int:
    """Only `send` changes the queue, so only it takes the home's lock."""
    arguments = parser("outbox", __doc__.partition(": ")[2])
    arguments.add_argument("verb", choices=("list", "show", "send", "salvage"))
    arguments.add_argument("id", nargs="?", type=UUID, help="whom to show")
    arguments.add_argument("--all", action="store_true", help="settled registrations too")
    arguments.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments.add_argument("--seconds", type=seconds, default=60.0, help="how long to send")
    arguments.add_argument("--to", type=Path, metavar="FILE", help="where to salvage to")
    asked = arguments.parse_args(argv)
    if asked.verb == "salvage":
        if asked.to is None:
            arguments.error("salvage where to? Give --to FILE")
        return salvage(home_of(asked), asked.to)
    if asked.verb == "show" and asked.id is None:
        arguments.error("show whom? Give an id of `outbox list`")
    from pos_client.bootstrap import opened_store, send_pending

    if asked.verb == "send":
        left = send_pending(home_of(asked), time.monotonic() + asked.seconds)
        sys.stdout.write(f"{left} pending\n")
        return 1 if left else 0
    with opened_store(home_of(asked)) as store:
        if store is None:
            sys.stderr.write(NOTHING_KEPT)
            return 1 if asked.verb == "show" else 0
        if asked.verb == "show":
            return _show(store.row(asked.id), asked.id)
        states = tuple(OutboxState) if asked.all else (OutboxState.PENDING, OutboxState.QUARANTINED)
        below: int | None = None
        while rows := store.page(states=states, below_sequence=below, limit=PAGE):
            for row in rows:
                sys.stdout.write(_line(row, as_json=asked.json))
            below = rows[-1].sequence
    return 0


def _show(row: OutboxRow | None, asked_id: UUID) -> int:
    if row is None:
        sys.stderr.write(f"{asked_id} is not in this queue\n")
        return 1
    sys.stdout.write(json.dumps(_plain(row), ensure_ascii=False, indent=2) + "\n")
    return 0


def _plain(row: OutboxRow) -> dict[str, object]:
    return {name: None if value is None else str(value) for name, value in asdict(row).items()}


def _line(row: OutboxRow, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(_plain(row), ensure_ascii=False) + "\n"
    outcome = row.outcome.value if row.outcome else row.reason
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
