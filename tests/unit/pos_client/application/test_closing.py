"""What the carrier takes back: the case at hand is given up, the queue stays, the page says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.state import GatewayState
from pos_client.domain.flow import Step
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from tests.unit.pos_client.application.rig import SAM_ID, Rig

LICENCE = {"unit_credit_code": "91350100MA00DEM00M", "valid_until": "2099-12-31"}
DRAINS = GatewayState(is_reachable=True, is_drain_only=True)
UP = GatewayState(is_reachable=True)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path, channel={"state": "ADMITTED", "licence": LICENCE})
    made.log_in()
    made.fill_pool()
    yield made
    made.close()


def take(rig: Rig, **claims: Any) -> None:
    """A newer configuration arrives, as it does with a contact."""
    rig.gateway.claims |= claims | {"version": int(rig.gateway.claims["version"]) + 1}
    value = configuration_from(ConfigurationClaims.checked(rig.gateway.claims))
    rig.do(lambda: rig.counter.take_configuration("token", value))


def closed(rig: Rig) -> str:
    return rig.state.closure.reason if rig.state.closure is not None else ""


@pytest.mark.parametrize("state", ["SUSPENDED", "REVOKED"])
def test_a_commission_taken_back_gives_the_open_case_up(rig: Rig, state: str) -> None:
    saved = rig.register("mainland_han_20y")
    rig.lay()
    rig.go_to(Step.FORM)
    held = rig.case.held_number
    assert held not in rig.gateway.numbers
    take(rig, channel={"state": state})
    assert closed(rig) == state
    assert rig.state.case is None
    assert rig.state.trouble is not None
    assert rig.trouble == "B-640"
    assert dict(rig.state.trouble.facts)["reason"] == state
    assert held in rig.gateway.numbers  # the number, and the slot of the person's limit
    assert rig.gateway.released == ["reservation-1"]
    assert rig.store.count_pending(offline_only=False) == 1
    assert rig.store.row(saved) is not None
    assert {"counter_closed", "case_withdrawn"} <= set(rig.audited())


def test_nobody_is_served_behind_it_and_a_restored_commission_opens_again(rig: Rig) -> None:
    take(rig, channel={"state": "SUSPENDED"})
    rig.lay()
    assert rig.state.case is None
    assert rig.trouble == "B-601"
    take(rig, channel={"state": "ADMITTED", "licence": LICENCE})
    assert closed(rig) == ""
    rig.lay()
    assert rig.state.case is not None


@pytest.mark.parametrize("reason", ["ENDED", "LICENCE_ENDED"])
def test_a_day_ends_it_without_the_gateway_too(rig: Rig, reason: str) -> None:
    today = rig.clock.now().date().isoformat()
    outlet = dict(rig.gateway.claims["outlet"])
    if reason == "ENDED":
        take(rig, outlet=outlet | {"commission_until": today})
    else:
        take(rig, channel={"licence": LICENCE | {"valid_until": today}})
    rig.lose_gateway()
    rig.register()
    rig.lay()
    assert closed(rig) == ""
    rig.clock.advance(timedelta(days=1))
    rig.do(rig.counter.tick)
    assert closed(rig) == reason
    assert rig.state.case is not None  # its card was read in time
    rig.do(lambda: rig.counter.change_line(DRAINS))
    assert (rig.state.case, rig.trouble) == (None, "B-640")
    assert rig.store.count_pending(offline_only=True) == 1
    rig.lay()
    assert rig.state.case is None


def test_it_stays_closed_after_the_next_start_without_the_gateway(rig: Rig) -> None:
    take(rig, channel={"state": "REVOKED"})
    rig.configuration = configuration_from(ConfigurationClaims.checked(rig.gateway.claims))
    rig.open()
    rig.lose_gateway()
    assert closed(rig) == "REVOKED"


def test_a_device_that_may_only_deliver_gives_its_case_up(rig: Rig) -> None:
    rig.lay()
    rig.do(lambda: rig.counter.change_line(DRAINS))
    assert closed(rig) == "DRAIN_ONLY"
    assert (rig.state.case, rig.trouble) == (None, "B-640")
    rig.do(lambda: rig.counter.change_line(UP))
    assert closed(rig) == ""


def test_a_device_that_is_refused_gives_its_case_up(rig: Rig) -> None:
    rig.lay()
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=False, code="G-208")))
    assert closed(rig) == "REFUSED"
    assert (rig.state.case, rig.trouble) == (None, "B-640")


def test_a_reader_taken_away_ends_the_case_that_it_read_and_no_other(rig: Rig) -> None:
    another = {"sam_id": "05.01-20260101-0000000002-0000000002", "driver": "sam-serial"}
    rig.lay()
    take(rig, readers=[{"sam_id": SAM_ID, "driver": "sam-serial"}, another])
    assert rig.state.case is not None
    take(rig, readers=[another])
    assert (rig.state.case, rig.trouble) == (None, "B-640")
    assert closed(rig) == ""
    rig.ask(commands.DismissTrouble())
    rig.lay()
    assert rig.case.code == "READER_NOT_TRUSTED"


def test_outside_its_hours_an_outlet_begins_no_case(rig: Rig) -> None:
    weekday = rig.clock.now().isoweekday()
    hours = [{"weekday": weekday % 7 + 1, "opens": "09:00", "closes": "18:00"}]
    take(rig, channel={"licence": LICENCE, "hours": hours})
    rig.lay()
    assert rig.state.case is None
    assert dict(rig.state.trouble.facts) == {"limit": "opening"} if rig.state.trouble else False
