"""Which test proves a line: found by its name, in the sources, so that nothing is imported.

A clause is proved below this folder by tests that bear its id (`test_a5_...`), a code by the test
whose parameter it is (`test_verdict[ID_MATCH]`).
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from tests.compliance.abuses import ABUSES
from tests.compliance.clauses import ARTICLE
from tests.compliance.codes import COUNTER, OUTCOMES, RECEIPTS, VERDICTS
from tests.compliance.later_law import LATER_LAW

__all__ = ["CHAPTERS", "CODE_TESTS", "HERE", "TESTS", "named_tests", "proofs"]

HERE = Path(__file__).parent
TESTS = HERE.parent
CHAPTERS = (*ARTICLE, LATER_LAW, ABUSES)
CODE_TESTS = {
    "compliance/test_outcomes.py::test_outcome": OUTCOMES,
    "compliance/test_verdicts.py::test_verdict": VERDICTS,
    "compliance/test_receipts.py::test_receipt": RECEIPTS,
    "compliance/test_counter.py::test_counter": COUNTER,
}
"""The tests of codes, each with those that are its parameters."""
_NAME = re.compile(r"test_([a-et]\d{1,2})_[a-z]")


def proofs() -> dict[str, tuple[str, ...]]:
    """Ids of the tests of each clause and each code, below `tests/`."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for place, name in named_tests():
        if of_clause := _NAME.match(name):
            found[of_clause[1].upper()].append(f"{place}::{name}")
    for test, codes in CODE_TESTS.items():
        for code in codes:
            found[code].append(f"{test}[{code}]")
    return {line: tuple(tests) for line, tests in found.items()}


def named_tests() -> list[tuple[str, str]]:
    """File and name of every test below this folder, in the order in which they stand there."""
    found = []
    for file in sorted(HERE.glob("test_*.py")):
        place = file.relative_to(TESTS).as_posix()
        found += [
            (place, node.name)
            for node in ast.parse(file.read_text("utf-8")).body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
    return found
