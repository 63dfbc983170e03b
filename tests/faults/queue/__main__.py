"""`./dev soak queue`: the machine that the suite runs for a moment, for as many steps as wanted."""

from __future__ import annotations

import logging
import sys
import time
import traceback

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.queue.machine import ShopQueue, counts, steps
from tests.faults.queue.weakened import MUTANTS, weakened
from tests.faults.report import Result, soak_parser, write

STEPS_OF_A_DAY = 50


def main(argv: list[str]) -> int:
    """Play; the exit code says whether anything was found that must not be."""
    parser = soak_parser("queue", "Play random days of two counters against a model.", 10_000)
    asked = parser.parse_args(argv)
    if asked.mutant and asked.mutant not in MUTANTS:
        parser.error(f"of mutants there are {', '.join(MUTANTS)}")
    began, found = time.monotonic(), ""
    days = max(1, -(-asked.count // STEPS_OF_A_DAY))
    machine = seed(asked.seed)(ShopQueue)
    long = settings(
        max_examples=days,
        stateful_step_count=STEPS_OF_A_DAY,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        # A mutant has only to be seen.
        phases=(Phase.generate,) if asked.mutant else (Phase.generate, Phase.shrink),
    )
    logging.disable(logging.WARNING)  # the product says much of such days
    with weakened(asked.mutant):
        try:
            run_state_machine_as_test(machine, settings=long)
        except Exception as broken:  # noqa: BLE001 - whatever it was, it is a finding
            found = "".join(traceback.format_exception_only(broken)).strip()
            print("\n".join(getattr(broken, "__notes__", [])), file=sys.stderr)
    result = Result(
        job="queue",
        seed=asked.seed,
        runs=steps.total(),
        acknowledged=counts["saved"],
        lost=int(bool(found)),
        seconds=time.monotonic() - began,
        mutant=asked.mutant,
        more={"days": counts["days"], "found": found, "by_rule": dict(steps)},
    )
    write(result, asked.json)
    return int(bool(found) is not bool(asked.mutant)) or int(result.acknowledged == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
