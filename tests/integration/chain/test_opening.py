"""A home that cannot be opened, or cannot be enrolled, says why and is left as it was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from pos_client import cli
from pos_client.application import commands
from pos_client.application.state import CounterState, DevicePhase
from pos_client.infrastructure.database import place
from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.infrastructure.settings import Settings
from pos_client.protocol.strict_json import loads
from tests.integration.chain.hardship import stopped
from tests.integration.chain.shop import Counter, Shop, eventually


def refused(counter: Counter, shop: Shop, file: str, code: str) -> CounterState:
    """Enrol in vain; the program goes on without being a device."""
    counter.submit(commands.Enrol(file, code))
    state = counter.wait_for(
        lambda now: now.device is DevicePhase.NOT_ENROLLED and now.trouble is not None
    )
    assert not shop.home.device_folder.exists()
    return state


def test_a_new_home_opens_and_becomes_a_device_by_its_code(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(is_enrolled=False)
    counter = shop.open()
    assert counter.state.device is DevicePhase.NOT_ENROLLED
    counter.submit(commands.Enrol(str(shop.sandbox.gateway_file), shop.sandbox.issue_code()))
    counter.wait_for(lambda now: now.device is DevicePhase.READY)
    assert DevicePhase.ENROLLING in [state.device for state in counter.watch.states]
    counter.wait_for(lambda now: now.gateway.is_reachable)
    shop.log_in(counter)
    counter.wait_for(lambda now: now.session is not None)
    assert counter.register("resident-lin")


def test_a_wrong_a_used_and_an_unapproved_code_are_refused(make_shop: Callable[..., Shop]) -> None:
    shop = make_shop(is_enrolled=False)
    file = str(shop.sandbox.gateway_file)
    used = shop.sandbox.issue_code()
    other = make_shop(is_enrolled=False)
    counter = shop.open()
    enrolled = shop.open(home=other.home)
    enrolled.submit(commands.Enrol(file, used))
    enrolled.wait_for(lambda now: now.device is DevicePhase.READY)
    for code in ("AAAA-BBBB-CCCC", used, shop.sandbox.issue_code(is_approved=False)):
        state = refused(counter, shop, file, code)
        assert state.trouble is not None
        assert state.trouble.code == "D-402"
        assert code not in repr(counter.watch.news)


@pytest.mark.parametrize("spoilt", ["missing", "not-json", "http", "no-root"])
def test_a_gateway_file_that_cannot_be_used_is_refused(
    make_shop: Callable[..., Shop], spoilt: str
) -> None:
    shop = make_shop(is_enrolled=False)
    told = json.loads(shop.sandbox.gateway_file.read_text("utf-8"))
    texts = {
        "not-json": "url = https://",
        "http": json.dumps(told | {"url": "http://127.0.0.1:1"}),
        "no-root": json.dumps({name: told[name] for name in told if name != "root"}),
    }
    file = shop.folder / "spoilt.json"
    if spoilt in texts:
        file.write_text(texts[spoilt], "utf-8")
    state = refused(shop.open(), shop, str(file), shop.sandbox.issue_code())
    assert state.trouble is not None
    assert state.trouble.code == "D-403"


def test_a_gateway_with_another_root_or_ca_makes_no_device(make_shop: Callable[..., Shop]) -> None:
    shop, other = make_shop(is_enrolled=False), make_shop(is_enrolled=False)
    told = json.loads(shop.sandbox.gateway_file.read_text("utf-8"))
    foreign = json.loads(other.sandbox.gateway_file.read_text("utf-8"))
    counter = shop.open()
    for name in ("root", "ca_pem"):
        file = shop.folder / f"other-{name}.json"
        file.write_text(json.dumps(told | {name: foreign[name]}), "utf-8")
        state = refused(counter, shop, str(file), shop.sandbox.issue_code())
        assert state.trouble is not None
        assert state.trouble.code == "G-204"


def test_enrolling_without_the_gateway_is_told_and_can_be_tried_again(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(is_enrolled=False)
    code = shop.sandbox.issue_code()
    shop.sandbox.stop()
    counter = shop.open()
    state = refused(counter, shop, str(shop.sandbox.gateway_file), code)
    assert state.trouble is not None
    assert state.trouble.code == "G-201"
    shop.sandbox.start()
    counter.submit(commands.Enrol(str(shop.sandbox.gateway_file), code))
    counter.wait_for(lambda now: now.device is DevicePhase.READY)


def test_a_store_that_was_deleted_after_use_is_not_made_anew(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.register("resident-lin")
    counter.drained()
    shop.close(counter)
    shop.home.store_file.unlink()
    counter = shop.open()
    assert stopped(counter) == "S-304"
    assert counter.state.trouble is not None
    assert dict(counter.state.trouble.facts)["expected"] == "1"
    assert not shop.home.store_file.exists()


@pytest.mark.parametrize("way", ["overwritten", "cut", "an-old-copy"])
def test_a_store_that_does_not_hold_together_is_not_used(shop: Shop, way: str) -> None:
    counter = shop.open_at_work()
    counter.register("resident-lin")
    counter.drained()
    shop.close(counter)
    whole = shop.home.store_file.read_bytes()
    if way == "an-old-copy":
        counter = shop.open_at_work()
        counter.register("resident-wang")
        shop.close(counter)
        spoilt = whole
    else:
        spoilt = b"\xa5" * len(whole) if way == "overwritten" else whole[: len(whole) // 2]
    shop.home.store_file.write_bytes(spoilt)
    assert stopped(shop.open()) == "S-303"
    assert shop.home.store_file.read_bytes() == spoilt


def test_only_a_device_of_trials_may_lie_in_memory(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "memory_file_system", lambda _: "tmpfs")
    counter = shop.open()
    assert counter.state.device is DevicePhase.READY
    shop.close(counter)
    monkeypatch.setattr(GatewayFile, "is_of_test_authority", property(lambda _: False))
    counter = shop.open()
    assert stopped(counter) == "S-306"
    assert counter.state.trouble is not None
    assert dict(counter.state.trouble.facts) == {"memory": "tmpfs"}


def test_a_key_that_others_may_read_is_not_used(shop: Shop) -> None:
    (shop.home.device_folder / "evidence-key.pem").chmod(0o644)
    assert stopped(shop.open()) == "D-407"


def test_device_papers_that_are_damaged_are_told(shop: Shop) -> None:
    paper = shop.home.device_folder / "device.json"
    paper.write_text(paper.read_text("utf-8")[:-20], "utf-8")
    assert stopped(shop.open()) == "D-400"


STOOD_IN = pytest.mark.expected_log("the one of the enrolment stands in")


def _spoil(shop: Shop) -> None:
    paper = shop.home.device_folder / "device.json"
    head, claims, signature = loads(paper.read_bytes())["configuration"].split(".")
    _edit(shop, "update configuration set token = ?", f"{head}.{claims}.{signature[::-1]}")


def _take_away(shop: Shop) -> None:
    _edit(shop, "delete from configuration where ? is not null", "anyhow")


@STOOD_IN
@pytest.mark.parametrize("damage", [_spoil, _take_away])
def test_a_damaged_configuration_is_fetched_again(
    shop: Shop, damage: Callable[[Shop], None]
) -> None:
    shop.close(shop.open_at_work())
    good = shop.asked("select token from configuration")
    damage(shop)
    counter = shop.open_at_work()
    eventually(lambda: shop.asked("select token from configuration") == good)
    counter.settled(counter.register("resident-lin").id)
    shop.close(counter)
    assert shop.asked("select event from audit where event like '%configuration_stood_in%'")


@STOOD_IN
@pytest.mark.parametrize("damage", [_spoil, _take_away])
def test_a_damaged_configuration_opens_nothing_without_the_gateway(
    shop: Shop, damage: Callable[[Shop], None]
) -> None:
    shop.close(shop.open_at_work())
    damage(shop)
    shop.sandbox.stop()
    counter = shop.open()
    state = counter.wait_for(lambda now: now.offline is not None)
    assert state.device == "READY"
    assert state.offline is not None
    assert (state.offline.allowed_more, state.offline.limit) == (0, "flow")
    state = shop.log_in(counter)
    assert state.session is None
    assert state.trouble is not None
    assert state.trouble.code == "C-502"


def test_a_configuration_that_no_paper_has_any_more_stops_the_counter(shop: Shop) -> None:
    shop.close(shop.open_at_work())
    _spoil(shop)
    paper = shop.home.device_folder / "device.json"
    told = loads(paper.read_bytes())
    told["configuration"] = told["configuration"][:-9] + "AAAAAAAAA"
    paper.write_text(json.dumps(told), "utf-8")
    assert stopped(shop.open()) == "D-404"


def test_a_typo_in_the_settings_is_told_with_its_line(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.home.settings_file.write_text('language = "en"\n[reader]\naddresses = []\n', "utf-8")
    status = cli.main(["status", "--home", str(shop.home.folder)])
    said = capsys.readouterr().err
    assert status == 1
    assert said.startswith("D-406 ")
    for fact in ("unknown_key", "reader", "line 2", "readers"):
        assert fact in said


def test_a_reader_that_is_not_there_is_told_and_the_counter_works(shop: Shop) -> None:
    counter = shop.open(Settings(reader_addresses=("sam-serial:/dev/ttyNOT-THERE",)))
    state = counter.wait_for(lambda now: now.reader.phase == "LOST")
    assert state.reader.code
    counter.wait_for(lambda now: now.gateway.is_reachable)
    shop.log_in(counter)
    counter.wait_for(lambda now: now.session is not None)


def _edit(shop: Shop, statement: str, value: str) -> None:
    with closing(sqlite3.connect(shop.home.store_file)) as link, link:
        assert link.execute(statement, (value,)).rowcount == 1
