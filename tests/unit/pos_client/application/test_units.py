"""单位/行业用户 at the counter: the unit, its order, user after user, and who comes later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from drivers.card.number import check_digit
from pos_client.application.commands import CancelCase, FinishCase, LogOut, StepBack, TakeScan
from pos_client.application.papers import paper_text
from pos_client.application.state import CasePhase
from pos_client.application.subject_commands import BeginFlow
from pos_client.application.unit_commands import (
    AskForOrder,
    LookUpUnit,
    MarkNextUser,
    SetOrderState,
    ShowOrderPage,
)
from pos_client.application.unit_trouble import UnitOrderRefused
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import (
    UNIT_ACTIVATION,
    UNIT_INDUSTRY_SIM,
    UNIT_REGISTRATION,
    UNIT_USER,
    UNIT_USER_LATER,
)
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.slip_code import Completing, new_token, slip_code
from pos_client.domain.unit import UnitUse
from pos_client.domain.unit_order import (
    OrderCode,
    OrderLineState,
    OrderState,
    order_code,
    read_order_code,
)
from pos_client.domain.verdict import Check
from pos_client.infrastructure.ids import new_id
from pos_client.testing.units import KNOWN_UNIT, NEW_UNIT, ORDER
from tests import people
from tests.unit.pos_client.application.rig import Rig, body_of
from tests.unit.pos_client.application.test_guardian import rig_of, rows_of

NAME = UNIT_REGISTRATION.name
AGENT, USER, OTHER = "mainland_han_20y", "mainland_longterm_female", "hmt_hongkong"
CODE = OrderCode(new_id(), new_token())
SOMEBODY = "11010519491231002" + check_digit("11010519491231002")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = rig_of(tmp_path)
    yield made
    made.close()


def reason(rig: Rig) -> str:
    trouble = rig.state.trouble
    return dict(trouble.facts).get("reason", "") if trouble is not None else ""


def opened(rig: Rig) -> None:
    """An order of three is open, and nobody has come yet."""
    rig.ask(TakeScan(order_code(CODE)))
    assert rig.state.unit_order is not None
    assert rig.state.unit_order.order == ORDER


def asked_for(rig: Rig, count: int = 3, use: UnitUse = UnitUse.STAFF) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpUnit(KNOWN_UNIT.credit_code))
    rig.ask(AskForOrder(use, count))
    assert rig.case.step is Step.READ_CARD, rig.trouble


# The unit ---------------------------------------------------------------------------------------


def test_a_unit_registers_by_its_papers_and_its_handling_agent(rig: Rig) -> None:
    asked_for(rig)
    rig.lay(AGENT)
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    text, rows = paper_text(rig.case.form.paper), rows_of(rig.case.form.paper)
    assert [place.label for place in text.signatures] == ["经办人签名"]
    assert rows["单位名称"] == KNOWN_UNIT.masked_name
    assert (rows["统一社会信用代码"], rows["号码数量"]) == (KNOWN_UNIT.credit_code, "3 个")
    assert (rows["营业执照"], rows["授权委托书"]) == ("已采集影像 1 张", "已采集影像 1 张")
    assert "经办人" in rows
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert body.unit is not None
    assert (body.unit.unit.credit_code, body.unit.use, body.unit.count) == (
        KNOWN_UNIT.credit_code,
        UnitUse.STAFF,
        3,
    )
    assert body.unit.unit.masked_name == ""  # what the gateway had said it knows itself
    (agent,) = body.people
    assert agent.role is PartyRole.HANDLING_AGENT
    assert [each.type.value for each in agent.documents] == [
        "BUSINESS_LICENCE",
        "AUTHORISATION_LETTER",
    ]
    assert (body.phone_number, body.sim, body.return_token) == ("", None, "")
    assert body.order_token


def test_its_acceptance_leads_to_its_users_and_its_paper_does_so_later(rig: Rig) -> None:
    asked_for(rig)
    rig.lay(AGENT)
    rig.finish()
    last, token = rig.state.last_saved, body_of(rig).order_token
    assert last is not None
    (before,) = rig.papers()
    assert read_order_code(paper_text(before).qr_text) == OrderCode(last.id, token)
    rig.decide(last.id, Outcome.ACCEPTED)
    (paper,) = rig.papers()
    text = paper_text(paper)
    assert read_order_code(text.qr_text) == OrderCode(last.id, token)
    assert text.qr_caption == "订单码：在本厅继续登记使用人"
    rig.ask(FinishCase())
    assert rig.state.case is None
    assert rig.state.unit_order is not None
    assert rig.state.unit_order.order == ORDER


def test_a_unit_that_is_not_accepted_opens_nothing(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpUnit(NEW_UNIT.credit_code))
    assert rig.case.unit is not None
    assert rig.case.unit.unit == NEW_UNIT
    rig.ask(AskForOrder(UnitUse.STAFF, 3))
    rig.lay(AGENT)
    rig.finish()
    last = rig.state.last_saved
    assert last is not None
    rig.decide(last.id, Outcome.UNDER_REVIEW, "UNIT_NEW")
    rig.ask(FinishCase())
    assert rig.state.unit_order is None


@pytest.mark.parametrize(
    ("keyed", "why"),
    [
        ("91350100MA00DEM00", "length"),
        ("91350100MA00DEM0OM", "letters"),
        ("91350100MA00DEM00N", "check"),
        (SOMEBODY, "identity"),
        ("91350100MA00DEM042", "unknown"),
    ],
)
def test_what_is_no_unit_is_refused_before_a_card_is_read(rig: Rig, keyed: str, why: str) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpUnit(keyed))
    assert (rig.trouble, reason(rig)) == ("B-626", why)
    assert (rig.case.step, rig.case.phase) == (Step.UNIT, CasePhase.OPEN)
    rig.lay(AGENT)
    assert (rig.trouble, reason(rig)) == ("B-626", "before_card")
    assert "read" not in rig.audited()


def test_a_licences_code_may_be_scanned(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(TakeScan(f"统一社会信用代码:{KNOWN_UNIT.credit_code};名称:示例"))
    assert rig.case.unit is not None
    assert rig.case.unit.unit == KNOWN_UNIT
    rig.ask(TakeScan(SOMEBODY))
    assert (rig.trouble, reason(rig)) == ("B-626", "identity")


@pytest.mark.parametrize("count", [0, 201])
def test_nobody_asks_for_more_than_the_unit_may_have(rig: Rig, count: int) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(AskForOrder(UnitUse.STAFF, 3))
    assert rig.case.step is Step.UNIT  # no unit was looked up
    rig.ask(LookUpUnit(KNOWN_UNIT.credit_code))
    rig.ask(AskForOrder(UnitUse.STAFF, count))
    assert (rig.case.step, reason(rig)) == (Step.UNIT, "count")


def test_without_the_gateway_no_unit_and_no_order_begins(rig: Rig) -> None:
    rig.lose_gateway()
    flows = {flow.name: flow.needs_network for flow in rig.state.flows}
    assert flows[NAME]
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-607")
    rig.ask(TakeScan(order_code(CODE)))
    assert (rig.state.unit_order, rig.trouble) == (None, "B-607")


def test_an_agents_counter_offers_none_of_it(tmp_path: Path) -> None:
    rig = rig_of(tmp_path, OutletKind.AGENT)
    assert not {flow.name for flow in rig.state.flows} & {NAME, UNIT_USER.name}
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.ask(TakeScan(order_code(CODE)))
    rig.lay(USER)
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.close()


@pytest.mark.parametrize("flow", [UNIT_USER, UNIT_USER_LATER, UNIT_INDUSTRY_SIM, UNIT_ACTIVATION])
def test_no_key_begins_a_user_without_an_order(rig: Rig, flow: Any) -> None:
    assert flow.name not in {each.name for each in rig.state.flows}
    rig.ask(BeginFlow(flow.name))
    assert (rig.state.case, rig.trouble) == (None, "B-617")


# Its users --------------------------------------------------------------------------------------


def test_a_card_laid_at_an_open_order_begins_its_next_user(rig: Rig) -> None:
    opened(rig)
    rig.lay(USER)
    assert (rig.case.flow, rig.case.role) == (UNIT_USER.name, PartyRole.ACTUAL_USER)
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    rows = rows_of(rig.case.form.paper)
    assert (rows["单位名称"], rows["用途"]) == (ORDER.masked_name, "员工使用")
    assert rows["号码功能"] == "语音、短信、上网"
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert (body.unit_order, body.unit, body.order_token) == (CODE, None, "")
    assert body.phone_number
    rig.units.take_user()
    rig.customer.sim_number += 1
    rig.lay(OTHER)  # the next one, from the page of the last
    assert rig.case.flow == UNIT_USER.name
    rig.finish()
    rig.units.take_user()
    rig.ask(FinishCase())
    assert rig.state.unit_order is not None
    assert rig.state.unit_order.order is not None
    assert rig.state.unit_order.order.taken == 2


def test_one_refusal_leaves_the_order_open(rig: Rig) -> None:
    opened(rig)
    rig.gateway.verdict_codes[Check.QUOTA] = "QUOTA_FULL"
    rig.lay(USER)
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "QUOTA_FULL")
    rig.gateway.verdict_codes[Check.QUOTA] = "QUOTA_OK"
    rig.lay(OTHER)
    assert (rig.case.flow, rig.case.phase) == (UNIT_USER.name, CasePhase.OPEN)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"state": OrderState.PAUSED}, "paused"),
        ({"state": OrderState.CLOSED}, "closed"),
        ({"accepted": 3}, "full"),
    ],
)
def test_an_order_that_takes_nobody_begins_no_other_case(
    rig: Rig, changed: dict[str, Any], why: str
) -> None:
    rig.units.told = replace(ORDER, **changed)
    rig.ask(TakeScan(order_code(CODE)))
    rig.lay(USER)
    assert (rig.state.case, rig.trouble, reason(rig)) == (None, "B-627", why)


def test_an_order_rests_and_goes_on_after_a_restart(rig: Rig) -> None:
    opened(rig)
    rig.ask(SetOrderState(OrderState.PAUSED))
    rig.lay(USER)
    assert reason(rig) == "paused"
    rig.open()  # the program was closed, and nothing of the order is on this computer
    rig.log_in()
    assert rig.state.unit_order is None
    rig.ask(TakeScan(order_code(CODE)))
    assert rig.state.unit_order is not None
    assert rig.state.unit_order.order is not None
    assert rig.state.unit_order.order.state is OrderState.PAUSED
    rig.ask(SetOrderState(OrderState.OPEN))
    rig.lay(USER)
    assert rig.case.flow == UNIT_USER.name


@pytest.mark.parametrize("why", ["unknown", "early", "rejected"])
def test_an_order_that_is_none_says_so_and_is_left(rig: Rig, why: str) -> None:
    rig.units.troubles.append(UnitOrderRefused(reason=why))
    rig.ask(TakeScan(order_code(CODE)))
    assert (rig.state.unit_order, rig.trouble, reason(rig)) == (None, "B-627", why)


def test_it_is_left_by_esc_and_by_the_end_of_the_session(rig: Rig) -> None:
    opened(rig)
    rig.ask(StepBack())
    assert rig.state.unit_order is None
    opened(rig)
    rig.ask(LogOut())
    assert rig.state.unit_order is None
    rig.log_in()
    rig.lay(USER)
    assert rig.case.flow == "new_number"


def test_its_users_are_told_page_by_page(rig: Rig) -> None:
    for _ in range(3):
        rig.units.take_user(OrderLineState.ACCEPTED)
    told = rig.units.told
    assert told is not None
    rig.units.told = replace(told, lines=told.lines[:2], has_older=True)
    rig.ask(TakeScan(order_code(CODE)))
    rig.units.told = told
    rig.ask(ShowOrderPage(is_older=True))
    assert rig.state.unit_order is not None
    assert rig.state.unit_order.order is not None
    assert [line.place for line in rig.state.unit_order.order.lines] == [1]


def test_a_responsible_person_is_read_for_an_industry_card(rig: Rig) -> None:
    rig.units.told = replace(ORDER, use=UnitUse.METER)
    rig.ask(TakeScan(order_code(CODE)))
    rig.ask(MarkNextUser(is_later=True))
    assert rig.state.unit_order is not None
    assert not rig.state.unit_order.is_next_later
    rig.lay(USER)
    assert (rig.case.flow, rig.case.role) == (
        UNIT_INDUSTRY_SIM.name,
        PartyRole.RESPONSIBLE_PERSON,
    )
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    assert rows_of(rig.case.form.paper)["号码功能"] == "仅上网"


# Who comes later --------------------------------------------------------------------------------


def test_a_number_is_kept_for_a_user_who_is_not_here(rig: Rig) -> None:
    opened(rig)
    rig.ask(MarkNextUser(is_later=True))
    rig.lay(USER)
    assert (rig.case.flow, rig.case.step) == (UNIT_USER_LATER.name, Step.NUMBER_AND_SIM)
    rig.finish()
    body, last = body_of(rig), rig.state.last_saved
    assert last is not None
    yielded = (body.visual_check_at, body.consent, body.live_photo, body.form_signature)
    assert yielded == (None, None, None, None)
    assert (body.form_number, body.unit_order) == ("", CODE)
    assert body.return_token
    (paper,) = rig.papers()
    text = paper_text(paper)
    assert text.qr_text == slip_code(Completing(last.id, body.return_token))
    assert (text.qr_caption, text.signatures) == ("激活时请出示此码", ())
    rig.ask(FinishCase())
    assert rig.state.unit_order is not None
    assert not rig.state.unit_order.is_next_later


def test_that_user_comes_in_person_and_signs_for_it(rig: Rig) -> None:
    slip = Completing(new_id(), new_token())
    rig.gateway.await_return(slip, UNIT_ACTIVATION.name, "17055500007")
    rig.ask(TakeScan(slip_code(slip)))
    rig.lay(USER)
    assert rig.case.flow == UNIT_ACTIVATION.name
    assert rig.case.subject is not None
    assert rig.case.subject.phone_number == "17055500007"
    rig.go_to(Step.FORM)
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert (body.completes, body.phone_number) == (slip, "17055500007")
    assert (body.sim, body.offer_code, body.hold_id) == (None, "", "")
    assert body.form_signature is not None


def test_a_cancelled_user_leaves_nothing_and_gives_the_slot_back(rig: Rig) -> None:
    opened(rig)
    rig.lay(USER)
    rig.go_to(Step.NUMBER_AND_SIM)
    rig.ask(CancelCase())
    assert rig.state.case is None
    assert rig.state.unit_order is not None
    assert rig.store.summary(rig.clock.now()).pending == 0


def test_nothing_of_an_order_is_on_the_disk(tmp_path: Path) -> None:
    rig = rig_of(tmp_path)
    opened(rig)
    rig.lay(USER)
    rig.finish()
    rig.close()
    kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert CODE.token.encode() not in kept
    assert people.raw_text(USER) not in kept
