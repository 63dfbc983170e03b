"""`pos-client relay`: list, retry and export what no counter takes up from the shop's relay."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from pos_client.cli.places import home_of, parser
from pos_client.cli.queue_changes import written
from pos_client.cli.words import said

__all__ = ["run"]


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
            sys.stderr.write(said("the settings name no relay\n", "设置里没有店内中转库\n"))
            return 1
        if asked.verb == "export":
            count, damaged = relay.export(Path(asked.what))
            sys.stdout.write(written(count, asked.what))
            if damaged:
                sys.stderr.write(
                    said(
                        f"{damaged} records are damaged and are not in it\n",
                        f"{damaged} 单已损坏，没有写入\n",
                    )
                )
            return 1 if damaged else 0
        if asked.verb == "retry":
            is_released = relay.retry(UUID(asked.what))
            if is_released:
                sys.stdout.write(f"{asked.what} {said('goes again', '重新提交')}\n")
                return 0
            there = said("is not left over in the relay", "不在中转库的遗留登记中")
            sys.stderr.write(f"{asked.what} {there}\n")
            return 1
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
