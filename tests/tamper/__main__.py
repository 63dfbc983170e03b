"""The command `python -m tests.tamper`, which is `./dev soak audit`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from drivers.simulator.command import place, whole_number
from tests.tamper.trial import Tally, run_trials

_TELL_EVERY_S = 20.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Edit, examine, count; the exit code says whether anything went unnoticed."""
    options = _parser().parse_args(arguments)
    began = told = time.monotonic()

    def tell(tally: Tally) -> None:
        nonlocal told
        if time.monotonic() - told > _TELL_EVERY_S:
            told = time.monotonic()
            print(f"{tally.edits} of {options.edits} edits", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        tally = run_trials(Path(folder), options.edits, options.seed, tell)
    print("\n".join(f"{name:>44}  {count:,}" for name, count in tally.report.items()))
    print("of each kind, and how many of them the device's own papers give away:")
    for kind, drawn in sorted(tally.drawn.items()):
        print(f"{kind:>44}  {drawn:>6,}  {tally.alone[kind]:>6,}")
    print(f"seed {options.seed}, {time.monotonic() - began:.0f} s")
    for missed in tally.missed[:20]:
        print(f"MISSED {missed}")
    if options.json:
        options.json.write_text(json.dumps(tally.report, indent=2) + "\n", "utf-8")
    return 0 if tally.is_good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev soak audit",
        description="Edit, cut, reorder, fork and roll back a countersigned audit chain, and see "
        "whether it is noticed.",
    )
    edits = whole_number("a number of edits", 1, 10**9)
    parser.add_argument("--edits", metavar="N", type=edits, default=10_000)
    parser.add_argument("--seed", metavar="S", type=whole_number("a seed", 0, 2**64), default=0)
    parser.add_argument("--json", metavar="FILE", type=place, help="write the figures there too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
