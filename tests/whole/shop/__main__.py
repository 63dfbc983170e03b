"""`./dev demo --shop N`: a PostgreSQL, a gateway and N counters; two of them and the relay die."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from drivers.simulator.command import whole_number
from tests.faults.relay.cluster import NoServer, programs
from tests.whole.shop.stage import ShopStage
from tests.whole.shop.story import Story

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the story; 0 only if every step went well."""
    parser = argparse.ArgumentParser(prog="./dev demo --shop N", description=__doc__)
    number = whole_number("a number of counters", 3, 8)
    parser.add_argument("--shop", type=number, required=True, metavar="N", help="3 to 8 counters")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write a report as JSON")
    asked = parser.parse_args(argv)
    try:
        programs()
    except NoServer as cause:
        sys.stderr.write(f"{cause}\n")
        return 2
    for each in (signal.SIGTERM, signal.SIGHUP):  # clean up as after Ctrl+C
        signal.signal(each, signal.default_int_handler)
    began = time.monotonic()
    try:
        with ShopStage(asked.shop) as stage:
            story = Story(stage)
            is_good = story.run()
            counters, totals = story.counters(), story.totals()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; everything that was started is ended\n")
        return 130
    for counter in counters:
        print(
            f"counter {counter['counter']}: {counter['saved']} saved, {counter['delivered_own']}"
            f" delivered, {counter['forwarded_for_others']} forwarded for others,"
            f" {counter['settled']} settled, killed {counter['killed']} times"
        )
    report = {
        "ok": is_good,
        "seconds": round(time.monotonic() - began, 1),
        "steps": story.steps,
        "counters": counters,
        "totals": totals,
    }
    if asked.report:
        asked.report.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print("every step is ok" if is_good else "FAILED")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
