"""The audit chain: countersigned up to its end, and an edited entry does not pass."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.state import DevicePhase
from pos_client.domain.audit import GENESIS
from pos_client.sandbox import tables
from tests.integration.chain.shop import Shop, eventually, trouble


def chain(shop: Shop) -> list[tuple[Any, ...]]:
    """Index and head of every entry that the counter keeps."""
    return shop.asked("select position, head from audit order by position")


def countersigned(shop: Shop) -> list[tuple[Any, ...]]:
    """Index and head of every entry that the gateway keeps."""
    book = tables.audit_entries

    def read(desk: Any) -> list[tuple[Any, ...]]:
        rows = desk.connection.execute(book.select().order_by(book.c.index))
        return [(row.index, row.head) for row in rows]

    return shop.sandbox.call(read)


def test_the_gateway_keeps_the_whole_chain_after_a_heartbeat(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.register("resident-lin")
    counter.carry("resident-other-name")
    counter.lay("resident-wang")
    counter.submit(commands.CancelCase())
    counter.submit(commands.SendNow())
    eventually(lambda: chain(shop) and countersigned(shop) == chain(shop))
    kinds = [row[0] for row in shop.asked("select json_extract(event, '$.kind') from audit")]
    for kind in ("logged_in", "card_read", "registration_saved", "case_refused", "case_cancelled"):
        assert kind in kinds
    assert kinds.count("card_read") == 3
    assert shop.ledger()["alarms"] == []


def test_reads_are_counted_without_gaps_whatever_became_of_their_cases(shop: Shop) -> None:
    counter = shop.open_at_work()
    for slug in ("resident-lin", "resident-other-name", "resident-expired"):
        counter.carry(slug)
    shop.close(counter)
    counter = shop.open_at_work()
    counter.carry("resident-wang")
    reads = shop.asked(
        "select json_extract(event, '$.details.read_counter') from audit"
        " where json_extract(event, '$.kind') = 'card_read' order by position"
    )
    assert [row[0] for row in reads] == [1, 2, 3, 4]


def test_an_edited_entry_is_noticed_by_the_gateway_and_the_queue_goes_on(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.submit(commands.SendNow())
    eventually(lambda: countersigned(shop) == chain(shop))
    shop.sandbox.stop()
    saved = counter.register("resident-lin")
    shop.close(counter)
    with closing(sqlite3.connect(shop.home.store_file)) as link, link:
        edited = link.execute(
            "update audit set event = replace(event, 'registration_saved', 'case_cancelled')"
            " where event like '%registration_saved%'"
        )
        assert edited.rowcount == 1
    shop.sandbox.start()
    counter = shop.open()
    counter.wait_for(trouble("S-303"))
    counter.drained()
    assert shop.effects() == {str(saved.id): 1}
    assert "AUDIT_BROKEN" in [alarm["code"] for alarm in shop.ledger()["alarms"]]


def cut(link: sqlite3.Connection) -> None:
    link.execute("delete from audit where position > 1")


def cut_and_forget(link: sqlite3.Connection) -> None:
    cut(link)
    link.execute("delete from countersignature")


def delete_all(link: sqlite3.Connection) -> None:
    link.execute("delete from audit")


def delete_one(link: sqlite3.Connection) -> None:
    link.execute("delete from audit where position = 2")


def swap(link: sqlite3.Connection) -> None:
    (first, second) = link.execute("select event from audit where position in (1, 2)").fetchall()
    link.execute("update audit set event = ? where position = 1", second)
    link.execute("update audit set event = ? where position = 2", first)


def spoil_newest(link: sqlite3.Connection) -> None:
    link.execute("update audit set event = '{' where position = (select max(position) from audit)")


def spoil_head(link: sqlite3.Connection) -> None:
    link.execute("update audit set head = x'00' where position = (select max(position) from audit)")


def forge_countersignature(link: sqlite3.Connection) -> None:
    link.execute("update countersignature set token = 'a.b.c'")


def fork(link: sqlite3.Connection) -> None:
    """A chain of another life, whole in itself."""
    head = GENESIS
    rows = link.execute("select position, event from audit order by position").fetchall()
    for position, event in rows:
        other = event.replace('"kind":"', '"kind":"other_')
        head = hashlib.sha256(head + other.encode()).digest()
        link.execute(
            "update audit set event = ?, head = ? where position = ?", (other, head, position)
        )


def fork_up_to_the_countersignature(link: sqlite3.Connection) -> None:
    link.execute("delete from audit where position > (select position from countersignature)")
    fork(link)


KNOWS_MORE = pytest.mark.expected_log("knows more of the audit chain")
BREAKS = [
    *(cut, delete_all, delete_one, swap, spoil_head, forge_countersignature, fork),
    fork_up_to_the_countersignature,
    pytest.param(cut_and_forget, marks=KNOWS_MORE),
    # Each time that the entry should be sent.
    pytest.param(spoil_newest, marks=pytest.mark.expected_log("an errand waits: S-303")),
]


@pytest.mark.parametrize("break_chain", BREAKS, ids=lambda each: each.__name__)
def test_a_broken_chain_never_stops_delivery(
    shop: Shop, break_chain: Callable[[sqlite3.Connection], None]
) -> None:
    counter = shop.open_at_work()
    counter.carry("resident-other-name")
    counter.submit(commands.SendNow())
    eventually(lambda: countersigned(shop) == chain(shop))
    shop.sandbox.stop()
    saved = counter.register("resident-lin")
    shop.close(counter)
    with closing(sqlite3.connect(shop.home.store_file)) as link, link:
        break_chain(link)
    shop.sandbox.start()
    counter = shop.open()
    counter.drained()
    assert shop.effects() == {str(saved.id): 1}
    assert counter.state.device is DevicePhase.READY


@pytest.mark.parametrize("break_chain", [cut, fork], ids=lambda each: each.__name__)
def test_a_broken_chain_is_said_at_once_and_captures_nothing(
    shop: Shop, break_chain: Callable[[sqlite3.Connection], None]
) -> None:
    counter = shop.open_at_work()
    counter.carry("resident-other-name")
    counter.submit(commands.SendNow())
    eventually(lambda: countersigned(shop) == chain(shop))
    shop.close(counter)
    with closing(sqlite3.connect(shop.home.store_file)) as link, link:
        break_chain(link)
    shop.sandbox.stop()
    counter = shop.open()
    counter.wait_for(trouble("S-303"))
    shop.log_in(counter)
    counter.wait_for(lambda state: state.session is not None and state.reader.sam_id)
    counter.lay("resident-lin")
    state = counter.wait_for(lambda now: now.trouble is not None)
    assert state.case is None
    assert state.offline is not None
    assert state.offline.limit == "audit"


@KNOWS_MORE
def test_a_chain_that_was_cut_back_is_noticed_by_the_gateway(shop: Shop) -> None:
    counter = shop.open_at_work()
    counter.carry("resident-other-name")
    counter.submit(commands.SendNow())
    eventually(lambda: countersigned(shop) == chain(shop))
    shop.close(counter)
    with closing(sqlite3.connect(shop.home.store_file)) as link, link:
        cut_and_forget(link)
    counter = shop.open()
    shop.log_in(counter)
    counter.submit(commands.SendNow())
    eventually(lambda: "AUDIT_FORKED" in [each["code"] for each in shop.ledger()["alarms"]])
