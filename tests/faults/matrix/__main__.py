"""The command `python -m tests.faults.matrix`, which is `./dev matrix`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

import pytest

from drivers.simulator.command import whole_number
from tests.faults.matrix.marks import proofs_by_row
from tests.faults.matrix.page import NEVER, PAGE, kept_results, page_of

__all__ = ["main"]


class _Outcomes:
    """What became of every test, by its id without parameters."""

    def __init__(self) -> None:
        self.of: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            place = report.nodeid.removeprefix("tests/").partition("[")[0]
            self.of[place][report.outcome] += 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests of the rows and write the page; the exit code is pytest's."""
    options = _parser().parse_args(arguments)
    marked = proofs_by_row()
    results = kept_results(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    code = 0
    if not options.keep:
        asked = {row: marked.get(row, ()) for row in options.rows} if options.rows else marked
        ids = sorted({f"tests/{test}" for tests in asked.values() for test in tests})
        outcomes = _Outcomes()
        code = int(pytest.main(["-n", "2", "-q", *ids], plugins=[outcomes]))
        results |= {row: _result(tests, outcomes) for row, tests in asked.items()}
    PAGE.write_text(page_of(marked, results), "utf-8")
    print(f"{PAGE}: {len(marked)} rows with tests", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev matrix", description="Run the tests of the sixty faults, write docs/faults.md."
    )
    row = whole_number("a row", 1, 60)
    parser.add_argument("rows", metavar="ROW", nargs="*", type=row, help="these alone")
    parser.add_argument(
        "--keep", action="store_true", help="run nothing, and keep what the page says of results"
    )
    return parser


def _result(tests: tuple[str, ...], outcomes: _Outcomes) -> str:
    total: Counter[str] = Counter()
    for test in tests:
        total += outcomes.of[test]
    if not total:
        return NEVER
    if total["failed"]:
        return f"**{total['failed']} of {total.total()} failed**, {date.today():%Y-%m-%d}"  # noqa: DTZ011 - of this desk
    skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
    return f"{total['passed']} passed{skipped}, {date.today():%Y-%m-%d}"  # noqa: DTZ011 - of this desk


if __name__ == "__main__":
    sys.exit(main())
