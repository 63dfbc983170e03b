"""What an offline customer takes home, and how many numbers one person may ask for meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.papers import paper_text
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Outcome
from pos_client.domain.verdict import Check
from tests import people
from tests.unit.pos_client.application.at_work import at_work
from tests.unit.pos_client.application.rig import Rig

EXPIRES_AT = (people.NOON + timedelta(hours=100)).isoformat()
BLOCK = [{"phone_number": f"1705550999{n}", "expires_at": EXPIRES_AT} for n in range(9)]


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = away(numbers_per_person=3)
    yield made
    made.close()


def away(**offline: Any) -> Rig:
    made = at_work(None, offline=offline, number_block=BLOCK)
    made.fill_pool()
    made.lose_gateway()
    return made


def queued(rig: Rig) -> str:
    """The figure beside the tiles of the open case."""
    facts = [dict(each.facts) for each in rig.case.verdicts if each.check is Check.QUOTA]
    return facts[0]["queued"]


def begin(rig: Rig, name: str = "mainland_han_20y") -> None:
    rig.customer.sim_number += 1
    rig.lay(name)
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()


def test_what_this_run_has_queued_for_a_person_is_counted(
    rig: Rig,
) -> None:
    rig.register()
    rig.register("hmt_hongkong")
    begin(rig)
    assert queued(rig) == "1"


def test_at_the_limit_of_the_signed_configuration_no_more_is_captured_for_this_person(
    rig: Rig,
) -> None:
    for _ in range(3):
        rig.register()
    begin(rig)
    assert rig.case.step is Step.VERIFICATION
    assert not rig.case.is_offline
    assert rig.state.trouble is not None
    assert (rig.state.trouble.code, dict(rig.state.trouble.facts)) == ("B-601", {"limit": "person"})
    rig.ask(commands.CancelCase())
    begin(rig, "hmt_hongkong")
    assert (rig.case.is_offline, queued(rig)) == (True, "0")


def test_what_the_gateway_has_decided_is_its_own_to_count(rig: Rig) -> None:
    saved = [rig.register() for _ in range(3)]
    rig.decide(saved[0], Outcome.UNDER_REVIEW, "QUOTA_REVIEW")
    rig.decide(saved[1], Outcome.REJECTED, "QUOTA_FULL")
    begin(rig)
    assert (rig.case.is_offline, queued(rig)) == (True, "2")


def test_without_a_limit_of_the_carrier_the_counter_invents_none() -> None:
    rig = away()
    for _ in range(6):
        rig.register()
    begin(rig)
    assert (rig.case.is_offline, queued(rig)) == (True, "6")
    rig.close()


@pytest.mark.parametrize(
    ("along", "on_slip"),
    [(True, "由客户带走，尚未激活"), (False, "留在本营业厅，待运营商核验后再交付")],
)
def test_the_slip_says_where_the_inactive_sim_goes(*, along: bool, on_slip: str) -> None:
    rig = away(completion="GATEWAY_COMPLETES", sim_is_handed_over=along)
    rig.register()
    last = rig.state.last_saved
    assert last is not None
    assert last.sim_is_handed_over is along
    words = paper_text(rig.papers(last.id)[0]).words
    assert words[words.index("SIM 卡去向") + 1] == on_slip
    rig.close()


def test_where_no_sim_was_recorded_nothing_is_said_of_one() -> None:
    rig = away(completion="CUSTOMER_RETURNS", sim_is_handed_over=True)
    rig.register()
    last = rig.state.last_saved
    assert last is not None
    assert last.sim_is_handed_over is None
    assert "SIM 卡去向" not in paper_text(rig.papers(last.id)[0]).words
    rig.close()
