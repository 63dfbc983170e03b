"""The reconciliation of each day: by the gateway's own clock, kept by date, shown and counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from pos_client.domain.local_day import local_day
from pos_client.domain.policy import Completion
from pos_client.sandbox import stock_tables
from pos_client.sandbox.back_office_page import BACK_OFFICE_PAGE
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.reconciliation import FindingCode
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.authenticator import Authenticator
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.integration.sandbox.conftest import DECK, Enrol, Hands
from tests.integration.sandbox.enrolling import stranger
from tests.integration.sandbox.test_back_office import PEOPLE, PLANTED
from tests.integration.sandbox.walks import captured, gathered, outcome_of

DAY = timedelta(days=1)
OF_STOCK = (
    "SIM_USED_UNREGISTERED",
    "SIM_REGISTERED_IN_STOCK",
    "SIM_REGISTERED_UNDELIVERED",
    "SIM_TWICE",
    "STOCK_NEGATIVE",
)


@pytest.fixture
def town(tmp_path: Path, hands: Hands, enrol: Enrol) -> Iterator[RunningSandbox]:
    """A gateway whose clock the test turns, with an invented population."""
    policy = SandboxPolicy(
        number_quota=100,
        quota_review_from=100,
        number_block=6,
        completion=Completion.GATEWAY_COMPLETES,
        controls=SAME_PERSON_ALL_DAY,
    )
    with RunningSandbox(tmp_path / "town", policy=policy, clock=hands) as sandbox:
        device = enrol(sandbox)
        cases = [gathered(device, DECK[slug].card()) for slug in PEOPLE]
        cases.append(captured(device, DECK["resident-lin"].card()))
        for case in cases:
            assert outcome_of(device, device.registration(case))[0] == "ACCEPTED"
        yield sandbox


def eventually(condition: Callable[[], Any]) -> None:
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until, "never came"
        time.sleep(0.05)


def days(sandbox: RunningSandbox) -> list[dict[str, Any]]:
    return sandbox.call(lambda desk: desk.daily.days())


def turned_to(sandbox: RunningSandbox, hands: Hands, ahead: timedelta) -> date:
    """Turn the clock, ask nothing of the gateway, and wait until it has done the day's work."""
    hands.ahead = ahead
    day = local_day(hands())
    eventually(lambda: days(sandbox)[0]["day"] == day.isoformat())
    return day


def found_on(sandbox: RunningSandbox, day: date) -> list[str]:
    return [each["code"] for each in sandbox.call(lambda desk: desk.daily.findings_on(day))]


def plant(sandbox: RunningSandbox, *codes: str) -> None:
    for code in codes:
        sandbox.call(lambda desk, code=code: PLANTED[code](desk.connection))


def test_it_runs_once_a_day_without_being_asked_and_finds_all_that_was_planted(
    town: RunningSandbox, hands: Hands
) -> None:
    honest = turned_to(town, hands, DAY)
    assert found_on(town, honest) == []
    plant(town, *PLANTED)
    hands.ahead = DAY + timedelta(minutes=1)
    assert days(town)[0]["found"] == 0  # once a day
    bad = turned_to(town, hands, 2 * DAY)
    assert sorted(found_on(town, bad)) == sorted(PLANTED)
    assert found_on(town, honest) == []
    (newest, *_) = days(town)
    assert (newest["found"], newest["opened"], newest["ended"]) == (len(PLANTED),) * 2 + (0,)


def test_what_is_mended_ends_with_the_next_day_and_stays_under_its_date(
    town: RunningSandbox, hands: Hands
) -> None:
    plant(town, FindingCode.BLOCK_NUMBER_LOST.value, "SIM_USED_UNREGISTERED")
    bad = turned_to(town, hands, DAY)
    assert "SIM_USED_UNREGISTERED" in found_on(town, bad)

    def mend(desk: Any) -> None:
        places = stock_tables.sim_places
        desk.connection.execute(delete(places).where(places.c.registration_id == "nobody"))

    town.call(mend)
    good = turned_to(town, hands, 2 * DAY)
    assert "SIM_USED_UNREGISTERED" not in found_on(town, good)
    assert "SIM_USED_UNREGISTERED" in found_on(town, bad)
    assert days(town)[0]["ended"] == 1


def test_a_gateway_that_was_off_does_it_when_it_is_up_again_and_not_twice(
    town: RunningSandbox, hands: Hands
) -> None:
    turned_to(town, hands, DAY)
    before = days(town)
    town.stop()
    town.start()
    assert days(town) == before
    town.stop()
    hands.ahead = 4 * DAY
    town.start()
    eventually(lambda: len(days(town)) == len(before) + 1)
    hands.ahead = 2 * DAY  # set back: nothing is found again
    plant(town, "SIM_USED_UNREGISTERED")
    assert days(town)[0]["day"] == local_day(hands() + 2 * DAY).isoformat()


def test_the_back_office_shows_it_by_date_and_prometheus_counts_it(
    town: RunningSandbox, hands: Hands
) -> None:
    honest = turned_to(town, hands, DAY)
    plant(town, *PLANTED)
    bad = turned_to(town, hands, 2 * DAY)
    asked = "/back-office/reconciliations"
    with stranger(town.gateway_file) as nobody:
        assert nobody.get(asked).status_code == 401
        assert nobody.get("/back-office").text == BACK_OFFICE_PAGE
        secret = town.second_factor_secret(town.reviewer_number)
        claims = {
            "clerk_number": town.reviewer_number,
            "password": town.reviewer_password,
            "second_factor": Authenticator(secret, lambda: hands().timestamp()).shown(),
        }
        token = nobody.post("/centre/sessions", json=claims).json()["token"]
        nobody.headers["Centre-Session"] = token
        newest = nobody.get(asked).json()
        earlier = nobody.get(asked, params={"day": honest.isoformat()}).json()
        metrics = nobody.get("/metrics").text
    assert newest["day"] == bad.isoformat()
    assert sorted(each["code"] for each in newest["findings"]) == sorted(PLANTED)
    assert all(each["owner"] for each in newest["findings"])
    assert (earlier["day"], earlier["findings"]) == (honest.isoformat(), [])
    assert 'pos_gateway_reconciliation_open{code="SIM_TWO_NUMBERS"} 1' in metrics
    assert "pos_gateway_reconciliation_age_seconds" in metrics


@pytest.mark.parametrize("code", [*(each.value for each in FindingCode), *OF_STOCK])
def test_the_page_says_every_difference_in_words(code: str) -> None:
    assert f"  {code}: " in BACK_OFFICE_PAGE
