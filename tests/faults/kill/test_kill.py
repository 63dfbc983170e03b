"""A slice of `./dev soak kill`: what was called saved is there, once, however a counter ends."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from tests.faults.kill.oracle import Books, Harm
from tests.faults.kill.steps import READING, STEPS, TOLD
from tests.faults.kill.trial import Share, Tally, run_share, shares_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
SEED = 20261129


def lives(*steps: str, mutant: str = "", is_headless: bool = True) -> Tally:
    """Kills at these steps, of which each has to be come by; an empty one is any instant."""
    tally = run_share(Share(SEED, steps, is_headless, mutant))
    assert tally.hits == Counter(step for step in steps if step), tally.odd
    return tally


def is_harmless(tally: Tally) -> bool:
    assert not tally.odd, tally.odd
    return (tally.lost, tally.doubled, tally.wedged) == (0, 0, 0)


@pytest.mark.timeout(300)
def test_nothing_is_lost_doubled_or_stuck_wherever_a_counter_is_killed() -> None:
    tally = Tally()
    for share in shares_of(60, SEED, is_headless=True):
        tally.add(run_share(share))
    assert is_harmless(tally)
    assert tally.hits.total() == 45
    assert tally.acknowledged > 0


@pytest.mark.timeout(300)
def test_nor_where_the_whole_program_is_killed() -> None:
    tally = lives("", "saving, in COMMIT", TOLD, is_headless=False)
    assert is_harmless(tally)
    assert tally.acknowledged > 0


def test_row_01_killed_during_a_read_nothing_is_saved() -> None:
    tally = lives(READING, "record arrived, not parsed", "read, before COMMIT")
    assert is_harmless(tally)
    assert tally.acknowledged == 0


def test_row_02_killed_between_insert_and_commit_nothing_was_called_saved() -> None:
    tally = lives("saving, between insert and COMMIT", "saving offline, between insert and COMMIT")
    assert is_harmless(tally)
    assert tally.acknowledged == 0


def test_row_03_killed_before_it_is_shown_the_next_start_says_that_it_was_saved() -> None:
    tally = lives("saved, not told", "log-in answered", "log-in answered")
    assert is_harmless(tally)
    assert tally.told == {"S-320": 1}


def test_row_04_killed_while_a_request_is_in_flight_it_takes_effect_once() -> None:
    assert is_harmless(lives("request in flight", "request in flight"))


def test_row_05_killed_before_the_receipt_is_kept_it_takes_effect_once() -> None:
    assert is_harmless(lives("effect taken, receipt not kept", "receipt, before COMMIT"))


def test_a_program_that_tells_before_it_commits_is_seen_to_lose() -> None:
    tally = lives(f"{TOLD}, offline", f"{TOLD}, offline", mutant="ack-before-commit")
    assert tally.lost == 2


def test_every_step_comes_up_equally_often() -> None:
    dealt = Counter(
        step for share in shares_of(1000, SEED, is_headless=True) for step in share.steps if step
    )
    assert set(dealt) == set(STEPS)
    assert max(dealt.values()) - min(dealt.values()) <= 1


def test_the_oracle_sees_what_is_lost_doubled_and_odd() -> None:
    books = Books(
        is_whole=True,
        states={"a": "PENDING", "b": "SETTLED", "c": "SETTLED"},
        sequences=[1, 2, 4],
        effects={"b": 2, "d": 1},
        cases=Counter({"one": 2, "two": 1}),
    )
    harm = Harm.found({"a", "b", "c", "d", "e"}, books)
    assert harm.lost == {"c", "e"}
    assert harm.doubled == {"b", "case one"}
    assert len(harm.odd) == 2
