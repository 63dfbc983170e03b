"""How much may be captured without the gateway: the smallest of all limits, and never one more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from pos_client.application import commands
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Outcome
from pos_client.domain.policy import Completion, LevelRule
from pos_client.sandbox.policy import everywhere
from tests.integration.chain.shop import Counter, Shop, trouble

PEOPLE = ("resident-lin", "resident-wang", "resident-ma", "resident-sun", "resident-jin")


def closed(counter: Counter, slug: str) -> str:
    """Lay a card that may not begin a case; answers which limit says so."""
    before = counter.state.queue.pending
    state = counter.lay(slug)
    assert state.case is None
    assert state.trouble is not None
    assert state.trouble.code == "B-601"
    assert state.queue.pending == before
    assert state.offline is not None
    assert state.offline.allowed_more == 0
    limit = dict(state.trouble.facts)["limit"]
    assert state.offline.limit == limit
    return limit


def capture(make_shop: Callable[..., Shop], **policy: int) -> tuple[Shop, Counter]:
    """A counter without its gateway, under another policy than the usual one."""
    shop = make_shop(**policy)
    counter = shop.open_at_work()
    shop.sandbox.stop()
    counter.submit(commands.SendNow())
    counter.wait_for(lambda state: state.offline is not None)
    return shop, counter


@pytest.mark.parametrize(
    ("policy", "limit"),
    [
        ({"records": 2}, "records"),
        ({"records_per_clerk": 2}, "clerk"),
        ({"number_block": 2}, "numbers"),
    ],
)
def test_two_may_be_captured_and_no_third(
    make_shop: Callable[..., Shop], policy: dict[str, int], limit: str
) -> None:
    shop, counter = capture(make_shop, **policy)
    assert counter.state.offline is not None
    assert (counter.state.offline.allowed_more, counter.state.offline.limit) == (2, limit)
    for slug in PEOPLE[:2]:
        counter.register(slug)
    assert closed(counter, PEOPLE[2]) == limit
    shop.sandbox.start()
    counter.drained()
    assert set(shop.effects().values()) == {1}, shop.ledger()
    assert not counter.register(PEOPLE[3]).is_offline


def test_no_challenge_left_is_a_limit_too(make_shop: Callable[..., Shop]) -> None:
    shop, counter = capture(make_shop, challenge_pool=2)
    captured = 0
    while counter.carry(PEOPLE[captured]).case is not None:
        captured += 1
    # The challenge that was fetched for the next case is not of the pool.
    assert captured in (2, 3)
    assert counter.state.trouble is not None
    assert counter.state.trouble.facts == (("limit", "challenges"),)
    shop.sandbox.start()
    counter.drained()
    assert list(shop.effects().values()) == [1] * captured


def test_the_window_closes_when_the_gateway_has_been_away_for_too_long(shop: Shop) -> None:
    shop.close(shop.open_at_work())
    shop.sandbox.stop()
    _age_contact(shop, timedelta(hours=73))
    counter = shop.open_offline()
    assert closed(counter, PEOPLE[0]) == "hours"


def test_a_warning_comes_before_the_window_closes(shop: Shop) -> None:
    shop.close(shop.open_at_work())
    shop.sandbox.stop()
    _age_contact(shop, timedelta(hours=60))
    counter = shop.open_offline()
    state = counter.wait_for(lambda now: now.offline is not None)
    assert state.offline is not None
    assert state.offline.is_warning
    assert state.offline.allowed_more > 0


def test_a_clock_that_is_far_from_the_gateways_captures_nothing(shop: Shop) -> None:
    shop.close(shop.open_at_work())
    shop.sandbox.stop()
    _age_contact(shop, timedelta(0), skew=timedelta(hours=30))
    assert closed(shop.open_offline(), PEOPLE[0]) == "clock"


def test_a_clerk_whose_last_log_in_is_too_old_does_not_log_in_offline(shop: Shop) -> None:
    shop.close(shop.open_at_work())
    shop.sandbox.stop()
    old = _stored(datetime.now(UTC) - timedelta(hours=73))
    _edit(shop, "update clerk_verifiers set remembered_at = ?", old)
    counter = shop.open()
    counter.wait_for(lambda state: state.gateway.is_reachable is False)
    shop.log_in(counter)
    counter.wait_for(trouble("C-502"))


def test_where_the_customer_returns_there_is_no_number_and_the_receipt_says_so(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(completion=Completion.CUSTOMER_RETURNS)
    counter = shop.open_at_work()
    shop.sandbox.stop()
    counter.lay("resident-lin")
    state = counter.reach("SEAL")
    assert state.case is not None
    assert Step.NUMBER_AND_SIM not in [each.step for each in state.case.steps]
    assert state.case.step is Step.SEAL
    saved = counter.confirm().last_saved
    assert saved is not None
    assert (saved.is_offline, saved.phone_number) == (True, "")
    shop.sandbox.start()
    counter.drained()
    receipt = counter.settled(saved.id)
    assert (receipt.outcome, receipt.code) == (Outcome.AWAITING_CUSTOMER, "CUSTOMER_RETURNS")
    assert shop.effects() == {str(saved.id): 0}
    assert shop.asked("select state, outcome from outbox") == [("SETTLED", "AWAITING_CUSTOMER")]
    assert shop.asked("select count(*) from number_block where is_used") == [(0,)]


def test_a_configuration_that_names_no_evidence_level_makes_no_device(
    make_shop: Callable[..., Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop(is_enrolled=False, minimum_level={})
    # The sandbox would refuse to sign such a thing, so its own check is put aside.
    monkeypatch.setattr("pos_client.sandbox.configurations.ConfigurationClaims", _Anything)
    counter = shop.open()
    counter.submit(commands.Enrol(str(shop.sandbox.gateway_file), shop.sandbox.issue_code()))
    counter.wait_for(trouble("G-204"))
    assert not shop.home.device_folder.exists()


def test_a_flow_below_its_evidence_level_is_refused_before_anything_is_shown(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(minimum_level=everywhere(LevelRule(EvidenceLevel.A)))
    counter = shop.open_at_work()
    state = counter.lay("resident-lin")
    assert state.case is None
    assert state.trouble is not None
    assert (state.trouble.code, state.trouble.facts) == ("B-615", ())


class _Anything:
    @staticmethod
    def checked(claims: object) -> object:
        return claims


def _age_contact(shop: Shop, age: timedelta, skew: timedelta = timedelta(0)) -> None:
    then = datetime.now(UTC) - age
    _edit(
        shop,
        "update contact set own_time = ?, gateway_time = ?",
        _stored(then),
        _stored(then + skew),
    )


def _stored(moment: datetime) -> object:
    return int(moment.timestamp() * 1_000_000)


def _edit(shop: Shop, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(shop.home.store_file)) as link, link:
        assert link.execute(sql, values).rowcount == 1
