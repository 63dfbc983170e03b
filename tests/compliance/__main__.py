"""The command `python -m tests.compliance`, which is `./dev compliance`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

import pytest

from tests.compliance.page import NEVER, PAGE, kept_results, page_of
from tests.compliance.proofs import HERE, proofs

__all__ = ["main"]


class _Outcomes:
    """What became of every test, by its id as the page has it."""

    def __init__(self) -> None:
        self.of: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.outcome == "passed":
            return
        place, _, parameter = report.nodeid.removeprefix("tests/").partition("[")
        for line in {place, f"{place}[{parameter}"} - {f"{place}["}:
            self.of[line][report.outcome] += 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tests and write the page; the exit code is pytest's."""
    options = _parser().parse_args(arguments)
    tests = proofs()
    results = kept_results(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    code = 0
    if not options.keep:
        outcomes = _Outcomes()
        code = int(pytest.main(["-n", "2", "--dist", "loadfile", "-q", str(HERE)], [outcomes]))
        results = {line: _result(ids, outcomes) for line, ids in tests.items()}
    PAGE.write_text(page_of(tests, results), "utf-8")
    said = Counter(result.partition(",")[0] for result in results.values())
    counted = ", ".join(f"{count} {result}" for result, count in sorted(said.items()))
    print(f"{PAGE}: {counted or 'nothing run'}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dev compliance",
        description="Run the tests of every clause, abuse and code; write docs/compliance.md.",
    )
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
    said = "pass" if total["passed"] == total.total() else "**fail**"
    return f"{said}, {date.today():%Y-%m-%d}"  # noqa: DTZ011 - of this desk


if __name__ == "__main__":
    sys.exit(main())
