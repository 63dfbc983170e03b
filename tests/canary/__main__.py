"""The command `python -m tests.canary`, which is `./dev soak canary`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from drivers.simulator.command import place, whole_number
from tests.canary.trial import run_canary


def main(arguments: Sequence[str] | None = None) -> int:
    """Send people through every path and search; the exit code says whether anybody was found."""
    options = _parser().parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        finding = run_canary(
            Path(folder),
            options.people,
            options.seed,
            tell=lambda line: print(line, file=sys.stderr, flush=True),
        )
    print("\n".join(f"{name:>20}  {value:,}" for name, value in finding.report.items()))
    print(f"seed {options.seed}, {time.monotonic() - began:.0f} s")
    for hit in finding.hits[:50]:
        print(f"FOUND {hit}")
    for failed in finding.failed:
        print(f"FAILED {failed}")
    if options.json:
        options.json.write_text(json.dumps(finding.report, indent=2) + "\n", "utf-8")
    return 1 if finding.hits or finding.failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev soak canary",
        description="Send invented people along every path, crashes included, and look for them in "
        "everything that was written.",
    )
    people = whole_number("a number of people", 7, 998)
    parser.add_argument("--people", metavar="N", type=people, default=200)
    parser.add_argument("--seed", metavar="S", type=whole_number("a seed", 0, 2**64), default=0)
    parser.add_argument("--json", metavar="FILE", type=place, help="write the figures there too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
