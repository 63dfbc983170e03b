"""Every row of the fault matrix is proved by a test, and its sentence is one of the program's."""

from __future__ import annotations

import pytest

from tests.faults.matrix.marks import marked_tests
from tests.faults.matrix.page import PAGE, kept_results, page_of, sentences
from tests.faults.matrix.rows import GROUPS, ROWS, Row

# Rows that nobody has proved yet. It only gets shorter.
WAITING: frozenset[int] = frozenset()


def test_there_are_sixty_rows_in_order_and_each_has_a_heading() -> None:
    assert [row.number for row in ROWS] == list(range(1, 61))
    assert [row for _, first, last in GROUPS for row in range(first, last + 1)] == list(
        range(1, 61)
    )


def test_every_row_has_a_test_or_is_known_to_wait_for_one() -> None:
    marked = set(marked_tests())
    assert marked <= {row.number for row in ROWS}
    assert marked.isdisjoint(WAITING), "take these off the list"
    assert marked | WAITING == {row.number for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.number))
def test_what_is_told_is_said_in_both_languages(row: Row) -> None:
    assert row.told
    for key in row.told:
        for chinese, english in sentences(key):
            assert chinese
            assert english


def test_the_page_is_what_rows_tests_and_sentences_make_of_it() -> None:
    page = PAGE.read_text("utf-8")
    assert page == page_of(marked_tests(), kept_results(page)), "run ./dev matrix --keep"
