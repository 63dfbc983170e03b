"""The command `python -m tests.faults.kill`, which is `./dev soak kill`."""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from drivers.simulator.command import whole_number
from tests.faults.kill.mutants import MUTANTS
from tests.faults.kill.steps import STEPS
from tests.faults.kill.trial import NAMED, Tally, run_share, shares_of
from tests.faults.report import Result, exit_code, soak_parser, write

WANTED_AT_A_STEP = 100
_TELL_EVERY_S = 30.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, look, count; the exit code says whether anything was harmed."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.mutant and options.mutant not in MUTANTS:
        parser.error(f"no mutant of this job: {options.mutant}; there is {', '.join(MUTANTS)}")
    began = told = time.monotonic()
    shares = shares_of(
        options.count,
        options.seed,
        is_headless=options.headless,
        mutant=options.mutant,
        only=options.step,
    )
    total = Tally()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(run_share, share) for share in shares]):
            total.add(_tally_of(done))
            if time.monotonic() - told > _TELL_EVERY_S:
                told = time.monotonic()
                print(_so_far(total, options.count), file=sys.stderr, flush=True)
    if short := _short_of(options, total):
        total.odd.append(short)
    harmed = [each for each in total.odd if not each.startswith("#")]
    result = Result(
        "kill",
        options.seed,
        runs=total.runs,
        acknowledged=total.acknowledged,
        lost=total.lost,
        doubled=total.doubled,
        wedged=total.wedged,
        seconds=time.monotonic() - began,
        mutant=options.mutant,
        more={
            "headless": options.headless,
            "odd": len(harmed),
            "ready_p50_s": round(_share_of(total.ready_s, 0.5), 3),
            "ready_p99_s": round(_share_of(total.ready_s, 0.99), 3),
            "ready_most_s": round(max(total.ready_s, default=0.0), 3),
            "at_any_instant": total.runs - total.hits.total() - total.missed.total(),
            "told_when_ready": dict(total.told),
            "missed": total.missed.total(),
            "fewest_at_a_step": min(total.hits[name] for name in STEPS),
            "at_steps": {name: total.hits[name] for name in STEPS},
        },
    )
    write(result, options.json)
    for sentence in total.odd[:60]:
        print(sentence if sentence.startswith("#") else f"ODD {sentence}")
    return 1 if harmed and not options.mutant else exit_code(result)


def _short_of(options: argparse.Namespace, total: Tally) -> str:
    """Where enough lives were dealt to each step, each has to be hit a hundred times."""
    dealt = options.count * NAMED // (1 if options.step else len(STEPS))
    names = [options.step] if options.step else list(STEPS)
    few = {name: total.hits[name] for name in names if total.hits[name] < WANTED_AT_A_STEP}
    return f"hit too rarely: {few}" if dealt >= WANTED_AT_A_STEP and few else ""


def _tally_of(done: Future[Tally]) -> Tally:
    """A shop that came to no end is told, and the others are counted all the same."""
    try:
        return done.result()
    except Exception as fault:  # noqa: BLE001 - whatever it was, it was no good end
        return Tally(odd=[f"a shop came to no end: {type(fault).__name__} {fault}"[:600]])


def _so_far(total: Tally, count: int) -> str:
    return (
        f"{total.runs} of {count} kills, {total.acknowledged} acknowledged, {total.lost} lost, "
        f"{total.doubled} doubled, {total.wedged} wedged, {len(total.odd)} odd or missed, "
        f"fewest at a step {min((total.hits[name] for name in STEPS), default=0)}, "
        f"ready p99 {_share_of(total.ready_s, 0.99):.3f} s"
    )


def _share_of(values: list[float], share: float) -> float:
    """The value that this share of all does not exceed; seconds."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def _parser() -> argparse.ArgumentParser:
    parser = soak_parser(
        "kill",
        "Kill counters at any instant and at every named step, and compare what they said with "
        "their files and the gateway's ledger.",
        count=200,
    )
    parser.add_argument("--headless", action="store_true", help="without a window, much faster")
    parser.add_argument("--step", choices=list(STEPS), default="", help="no other step than this")
    parser.add_argument(
        "--jobs", metavar="N", type=whole_number("a number of processes", 1, 64), default=2
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
