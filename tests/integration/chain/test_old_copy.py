"""An old copy of the data file, put back after a crash: only the gateway knows what it lacks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.state import CounterState, DevicePhase
from tests.integration.chain.shop import Shop, eventually, trouble

pytestmark = [pytest.mark.fault(22), pytest.mark.expected_log("an old copy|knows more|S-303")]


def backup(source: Path, target: Path) -> bytes:
    """Copy a store as it is; answers what its marker says."""
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(target)) as other:
        ours.backup(other)
    return source.with_name(source.name + ".begun").read_bytes()


def put_back(file: Path, copy: Path, marker: bytes) -> None:
    """As after a crash, in which nobody has renewed the marker."""
    file.write_bytes(copy.read_bytes())
    file.with_name(file.name + ".begun").write_bytes(marker)


def countersigned(shop: Shop) -> bool:
    return shop.asked("select max(position) from audit") == shop.asked(
        "select position from countersignature"
    )


def stopped(state: CounterState) -> bool:
    return state.device is DevicePhase.STOPPED and state.trouble is not None


def test_a_gateway_that_knows_more_registrations_stops_the_counter_and_its_next_start(
    shop: Shop, tmp_path: Path
) -> None:
    file, old, newest = shop.home.store_file, tmp_path / "old", tmp_path / "newest"
    counter = shop.open_at_work()
    counter.settled(counter.register("resident-lin").id)
    marker = backup(file, old)
    counter.settled(counter.register("resident-wang").id)
    shop.close(counter)
    backup(file, newest)
    put_back(file, old, marker)
    counter = shop.open_unwatched()
    state = counter.wait_for(stopped)
    assert state.trouble is not None
    facts = dict(state.trouble.facts)
    assert (state.trouble.code, facts["check"]) == ("S-303", "old_copy")
    assert (facts["expected"], facts["found"]) == ("2", "1")
    shop.close(counter)
    # Without the gateway, too: it is written down beside the file.
    shop.sandbox.stop()
    counter = shop.open()
    assert stopped(counter.state)
    shop.close(counter)
    shop.sandbox.start()
    file.write_bytes(newest.read_bytes())
    counter = shop.open_at_work()
    third = counter.register("resident-ma")
    assert third.sequence == 3
    counter.settled(third.id)


def test_a_gateway_that_knows_more_of_the_audit_chain_lets_nothing_more_be_captured(
    shop: Shop, tmp_path: Path
) -> None:
    file, old = shop.home.store_file, tmp_path / "old"
    counter = shop.open_at_work()
    counter.settled(counter.register("resident-lin").id)
    counter.submit(commands.SendNow())
    eventually(lambda: countersigned(shop))
    marker = backup(file, old)
    shop.close(counter)
    counter = shop.open_at_work()
    counter.carry("resident-other-name")  # a read, and no registration
    counter.submit(commands.SendNow())
    eventually(lambda: countersigned(shop))
    shop.close(counter)
    put_back(file, old, marker)
    counter = shop.open()
    counter.wait_for(trouble("S-303"))
    shop.close(counter)
    shop.sandbox.stop()
    counter = shop.open()
    state = counter.wait_for(trouble("S-303"))
    assert state.trouble is not None
    assert dict(state.trouble.facts)["check"] == "audit"
    shop.log_in(counter)
    counter.wait_for(lambda now: now.session is not None and now.reader.sam_id)
    counter.lay("resident-wang")
    state = counter.wait_for(lambda now: now.trouble is not None)
    assert (state.case, state.offline and state.offline.limit) == (None, "audit")
