"""The command `python -m tests.fuzz`, which is `./dev soak fuzz`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from drivers.simulator.command import place, whole_number
from tests.fuzz.damage import BLIND
from tests.fuzz.trial import Batch, run_batch

BATCH = 5_000
_TELL_EVERY_S = 20.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Damage, read, count; the exit code says whether anything happened that must not."""
    options = _parser().parse_args(arguments)
    began = told = time.monotonic()
    total = Batch()
    for batch in _batches(options.frames, options.seed, options.jobs):
        total.add(batch)
        if time.monotonic() - told > _TELL_EVERY_S:
            told = time.monotonic()
            print(f"{total.frames} of {options.frames} frames", file=sys.stderr, flush=True)
    took_s = time.monotonic() - began
    print("\n".join(f"{name:>24}  {count:,}" for name, count in total.report.items()))
    print(f"{total.told:,} of the undetectable were told as read, the others refused all the same")
    blind = sum(total.drawn[way] for way in BLIND)
    print(f"{blind:,} were damaged blindly; of each way there passed every check:")
    for way, drawn in sorted(total.drawn.items(), key=lambda item: (item[0] not in BLIND, item[0])):
        kind = "blind" if way in BLIND else "aimed"
        print(f"{way:>24}  {kind}  {total.passed[way]:>10,} of {drawn:>10,}")
    print(f"seed {options.seed}, {took_s:.0f} s, {total.frames / took_s:,.0f} frames a second")
    for finding in total.findings:
        print(f"FOUND {finding}")
    if options.json:
        options.json.write_text(json.dumps(total.report, indent=2) + "\n", "utf-8")
    return 0 if total.is_good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev soak fuzz",
        description="Damage replies of a reader and let the driver read them; "
        "docs/reader-faults.md says what is counted.",
    )
    frames = whole_number("a number of frames", 1, 10**12)
    parser.add_argument("--frames", metavar="N", type=frames, default=1_000_000)
    parser.add_argument("--seed", metavar="S", type=whole_number("a seed", 0, 2**64), default=0)
    parser.add_argument("--json", metavar="FILE", type=place, help="write the figures there too")
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=whole_number("a number of processes", 1, 256),
        default=os.cpu_count() or 1,
        help="processes at work; the figures do not depend on it",
    )
    return parser


def _batches(frames: int, seed: int, jobs: int) -> Iterator[Batch]:
    sizes = [BATCH] * (frames // BATCH) + ([frames % BATCH] if frames % BATCH else [])
    seeds = [f"{seed}/{number}" for number in range(len(sizes))]
    if jobs == 1:
        yield from map(run_batch, seeds, sizes)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(run_batch, seeds, sizes)


if __name__ == "__main__":
    sys.exit(main())
