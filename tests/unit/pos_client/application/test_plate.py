"""Cards that come at an awkward moment: before the gateway is ready, or before anybody is here."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.api import CardRefused, CardRemoved
from drivers.card.read import CardRead
from drivers.hub import CardNews, ReaderLost
from pos_client.application import commands
from pos_client.application.state import CasePhase, GatewayState
from pos_client.application.trouble import NotAuthorised, SessionEnded, Unreachable
from pos_client.domain.flow import Step
from tests.unit.pos_client.application.rig import READER, Rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A fresh home: no challenge is kept yet."""
    made = Rig(tmp_path)
    yield made
    made.close()


@pytest.fixture
def waiting(rig: Rig) -> Rig:
    """A card lies there, and the gateway has not answered the question for a challenge."""
    rig.ask(commands.LogIn("8001", "demo-8001"))
    rig.workers.holds_questions = True
    rig.lay()
    return rig


def reads_in_memory() -> int:
    gc.collect()
    return sum(isinstance(each, CardRead) for each in gc.get_objects())


def answer(rig: Rig) -> None:
    rig.workers.answer_all()
    rig.counter.publish()


def test_a_card_laid_right_after_the_first_log_in_waits_for_its_challenge(waiting: Rig) -> None:
    assert waiting.trouble == ""
    assert waiting.state.case is None
    assert waiting.state.is_preparing
    assert "card_read" not in waiting.audited()
    answer(waiting)
    assert waiting.case.step is Step.VISUAL_CHECK
    assert not waiting.state.is_preparing
    assert "card_read" in waiting.audited()


def test_it_takes_what_the_pool_has_got_meanwhile(waiting: Rig) -> None:
    waiting.fill_pool()
    waiting.do(waiting.counter.tick)
    assert waiting.case.step is Step.VISUAL_CHECK


def test_a_gateway_that_gives_none_closes_capture(waiting: Rig) -> None:
    waiting.gateway.troubles.append(Unreachable())
    answer(waiting)
    assert (waiting.trouble, waiting.state.is_preparing) == ("B-601", False)
    assert waiting.state.trouble is not None
    assert waiting.state.trouble.facts == (("limit", "challenges"),)


def test_a_line_that_breaks_meanwhile_closes_capture(waiting: Rig) -> None:
    waiting.lose_gateway()
    assert (waiting.trouble, waiting.state.is_preparing) == ("B-601", False)


def test_a_session_that_is_refused_meanwhile_is_told_as_such(waiting: Rig) -> None:
    waiting.gateway.troubles.append(NotAuthorised())
    answer(waiting)
    assert waiting.trouble == SessionEnded.code
    assert not waiting.state.is_preparing


def test_a_gateway_that_is_silent_is_not_waited_for_long(waiting: Rig) -> None:
    waiting.clock.advance(timedelta(seconds=4))
    waiting.do(waiting.counter.tick)
    assert waiting.state.is_preparing
    waiting.clock.advance(timedelta(seconds=2))
    waiting.do(waiting.counter.tick)
    assert not waiting.state.is_preparing
    assert waiting.state.trouble is not None
    assert waiting.state.trouble.facts == (("limit", "silence"),)
    answer(waiting)
    assert waiting.state.case is None
    waiting.lay()
    assert waiting.case.step is Step.VISUAL_CHECK


def test_a_card_after_a_question_that_failed_asks_at_once(rig: Rig) -> None:
    rig.ask(commands.LogIn("8001", "demo-8001"))
    rig.gateway.troubles.append(Unreachable())
    rig.do(rig.counter.tick)
    rig.lay()
    assert rig.case.step is Step.VISUAL_CHECK


def test_an_offline_log_in_before_the_first_contact_waits_for_the_line(rig: Rig) -> None:
    rig.log_in()
    rig.ask(commands.LogOut())
    rig.counter._cases._reading._for_next_case = None
    rig.gateway.is_reachable = False
    rig.log_in()
    rig.lay()
    assert rig.state.is_preparing
    rig.gateway.is_reachable = True
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    assert rig.case.step is Step.VISUAL_CHECK


def test_a_module_that_finds_no_card_after_a_read_ends_no_waiting(waiting: Rig) -> None:
    """Most say so of a card that still lies there."""
    removed = CardNews(READER, CardRemoved())
    waiting.do(lambda: waiting.counter.take_reader_news(removed))
    assert waiting.state.is_preparing
    answer(waiting)
    assert waiting.case.step is Step.VISUAL_CHECK


WIPES: dict[str, Callable[[Rig], None]] = {
    "locked": lambda rig: rig.ask(commands.Lock()),
    "logged out": lambda rig: rig.ask(commands.LogOut()),
    "cancelled": lambda rig: rig.ask(commands.CancelCase()),
    "finished": lambda rig: rig.ask(commands.FinishCase()),
    "reader lost": lambda rig: rig.do(
        lambda: rig.counter.take_reader_news(ReaderLost("reader_silent", READER.address))
    ),
    "a card that gives nothing": lambda rig: rig.lay_bad(CardRefused("birth_date")),
    "too long": lambda rig: (rig.clock.advance(timedelta(seconds=6)), rig.do(rig.counter.tick))[1],
}


@pytest.mark.parametrize("way", WIPES)
def test_whoever_waits_is_wiped(rig: Rig, way: str) -> None:
    before = reads_in_memory()
    rig.ask(commands.LogIn("8001", "demo-8001"))
    rig.workers.holds_questions = True
    rig.lay()
    assert reads_in_memory() == before + 1
    WIPES[way](rig)
    assert reads_in_memory() == before
    assert not rig.state.is_preparing
    answer(rig)
    assert rig.state.case is None or rig.case.phase is CasePhase.CARD_REFUSED


def test_another_card_takes_the_place_of_the_one_that_waits(waiting: Rig) -> None:
    kept = reads_in_memory()
    waiting.lay("mainland_longterm_female")
    assert reads_in_memory() == kept
    answer(waiting)
    assert waiting.case.identity is not None
    assert waiting.case.identity.sex == "2"


def test_the_same_card_laid_again_waits_for_its_challenge_too(rig: Rig) -> None:
    rig.log_in()
    rig.lay()
    rig.clock.advance(timedelta(minutes=15, seconds=1))
    rig.do(rig.counter.tick)
    rig.workers.holds_questions = True
    rig.lay()
    assert (rig.case.phase, rig.state.is_preparing) == (CasePhase.REREAD, True)
    answer(rig)
    assert (rig.case.phase, rig.state.is_preparing) == (CasePhase.OPEN, False)


def test_a_card_laid_before_the_log_in_is_not_kept_and_asked_for_again(rig: Rig) -> None:
    rig.fill_pool()
    before = reads_in_memory()
    rig.lay()
    assert reads_in_memory() == before
    assert rig.state.has_unread_card
    rig.log_in()
    assert rig.state.has_unread_card
    assert (rig.state.case, rig.trouble) == (None, "")
    rig.lay()
    assert rig.case.step is Step.VISUAL_CHECK
    assert not rig.state.has_unread_card


def test_a_card_laid_while_locked_is_asked_for_again(rig: Rig) -> None:
    rig.fill_pool()
    rig.log_in()
    rig.ask(commands.Lock())
    rig.lay_bad(CardRefused("birth_date"))
    assert rig.state.has_unread_card
    rig.ask(commands.Unlock("demo-8001"))
    assert rig.state.has_unread_card
    rig.do(lambda: rig.counter.take_reader_news(ReaderLost("reader_silent", READER.address)))
    assert not rig.state.has_unread_card


def test_a_card_that_was_wiped_while_it_lay_there_is_asked_for_again(waiting: Rig) -> None:
    waiting.ask(commands.Lock())
    waiting.ask(commands.Unlock("demo-8001"))
    assert waiting.state.has_unread_card
    assert waiting.state.case is None


def test_a_card_laid_into_somebody_elses_case_is_asked_for_again(rig: Rig) -> None:
    rig.fill_pool()
    rig.log_in()
    rig.lay()
    rig.lay("mainland_longterm_female")
    rig.ask(commands.CancelCase())
    assert rig.state.has_unread_card
