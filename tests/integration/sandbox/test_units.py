"""单位/行业用户 over real HTTPS: the unit, its order, its users one by one, and who comes later."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest

from drivers.card.number import check_digit
from pos_client.domain.outlet import OutletKind
from pos_client.domain.slip_code import Completing, new_token
from pos_client.domain.subject import Subject
from pos_client.domain.unit import UnitUse
from pos_client.domain.unit_order import OrderCode, OrderState
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.api import Paths
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.test_guardian import OWN_HALL
from tests.integration.sandbox.test_port_in import another
from tests.integration.sandbox.units import (
    KNOWN,
    NEW,
    OF_AGENT,
    OF_LATER,
    OF_USER,
    ask_order,
    asking,
    coming,
    open_order,
    register_unit,
    set_order,
    user,
)
from tests.integration.sandbox.walks import codes_of, outcome_of

SOMEBODY = "11010519491231002" + check_digit("11010519491231002")
WANG, JIN, TONG = "resident-wang", "resident-jin", "resident-tong"
POLICY = SandboxPolicy(
    number_quota=1000,
    quota_review_from=1000,
    number_block=4,
    challenge_pool=3,
    unit_quota=100_000,
    controls=SAME_PERSON_ALL_DAY,
)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    folder = tmp_path_factory.mktemp("gateway")
    with RunningSandbox(folder, policy=POLICY, outlet=OWN_HALL) as sandbox:
        yield sandbox


def done(device: TestDevice, order: OrderCode | None, person: str) -> tuple[str, str]:
    """A user's whole case; outcome and code."""
    case = user(device, order, person)
    device.verify(case)
    device.hold(case)
    return outcome_of(device, device.registration(case))


def kept(device: TestDevice, order: OrderCode, person: str) -> tuple[CaseAtHand, Completing]:
    """A number that waits for its user; its case, and the code that it is activated by."""
    case = user(device, order, person, "unit_user_later")
    assert codes_of(device, case) == OF_LATER
    device.hold(case)
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["code"]) == ("AWAITING_CUSTOMER", "CUSTOMER_RETURNS")
    assert not receipt["phone_number"]
    return case, Completing(UUID(receipt["registration_id"]), case.return_token)


# The unit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        (KNOWN, 200, ("福州******有限公司", 200)),
        (NEW, 200, ("", 200)),
        ("91350100MA00DEM02U", 422, "UNIT_REVOKED"),
        ("91350100MA00DEM03Y", 422, "UNIT_NAME_DIFFERENT"),
        ("91350100MA00DEM042", 404, "UNIT_NOT_FOUND"),
    ],
)
def test_a_unit_is_looked_up_in_a_mask(
    device: TestDevice, code: str, status: int, said: object
) -> None:
    answer = device.call("POST", Paths.UNITS, json={"unit_credit_code": code})
    assert answer.status_code == status
    told = answer.json()
    is_good = status == 200
    assert (told["masked_name"], told["may_have"]) == said if is_good else told["code"] == said


@pytest.mark.parametrize("code", [SOMEBODY, "91350100MA00DEM00I", "", "9" * 19])
def test_no_number_of_anybodys_is_taken_for_a_units_code(device: TestDevice, code: str) -> None:
    answer = device.call("POST", Paths.UNITS, json={"unit_credit_code": code})
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_UNREADABLE")


@pytest.mark.parametrize(
    ("code", "count", "said"),
    [
        ("91350100MA00DEM02U", 1, "UNIT_REVOKED"),
        ("91350100MA00DEM03Y", 1, "UNIT_NAME_DIFFERENT"),
        ("91350100MA00DEM042", 1, "UNIT_NOT_FOUND"),
        (KNOWN, 201, "UNIT_LIMIT"),
    ],
)
def test_a_unit_that_may_not_have_them_is_refused_twice(
    device: TestDevice, code: str, count: int, said: str
) -> None:
    case = asking(device, code, count)
    assert codes_of(device, case) == [*OF_AGENT[:2], said]
    of_form, of_both = asking(device), asking(device)
    for good in (of_form, of_both):
        device.verify(good)
    body = replace(device.body(of_form), unit=case.unit)
    assert outcome_of(device, device.sealed(of_form, body)) == ("REJECTED", "IDENTITY_MISMATCH")
    of_both.unit = case.unit
    assert outcome_of(device, device.registration(of_both)) == ("REJECTED", said)


def test_an_order_is_opened_by_its_unit_and_by_nothing_else(device: TestDevice) -> None:
    order = open_order(device)
    told = ask_order(device, order).json()
    assert (told["count"], told["state"], told["lines"]) == (3, "OPEN", [])
    for other in (replace(order, token=new_token()), replace(order, order_id=new_id())):
        assert ask_order(device, other).json()["code"] == "UNIT_ORDER_UNKNOWN"


def test_a_new_unit_waits_for_the_carriers_own_people(
    gateway: RunningSandbox, device: TestDevice
) -> None:
    case = asking(device, NEW)
    assert codes_of(device, case) == OF_AGENT
    receipt, order = register_unit(device, case)
    assert (receipt["outcome"], receipt["code"]) == ("UNDER_REVIEW", "UNIT_NEW")
    early = ask_order(device, order)
    assert (early.status_code, early.json()["code"]) == (409, "UNIT_ORDER_TOO_EARLY")
    assert done(device, order, WANG) == ("REJECTED", "VERDICT_INVALID")
    gateway.call(lambda desk: desk.registrations.finish_review(order.order_id, is_accepted=True))
    assert ask_order(device, order).json()["masked_name"] == "福州****有限公司"
    assert done(device, order, WANG) == ("ACCEPTED", "")
    again = asking(device, NEW)
    device.verify(again)
    assert register_unit(device, again)[0]["outcome"] == "ACCEPTED"


def test_an_order_whose_unit_was_rejected_takes_nobody(
    gateway: RunningSandbox, device: TestDevice
) -> None:
    case = asking(device, "12350100MA00DEM05A")
    device.verify(case)
    body = replace(device.body(case), documents=())
    receipt = device.receipt(device.register(device.sealed(case, body)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", "DOCUMENT_MISSING")
    order = OrderCode(UUID(receipt["registration_id"]), case.order_token)
    assert ask_order(device, order).json()["code"] == "UNIT_ORDER_REJECTED"


@pytest.mark.parametrize("how", ["unit", "order_token"])
def test_a_unit_registration_without_its_unit_is_none(device: TestDevice, how: str) -> None:
    case = asking(device)
    device.verify(case)
    setattr(case, how, None if how == "unit" else "")
    code = "UNIT_MISSING"
    assert outcome_of(device, device.registration(case)) == ("REJECTED", code)


# Its users --------------------------------------------------------------------------------------


def test_each_user_is_a_registration_of_its_own_and_told_in_masks(device: TestDevice) -> None:
    order = open_order(device, count=2)
    for person in (WANG, JIN):
        case = user(device, order, person)
        assert codes_of(device, case) == OF_USER
        device.hold(case)
        data = device.registration(case)
        assert outcome_of(device, data) == ("ACCEPTED", "")
        assert outcome_of(device, data) == ("ACCEPTED", "")  # once, however often it comes
    told = ask_order(device, order).json()
    assert (told["accepted"], told["state"]) == (2, "CLOSED")
    assert [line["state"] for line in told["lines"]] == ["ACCEPTED"] * 2
    assert all("*" in line["masked_name"] for line in told["lines"])
    assert all("****" in line["masked_phone_number"] for line in told["lines"])
    assert codes_of(device, user(device, order, TONG))[-1] == "UNIT_ORDER_FULL"


def test_one_refusal_concerns_that_user_alone(device: TestDevice) -> None:
    order = open_order(device)
    assert codes_of(device, user(device, order, "resident-unknown")) == ["ID_NOT_FOUND"]
    assert done(device, order, WANG) == ("ACCEPTED", "")
    told = ask_order(device, order).json()
    assert (told["accepted"], told["refused"]) == (1, 1)
    newest, oldest = told["lines"]
    assert (newest["state"], oldest["state"], oldest["code"]) == (
        "ACCEPTED",
        "REFUSED",
        "ID_NOT_FOUND",
    )


def test_what_an_order_tells_comes_in_pages(device: TestDevice) -> None:
    order = open_order(device, count=40)
    for _ in range(23):
        device.verify(user(device, order, "resident-unknown"))
    first = ask_order(device, order).json()
    assert (len(first["lines"]), first["has_older"], first["refused"]) == (20, True, 23)
    older = ask_order(device, order, first["lines"][-1]["place"]).json()
    assert (len(older["lines"]), older["has_older"]) == (3, False)
    places = [line["place"] for line in (*first["lines"], *older["lines"])]
    assert places == sorted(places, reverse=True)


def test_a_paused_order_takes_nobody_until_it_goes_on(device: TestDevice, enrol: Enrol) -> None:
    order = open_order(device)
    under_way = user(device, order, WANG)
    device.verify(under_way)
    device.hold(under_way)
    assert set_order(device, order, OrderState.PAUSED).json()["state"] == "PAUSED"
    assert codes_of(device, user(device, order, JIN))[-1] == "UNIT_ORDER_PAUSED"
    assert outcome_of(device, device.registration(under_way)) == ("REJECTED", "UNIT_ORDER_PAUSED")
    assert set_order(device, order, OrderState.OPEN).json()["state"] == "OPEN"
    assert done(device, order, JIN) == ("ACCEPTED", "")


def test_a_closed_order_stays_closed(device: TestDevice) -> None:
    order = open_order(device)
    assert set_order(device, order, OrderState.CLOSED).json()["state"] == "CLOSED"
    again = set_order(device, order, OrderState.OPEN)
    assert (again.status_code, again.json()["code"]) == (422, "UNIT_ORDER_CLOSED")
    assert codes_of(device, user(device, order, WANG))[-1] == "UNIT_ORDER_CLOSED"


def test_another_counter_of_the_hall_goes_on_with_it(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol
) -> None:
    order = open_order(device, count=2)
    assert done(device, order, WANG) == ("ACCEPTED", "")
    other = another(gateway, enrol, device)
    assert ask_order(other, order).json()["accepted"] == 1
    assert done(other, order, JIN) == ("ACCEPTED", "")


@pytest.mark.parametrize("person", [WANG, JIN])
def test_no_user_is_registered_without_an_order_or_a_read(device: TestDevice, person: str) -> None:
    order = open_order(device)
    lonely = user(device, None, person)
    assert codes_of(device, lonely)[-1] == "UNIT_ORDER_UNKNOWN"
    case = user(device, order, person)
    device.verify(case)
    device.hold(case)
    body = device.body(case)
    unread = device.register(device.sealed(case, replace(body, evidence=())))
    assert unread.status_code == 422
    strange = replace(body, unit_order=None)
    assert outcome_of(device, device.sealed(case, strange)) == ("REJECTED", "UNIT_MISSING")


def test_of_two_counters_and_one_place_one_gets_it(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol
) -> None:
    other = another(gateway, enrol, device)
    order = open_order(device, count=1)
    with ThreadPoolExecutor(2) as both:
        cases = [user(device, order, WANG), user(other, order, JIN)]
        codes = list(
            both.map(lambda pair: codes_of(*pair), zip((device, other), cases, strict=True))
        )
    assert sorted(each[-1] for each in codes) == ["UNIT_ORDER_FULL", "UNIT_ORDER_OPEN"]


def test_an_industry_order_has_a_responsible_person_and_takes_none_of_their_limit(
    device: TestDevice,
) -> None:
    order = open_order(device, use=UnitUse.METER)
    assert codes_of(device, user(device, order, WANG))[-1] == "UNIT_ORDER_OTHER_USE"
    before = device.verify(user(device, open_order(device), WANG))[2]["facts"]["in_use"]
    case = user(device, order, WANG, "unit_industry_sim")
    assert codes_of(device, case) == [*OF_USER[:2], "UNIT_ORDER_OPEN"]
    device.hold(case)
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")
    after = device.verify(user(device, open_order(device), WANG))[2]["facts"]["in_use"]
    assert after == before


# Who comes later --------------------------------------------------------------------------------


def test_a_number_that_waits_is_activated_by_its_user_in_person(device: TestDevice) -> None:
    order = open_order(device, count=1)
    waiting, slip = kept(device, order, WANG)
    assert ask_order(device, order).json()["awaiting"] == 1
    assert codes_of(device, user(device, order, JIN))[-1] == "UNIT_ORDER_FULL"
    case = coming(device, slip, WANG)
    assert case.subject == Subject(waiting.phone_number)
    assert codes_of(device, case) == ["CUSTOMER_SAME", *OF_USER[:3]]
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", waiting.phone_number)
    told = ask_order(device, order).json()
    assert (told["accepted"], told["awaiting"], told["state"]) == (1, 0, "CLOSED")
    assert device.open_return(slip).json()["code"] == "RETURN_COMPLETED"


def test_nobody_elses_card_activates_it(device: TestDevice) -> None:
    order = open_order(device)
    _, slip = kept(device, order, WANG)
    stranger = coming(device, slip, JIN)
    assert codes_of(device, stranger) == ["IDENTITY_MISMATCH"]
    assert outcome_of(device, device.registration(stranger))[0] == "REJECTED"
    assert ask_order(device, order).json()["awaiting"] == 1


def test_no_other_number_is_activated_by_it(device: TestDevice) -> None:
    order = open_order(device)
    _, slip = kept(device, order, WANG)
    _, other = kept(device, order, WANG)
    case = coming(device, slip, WANG)
    device.verify(case)
    case.subject = coming(device, other, WANG).subject
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "IDENTITY_MISMATCH")


def test_a_number_that_waits_without_its_code_is_none(device: TestDevice) -> None:
    case = user(device, open_order(device), WANG, "unit_user_later")
    device.verify(case)
    device.hold(case)
    case.return_token = ""
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "UNIT_MISSING")


def test_an_agents_counter_does_none_of_it(gateway: RunningSandbox, device: TestDevice) -> None:
    order = open_order(device)
    gateway.call(lambda desk: desk.outlets.set_kind(gateway.outlet_code, OutletKind.AGENT))
    try:
        answer = device.call("POST", Paths.UNITS, json={"unit_credit_code": KNOWN})
        assert answer.json()["code"] == "UNIT_REFUSED"
        assert codes_of(device, asking(device)) == ["OWN_HALL_ONLY"]
        assert codes_of(device, user(device, order, WANG)) == ["OWN_HALL_ONLY"]
    finally:
        gateway.call(lambda desk: desk.outlets.set_kind(gateway.outlet_code, OutletKind.OWN_HALL))
