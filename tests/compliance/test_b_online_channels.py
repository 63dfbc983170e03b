"""B. Online channels: commissioned, licensed, published, dropped; the same gates in the field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from drivers.card.number import looks_like_id_number
from pos_client.application.papers import paper_text
from pos_client.application.state import CounterState
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import OutletKind
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.channel_facts import DataProtection
from pos_client.sandbox.channel_list import agents_as_csv, agents_as_json, agents_on
from pos_client.sandbox.channels import ChannelRefused
from pos_client.sandbox.gateway import Desk
from pos_client.sandbox.invented_channels import admit, facts_of
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.moves import now
from tests.attacks.scene import Scene
from tests.compliance.counters import counter_of, steps_of
from tests.compliance.stage import Stage
from tests.integration.sandbox.honest_requests import HEARTBEAT
from tests.integration.sandbox.walks import captured
from tests.unit.pos_client.application.at_work import configure
from tests.unit.pos_client.application.test_taken_back import (
    HEARTBEAT as WITHIN,
)
from tests.unit.pos_client.application.test_taken_back import (
    STEP,
    World,
    commission,
    is_withdrawn,
)
from ui import i18n
from ui.presenters.channel import present_channel
from ui.presenters.glance import Glance
from ui.presenters.window import present_window

STAGED = ()
_SECOND = replace(
    DEMO_OUTLET, code="FJ-DEMO-0061", sign_number="FJ-0061", agent_number="DL-350100-0061"
)
_DAY = timedelta(days=1)


@pytest.fixture
def own(tmp_path: Path, quick_passwords: None) -> Iterator[Scene]:
    """A gateway whose book, clock and outlet this test may change."""
    with Scene(tmp_path, {}) as scene:
        yield scene


def _outlet_shown(state: CounterState) -> str:
    """What stands at the top of the window and on the log-in page."""
    now = datetime.now(UTC)
    top, channel = present_window(state, Glance(now)).top, present_channel(state, now)
    assert channel is not None
    return f"{top.outlet} {i18n.say(top.agent_number)} {i18n.say(channel.dates)}"


def test_b1_outlet_agent_number_and_commission_are_shown_and_an_end_closes() -> None:
    rig = counter_of()
    outlet = rig.configuration.outlet
    shown = _outlet_shown(rig.state)
    assert outlet.name in shown
    assert outlet.agent_number in shown
    assert "2099-12-31" in shown
    rows = {
        row.label: row.value
        for paper in rig.papers(rig.register())
        for group in paper_text(paper).groups
        for row in group
    }
    assert rows["委托有效期"] == "2024-01-01 至 2099-12-31"
    ended = dict(rig.gateway.claims["outlet"]) | {"commission_until": "2024-01-02"}
    assert ended.keys() == rig.gateway.claims["outlet"].keys()
    configure(rig, outlet=ended)
    rig.do(rig.counter.tick)
    assert rig.state.closure is not None
    rig.lay()
    assert rig.state.case is None


def test_b1_a_read_behind_the_end_of_the_commission_is_refused(stage: Stage) -> None:
    assert stage.words("ended_commission") == ("AGENT_NOT_COMMISSIONED",)


@pytest.mark.parametrize("lacks", ["licence", "code", "data protection", "nothing"])
def test_b2_nobody_is_enabled_without_licence_and_data_protection(own: Scene, lacks: str) -> None:
    usual = facts_of(_SECOND)
    facts, word = {
        "licence": (
            replace(usual, licence=replace(usual.licence, valid_until=date(2020, 1, 1))),
            "LICENCE_ENDED",
        ),
        "code": (
            replace(usual, licence=replace(usual.licence, unit_credit_code="91350100MA00DEM00X")),
            "LICENCE_CODE",
        ),
        "data protection": (
            replace(usual, data_protection=DataProtection(False, date(2024, 1, 1))),
            "DATA_PROTECTION",
        ),
        "nothing": (usual, ""),
    }[lacks]

    def enabled(desk: Desk) -> str:
        admit(desk.channels, desk.admissions, facts, desk.clock())
        return desk.enrolment.issue_code(_SECOND.code)

    if word:
        with pytest.raises(ChannelRefused, match=word):
            own.gateway.call(enabled)
    else:
        assert own.gateway.call(enabled)


def test_b3_the_list_of_agents_holds_nobodys_data(own: Scene) -> None:
    gateway, tomorrow = own.gateway, local_day(now()) + _DAY
    agents = gateway.call(lambda desk: agents_on(desk.connection, tomorrow))
    assert [row["outlet_code"] for row in agents] == [DEMO_OUTLET.code]
    written = agents_as_json(tomorrow, agents) + agents_as_csv(agents)
    people = gateway.call(
        lambda desk: [
            str(value)
            for row in desk.connection.exec_driver_sql("SELECT clerk_number, name FROM clerks")
            for value in row
        ]
    )
    assert len(people) > 4
    values = {value for row in agents for value in row.values()}
    assert not values & set(people)
    assert not any(looks_like_id_number(value) for value in values)
    assert b"secret" not in written


def test_b4_field_staff_go_through_the_same_steps(stage: Stage) -> None:
    walked = {
        kind: [case.step for case in steps_of(counter_of(kind))]
        for kind in (OutletKind.AGENT, OutletKind.FIELD, OutletKind.NETWORK, OutletKind.OWN_HALL)
    }
    assert all(steps == walked[OutletKind.AGENT] for steps in walked.values())
    assert len(walked[OutletKind.FIELD]) > 5
    assert stage.words("location_left_out") == ("LOCATION_UNKNOWN",)


def test_b5_the_list_of_a_day_is_the_same_whenever_it_is_asked_for(own: Scene) -> None:
    gateway, day = own.gateway, local_day(now()) + _DAY

    def listed(on: date) -> bytes:
        return gateway.call(lambda desk: agents_as_json(on, agents_on(desk.connection, on)))

    own.clock.ahead = _DAY
    first = listed(day)
    assert DEMO_OUTLET.code.encode() in first
    gateway.call(lambda desk: desk.channels.revoke(DEMO_OUTLET.code))
    assert listed(day) == first
    own.clock.ahead = 2 * _DAY
    assert listed(day) == first
    assert DEMO_OUTLET.code.encode() not in listed(day + _DAY)


def test_b6_a_revoked_outlet_locks_in_five_minutes_and_its_records_are_delivered(
    tmp_path: Path,
) -> None:
    world = World(tmp_path)
    saved = world.capture()
    world.rig.lay()
    commission(world)
    world.after(is_withdrawn, WITHIN + STEP)
    world.after(lambda state: state.closure is not None, WITHIN + STEP)
    world.rig.lay()
    assert world.rig.state.case is None
    world.after(lambda state: state.queue.pending == 0, WITHIN)
    assert saved in world.delivered()
    world.rig.close()


def test_b6_the_gateway_takes_what_waits_and_nothing_new(own: Scene) -> None:
    device = own.device
    waits = device.registration(captured(device, own.card()))
    later = device.offline_case()
    own.clock.ahead = timedelta(seconds=2)
    own.gateway.call(lambda desk: desk.channels.suspend(DEMO_OUTLET.code))
    assert device.call("POST", Paths.CASES, json={"flow": "new_number"}).json()["code"] == (
        TroubleCode.DEVICE_DRAIN_ONLY
    )
    assert device.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).json()["drain_only"] is True
    assert device.receipt(device.register(waits))["outcome"] == "ACCEPTED"
    behind = datetime.now(UTC) + timedelta(seconds=3)
    device.read(later, own.card("resident-wang"), read_at=behind)
    own.clock.ahead = timedelta(seconds=5)
    later.phone_number = device.configuration["number_block"][1]["phone_number"]
    receipt = device.receipt(device.register(device.registration(later)))
    assert receipt["code"] == "AGENT_NOT_COMMISSIONED"
