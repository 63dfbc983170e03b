"""Rows 49 to 52 of the fault matrix with whole counters, a real PostgreSQL and a real gateway."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pos_client import cli
from pos_client.application.state import CounterState
from pos_client.domain.outcome import Outcome
from pos_client.testing.fault_proxy import PASS, Fault, FaultProxy
from tests.faults.matrix.told import assert_told, window_says
from tests.faults.relay.cluster import Cluster
from tests.faults.relay.counters import CounterShop, has_two_copies, lacks
from tests.integration.chain.shop import eventually

MakeShop = Callable[..., CounterShop]
PEOPLE = ("resident-lin", "resident-wang", "hmt-ho", "resident-ma")


def in_relay(server: Cluster) -> set[str]:
    return {str(row[0]) for row in server.ask("SELECT id FROM sealed_envelopes")}


def is_told(code: str) -> Callable[[CounterState], bool]:
    """Why no copies are made now; empty while they are."""

    def holds(state: CounterState) -> bool:
        copies = state.queue.second_copy
        return copies is not None and copies.code == code

    return holds


def status(shop: CounterShop, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert cli.main(["status", "--home", str(shop.home.folder)]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.timeout(240)
def test_row_49_a_relay_that_is_away_holds_up_nothing_and_gets_its_copies_later(
    shop: CounterShop, postgresql: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.prepare(shop.home)
    shop.sandbox.stop()
    counter = shop.open_offline_at(shop.home)
    first = counter.register_at_once(PEOPLE[0])
    counter.wait_for(has_two_copies)
    assert in_relay(postgresql) == {str(first)}
    postgresql.kill()
    others = [counter.register_at_once(name) for name in PEOPLE[1:3]]
    state = counter.wait_for(lambda now: lacks(2)(now) and is_told("L-801")(now))
    assert state.queue.pending == 3
    assert_told(49, window_says(state))
    assert status(shop, capsys)["second_copy_missing"] == 2
    postgresql.start()
    counter.wait_for(lacks(0))
    assert in_relay(postgresql) == {str(id_) for id_ in (first, *others)}
    postgresql.kill()
    shop.sandbox.start()
    counter.drained(60)  # its own line does not wait for the relay
    assert shop.effects() == {str(id_): 1 for id_ in (first, *others)}
    postgresql.start()
    eventually(lambda: not in_relay(postgresql), 30)


@pytest.mark.timeout(240)
def test_row_51_another_counter_forwards_what_a_lost_disk_had_copied_and_the_gateway_names_the_rest(
    shop: CounterShop, postgresql: Cluster
) -> None:
    second = shop.another_home()
    shop.prepare(shop.home)
    shop.prepare(second)
    shop.sandbox.stop()
    counter = shop.open_offline_at(shop.home)
    copied = counter.register_at_once(PEOPLE[0])
    counter.wait_for(has_two_copies)
    postgresql.stop()
    never_copied = counter.register_at_once(PEOPLE[1])
    assert_told(51, window_says(counter.wait_for(lacks(1))))
    shop.close(counter)
    postgresql.start()
    kept = shop.home.folder.with_name("kept")
    shutil.copytree(shop.home.folder, kept)
    shutil.rmtree(shop.home.folder)  # the disk is lost
    shop.sandbox.start()
    other = shop.open(home=second)
    eventually(lambda: shop.outcomes() == {str(copied): "ACCEPTED"}, 60)
    assert shop.forwarded_by() == {str(copied): shop.device_ids[second]}
    assert shop.effects() == {str(copied): 1}
    shop.close(other)
    # Its disk is found after all: it settles by the receipt that the other one fetched.
    shutil.copytree(kept, shop.home.folder)
    again = shop.open()
    again.wait_for(lambda state: state.gateway.is_reachable and not state.queue.pending, 60)
    again.wait_for(lacks(0))
    assert shop.effects() == {str(copied): 1, str(never_copied): 1}
    eventually(lambda: not in_relay(postgresql), 30)


@pytest.mark.timeout(240)
def test_what_no_counter_takes_up_of_a_lost_one_is_listed_exported_and_let_go(
    shop: CounterShop, postgresql: Cluster, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    second = shop.another_home()
    second.settings_file.write_text(f'[relay]\nurl = "{shop.relay_url}"\n', "utf-8")
    shop.prepare(shop.home)
    shop.prepare(second)
    shop.sandbox.stop()
    counter = shop.open_offline_at(shop.home)
    refused, behind = [str(counter.register_at_once(name)) for name in PEOPLE[:2]]
    counter.wait_for(has_two_copies)
    shop.close(counter)
    shutil.rmtree(shop.home.folder)  # the disk is lost
    postgresql.ask(
        "UPDATE sealed_envelopes SET lease_until = clock_timestamp(),"
        " refused = CASE sequence WHEN 1 THEN 'ENVELOPE_UNREADABLE' ELSE '' END,"
        " predecessor_id = CASE sequence WHEN 2 THEN gen_random_uuid() END"
    )
    shop.sandbox.start()

    def verb(*argv: str) -> tuple[int, str]:
        done = cli.main(["relay", *argv, "--home", str(second.folder)])
        return done, capsys.readouterr().out

    listed = [line.split("  ") for line in verb("list")[1].splitlines()]
    lost = shop.device_ids[shop.home]
    assert [[line[1], line[2], line[4]] for line in listed] == [
        [refused, lost, "ENVELOPE_UNREADABLE"],
        [behind, lost, "PREDECESSOR_MISSING"],
    ]
    sealed = tmp_path / "left-over.jsonl"
    assert verb("export", str(sealed)) == (0, f"2 records written to {sealed}\n")
    assert len(sealed.read_text().splitlines()) == 4
    for id_ in (refused, behind):
        assert verb("retry", id_) == (0, f"{id_} goes again\n")
        assert verb("retry", id_)[0] == 1
    assert verb("list") == (0, "")
    shop.open(home=second)
    eventually(lambda: shop.effects() == {refused: 1, behind: 1}, 60)


@pytest.mark.timeout(240)
def test_row_51_what_was_never_copied_is_named_by_the_gateway(
    shop: CounterShop, postgresql: Cluster
) -> None:
    second = shop.another_home()
    shop.prepare(shop.home)
    shop.sandbox.stop()
    counter = shop.open_offline_at(shop.home)
    ids = [counter.register_at_once(name) for name in PEOPLE[:3]]
    counter.wait_for(has_two_copies)
    shop.close(counter)
    postgresql.ask("DELETE FROM sealed_envelopes WHERE sequence = 2")
    shutil.rmtree(shop.home.folder)
    shop.sandbox.start()
    shop.open(home=second)
    eventually(lambda: len(shop.outcomes()) == 2, 60)
    assert set(shop.outcomes()) == {str(ids[0]), str(ids[2])}
    lost = shop.ledger()["missing"][shop.device_ids[shop.home]]
    assert lost["sequences"] == [2]


@pytest.mark.timeout(240)
def test_row_50_a_relay_put_back_from_an_old_backup_is_filled_again_and_nothing_takes_effect_twice(
    shop: CounterShop, postgresql: Cluster, tmp_path: Path
) -> None:
    second = shop.another_home()
    shop.prepare(shop.home)
    shop.sandbox.stop()
    counter = shop.open_offline_at(shop.home)
    first = counter.register_at_once(PEOPLE[0])
    counter.wait_for(has_two_copies)
    postgresql.backup(tmp_path / "backup")
    later = [counter.register_at_once(name) for name in PEOPLE[1:3]]
    eventually(lambda: len(in_relay(postgresql)) == 3, 60)
    postgresql.restore(tmp_path / "backup")
    assert in_relay(postgresql) == {str(first)}
    eventually(lambda: in_relay(postgresql) == {str(id_) for id_ in (first, *later)}, 60)
    counter.wait_for(lacks(0))
    assert_told(50, *map(window_says, counter.watch.states))
    # Receipts that another counter had fetched are lost with the next restore, and fetched again.
    shop.close(counter)
    shop.sandbox.start()
    other = shop.open(home=second)
    eventually(lambda: len(shop.outcomes()) == 3, 60)
    postgresql.restore(tmp_path / "backup")
    assert postgresql.ask("SELECT receipt FROM sealed_envelopes") == [(None,)]
    fetched = "SELECT count(*) FROM sealed_envelopes WHERE receipt IS NOT NULL"
    eventually(lambda: postgresql.ask(fetched) == [(1,)], 60)
    shop.close(other)
    again = shop.open()
    again.wait_for(lambda state: state.gateway.is_reachable and not state.queue.pending, 60)
    assert shop.effects() == {str(id_): 1 for id_ in (first, *later)}
    eventually(lambda: not in_relay(postgresql), 30)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("place", [700, 3000, 40_000])
def test_row_50_a_connection_cut_in_the_middle_is_made_anew_and_leaves_one_copy(
    make_shop: MakeShop, postgresql: Cluster, place: int
) -> None:
    with FaultProxy(("127.0.0.1", postgresql.port), seed=place) as proxy:
        shop = make_shop(postgresql.address_by(proxy.port))
        shop.prepare(shop.home)
        shop.sandbox.stop()
        counter = shop.open_offline_at(shop.home)
        proxy.fault = Fault(reset_after_sent=place)
        id_ = counter.register_at_once(PEOPLE[0])
        counter.wait_for(has_two_copies)
        assert proxy.fault == PASS, "the line was never cut"
        assert in_relay(postgresql) == {str(id_)}
        proxy.fault = Fault(is_half_open=True)
        shop.sandbox.start()
        assert counter.drained(60).queue.pending == 0  # delivery waits for no relay
        shop.close(counter)
        assert shop.effects() == {str(id_): 1}


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("unsafe", "safe"),
    [
        ("ALTER ROLE counter SET synchronous_commit = off", "ALTER ROLE counter RESET ALL"),
        (
            "ALTER DATABASE postgres SET synchronous_commit = off",
            "ALTER DATABASE postgres RESET ALL",
        ),
        (
            "ALTER TABLE sealed_envelopes SET UNLOGGED",
            "ALTER TABLE sealed_envelopes SET LOGGED",
        ),
        ("", ""),
    ],
)
def test_row_52_a_relay_that_would_forget_is_refused_with_the_reason_while_all_else_goes_on(
    shop: CounterShop,
    postgresql: Cluster,
    capsys: pytest.CaptureFixture[str],
    unsafe: str,
    safe: str,
) -> None:
    shop.close(shop.open_at_work())
    if unsafe:
        postgresql.ask(unsafe)
    else:
        postgresql.restart(fsync="off")
    try:
        counter = shop.open_at_work()
        counter.wait_for(is_told("L-802"))
        state = counter.wait_for(lambda now: now.trouble and now.trouble.code == "L-802")
        assert_told(52, window_says(state))
        counter.overlooked = "L-802"  # the clerk is reminded of it, and works on
        saved = counter.register(PEOPLE[0])
        assert counter.settled(saved.id).outcome is Outcome.ACCEPTED
        assert in_relay(postgresql) == set()
        settings = f'[relay]\nurl = "{shop.relay_url}"\n'
        shop.home.settings_file.write_text(settings, "utf-8")
        assert cli.main(["doctor", "--home", str(shop.home.folder)]) == 1
        setting = "fsync" if not unsafe else "unlogged" if "TABLE" in unsafe else "synchronous"
        (line,) = [each for each in capsys.readouterr().out.splitlines() if "L-802" in each]
        assert line.startswith("relay")
        assert setting in line
        if not unsafe:
            postgresql.restart()
        else:
            postgresql.ask(safe)
        counter.wait_for(is_told(""))
    finally:
        if unsafe:
            postgresql.ask(safe)


@pytest.mark.timeout(240)
def test_an_installation_without_the_driver_says_so_and_goes_on(
    shop: CounterShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pos_client.infrastructure.relay.sql_relay", None)
    counter = shop.open()
    counter.wait_for(lambda state: state.trouble and state.trouble.code == "L-804")
    counter.wait_for(lambda state: state.gateway.is_reachable)
    told = counter.state.trouble
    assert told is not None
    assert dict(told.facts)["reason"] == "driver"


@pytest.mark.timeout(240)
def test_a_counter_without_a_relay_carries_neither_its_thread_nor_its_driver(
    shop: CounterShop,
) -> None:
    counter = shop.open(settings=replace(shop.settings, relay_url=""))
    work = counter.running._work
    assert work is not None
    assert work._forwarder is None
    assert counter.state.queue.second_copy is None
