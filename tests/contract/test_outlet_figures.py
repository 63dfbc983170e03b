"""`ports.OutletFigures`, by the scripted one and by the real gateway: one suite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from pos_client.application.outlet_figures import OutletFigures
from pos_client.application.trouble import NotAuthorised
from pos_client.domain.campaign import CampaignLine
from pos_client.domain.day_figures import Figures
from pos_client.domain.local_day import local_day
from pos_client.domain.oversight import DeviceFigures, ReaderCount
from pos_client.domain.registration import QueueSummary
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.protocol.words import Session
from pos_client.sandbox.founding import clerk_passwords
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.outlet_figures import ScriptedFigures
from tests.contract.gateway_world import sandbox_world, scripted_world


class Known(NamedTuple):
    """A carrier that counts, and a clerk's session with it."""

    port: OutletFigures
    session: Session


@pytest.fixture(params=["scripted", "http"])
def known(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Known]:
    if request.param == "scripted":
        yield Known(ScriptedFigures(lambda: datetime.now(UTC)), scripted_world().log_in())
        return
    with RunningSandbox(tmp_path / "sandbox") as sandbox:
        world = sandbox_world(sandbox, tmp_path / "device")
        assert isinstance(world.gateway, HttpGateway)
        yield Known(world.gateway.figures, world.log_in())
        world.gateway.close()


def test_the_pages_of_the_worklist_are_the_list_once_and_in_its_order(known: Known) -> None:
    lines: list[CampaignLine] = []
    page = known.port.campaign(0, known.session)
    open_numbers = sum(page.figures.stages.values())
    while True:
        lines += page.lines
        if not page.has_more:
            break
        page = known.port.campaign(lines[-1].position, known.session)
    assert len({each.position for each in lines}) == len(lines) == open_numbers
    assert {each.masked_phone_number[3:7] for each in lines} == {"****"}


def test_the_figures_are_the_sum_of_their_parts(known: Known) -> None:
    figures = known.port.campaign(0, known.session).figures
    assert figures.total == figures.done + sum(figures.stages.values())
    assert figures.on == local_day(datetime.now(UTC))


def test_the_real_gateway_tells_an_inspector_what_it_watches_and_a_clerk_nothing(
    tmp_path: Path,
) -> None:
    month = local_day(datetime.now(UTC)).replace(day=1)
    with RunningSandbox(tmp_path / "sandbox") as sandbox:
        world = sandbox_world(sandbox, tmp_path / "device")
        gateway = world.gateway
        assert isinstance(gateway, HttpGateway)
        told = DeviceFigures(
            local_day(datetime.now(UTC)), Figures(saved=4, refused=1), 1, 2, ReaderCount(1, 1)
        )
        gateway.heartbeat(QueueSummary(pending=2), figures=told)
        with pytest.raises(NotAuthorised) as refused:
            gateway.figures.oversight(month, world.log_in())
        assert refused.value.facts["code"] == "ROLE_REFUSED"
        inspector = gateway.log_in("0051", clerk_passwords(sandbox.home)["0051"])
        known = gateway.figures.oversight(month, inspector)
        (device,) = known.devices
        assert (device.pending, device.told) == (2, told)
        assert known.on == told.day
        earlier = gateway.figures.oversight(date(2020, 1, 1), inspector)
        assert earlier.anomalies == ()
        gateway.close()
