"""`pos-client relay`: list, retry and export what no counter takes up from the shop's relay."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from pos_client.cli.places import home_of, parser

__all__ = ["run"]

_NO_RELAY = "the settings name no relay\n"


def run(argv: Sequence[str]) -> int:
    """Whatever changes something takes the home's lock; `list` looks beside an open window."""
    arguments = parser("relay", __doc__.partition(": ")[2])
    arguments.add_argument("verb", choices=("list", "retry", "export"))
    arguments.add_argument("what", nargs="?", help="an id of `list`, or the file to be written")
    arguments.add_argument("--json", action="store_true", help="one JSON object a line")
    asked = arguments.parse_intermixed_args(argv)
    if asked.verb == "export" and not asked.what:
        arguments.error("export into which file?")
    if asked.verb == "retry" and not _is_id(asked.what):
        arguments.error("retry whom? Give an id of `relay list`")
    from pos_client.bootstrap.relay_verbs import at_relay

    with at_relay(home_of(asked)) as relay:
        if relay is None:
            sys.stderr.write(_NO_RELAY)
            return 1
        if asked.verb == "export":
            count, damaged = relay.export(Path(asked.what))
            sys.stdout.write(f"{count} records written to {asked.what}\n")
            if damaged:
                sys.stderr.write(f"{damaged} records are damaged and are not in it\n")
            return 1 if damaged else 0
        if asked.verb == "retry":
            is_released = relay.retry(UUID(asked.what))
            said = "goes again" if is_released else "is not left over in the relay"
            (sys.stdout if is_released else sys.stderr).write(f"{asked.what} {said}\n")
            return 0 if is_released else 1
        for each in relay.left_over():
            told = {
                "sequence": each.sequence,
                "id": str(each.id),
                "device_id": each.device_id,
                "copied_at": each.copied_at.isoformat(timespec="seconds"),
                "reason": each.reason,
            }
            line = json.dumps(told) if asked.json else "  ".join(map(str, told.values()))
            sys.stdout.write(line + "\n")
    return 0


def _is_id(text: str | None) -> bool:
    try:
        return text is not None and bool(UUID(text))
    except ValueError:
        return False
