"""Whoever leaves a unit's order before anything is sealed leaves their place in it as well."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_client.domain.unit import UnitUse
from pos_client.protocol.api import Paths
from pos_client.sandbox.control import Control
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.test_guardian import OWN_HALL
from tests.integration.sandbox.test_units import POLICY
from tests.integration.sandbox.units import open_order, user
from tests.integration.sandbox.walks import codes_of

WANG, JIN = "resident-wang", "resident-jin"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    folder = tmp_path_factory.mktemp("gateway")
    with RunningSandbox(folder, policy=POLICY, outlet=OWN_HALL) as sandbox:
        yield sandbox


def test_a_user_whom_a_supervisor_refused_leaves_their_place_to_the_next(
    gateway: RunningSandbox, device: TestDevice
) -> None:
    order = open_order(device, count=1)
    case = user(device, order, WANG)
    assert Control(gateway).obey("verdict FACE_MATCH FACE_UNSURE times=1")["ok"]
    assert codes_of(device, case)[1] == "FACE_UNSURE"
    assert codes_of(device, user(device, order, JIN))[-1] == "UNIT_ORDER_FULL"
    supervisor = (gateway.supervisor_number, gateway.supervisor_password)
    assert device.ask_review(case, *supervisor, is_approved=False).status_code == 200
    assert codes_of(device, user(device, order, JIN))[-1] == "UNIT_ORDER_OPEN"


def test_an_industry_card_that_is_given_up_leaves_its_place_to_the_next(device: TestDevice) -> None:
    """Nothing of anybody's limit is kept for it, so its place has a name of its own."""
    order = open_order(device, count=1, use=UnitUse.METER)
    given_up = user(device, order, WANG, "unit_industry_sim")
    place = device.verify(given_up)[-1]["facts"]["reservation_id"]
    assert codes_of(device, user(device, order, JIN, "unit_industry_sim"))[-1] == "UNIT_ORDER_FULL"
    for _ in range(2):  # again is nothing
        device.call("DELETE", f"{Paths.QUOTA_RESERVATIONS}/{place}").raise_for_status()
    assert codes_of(device, user(device, order, JIN, "unit_industry_sim"))[-1] == "UNIT_ORDER_OPEN"
