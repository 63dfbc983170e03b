"""`./dev soak units`: a unit's order of 200 numbers, every user read by themselves."""

from __future__ import annotations

import sys
import time

from tests.faults.report import Result, exit_code, soak_parser, write
from tests.faults.units.batch import MUTANTS, run_batch


def main(argv: list[str]) -> int:
    """Fill one order and say what became of its users."""
    parser = soak_parser("units", "Users of one order: nobody lost, no number beyond it.", 200)
    asked = parser.parse_args(argv)
    if asked.mutant not in MUTANTS:
        parser.error(f"of mutants there are {', '.join(filter(None, MUTANTS))}")
    if not 2 <= asked.count <= 200:
        parser.error("an order has 200 numbers at most, and for its last one two users come")
    began = time.monotonic()
    batch = run_batch(asked.count, asked.seed, asked.mutant)
    result = Result(
        job="units",
        seed=asked.seed,
        runs=asked.count,
        acknowledged=batch.accepted,
        lost=batch.lost,
        doubled=batch.doubled,
        wedged=int(batch.accepted < asked.count),
        seconds=time.monotonic() - began,
        mutant=asked.mutant,
        more={"told": batch.told, "refusals": dict(batch.refusals)},
    )
    write(result, asked.json)
    return exit_code(result)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
