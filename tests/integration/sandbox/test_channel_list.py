"""The public list of commissioned agents: of a day, the same bytes, and nobody in it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from drivers.card.number import looks_like_id_number
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.channel_list import (
    COLUMNS,
    agents_as_csv,
    agents_as_json,
    agents_on,
    read_agents,
)
from pos_client.sandbox.control import Control
from pos_client.sandbox.home import SandboxUnusable
from pos_client.sandbox.policy import DEMO_OUTLET
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.serve import agents_command
from tests.outlets import admit_another

CODE = DEMO_OUTLET.code
DAY = timedelta(days=1)


class Turned:
    """A gateway's clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Turned:
    return Turned()


@pytest.fixture
def sandbox(tmp_path: Path, clock: Turned) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path / "sandbox", clock=clock) as running:
        yield running


def listed(sandbox: RunningSandbox, day: date) -> bytes:
    return sandbox.call(lambda desk: agents_as_json(day, agents_on(desk.connection, day)))


def codes(sandbox: RunningSandbox, day: date) -> list[str]:
    return [row["outlet_code"] for row in json.loads(listed(sandbox, day))["agents"]]


def test_the_list_of_a_day_stays_what_it_was_whatever_comes_later(
    sandbox: RunningSandbox, clock: Turned
) -> None:
    founded = local_day(clock())
    clock.now += DAY
    third = replace(DEMO_OUTLET, code="FJ-DEMO-0003", name="另一家手机店")
    sandbox.call(lambda desk: admit_another(desk, third))
    days = [founded + n * DAY for n in range(5)]
    assert codes(sandbox, days[0]) == []  # nobody was commissioned when that day began
    clock.now += 3 * DAY
    written = {day: listed(sandbox, day) for day in days}
    assert [len(json.loads(each)["agents"]) for each in written.values()] == [0, 1, 2, 2, 2]
    sandbox.call(lambda desk: desk.channels.revoke(CODE))
    sandbox.call(lambda desk: desk.channels.set_commission_end(third.code, days[0]))
    sandbox.call(lambda desk: desk.channels.end_licence(third.code, days[0]))
    assert {day: listed(sandbox, day) for day in days} == written
    clock.now += DAY
    assert codes(sandbox, days[4] + DAY) == []


def test_own_halls_and_outlets_that_are_not_at_work_do_not_stand_there(
    sandbox: RunningSandbox, clock: Turned
) -> None:
    hall = replace(DEMO_OUTLET, code="FJ-HALL-0001", kind=OutletKind.OWN_HALL)
    sandbox.call(lambda desk: admit_another(desk, hall))
    sandbox.call(lambda desk: desk.channels.suspend(CODE))
    clock.now += DAY
    assert codes(sandbox, local_day(clock())) == []
    sandbox.call(lambda desk: desk.channels.restore(CODE))
    clock.now += DAY
    assert codes(sandbox, local_day(clock())) == [CODE]


def test_an_mvnos_agent_stands_there_with_the_carrier_whose_network_it_sells(
    sandbox: RunningSandbox, clock: Turned
) -> None:
    sandbox.call(
        lambda desk: admit_another(desk, replace(DEMO_OUTLET, code="FJ-MV-0001", brand="示例云信"))
    )
    clock.now += DAY
    agents = json.loads(listed(sandbox, local_day(clock())))["agents"]
    row = next(each for each in agents if each["outlet_code"] == "FJ-MV-0001")
    assert (row["carrier_kind"], row["basic_carrier"]) == ("MVNO", "示例移动")


def test_both_forms_say_the_same_and_name_no_person(
    sandbox: RunningSandbox, clock: Turned, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    clock.now += DAY
    day = local_day(clock())
    home = sandbox.home.folder
    agents = read_agents(home, day, day)
    rows = list(csv.DictReader(io.StringIO(agents_as_csv(agents).decode(), newline="")))
    assert rows == agents == json.loads(agents_as_json(day, agents))["agents"]
    assert all(set(row) == set(COLUMNS) for row in rows)
    assert not any(looks_like_id_number(value) for row in rows for value in row.values())
    for form in ([], ["--csv"]):
        assert agents_command(["--home", str(home), "--day", day.isoformat(), *form]) == 0
    printed = capsysbinary.readouterr().out
    assert printed == agents_as_json(day, agents) + agents_as_csv(agents)
    with pytest.raises(SandboxUnusable):
        read_agents(home, day + DAY, day)


def test_the_master_changes_the_outlet_by_lines(sandbox: RunningSandbox) -> None:
    control = Control(sandbox)
    for line in (
        "commission suspend",
        "commission restore",
        "commission until 2036-11-30",
        "licence until 2036-11-29",
        "sign until 2036-11-28",
        "hours 09:00 18:00",
        "hours always",
        "reader revoke 99.01-0-0-0",
        "agents 2026-11-02",
    ):
        assert control.obey(line)["ok"], line
    assert control.obey("sign")["sign"].startswith("RNS1:")
    for line in ("commission explode", "licence", "hours 25:00 26:00", "reader"):
        assert not control.obey(line)["ok"], line
    newest = sandbox.call(lambda desk: desk.outlets.commissions.newest(CODE))
    assert newest is not None
    assert newest.facts.licence.valid_until == date(2036, 11, 29)
    assert newest.facts.sign_until == date(2036, 11, 28)
