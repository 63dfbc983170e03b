"""Nothing that names a customer lies under the home, in a log line, or in the text of an error."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from drivers.simulator.deck import DeckEntry, load_deck
from pos_client.application import commands
from pos_client.infrastructure.logs import LogFile
from pos_client.sandbox.faults import FaultKind
from tests.identity_search import find_identities, find_identities_in
from tests.integration.chain.shop import Shop

# Rare characters, traditional ones, long and Latin names, and cards of every bad end.
ACCEPTED = ("resident-pua", "resident-supplementary", "hmt-wong", "foreign-2017-long-name")
REFUSED = ("resident-other-name", "resident-expired", "resident-new-layout", "resident-quota")
CAPTURED = ("resident-long-name", "hmt-tsai", "foreign-2023-mihon", "resident-unknown")


# What a day leaves in the log at least, beside what went wrong.
GOOD_DAY = {
    "the counter was opened",
    "the counter was closed",
    "a reader was found",
    "a reader was lost",
    "a clerk logged in",
    "a case was opened",
    "a case has ended",
    "a registration was saved",
    "a receipt was kept",
    "the line is up",
    "the line is down",
    "the queue was drained",
}


def logged(shop: Shop) -> set[str]:
    """The events of the log file, without what follows a colon."""
    file = shop.home.logs_folder / "pos-client.log"
    events = [json.loads(line)["event"] for line in file.read_text("utf-8").splitlines()]
    return {str(event).partition(":")[0] for event in events}


def people() -> list[DeckEntry]:
    deck = load_deck()
    return [deck[slug] for slug in (*ACCEPTED, *REFUSED, *CAPTURED, "resident-lin", "hmt-ho")]


def day(shop: Shop) -> None:
    """A day with everything in it that may go wrong."""
    counter = shop.open_at_work()
    for slug in (*ACCEPTED, *REFUSED[:2]):
        counter.carry(slug)
    counter.submit(commands.FinishCase())
    counter.wait_for(lambda now: now.case is None)
    shop.plate.clear()
    counter.carry("resident-new-layout")
    shop.plate.clear()
    counter.carry("resident-quota")
    shop.plate.control.unplug()
    counter.wait_for(lambda now: now.reader.phase == "LOST")
    shop.plate.control.plug()
    counter.wait_for(lambda now: now.reader.phase == "READY")
    counter.lay("hmt-ho")  # and cancelled
    counter.submit(commands.CancelCase())
    counter.wait_for(lambda now: now.case is None)
    shop.faults.add(FaultKind.FORGED_RECEIPT, path="/v1/registrations", times=1)
    shop.sandbox.stop()
    for slug in CAPTURED:
        counter.register(slug)
    counter.lay("resident-lin")  # open at the end
    shop.close(counter)
    shop.sandbox.start()
    counter = shop.open()
    counter.wait_for(lambda now: now.gateway.is_reachable)
    counter.drained()


def test_a_day_leaves_no_identity_in_any_file_or_log(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shop.home.create()
    with LogFile(shop.home.logs_folder, logging.DEBUG):
        day(shop)
        left = find_identities(shop.home.folder, people())
    assert left == []
    assert shop.home.store_file.stat().st_size > 4096
    assert logged(shop) >= GOOD_DAY
    assert caplog.text
    assert find_identities_in(caplog.text.encode("utf-8", "surrogatepass"), people()) == []


def test_news_and_states_name_nobody_when_they_are_written_down(shop: Shop) -> None:
    counter = shop.open_at_work()
    for slug in ACCEPTED[:2]:
        counter.carry(slug)
    written = "\n".join(repr(news) for news in counter.watch.news).encode("utf-8", "replace")
    assert find_identities_in(written, people()) == []
    assert any(state.case and state.case.identity for state in counter.watch.states)


def test_the_gateways_books_name_nobody_either(shop: Shop) -> None:
    counter = shop.open_at_work()
    for slug in ACCEPTED[:2]:
        counter.carry(slug)
    counter.drained()
    assert find_identities(shop.sandbox.home.folder, people()) == []


def test_the_search_finds_somebody_who_was_written_down(shop: Shop, tmp_path: Path) -> None:
    (person, *_) = people()
    planted = shop.home.logs_folder / "crash.txt"
    shop.home.logs_folder.mkdir(exist_ok=True)
    planted.write_text(f"could not read {person.fields.address}", "gb18030")
    found = find_identities(shop.home.folder, people())
    assert {(file, what) for file, what, _ in found} == {(planted, "address")}
