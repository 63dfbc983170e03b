"""`./dev soak retry`: a million sends of ids that were sent before, eight senders at once."""

from __future__ import annotations

import multiprocessing
import sys
import time

from drivers.simulator.command import whole_number
from tests.faults.mutants import MUTANTS
from tests.faults.report import Result, exit_code, soak_parser, write
from tests.faults.retry.over_https import rage_over_https
from tests.faults.retry.storm import SENDERS, Storm, run_job

PART = 20_000


def main(argv: list[str]) -> int:
    """Run the soak and say how it went."""
    parser = soak_parser("retry", "Send ids again, eight at once: one effect each.", 1_000_000)
    number = whole_number("a count", 0, 10**9)
    parser.add_argument("--https", metavar="N", type=number, help="so many over HTTPS as well")
    parser.add_argument("--jobs", metavar="N", type=number, default=2, help="processes beside")
    asked = parser.parse_args(argv)
    if asked.mutant and asked.mutant not in MUTANTS:
        parser.error(f"of mutants there are {', '.join(MUTANTS)}")
    https = asked.https if asked.https is not None else asked.count // 50
    began = time.monotonic()
    storm = Storm()
    parts = [min(PART, asked.count - at) for at in range(0, asked.count, PART)]
    jobs = [(size, f"{asked.seed}/{place}", asked.mutant) for place, size in enumerate(parts)]
    with multiprocessing.get_context("spawn").Pool(max(1, asked.jobs)) as pool:
        for done in pool.imap_unordered(run_job, jobs):
            storm.add(done)
            print(f"{time.monotonic() - began:8.0f} s  {storm.retries} sends", flush=True)
    over_https = Storm()
    if https and not asked.mutant:
        over_https = rage_over_https(https, f"{asked.seed}/https")
    balances = (storm.balance, over_https.balance)
    result = Result(
        job="retry",
        seed=asked.seed,
        runs=storm.retries,
        acknowledged=sum(each.saved for each in balances),
        lost=sum(each.lost for each in balances),
        doubled=sum(each.doubled for each in balances),
        wedged=storm.balance.pending + storm.strange + over_https.strange,
        seconds=time.monotonic() - began,
        mutant=asked.mutant,
        more={
            "senders": SENDERS,
            "ids": storm.ids,
            "answers": dict(storm.answers),
            "attempts_of_the_outbox": storm.product_attempts,
            "https": over_https.retries,
            "https_ids": over_https.ids,
            "https_answers": dict(over_https.answers),
        },
    )
    write(result, asked.json)
    return exit_code(result)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
