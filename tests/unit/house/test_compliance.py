"""Every clause, every abuse and every code has a test that bears its name, and the page says so."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from pos_client.domain.outcome import Outcome
from pos_client.domain.own_number import DisputeAnswer
from pos_client.domain.sim_stock import SimStanding
from pos_client.protocol.trouble_code import TroubleCode
from tests.compliance import receipt_ways, verdict_ways
from tests.compliance.codes import CALLS, COUNTER, OUTCOMES, OUTSIDE, RECEIPTS, RULES, VERDICTS
from tests.compliance.page import PAGE, kept_results, page_of
from tests.compliance.proofs import CHAPTERS, CODE_TESTS, HERE, TESTS, named_tests, proofs
from tests.unit.house.test_codes import CODE, DECIDED
from tests.unit.pos_client.domain.verdict_table import CONSEQUENCES
from ui import i18n

# How many lines each chapter of the rules has.
LINES = {"A": 9, "B": 6, "C": 8, "D": 8, "E": 12, "T": 12}
CODES = {**OUTCOMES, **VERDICTS, **RECEIPTS, **COUNTER}
NO_CODES = {"", "id_match", "ID_MATCH ", "NEVER_HEARD"}  # of the table of consequences


def test_every_line_of_the_rules_is_there_once_and_in_order() -> None:
    ids = [each.id for chapter in CHAPTERS for each in chapter.clauses]
    assert ids == [f"{letter}{n}" for letter, last in LINES.items() for n in range(1, last + 1)]
    assert all(
        each.asks and each.client and each.gateway
        for chapter in CHAPTERS
        for each in chapter.clauses
    )


def test_every_clause_and_every_code_has_its_test_and_every_test_its_line() -> None:
    lines = {each.id for chapter in CHAPTERS for each in chapter.clauses} | CODES.keys()
    found = proofs()
    assert lines - found.keys() == set(), "no test bears its name"
    assert found.keys() - lines == set(), "a test is named by a line that is none"
    proving = {test.partition("[")[0] for tests in found.values() for test in tests}
    others = {f"{place}::{name}" for place, name in named_tests()} - proving
    assert others == set(), "a test of this folder bears no line's name"


def test_no_code_stands_in_two_groups() -> None:
    groups = (OUTCOMES, VERDICTS, RECEIPTS, COUNTER)
    assert sum(len(group) for group in groups) == len(CODES)
    assert len(RULES) == 47
    assert CODES.keys() >= RULES


def test_every_code_that_the_program_knows_has_its_line() -> None:
    said = {
        key.removeprefix("verdicts.why_")
        for topic in i18n.topics()
        for key in i18n.catalogue(topic)
        if key.startswith("verdicts.why_")
    }
    known = {code for code in said if CODE.fullmatch(code)}
    known |= DECIDED | (CONSEQUENCES.keys() - NO_CODES)
    known |= {each.value for each in (*Outcome, *DisputeAnswer)}
    known |= {each.value for each in SimStanding if each is not SimStanding.USABLE}
    of_calls = {each.value for each in TroubleCode} | CALLS | OUTSIDE
    assert known - of_calls - CODES.keys() == set()
    assert CODES.keys() - known - RULES == set(), "nobody says it any more"


def test_every_code_of_a_check_or_a_receipt_has_a_way_to_be_had() -> None:
    assert list(verdict_ways.WAYS) == list(VERDICTS)
    assert list(receipt_ways.WAYS) == list(RECEIPTS)


@pytest.mark.timeout(400)  # another pytest begins, on a busy machine too
def test_every_test_that_the_page_names_is_collected() -> None:
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "--collect-only", str(HERE)]
    alone = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    run = subprocess.run(
        command, cwd=TESTS.parent, env=alone, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    collected = set(re.findall(r"^tests/(\S+::.+)$", run.stdout, re.MULTILINE))
    bare = {test.partition("[")[0] for test in collected}
    named = {test for tests in proofs().values() for test in tests}
    assert {test for test in named if "[" in test} <= collected
    assert {test for test in named if "[" not in test} <= bare
    assert bare == {test.partition("[")[0] for test in named}
    assert set(CODE_TESTS) <= bare


def test_the_page_is_what_lines_tests_and_sentences_make_of_it() -> None:
    page = PAGE.read_text("utf-8")
    assert page == page_of(proofs(), kept_results(page)), "run ./dev compliance --keep"
