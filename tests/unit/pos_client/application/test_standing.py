"""A device that the gateway refuses captures nothing, whatever happens to the line afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_client.application.state import GatewayState
from pos_client.application.trouble import NotAuthorised
from tests.unit.pos_client.application.rig import Rig

REFUSED = GatewayState(is_reachable=False, code=NotAuthorised.code)
DRAINS = GatewayState(is_reachable=True, is_drain_only=True)
UP = GatewayState(is_reachable=True)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.open()
    made.log_in()
    made.fill_pool()
    yield made
    made.close()


def may_capture(rig: Rig) -> bool:
    """Whether the next customer could be captured with the line gone."""
    rig.lose_gateway()
    assert rig.state.offline is not None
    assert (rig.state.offline.limit == "device") == (rig.state.offline.allowed_more == 0)
    return rig.state.offline.allowed_more > 0


@pytest.mark.parametrize("said", [REFUSED, DRAINS], ids=["refused", "drain-only"])
def test_pulling_the_cable_does_not_bring_a_device_back(rig: Rig, said: GatewayState) -> None:
    assert may_capture(rig)
    rig.do(lambda: rig.counter.change_line(said))
    assert not may_capture(rig)
    rig.open()  # nor does starting anew
    rig.log_in()
    assert not may_capture(rig)


@pytest.mark.parametrize("said", [REFUSED, DRAINS], ids=["refused", "drain-only"])
def test_the_gateway_alone_admits_it_again(rig: Rig, said: GatewayState) -> None:
    for line in (UP, said, UP):
        rig.do(lambda line=line: rig.counter.change_line(line))
    assert may_capture(rig)
