"""`pos-client day`: say what a day has brought, the figures of its day-end sheet. Counts only."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pos_client.cli.places import home_of, nothing_kept, parser

__all__ = ["run"]

_WIDTH = 18


def run(argv: Sequence[str]) -> int:
    """Print them; it takes no lock, and an open window does not notice."""
    arguments = parser("day", __doc__.partition(": ")[2])
    arguments.add_argument("--day", type=_day, help="a day such as 2026-11-23, instead of today")
    arguments.add_argument("--json", action="store_true", help="one JSON object")
    asked = arguments.parse_args(argv)
    from pos_client.bootstrap.day import day_of

    facts = day_of(home_of(asked), asked.day)
    if facts is None:
        sys.stderr.write(nothing_kept())
        return 0
    if asked.json:
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(_lines(facts))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"no day: {text}; write 2026-11-23") from None


def _lines(facts: Mapping[str, Any]) -> Iterator[str]:
    yield f"{facts['day']}\n"
    clerks: Mapping[str, Mapping[str, int]] = facts["clerks"]
    columns = [number or "-" for number in clerks]
    yield f"{'':<{_WIDTH}}{'all':>8}" + "".join(f"{each:>10}" for each in columns) + "\n"
    for name, figure in facts["figures"].items():
        of_clerks = "".join(f"{each[name]:>10}" for each in clerks.values())
        yield f"{name:<{_WIDTH}}{figure:>8}{of_clerks}\n"
    yield "open now\n"
    for name, figure in facts["open_now"].items():
        yield f"{name:<{_WIDTH}}{figure:>8}\n"
