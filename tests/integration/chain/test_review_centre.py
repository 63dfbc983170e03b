"""A case before the review centre, by a real counter and gateway: answered, and left for later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pos_client.application.review_commands import AskCentre
from pos_client.application.state import CasePhase
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Outcome
from tests.integration.chain.shop import Counter, Shop, eventually, stands_at
from tests.integration.sandbox.reviewer import Reviewer

SECOND_NUMBER = "resident-second-number"


def waiting(shop: Shop) -> Counter:
    """A second number is asked for: the case waits for the centre."""
    counter = shop.open_at_work()
    counter.welcome(SECOND_NUMBER)
    counter.lay(SECOND_NUMBER)
    counter.reach(Step.REVIEW.value)
    counter.submit(AskCentre())
    return counter


def test_the_centre_approves_while_the_customer_waits(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(centre_answers_within=timedelta(minutes=10))
    counter = waiting(shop)
    counter.wait_for(
        lambda state: state.case and state.case.review and state.case.review.centre.until
    )
    with Reviewer(shop.sandbox) as reviewer:
        reviewer.log_in()
        (seen,) = reviewer.queue()
        reviewer.decide(seen["id"])
    counter.wait_for(stands_at(Step.NUMBER_AND_SIM.value))
    counter.finish()
    saved = counter.state.last_saved
    assert saved is not None
    assert counter.settled(saved.id).outcome is Outcome.ACCEPTED


def test_without_an_answer_it_is_sealed_and_reviewed_afterwards(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(centre_answers_within=timedelta())
    counter = waiting(shop)
    counter.wait_for(stands_at(Step.NUMBER_AND_SIM.value))
    state = counter.finish()
    assert state.case is not None
    assert state.case.phase is CasePhase.SAVED
    saved = counter.state.last_saved
    assert saved is not None
    assert counter.settled(saved.id).outcome is Outcome.UNDER_REVIEW
    with Reviewer(shop.sandbox) as reviewer:
        reviewer.log_in()
        (sealed,) = reviewer.queue()
        assert sealed["kind"] == "SEALED"
        reviewer.decide(sealed["id"])
    eventually(lambda: shop.ledger()["totals"]["accepted"] == 1)
