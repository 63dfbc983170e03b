"""`pos-client doctor`: what is sound, what will not be for long, and what is broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drivers.api import Prospect
from pos_client import cli
from pos_client.application import commands
from pos_client.bootstrap.doctor import examine
from pos_client.bootstrap.findings import Finding, Health
from pos_client.domain.local_day import local_day
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.home import Home
from pos_client.sandbox.checklist import InspectionRules
from tests.integration.chain.shop import Shop

MakeShop = Callable[..., Shop]
READER = Prospect(address="sam-serial:/dev/ttyUSB0", name="a reader", is_known=True)
PARTS = [
    *("home", "settings", "device", "evidence key", "certificate", "store", "configuration"),
    *("outlet", "sign", "inspection", "queue", "audit", "relay", "readers", "location"),
]


def found(home: Home, readers: Sequence[Prospect] = (READER,)) -> dict[str, Finding]:
    findings = list(examine(home, lambda: readers))
    assert [each.part for each in findings] == PARTS
    return {each.part: each for each in findings}


def broken(findings: dict[str, Finding]) -> set[str]:
    return {part for part, each in findings.items() if each.health is Health.BROKEN}


def test_a_device_that_is_sound_says_what_holds_its_key_and_until_when_all_lasts(
    shop: Shop,
) -> None:
    before = sorted(shop.home.folder.rglob("*"))
    findings = found(shop.home)
    assert {each.health for each in findings.values()} == {Health.GOOD}
    assert findings["evidence key"].told == "in a file"
    assert "until 20" in findings["certificate"].told
    assert "second factor none" in findings["configuration"].told
    assert findings["store"].told == "not begun yet"
    assert sorted(shop.home.folder.rglob("*")) == before


def test_it_says_what_outlet_it_is_and_how_long_it_may_work(make_shop: MakeShop) -> None:
    shop = make_shop(inspection=InspectionRules())
    code, today = shop.sandbox.outlet_code, local_day(datetime.now(UTC))
    sound = found(shop.home)
    assert sound["outlet"].told.startswith("AGENT, agent number DL-350100-0042, sign FJ-0042")
    assert sound["sign"].told == "the carrier asks for none at the start of a shift"
    assert sound["inspection"].told == "no month is owed"
    ends = today + timedelta(days=12)
    shop.sandbox.call(lambda desk: desk.channels.set_commission_end(code, ends))
    counter = shop.open_at_work()
    counter.wait_for(lambda now: now.outlet is not None and now.outlet.commission_until == ends)
    soon = found(shop.home)["outlet"]
    assert (soon.health, "(12 days left)" in soon.told) == (Health.WATCH, True)
    shop.sandbox.call(lambda desk: desk.channels.suspend(code))
    counter.wait_for(lambda now: now.closure is not None)
    ended = found(shop.home)["outlet"]
    assert (ended.health, "SUSPENDED" in ended.told) == (Health.BROKEN, True)


def test_it_says_whether_the_sign_was_scanned(make_shop: MakeShop) -> None:
    shop = make_shop(asks_for_sign=True)
    assert found(shop.home)["sign"].told == "asked for, and scanned in no shift yet"
    counter = shop.open_at_work()
    counter.wait_for(lambda now: now.sign is not None)
    counter.submit(commands.TakeScan("RNS1:nobody"))
    counter.wait_for(lambda now: now.sign is not None and now.sign.refused)
    assert "refused" in found(shop.home)["sign"].told
    text = shop.sandbox.call(lambda desk: desk.signs.text_of(shop.sandbox.outlet_code))
    counter.submit(commands.TakeScan(text))
    counter.wait_for(lambda now: now.premises is not None and now.premises.is_sign_checked)
    assert found(shop.home)["sign"].told.endswith("and right")


def test_it_looks_beside_a_counter_at_work(shop: Shop) -> None:
    counter = shop.open_at_work()
    saved = counter.register("resident-lin")
    counter.settled(saved.id)
    findings = found(shop.home)
    assert broken(findings) == set()
    assert findings["queue"].told.startswith("0 pending, 0 put aside")
    assert "entries" in findings["audit"].told


def test_a_certificate_near_its_end_and_one_that_has_run_out(make_shop: MakeShop) -> None:
    shop = make_shop(certificate_life=timedelta(minutes=2))
    assert found(shop.home)["certificate"].health is Health.WATCH
    gone = make_shop(certificate_life=timedelta(seconds=-60))
    findings = found(gone.home)
    assert broken(findings) == {"certificate"}
    assert "run out" in findings["certificate"].told


def test_a_configuration_that_ends_soon_is_watched_and_one_that_has_ended_is_broken(
    make_shop: MakeShop,
) -> None:
    soon = make_shop(configuration_life=timedelta(days=2))
    assert found(soon.home)["configuration"].health is Health.WATCH
    gone = make_shop(configuration_life=timedelta(seconds=0))
    assert broken(found(gone.home)) == {"configuration"}


def test_a_computer_that_is_no_device_says_so(tmp_path: Path) -> None:
    findings = found(Home.at(tmp_path / "nowhere"))
    assert broken(findings) == {"home", "device"}
    assert findings["device"].code == "D-401"
    assert findings["queue"].health is Health.NOT_REACHED


@pytest.mark.parametrize(
    ("spoil", "part", "code"),
    [
        (lambda home: home.settings_file.write_text("langage = 'en'\n"), "settings", "D-406"),
        (
            lambda home: load_device(home.device_folder).evidence_key.chmod(0o644),
            "evidence key",
            "D-407",
        ),
        (lambda home: load_device(home.device_folder).tls_key.unlink(), "certificate", "D-400"),
        (lambda home: home.store_file.write_bytes(b"no database" * 500), "store", "S-303"),
    ],
)
def test_what_is_broken_is_named_with_its_code(
    shop: Shop, spoil: Callable[[Home], object], part: str, code: str
) -> None:
    spoil(shop.home)
    findings = found(shop.home)
    assert broken(findings) == {part}
    assert findings[part].code == code
    if part == "settings":
        assert "suggestion language" in findings[part].told


def test_readers_that_are_barred_or_away_are_told(shop: Shop) -> None:
    assert found(shop.home, ())["readers"].health is Health.WATCH
    barred = Prospect(address="", name="a reader", is_known=True, obstacle="port_forbidden")
    told = found(shop.home, (barred,))["readers"]
    assert (told.health, "port_forbidden" in told.told) == (Health.WATCH, True)


def test_the_verb_prints_a_line_for_each_part_and_says_by_its_status_whether_all_is_well(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.discovery.Lookout.look", lambda _: (READER,))
    words = ["doctor", "--home", str(shop.home.folder)]
    assert cli.main([*words, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["part"] for line in lines] == PARTS
    load_device(shop.home.device_folder).evidence_key.unlink()
    assert cli.main(words) == 1
    assert "evidence key   BROKEN  D-400" in capsys.readouterr().out
