"""`units.Units`, by the scripted one and by the real gateway: one suite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from pos_client.application.case_trouble import CaseTrouble
from pos_client.application.unit_trouble import UnitOrderRefused, UnitRefused
from pos_client.application.units import Units
from pos_client.domain.slip_code import new_token
from pos_client.domain.unit import UnitUse
from pos_client.domain.unit_order import OrderCode, OrderState
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.protocol.words import Session
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.units import KNOWN_UNIT, NEW_UNIT, ORDER, ScriptedUnits
from tests.contract.gateway_world import sandbox_world, scripted_world
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.test_guardian import OWN_HALL
from tests.integration.sandbox.units import open_order

NOBODYS = "91350100MA00DEM042"


class Known(NamedTuple):
    """A carrier that knows two units and one order of three numbers."""

    port: Units
    session: Session
    code: OrderCode

    def refusal(self, kind: type[CaseTrouble], work: Callable[[], object]) -> str:
        with pytest.raises(kind) as caught:
            work()
        return str(dict(caught.value.facts)["reason"])


@pytest.fixture(params=["scripted", "http"])
def known(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Known]:
    if request.param == "scripted":
        code = OrderCode(UUID("018f0000-0000-7000-8000-000000000001"), new_token())
        yield Known(ScriptedUnits(), scripted_world().log_in(), code)
        return
    with RunningSandbox(tmp_path / "sandbox", outlet=OWN_HALL) as sandbox:
        (tmp_path / "other").mkdir()
        issued = sandbox.issue_code()
        device = TestDevice.enrolled(sandbox.gateway_file, issued, tmp_path / "other")
        device.log_in(sandbox.clerk_number, sandbox.password)
        code = open_order(device)
        device.close()
        world = sandbox_world(sandbox, tmp_path / "device")
        assert isinstance(world.gateway, HttpGateway)
        yield Known(world.gateway.units, world.log_in(), code)
        world.gateway.close()


def test_a_unit_is_told_in_a_mask_and_a_new_one_without_a_name(known: Known) -> None:
    found = known.port.look_up(KNOWN_UNIT.credit_code, known.session)
    assert replace(found, may_have=200) == KNOWN_UNIT
    assert known.port.look_up(NEW_UNIT.credit_code, known.session) == NEW_UNIT
    ask = partial(known.port.look_up, NOBODYS, known.session)
    assert known.refusal(UnitRefused, ask) == "unknown"


def test_an_order_is_told_rests_goes_on_and_ends(known: Known) -> None:
    port, session, code = known.port, known.session, known.code
    assert port.order(code, 0, session) == ORDER
    assert (ORDER.use, ORDER.count) == (UnitUse.STAFF, 3)
    assert port.set_state(code, OrderState.PAUSED, session).state is OrderState.PAUSED
    assert port.set_state(code, OrderState.OPEN, session).state is OrderState.OPEN
    assert port.set_state(code, OrderState.CLOSED, session).state is OrderState.CLOSED
    again = partial(port.set_state, code, OrderState.OPEN, session)
    assert known.refusal(UnitOrderRefused, again) == "closed"


def test_an_order_that_nobody_has_is_refused(known: Known) -> None:
    if isinstance(known.port, ScriptedUnits):
        known.port.told = None
    other = OrderCode(known.code.order_id, new_token())
    ask = partial(known.port.order, other, 0, known.session)
    assert known.refusal(UnitOrderRefused, ask) == "unknown"
