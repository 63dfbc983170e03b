"""`pos-client doctor`: examine home, keys, certificate, configuration, queue and readers."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from pos_client.cli.places import home_of, parser

__all__ = ["run"]

_MARKS = {"good": "ok", "watch": "WATCH", "broken": "BROKEN", "not_reached": "-"}


def run(argv: Sequence[str]) -> int:
    """Print one line for each part; the exit status is 1 when any of them is broken.

    Nothing is changed, the gateway is not asked, and nothing of any customer is printed.
    """
    arguments = parser("doctor", __doc__.partition(": ")[2])
    arguments.add_argument("--json", action="store_true", help="one JSON object a line")
    asked = arguments.parse_args(argv)
    from drivers.discovery import Lookout
    from pos_client.bootstrap.doctor import examine
    from pos_client.bootstrap.findings import Health

    is_sound = True
    for finding in examine(home_of(asked), Lookout().look):
        is_sound &= finding.health is not Health.BROKEN
        if asked.json:
            sys.stdout.write(json.dumps(asdict(finding), ensure_ascii=False) + "\n")
        else:
            told = f"{finding.code} {finding.told}".strip()
            sys.stdout.write(f"{finding.part:<15}{_MARKS[finding.health]:<8}{told}\n")
        sys.stdout.flush()
    return 0 if is_sound else 1
