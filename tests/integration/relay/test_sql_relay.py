"""The relay in PostgreSQL where it is not as the port describes: commits, schema, refusals."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import Connection, text

from pos_client.application.copies import Copy
from pos_client.application.relay_trouble import (
    RelayAway,
    RelayRefused,
    RelayTooNew,
    RelayTrouble,
    RelayUnsafe,
)
from pos_client.infrastructure.relay import connection, schema
from pos_client.infrastructure.relay.connection import Link
from pos_client.infrastructure.relay.sql_relay import SqlRelay
from pos_client.testing.fault_proxy import Fault, FaultProxy
from tests.faults.relay.cluster import Cluster
from tests.faults.relay.doom import INSTANTS, VICTIMS, Doom, SteppingRelay
from tests.registrations import registration

LEASE = timedelta(hours=1)
Open = Callable[..., SqlRelay]


@pytest.fixture
def relay(postgresql: Cluster) -> Iterator[Open]:
    made: list[SqlRelay] = []

    def make(address: str = "", doom: Doom | None = None, device: str = "D-1") -> SqlRelay:
        where = address or postgresql.address
        ours = SteppingRelay(where, device, "O-1", doom) if doom else SqlRelay(where, device, "O-1")
        made.append(ours)
        return ours

    yield make
    for each in made:
        each.close()
        each.release()


def copy(sequence: int) -> Copy:
    sealed = registration(sequence)
    return Copy(sealed.id, sequence, sealed.envelope, sealed.envelope_sha256)


@pytest.mark.fault(49)
@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("instant", INSTANTS)
def test_a_relay_killed_at_commit_holds_all_of_it_or_nothing_and_says_which_by_id(
    postgresql: Cluster, relay: Open, instant: str, victim: str
) -> None:
    doom = Doom("put", instant, victim, server=postgresql.pid)
    ours = relay(doom=doom)
    copies = [copy(1), copy(2), copy(3)]
    back = postgresql.coming_back() if victim == "backend" else nullcontext()
    with back, pytest.raises(RelayAway):
        ours.put(copies, LEASE)
    assert doom.has_struck
    if victim == "server":
        postgresql.revive()
    held = ours.held([each.id for each in copies])
    whole = {each.id: each.envelope_sha256 for each in copies}
    if instant == "before commit":
        assert held == {}
    elif instant == "commit done":
        assert held == whole
    else:
        assert held in ({}, whole)
    ours.put(copies, LEASE)
    assert ours.held([each.id for each in copies]) == whole
    assert postgresql.ask("SELECT count(*) FROM sealed_envelopes") == [(3,)]


def test_the_table_is_made_once_by_whoever_comes_first(postgresql: Cluster, relay: Open) -> None:
    counters = [relay(device=f"D-{number}") for number in range(6)]
    begin = threading.Barrier(len(counters))
    told: list[RelayTrouble | None] = []

    def come(counter: SqlRelay) -> None:
        begin.wait()
        try:
            counter.open()
        except RelayTrouble as trouble:
            told.append(trouble)
        else:
            told.append(None)

    threads = [threading.Thread(target=come, args=(counter,)) for counter in counters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [None] * len(counters)
    assert counters[0].counts().schema == schema.NEWEST


def test_a_later_step_is_taken_once_and_keeps_what_is_there(
    postgresql: Cluster, relay: Open
) -> None:
    relay().put([copy(1)], LEASE)
    steps = (*schema.STEPS, ("ALTER TABLE sealed_envelopes ADD COLUMN later integer",))

    def check(link: Connection) -> None:
        schema.bring_up_to_date(link, steps)

    for _ in range(2):
        newer = Link(postgresql.address, check)
        rows = newer.write(_later)
        newer.release()
        assert [tuple(row) for row in rows] == [(None, 1)]
    with pytest.raises(RelayTooNew) as caught:
        relay().counts()
    assert caught.value.facts == {"found": 2, "known": 1}


def _later(link: Connection) -> Any:
    return link.execute(text("SELECT later, sequence FROM sealed_envelopes")).all()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ("CREATE TABLE sealed_envelopes (x integer)", "table"),
        ("CREATE VIEW sealed_envelopes AS SELECT 1", "table"),
    ],
)
def test_something_else_with_the_tables_name_is_not_touched(
    postgresql: Cluster, relay: Open, spoil: str, reason: str
) -> None:
    postgresql.ask(spoil)
    try:
        with pytest.raises(RelayRefused) as caught:
            relay().open()
        assert caught.value.facts["reason"] == reason
    finally:
        kind = spoil.split()[1]
        postgresql.ask(f"DROP {kind} sealed_envelopes")


def test_who_may_not_come_in_is_told_why(postgresql: Cluster, relay: Open) -> None:
    base = f"127.0.0.1:{postgresql.port}"
    postgresql.ask("CREATE ROLE guest LOGIN")
    postgresql.ask("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    try:
        for address, reason in (
            (f"postgresql+psycopg://nobody@{base}/postgres", "login"),
            (f"postgresql+psycopg://counter@{base}/elsewhere", "database"),
            (f"postgresql+psycopg://guest@{base}/postgres", "permission"),
        ):
            with pytest.raises(RelayRefused) as caught:
                relay(address).open()
            assert caught.value.facts["reason"] == reason
    finally:
        postgresql.ask("DROP ROLE guest")


@pytest.mark.fault(52)
def test_a_promise_that_is_withdrawn_under_way_is_noticed_before_the_next_copy_is_confirmed(
    postgresql: Cluster, relay: Open
) -> None:
    ours = relay()
    ours.put([copy(1)], LEASE)
    postgresql.ask("ALTER SYSTEM SET synchronous_commit = off")
    try:
        postgresql.ask("SELECT pg_reload_conf()")
        with pytest.raises(RelayUnsafe):
            _put_until_it_has_heard(ours)
    finally:
        postgresql.ask("ALTER SYSTEM RESET ALL")
        postgresql.ask("SELECT pg_reload_conf()")


def _put_until_it_has_heard(ours: SqlRelay) -> None:
    for number in range(2, 100):
        ours.put([copy(number)], LEASE)
        threading.Event().wait(0.05)


@pytest.mark.fault(50)
def test_a_line_that_stands_and_says_nothing_is_given_up(
    postgresql: Cluster, relay: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ANSWER_S", 0.5)
    with FaultProxy(("127.0.0.1", postgresql.port)) as proxy:
        ours = relay(postgresql.address_by(proxy.port))
        ours.open()
        proxy.fault = Fault(is_half_open=True)
        with pytest.raises(RelayAway):
            ours.put([copy(1)], LEASE)
        proxy.fault = Fault()
        ours.put([copy(1)], LEASE)
        assert ours.connections == 2


def test_hanging_up_ends_a_wait_on_another_thread(postgresql: Cluster, relay: Open) -> None:
    with FaultProxy(("127.0.0.1", postgresql.port)) as proxy:
        ours = relay(postgresql.address_by(proxy.port))
        ours.open()
        proxy.fault = Fault(is_half_open=True)
        told: list[RelayTrouble] = []

        def ask() -> None:
            try:
                ours.counts()
            except RelayTrouble as trouble:
                told.append(trouble)

        waiting = threading.Thread(target=ask)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        ours.close()
        waiting.join(8)  # its own patience would last longer
        assert not waiting.is_alive()
        assert [type(trouble) for trouble in told] == [RelayAway]
        with pytest.raises(RelayAway):
            ours.counts()


def test_claims_of_counters_at_the_same_time_never_meet(postgresql: Cluster, relay: Open) -> None:
    relay().put([copy(number) for number in range(1, 201)], timedelta(0))
    counters = [relay(device=f"D-{number}") for number in range(2, 6)]
    found: list[list[int]] = [[] for _ in counters]

    def claim(place: int) -> None:
        while claimed := counters[place].claim(5, LEASE):
            found[place] += [each.sequence for each in claimed]

    threads = [threading.Thread(target=claim, args=(place,)) for place in range(len(counters))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(chain.from_iterable(found)) == list(range(1, 201))


def test_nothing_but_sealed_bytes_ids_and_leases_lies_there(
    postgresql: Cluster, relay: Open
) -> None:
    relay().put([copy(1)], LEASE)
    columns = postgresql.ask(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'sealed_envelopes'"
    )
    assert {name for (name,) in columns} == {
        *("device_id", "id", "outlet_code", "sequence", "predecessor_id", "envelope"),
        *("envelope_sha256", "copied_at", "lease_owner", "lease_until", "attempts", "refused"),
        *("outcome", "receipt"),
    }
    tables = postgresql.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert tables == [("sealed_envelopes",)]
