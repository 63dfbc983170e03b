"""`./dev soak races`: two counters or two decisions at the same moment, a thousand times each."""

from __future__ import annotations

import sys
import time

from tests.faults.races.race import RACES, Tally
from tests.faults.races.run import race_on
from tests.faults.races.weakened import MUTANTS
from tests.faults.report import Result, exit_code, soak_parser, write


def main(argv: list[str]) -> int:
    """Run the races and say how they went."""
    parser = soak_parser("races", "Two at once: nobody is granted anything twice.", 1000)
    parser.add_argument("--race", choices=tuple(RACES), help="only this one")
    asked = parser.parse_args(argv)
    if asked.mutant and asked.mutant not in MUTANTS:
        parser.error(f"of mutants there are {', '.join(MUTANTS)}")
    began = time.monotonic()
    tallies: dict[str, Tally] = {}
    for name in [asked.race] if asked.race else list(RACES):
        tallies[name] = race_on(name, asked.count, asked.seed, asked.mutant)
        print(f"{time.monotonic() - began:8.0f} s  {name}: {tallies[name].told}", flush=True)
    result = Result(
        job="races",
        seed=asked.seed,
        runs=asked.count,
        acknowledged=sum(each.accepted for each in tallies.values()),
        lost=sum(each.unserved for each in tallies.values()),
        doubled=sum(each.doubled for each in tallies.values()),
        seconds=time.monotonic() - began,
        mutant=asked.mutant,
        more={name: dict(each.ends) for name, each in tallies.items()},
    )
    write(result, asked.json)
    return exit_code(result)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
