"""外出准备: what it fetches, what it tests, and that it promises what the banner does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drivers.hub import ReaderLost
from pos_client.application import commands
from pos_client.application.offline import KEPT_FREE_BYTES
from pos_client.application.state import GatewayState
from pos_client.application.step_state import PreparationItem, PreparationState
from pos_client.application.trouble import Unreachable
from pos_client.domain.location import Lack, Location, LocationSource, NoPosition, Position
from pos_client.domain.outlet import OutletKind
from pos_client.domain.work_signal import Surroundings
from tests.unit.pos_client.application.rig import READER, Rig

READY = commands.PrepareFieldWork(has_camera=True, battery_percent=90)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.log_in()
    made.do(lambda: made.counter.change_line(GatewayState(is_reachable=True)))
    made.do(lambda: made.counter.note_contact(made.clock.now()))
    yield made
    made.close()


def page(rig: Rig) -> PreparationState:
    preparation = rig.state.preparation
    assert preparation is not None
    return preparation


def items(rig: Rig) -> dict[str, PreparationItem]:
    return {item.name: item for item in page(rig).items}


def statuses(rig: Rig) -> dict[str, str]:
    return {name: item.status.value for name, item in items(rig).items()}


def test_it_fetches_configuration_numbers_and_challenges(rig: Rig) -> None:
    newer = dict(rig.gateway.claims, version=2)
    ends = (rig.clock.now() + timedelta(days=9)).isoformat()
    newer["number_block"] = [
        {"phone_number": f"1705559010{place}", "expires_at": ends} for place in range(5)
    ]
    rig.gateway.claims = newer
    assert rig.store.challenges_left(rig.clock.now()) == 0
    rig.ask(READY)
    assert not page(rig).is_working
    assert set(statuses(rig).values()) == {"GOOD"}
    assert rig.counter._desk.configuration.version == 2
    assert rig.store.free_number_count(rig.clock.now()) == 5
    assert items(rig)["challenges"].figure == rig.store.challenges_left(rig.clock.now()) > 0
    assert "field_work_prepared" in rig.audited()


def test_it_promises_what_the_banner_shows_after_leaving(rig: Rig) -> None:
    rig.ask(READY)
    promised = rig.state.offline
    assert promised is not None
    assert promised.allowed_more == 3
    rig.ask(commands.LeaveFieldWork())
    assert rig.state.offline is None
    rig.lose_gateway()
    assert rig.state.offline == promised
    for _ in range(promised.allowed_more):
        rig.register()
    rig.lay()
    assert rig.state.case is None


def test_the_verifier_says_until_when_this_clerk_may_log_in_again(rig: Rig) -> None:
    logged_in_at = rig.clock.now()
    rig.clock.advance(timedelta(hours=1))
    rig.ask(READY)
    line = items(rig)["log_in"]
    assert (line.status.value, line.figure) == ("GOOD", logged_in_at + timedelta(hours=72))
    rig.clerk_book.forget("8001")
    rig.ask(READY)
    assert statuses(rig)["log_in"] == "MISSING"


def test_an_offline_log_in_is_a_warning_and_one_too_old_is_missing(rig: Rig) -> None:
    rig.ask(commands.LogOut())
    rig.lose_gateway()
    rig.log_in()
    rig.ask(READY)
    assert statuses(rig)["log_in"] == "WARNING"
    rig.clock.advance(timedelta(hours=72))
    rig.ask(READY)
    assert statuses(rig)["log_in"] == "MISSING"


@pytest.mark.parametrize(
    ("command", "name", "status"),
    [
        (commands.PrepareFieldWork(has_camera=False, battery_percent=90), "camera", "MISSING"),
        (commands.PrepareFieldWork(has_camera=True, battery_percent=59), "battery", "WARNING"),
        (commands.PrepareFieldWork(has_camera=True, battery_percent=None), "battery", "WARNING"),
    ],
)
def test_camera_and_battery_are_looked_at(
    rig: Rig, command: commands.PrepareFieldWork, name: str, status: str
) -> None:
    rig.ask(command)
    wrong = {each: found for each, found in statuses(rig).items() if found != "GOOD"}
    assert wrong == {name: status}


def short_of_disk(rig: Rig, spare: int) -> None:
    rig.free_bytes = KEPT_FREE_BYTES + spare


def set_back(rig: Rig) -> None:
    rig.do(lambda: rig.counter.note_contact(rig.clock.now() + timedelta(minutes=6)))


def without_reader(rig: Rig) -> None:
    lost = ReaderLost("reader_unavailable", READER.address)
    rig.do(lambda: rig.counter.take_reader_news(lost))


@pytest.mark.parametrize(
    ("spoil", "name", "status"),
    [
        (lambda rig: short_of_disk(rig, 0), "disk", "MISSING"),
        (lambda rig: short_of_disk(rig, 10**6), "disk", "WARNING"),
        (set_back, "clock", "MISSING"),
        (without_reader, "reader", "MISSING"),
    ],
)
def test_disk_clock_and_reader_are_looked_at(
    rig: Rig, spoil: Callable[[Rig], None], name: str, status: str
) -> None:
    spoil(rig)
    rig.ask(READY)
    wrong = {each: found for each, found in statuses(rig).items() if found != "GOOD"}
    assert wrong == {name: status}


class Receiver:
    """Says one thing of the place."""

    def __init__(self, location: Location | None) -> None:
        self.seen = Surroundings(location)

    def at(self, _moment: datetime) -> Surroundings:
        return self.seen

    def now(self) -> Surroundings:
        return self.seen


HERE = Position(26_000_000, 119_000_000, 12, datetime(2026, 3, 2, tzinfo=UTC), LocationSource.GPSD)


@pytest.mark.parametrize(
    ("kind", "location", "expected"),
    [
        ("AGENT", None, None),
        ("FIELD", None, ("WARNING", "NO_SOURCE")),
        ("FIELD", NoPosition(Lack.NO_FIX), ("WARNING", "NO_FIX")),
        ("AGENT", NoPosition(Lack.SOURCE_AWAY), ("WARNING", "SOURCE_AWAY")),
        ("FIELD", HERE, ("GOOD", 12)),
    ],
)
def test_the_place_is_looked_at_where_it_matters(
    tmp_path: Path, kind: str, location: Location | None, expected: tuple[str, object] | None
) -> None:
    rig = Rig(tmp_path)
    outlet = replace(rig.configuration.outlet, kind=OutletKind(kind))
    rig.configuration = replace(rig.configuration, outlet=outlet)
    rig.tools = replace(rig.tools, whereabouts=Receiver(location))
    rig.open()
    rig.log_in()
    # Nothing is fetched, so that the outlet stays the one of this test.
    rig.gateway.troubles.append(Unreachable())
    rig.ask(READY)
    item = items(rig).get("location")
    assert (item and (item.status.value, item.figure)) == expected
    rig.close()


def test_what_cannot_be_fetched_is_told_and_the_last_good_one_stays(rig: Rig) -> None:
    rig.gateway.troubles.append(Unreachable())
    rig.ask(READY)
    assert rig.trouble == Unreachable.code
    assert statuses(rig)["configuration"] == "WARNING"
    rig.ask(READY)
    assert rig.trouble == ""
    assert statuses(rig)["configuration"] == "GOOD"


def test_a_configuration_that_has_ended_is_missing(rig: Rig) -> None:
    rig.clock.advance(timedelta(days=15))
    rig.lose_gateway()
    rig.ask(READY)
    assert statuses(rig)["configuration"] == "MISSING"


def test_numbers_that_end_before_a_case_would_are_none(rig: Rig) -> None:
    ends: datetime = rig.clock.now() + timedelta(minutes=14)
    rig.gateway.claims = dict(
        rig.gateway.claims,
        version=2,
        number_block=[{"phone_number": "17055590100", "expires_at": ends.isoformat()}],
    )
    rig.ask(READY)
    assert items(rig)["numbers"].figure == 0
    assert rig.state.offline is not None
    assert (rig.state.offline.allowed_more, rig.state.offline.limit) == (0, "numbers")
