"""`./dev soak months`: months of honest and dishonest shops against the gateway's guards."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from pos_client.sandbox.controls import Control
from tests.faults.report import Result, soak_parser, write
from tests.months.dishonest import DISHONEST
from tests.months.honest import HONEST
from tests.months.run import MonthResult, play_month

MOST_PER_500 = 1.0
MUTANTS = {each.name: each for each in Control if each.name.startswith("GUARD_")}
_LINE = "{:<28} {:>6} {:>7} {:>8} {:>7} {:>4}  {}"


def main(argv: list[str]) -> int:
    """Play every month once for each seed."""
    parser = soak_parser("months", "Honest months raise few alarms, dishonest ones are caught.", 1)
    parser.add_argument("--month", metavar="NAME", action="append", help="this one only")
    asked = parser.parse_args(argv)
    if asked.mutant and asked.mutant not in MUTANTS:
        parser.error(f"of mutants there are {', '.join(MUTANTS)}")
    names = asked.month or [*HONEST, *DISHONEST]
    if unknown := set(names) - {*HONEST, *DISHONEST}:
        parser.error(f"no month is called {', '.join(sorted(unknown))}")
    off = [MUTANTS[asked.mutant]] if asked.mutant else []
    began, played = time.monotonic(), []
    print(_LINE.format("month", "came", "alarms", "per 500", "cards", "day", "noticed by"))
    for seed in range(asked.seed, asked.seed + asked.count):
        for name in names:
            played.append(play_month(name, seed, off=off))
            print(_line(played[-1]), flush=True)
    noisy, missed = _noisy(played), _missed(played)
    result = Result(
        job="months",
        seed=asked.seed,
        runs=asked.count,
        acknowledged=sum(each.registrations for each in played),
        lost=len(missed),
        wedged=len(noisy),
        seconds=time.monotonic() - began,
        mutant=asked.mutant,
        more={
            "missed": sorted(set(missed)),
            "noisy": sorted(set(noisy)),
            "months": [each.figures for each in played],
        },
    )
    _tell(result, asked.json)
    if asked.mutant:
        return 0 if missed else 1
    return 1 if missed or noisy else 0


def _line(result: MonthResult) -> str:
    cards = "-" if result.cards is None else str(result.cards)
    alarms, rate = sum(result.alarms.values()), f"{result.alarms_per_500:.2f}"
    noticed = result.noticed or ", ".join(result.alarms)
    return _LINE.format(
        result.name, result.registrations, alarms, rate, cards, result.noticed_on or "-", noticed
    )


def _noisy(played: list[MonthResult]) -> list[str]:
    """Honest months, over all their seeds together, with more alarms than may be."""
    found = []
    for name in HONEST:
        own = [each for each in played if each.name == name]
        alarms = sum(sum(each.alarms.values()) for each in own)
        if 500 * alarms > MOST_PER_500 * sum(each.registrations for each in own):
            found.append(name)
    return found


def _missed(played: list[MonthResult]) -> list[str]:
    return [each.name for each in played if each.name in DISHONEST and not each.is_caught]


def _tell(result: Result, file: Path | None) -> None:
    """The table stands above; what is written to a file holds every month."""
    months = result.more.pop("months")
    write(result, None)
    result.more["months"] = months
    if file is not None:
        text = json.dumps(result.figures, indent=2, ensure_ascii=False)
        file.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
