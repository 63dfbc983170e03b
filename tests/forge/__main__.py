"""The command `python -m tests.forge`, which is `./dev soak forge`."""

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
from tests.forge.trial import Batch, run_job

BATCH = 5_000
_TELL_EVERY_S = 20.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Forge, offer, count; the exit code says whether anything was accepted."""
    options = _parser().parse_args(arguments)
    began = told = time.monotonic()
    total, over_https = Batch(), Batch()
    for is_https, batch in _batches(options):
        (over_https if is_https else total).add(batch)
        if time.monotonic() - told > _TELL_EVERY_S:
            told = time.monotonic()
            done = sum(total.offered.values()) + sum(over_https.offered.values())
            accepted = total.accepted + over_https.accepted
            faults = len(total.faults) + len(over_https.faults)
            print(
                f"{done:,} of {options.count + options.https:,}, {accepted} accepted, "
                f"{faults} faults",
                file=sys.stderr,
                flush=True,
            )
    took_s = time.monotonic() - began
    report = {"in process": _said(total), "over HTTPS": _said(over_https)}
    for where, said in report.items():
        print(where)
        print("\n".join(f"{name:>24}  {figure:,}" for name, figure in said.items()))
    for name, figure in sorted((total.answers + over_https.answers).items()):
        print(f"{name:>40}  {figure:,}")
    for fault in [*total.faults, *over_https.faults][:20]:
        print(f"FOUND {fault}")
    print(f"seed {options.seed}, {took_s:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    return 0 if total.is_good and over_https.is_good else 1


def _said(batch: Batch) -> dict[str, int]:
    return {
        **dict(sorted(batch.offered.items())),
        "forgeries": sum(batch.offered.values()),
        "accepted": batch.accepted,
        "faults of the gateway": len(batch.faults),
        "gateways": batch.gateways,
        "honest ones accepted": batch.controls,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev soak forge",
        description="Offer changed envelopes, challenges and receipts to gateways of our own; "
        "nothing of it may be accepted, and each gateway takes the honest original afterwards.",
    )
    number = whole_number("a number of forgeries", 0, 10**12)
    parser.add_argument("--count", metavar="N", type=number, default=1_000_000)
    parser.add_argument("--https", metavar="N", type=number, default=20_000)
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


def _batches(options: argparse.Namespace) -> Iterator[tuple[bool, Batch]]:
    jobs = [
        (is_https, f"{options.seed}/{is_https:d}/{number}", size)
        for is_https, count in ((False, options.count), (True, options.https))
        for number, size in enumerate(_sizes(count))
    ]
    if options.jobs == 1:
        yield from map(run_job, jobs)
        return
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(run_job, jobs)


def _sizes(count: int) -> list[int]:
    return [BATCH] * (count // BATCH) + ([count % BATCH] if count % BATCH else [])


if __name__ == "__main__":
    sys.exit(main())
