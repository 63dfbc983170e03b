"""Blank SIMs at the gateway: every SIM is in one place, and only the outlet's own goes out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.sim_stock import SimRange, StockPlace
from pos_client.protocol.api import Paths
from pos_client.protocol.sim_stock import StockPaths
from pos_client.sandbox import stock_tables, tables
from pos_client.sandbox.control import Control
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.stock_findings import read_stock
from pos_client.testing.customer import iccid_of
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, outcome_of

ELSEWHERE = replace(DEMO_OUTLET, code="FJ-DEMO-0043", name="另一家手机店")


def numbers(first: int, last: int) -> SimRange:
    return SimRange(iccid_of(first)[:19], iccid_of(last)[:19])


def ends(*ranges: SimRange) -> list[dict[str, str]]:
    return [{"first": each.first, "last": each.last} for each in ranges]


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[RunningSandbox]:
    """An outlet with a hundred SIMs, and another one with ten."""
    policy = SandboxPolicy(
        number_quota=100,
        quota_review_from=100,
        first_delivery=(numbers(1, 100),),
        controls=SAME_PERSON_ALL_DAY,
    )
    with RunningSandbox(tmp_path / "stocked", policy=policy) as sandbox:
        sandbox.call(lambda desk: desk.outlets.enter(ELSEWHERE))
        theirs = (numbers(500, 509),)
        sandbox.call(lambda desk: desk.stock.deliver(ELSEWHERE.code, theirs, is_received=True))
        yield sandbox


@pytest.fixture
def counter(stocked: RunningSandbox, enrol: Enrol) -> TestDevice:
    return enrol(stocked)


def check(device: TestDevice, number: int) -> str:
    answer = device.call("POST", StockPaths.SIM_CHECKS, json={"iccid": iccid_of(number)})
    return str(answer.json()["standing"])


def book(device: TestDevice, number: int, place: str, reason: str | None = None) -> str:
    asked = {"iccid": iccid_of(number), "place": place, "reason": reason}
    answer = device.call("POST", StockPaths.SIM_BOOKINGS, json=asked)
    return "" if answer.status_code == 200 else str(answer.json()["code"])


def shown(device: TestDevice) -> dict[str, Any]:
    answer: dict[str, Any] = device.call("GET", StockPaths.SIM_STOCK).json()
    return answer


def sold(device: TestDevice, card: Cards, number: int, place: int) -> tuple[str, str]:
    case = captured(device, card("resident-lin"), place=place)
    sim = Sim(iccid_of(number), SimSource.SCANNER)
    return outcome_of(device, device.registration(case, sim=sim))


def supervisor(sandbox: RunningSandbox, device: TestDevice) -> None:
    assert device.log_in(sandbox.supervisor_number, sandbox.supervisor_password).is_success


def test_only_a_sim_in_this_outlets_stock_goes_over_its_counter(
    stocked: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    assert book(counter, 7, "SPOILED", "DAMAGED") == ""
    stocked.call(lambda desk: desk.stock.deliver(DEMO_OUTLET.code, (numbers(200, 209),)))
    said = {7: "SIM_SPOILED", 500: "SIM_OF_ANOTHER_OUTLET", 900: "SIM_UNKNOWN"}
    said[200] = "SIM_NOT_RECEIVED"
    for place, (number, code) in enumerate(said.items()):
        assert check(counter, number) == code
        assert sold(counter, card, number, place) == ("REJECTED", code)
    assert check(counter, 1) == "USABLE"
    assert sold(counter, card, 1, 4) == ("ACCEPTED", "")
    assert check(counter, 1) == "SIM_USED"
    assert read_stock(stocked.home.folder) == {"findings": []}


def test_the_book_adds_up_whatever_becomes_of_a_sim(
    stocked: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    assert sold(counter, card, 1, 0) == ("ACCEPTED", "")
    case = captured(counter, card("resident-other-name"), place=1)
    data = counter.registration(case, sim=Sim(iccid_of(2), SimSource.SCANNER))
    assert outcome_of(counter, data)[0] == "REJECTED"  # its SIM lies in the drawer again
    assert book(counter, 3, "SPOILED", "UNREADABLE") == ""
    assert book(counter, 4, "MISSING") == "ROLE_REFUSED"
    supervisor(stocked, counter)
    assert book(counter, 4, "MISSING") == book(counter, 5, "RETURNED") == ""
    assert book(counter, 3, "RETURNED") == ""  # what is spoiled is sent back in the end
    figures = {"issued": 100, "used": 1, "spoiled": 0, "returned": 2, "missing": 1}
    assert figures.items() <= shown(counter).items()
    assert book(counter, 4, "IN_STOCK") == ""
    assert shown(counter)["missing"] == 0
    for number, place in ((1, "SPOILED"), (5, "SPOILED"), (500, "SPOILED"), (2, "IN_STOCK")):
        reason = "DAMAGED" if place == "SPOILED" else None
        assert book(counter, number, place, reason) == "SIM_NOT_BOOKED"


@pytest.mark.parametrize("outcome", ["accept", "reject"])
def test_a_sim_under_review_is_out_until_the_review_says_no(
    stocked: RunningSandbox, counter: TestDevice, card: Cards, outcome: str
) -> None:
    case = captured(counter, card("resident-register-no-photo"))
    data = counter.registration(case, sim=Sim(iccid_of(9), SimSource.SCANNER))
    receipt = counter.receipt(counter.register(data))
    assert (receipt["outcome"], check(counter, 9)) == ("UNDER_REVIEW", "SIM_USED")
    id_ = receipt["registration_id"]
    assert Control(stocked).obey(f"review {id_} {outcome}")["ok"]
    assert check(counter, 9) == ("SIM_USED" if outcome == "accept" else "USABLE")
    assert read_stock(stocked.home.folder) == {"findings": []}


def test_a_parcel_is_in_stock_once_all_of_it_was_scanned(
    stocked: RunningSandbox, counter: TestDevice
) -> None:
    sent = (numbers(200, 209), numbers(300, 300))
    stocked.call(lambda desk: desk.stock.deliver(DEMO_OUTLET.code, sent))
    (parcel,) = shown(counter)["deliveries"]
    asked = {"delivery_id": parcel["id"]}
    for scanned in (
        sent[:1],
        (numbers(200, 208), sent[1]),
        (*sent, numbers(400, 400)),
        (*sent, numbers(205, 206)),
    ):
        answer = counter.call(
            "POST", StockPaths.SIM_RECEIPTS, json=asked | {"ranges": ends(*scanned)}
        )
        assert answer.json()["code"] == "DELIVERY_REFUSED"
    cut = (numbers(205, 209), numbers(300, 300), numbers(200, 204))
    answer = counter.call("POST", StockPaths.SIM_RECEIPTS, json=asked | {"ranges": ends(*cut)})
    assert (answer.json()["issued"], answer.json()["deliveries"]) == (111, [])
    assert check(counter, 204) == "USABLE"
    again = counter.call("POST", StockPaths.SIM_RECEIPTS, json=asked | {"ranges": ends(*cut)})
    assert again.json()["code"] == "DELIVERY_REFUSED"


def test_no_sim_is_delivered_twice(stocked: RunningSandbox) -> None:
    for first, last in ((100, 101), (509, 520), (50, 50)):
        with pytest.raises(ValueError, match="before"):
            stocked.call(
                lambda desk, a=first, b=last: desk.stock.deliver(ELSEWHERE.code, (numbers(a, b),))
            )


def test_a_count_names_the_sims_that_are_not_where_the_book_has_them(
    counter: TestDevice, card: Cards
) -> None:
    assert sold(counter, card, 1, 0) == ("ACCEPTED", "")
    scanned = ends(numbers(1, 59), numbers(62, 100), numbers(500, 500))
    answer = counter.call("POST", StockPaths.SIM_COUNTS, json={"ranges": scanned}).json()
    assert (answer["counted"], answer["stock"]["issued"], answer["stock"]["used"]) == (99, 100, 1)
    assert answer["lacking"] == [iccid_of(60)[:19], iccid_of(61)[:19]]
    assert answer["surplus"] == [iccid_of(1)[:19], iccid_of(500)[:19]]
    twice = ends(numbers(2, 10), numbers(10, 12))
    answer = counter.call("POST", StockPaths.SIM_COUNTS, json={"ranges": twice})
    assert answer.json()["code"] == "SIM_NOT_BOOKED"


def test_one_sim_goes_out_once_however_many_ask_at_once(counter: TestDevice, card: Cards) -> None:
    sim = Sim(iccid_of(20), SimSource.SCANNER)
    sealed = [
        counter.registration(captured(counter, card(slug), place=place), sim=sim)
        for place, slug in enumerate(("resident-lin", "resident-wang"))
    ]
    with ThreadPoolExecutor(2) as both:
        said = list(both.map(lambda data: outcome_of(counter, data), sealed))
    assert sorted(said) == [("ACCEPTED", ""), ("REJECTED", "SIM_USED")]


def test_planted_faults_are_found_and_nothing_else(
    stocked: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    for place, number in enumerate((1, 2, 3, 4)):
        assert sold(counter, card, number, place) == ("ACCEPTED", "")
    assert read_stock(stocked.home.folder) == {"findings": []}
    places, rows = stock_tables.sim_places, tables.registrations
    used = {"place": StockPlace.USED.value, "at": datetime.now(UTC)}

    def plant(desk: Any) -> None:
        run = desk.connection.execute
        run(insert(places).values(stock_number=iccid_of(50)[:19], outlet_code="FJ-9", **used))
        run(delete(places).where(places.c.stock_number == iccid_of(1)[:19]))
        run(update(rows).where(rows.c.iccid == iccid_of(2)).values(iccid=iccid_of(3)))
        run(update(rows).where(rows.c.iccid == iccid_of(4)).values(iccid=iccid_of(9000)))

    stocked.call(plant)
    found = read_stock(stocked.home.folder)["findings"]
    told = [(each["code"], each.get("stock_number", each.get("outlet"))) for each in found]
    assert told == [
        ("SIM_REGISTERED_IN_STOCK", iccid_of(1)[:19]),
        ("SIM_REGISTERED_IN_STOCK", iccid_of(9000)[:19]),
        ("SIM_REGISTERED_UNDELIVERED", iccid_of(9000)[:19]),
        ("SIM_TWICE", iccid_of(3)[:19]),
        ("SIM_USED_UNREGISTERED", iccid_of(2)[:19]),
        ("SIM_USED_UNREGISTERED", iccid_of(4)[:19]),
        ("SIM_USED_UNREGISTERED", iccid_of(50)[:19]),
        ("STOCK_NEGATIVE", "FJ-9"),
    ]


def test_the_configuration_says_what_the_outlet_has_received(
    stocked: RunningSandbox, counter: TestDevice
) -> None:
    def known() -> Any:
        token = counter.call("GET", Paths.CONFIGURATION).json()["token"]
        return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))["sim_stock"]

    assert known() == ends(numbers(1, 100))
    stocked.call(lambda desk: desk.stock.deliver(DEMO_OUTLET.code, (numbers(200, 209),)))
    assert known() == ends(numbers(1, 100))
    (parcel,) = shown(counter)["deliveries"]
    asked = {"delivery_id": parcel["id"], "ranges": ends(numbers(200, 209))}
    assert counter.call("POST", StockPaths.SIM_RECEIPTS, json=asked).is_success
    assert known() == ends(numbers(1, 100), numbers(200, 209))
