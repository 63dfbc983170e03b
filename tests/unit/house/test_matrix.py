"""Every row of the fault matrix is proved by a test, and its sentence is one of the program's."""

from __future__ import annotations

import pytest

from tests.faults.matrix.marks import named_proofs, proofs_by_row
from tests.faults.matrix.page import PAGE, kept_results, page_of, sentences
from tests.faults.matrix.rows import GROUPS, ROWS, Row


def test_there_are_sixty_rows_in_order_and_each_has_a_heading() -> None:
    assert [row.number for row in ROWS] == list(range(1, 61))
    assert [row for _, first, last in GROUPS for row in range(first, last + 1)] == list(
        range(1, 61)
    )


def test_every_row_has_a_test_below_tests_faults_that_is_named_by_it() -> None:
    named = named_proofs()
    assert set(named) == {row.number for row in ROWS}
    assert set(proofs_by_row()) == set(named), "a mark names a row that is none"
    assert all(test.startswith("faults/") for tests in named.values() for test in tests)


def test_no_test_is_named_by_a_row_and_marked_as_well() -> None:
    twice = [row for row, tests in proofs_by_row().items() if len(set(tests)) < len(tests)]
    assert twice == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.number))
def test_what_is_told_is_said_in_both_languages(row: Row) -> None:
    assert row.told or row.logged
    for key in row.told:
        for chinese, english in sentences(key):
            assert chinese
            assert english


def test_the_page_is_what_rows_tests_and_sentences_make_of_it() -> None:
    page = PAGE.read_text("utf-8")
    assert page == page_of(proofs_by_row(), kept_results(page)), "run ./dev matrix --keep"
