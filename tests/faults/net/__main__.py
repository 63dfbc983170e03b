"""`./dev soak net`: eight counters with one relay, whose lines flap for thirty days."""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import asdict

from tests.faults.mutants import MUTANTS, remembering
from tests.faults.net.month import live_through
from tests.faults.net.outage import RECORDS, come_back
from tests.faults.relay.cluster import Cluster, NoServer
from tests.faults.report import Result, exit_code, soak_parser, write
from tests.faults.shop import in_memory

MOST_DAYS = 90
OUTAGES = 5
POISON = 0.1


def main(argv: list[str]) -> int:
    """Run the soak and say how it went."""
    parser = soak_parser("net", "Let eight counters register while their lines flap.", 10_000)
    parser.add_argument(
        "--days", metavar="D", type=_days, default=30.0, help="how many are simulated, up to 90"
    )
    asked = parser.parse_args(argv)
    if asked.mutant and asked.mutant not in MUTANTS:
        parser.error(f"of mutants there are {', '.join(MUTANTS)}")
    began = time.monotonic()

    def tell(line: str) -> None:
        print(f"{time.monotonic() - began:8.0f} s  {line}", flush=True)

    try:
        server = Cluster(in_memory())
    except NoServer as no:
        parser.error(str(no))
    with remembering(asked.mutant), server:
        month = live_through(
            asked.count,
            f"{asked.seed}",
            days=asked.days,
            mutant=asked.mutant,
            tell=tell,
            server=server,
        )
        tell("the month is over; outages of two hundred records")
        outages = come_back(OUTAGES, f"{asked.seed}", poison=POISON, mutant=asked.mutant)
    balances = (month.balance, outages.balance)
    is_slow = outages.drained_s > 60 or outages.delayed_s > 5
    result = Result(
        job="net",
        seed=asked.seed,
        runs=asked.count,
        acknowledged=sum(each.saved for each in balances),
        lost=sum(each.lost for each in balances),
        doubled=sum(each.doubled for each in balances),
        wedged=month.wedged
        + (month.relay is None or month.relay.left > 0)
        + is_slow
        + (outages.visible != outages.poisoned),
        seconds=time.monotonic() - began,
        mutant=asked.mutant,
        more={
            "days": asked.days,
            "counters": 8,
            "accepted": month.balance.accepted,
            "pending": month.balance.pending,
            "quarantined": month.balance.quarantined,
            "turned_away": month.turned_away,
            "longest_stall_s": round(month.longest_stall_s, 1),
            "longest_wait_s": round(month.longest_wait_s, 1),
            "rounds": month.rounds,
            "mischief": month.mischief,
            "relay": None if month.relay is None else asdict(month.relay),
            "outages": OUTAGES,
            "records_of_an_outage": RECORDS,
            "drained_s": round(outages.drained_s, 1),
            "poisoned": outages.poisoned,
            "poison_visible": outages.visible,
            "poison_delay_s": round(outages.delayed_s, 2),
        },
    )
    write(result, asked.json)
    return exit_code(result)


def _days(text: str) -> float:
    """A length of time that the offline window of the soak can hold."""
    try:
        days = float(text)
    except ValueError:
        days = math.nan
    if not MOST_DAYS / 10_000 <= days <= MOST_DAYS:
        raise argparse.ArgumentTypeError(
            f"a number of days is from {MOST_DAYS / 10_000} to {MOST_DAYS}, not {text!r}"
        )
    return days


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
