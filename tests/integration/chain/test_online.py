"""A card becomes an accepted registration, or a refusal of which nothing is sealed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_client.application import commands
from pos_client.application.state import CasePhase
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Outcome
from tests.integration.chain.shop import Counter, Shop, stands_at

# One card of each kind; the names are a rare character, a long one, a Latin and a traditional one.
KINDS = ["resident-pua", "resident-dot", "hmt-ho", "foreign-2017-muster", "foreign-2023-exemple"]

# Refused here or by the gateway, and the verdict's code.
REFUSED = [
    ("resident-other-name", "ID_MISMATCH"),
    ("resident-unknown", "ID_NOT_FOUND"),
    ("foreign-2023-unknown", "ID_NOT_FOUND"),
    ("resident-quota", "QUOTA_FULL"),
    ("resident-expired", "DOC_EXPIRED"),
    ("hmt-expired", "DOC_EXPIRED"),
    ("resident-invalidated", "DOC_INVALIDATED"),
    ("resident-register-no-photo", "ID_NO_PHOTO"),
    ("resident-child-8", "UNDER_AGE"),
    ("resident-child-15", "UNDER_AGE_GUARDIAN"),
    ("resident-no-photo", "FACE_UNSURE"),
]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Counter]]:
    """One counter that serves the customers of many tests."""
    shop = Shop(tmp_path_factory.mktemp("day"))
    try:
        shop.enrol()
        yield shop, shop.open_at_work()
    finally:
        shop.close_all()


@pytest.mark.parametrize("slug", KINDS)
def test_a_card_of_each_kind_becomes_an_accepted_registration(
    day: tuple[Shop, Counter], slug: str
) -> None:
    shop, counter = day
    saved = counter.register(slug)
    assert not saved.is_offline
    receipt = counter.settled(saved.id)
    assert (receipt.outcome, receipt.code) == (Outcome.ACCEPTED, "")
    row = shop.ledger()["registrations"][-1]
    assert (row["id"], row["outcome"], row["effects"]) == (str(saved.id), "ACCEPTED", 1)
    assert row["phone_number"] == saved.phone_number
    assert shop.ledger()["alarms"] == []


@pytest.mark.parametrize(("slug", "code"), REFUSED)
def test_whoever_is_refused_is_not_sealed(day: tuple[Shop, Counter], slug: str, code: str) -> None:
    shop, counter = day
    before = counter.state.last_saved, shop.asked("select count(*) from outbox"), shop.outcomes()
    state = counter.carry(slug)
    assert state.case is not None
    assert (state.case.phase, state.case.code) == (CasePhase.REFUSED, code)
    assert state.case.identity is None
    after = state.last_saved, shop.asked("select count(*) from outbox"), shop.outcomes()
    assert after == before


def test_a_card_of_a_layout_that_nobody_knows_has_a_page_of_its_own(shop: Shop) -> None:
    counter = shop.open_at_work()
    state = counter.carry("resident-new-layout")
    assert state.case is not None
    assert (state.case.phase, state.case.code) == (CasePhase.CARD_REFUSED, "unknown_layout")
    assert state.case.identity is None
    assert state.case.masked_name == ""
    assert shop.asked("select count(*) from outbox") == [(0,)]


def test_the_next_customer_is_served_after_a_refusal(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.carry("resident-other-name")
    saved = counter.register("resident-lin")
    assert counter.settled(saved.id).outcome is Outcome.ACCEPTED


def test_identity_is_shown_until_the_case_is_sealed_and_never_after(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.register("resident-lin")
    shown = [each.case for each in counter.watch.states if each.case is not None]
    assert any(case.identity is not None for case in shown)
    assert all(case.identity is None for case in shown if case.phase is CasePhase.SAVED)
    assert shown[-1].masked_name == "林**"


def test_a_number_given_up_by_stepping_back_is_free_for_the_next_case(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    state = counter.reach("SEAL")
    assert state.case is not None
    held = state.case.held_number
    assert held
    for step in (Step.FORM, Step.NUMBER_AND_SIM):
        counter.submit(commands.StepBack())
        counter.wait_for(lambda now, step=step: now.case is not None and now.case.step is step)
    counter.submit(commands.CancelCase())
    counter.wait_for(lambda now: now.case is None)
    counter.lay("resident-wang")
    counter.reach("NUMBER_AND_SIM")
    counter.submit(commands.FindNumbers(held))
    counter.wait_for(lambda now: now.case is not None and now.case.numbers == (held,))
    assert counter.finish().case is not None
    assert counter.state.last_saved is not None
    assert counter.state.last_saved.phone_number == held


def test_a_number_that_somebody_else_was_quicker_to_hold_is_told_and_another_offered(
    shop: Shop,
) -> None:
    counter = shop.open_at_work()
    counter.lay("resident-lin")
    state = counter.reach("NUMBER_AND_SIM")
    assert state.case is not None
    wanted = state.case.chosen_number
    other = shop.sandbox.call(lambda desk: desk.devices.enter("other", "FJ-DEMO-0042", "", b""))
    shop.sandbox.call(lambda desk: desk.numbers.hold(other, wanted, "RN-other"))
    state = counter.confirm()
    assert state.trouble is not None
    assert state.trouble.code == "G-206"
    counter.wait_for(
        lambda now: (
            stands_at("NUMBER_AND_SIM")(now)
            and now.case is not None
            and now.case.chosen_number != wanted
        )
    )
    counter.submit(commands.DismissTrouble())
    counter.wait_for(lambda now: now.trouble is None)
    assert counter.finish().last_saved is not None


def test_all_customers_of_a_day_stand_in_the_ledger_once_and_in_order(shop: Shop) -> None:
    counter = shop.open_at_work()
    ids = [str(counter.register(slug).id) for slug in KINDS]
    counter.drained()
    rows = shop.ledger()["registrations"]
    assert [row["id"] for row in rows] == ids
    assert [row["sequence"] for row in rows] == list(range(1, len(KINDS) + 1))
    assert shop.ledger()["totals"]["doubled"] == 0
