"""A month signed off with threads, the real store and the reference gateway, whatever breaks."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pos_client.application import commands
from pos_client.application import inspection_commands as inspection
from pos_client.application.inspection_state import InspectionPage
from pos_client.application.state import CounterState
from pos_client.domain.inspection import CaseFinding, ChecklistAnswer
from pos_client.domain.month import Month
from pos_client.sandbox import inspection_tables, tables
from pos_client.sandbox.checklist import InspectionRules
from pos_client.sandbox.faults import FaultKind
from tests.integration.chain.shop import Counter, Shop, eventually, trouble
from tests.papers import signature

RULES = InspectionRules(due_day=1, grace_days=0)


@pytest.fixture
def asking(make_shop: Callable[..., Shop]) -> Shop:
    """A shop whose gateway asks for self-inspections, one of which is overdue at once."""
    return make_shop(inspection=RULES, heartbeat_s=1)


def owed(shop: Shop) -> Month:
    """The outlet began a month ago."""
    code = shop.sandbox.outlet_code
    shop.sandbox.call(lambda desk: desk.inspections.book.owe(code, 1))
    return shop.sandbox.call(lambda desk: desk.inspections.book.owes_from(code))


def page_of(state: CounterState) -> InspectionPage:
    page = state.inspection.page
    assert page is not None
    return page


def answer(counter: Counter) -> None:
    """Open the page, answer everything and sign as the supervisor."""
    counter.submit(inspection.OpenInspection())
    counter.wait_for(lambda now: now.inspection.page is not None and page_of(now).plan is not None)
    plan = page_of(counter.state).plan
    assert plan is not None
    for item in plan.items:
        counter.submit(inspection.AnswerItem(item.id, ChecklistAnswer.YES))
    for id_ in plan.sample_ids:
        counter.submit(inspection.JudgeCase(id_, CaseFinding.IN_ORDER))
    counter.wait_for(lambda now: page_of(now).open_count == 0)


def sign(shop: Shop, counter: Counter) -> bytes:
    counter.submit(inspection.MakeReport(shop.sandbox.supervisor_number))
    state = counter.wait_for(lambda now: page_of(now).paper is not None)
    paper = page_of(state).paper
    assert paper is not None
    ink = signature(paper.report.sha256)
    counter.submit(inspection.SignReport(ink, shop.sandbox.supervisor_password))
    counter.wait_for(lambda now: now.inspection.page is None)
    return paper.report.sha256


def kept(shop: Shop) -> list[bytes]:
    book = inspection_tables.inspections
    return shop.sandbox.call(
        lambda desk: [row.report_sha256 for row in desk.connection.execute(book.select())]
    )


def test_an_overdue_month_is_signed_delivered_and_anchored_and_numbers_go_on(asking: Shop) -> None:
    month = owed(asking)
    counter = asking.open_at_work()
    counter.wait_for(lambda now: now.inspection.due is not None)
    counter.plate.lay("resident-lin")
    counter.wait_for(trouble("B-650"))
    counter.plate.lift()
    answer(counter)
    sha256 = sign(asking, counter)
    counter.submit(commands.SendNow())
    counter.wait_for(lambda now: now.inspection.due is None and not now.inspection.waiting)
    assert kept(asking) == [sha256]

    def told() -> list[str]:
        book = tables.audit_entries
        return asking.sandbox.call(
            lambda desk: [row.event for row in desk.connection.execute(book.select())]
        )

    eventually(lambda: any("inspection_signed" in event for event in told()))
    (event,) = (json.loads(event) for event in told() if "inspection_signed" in event)
    assert event["details"]["report_sha256"] == sha256.hex()
    assert event["details"]["month"] == str(month)
    counter.wait_for(lambda now: now.session is not None)
    saved = counter.register("resident-lin")
    assert counter.settled(saved.id).outcome is not None
    assert asking.ledger()["alarms"] == []


def test_a_signed_month_outlives_the_program_and_a_line_that_loses_answers(asking: Shop) -> None:
    owed(asking)
    counter = asking.open_at_work()
    counter.wait_for(lambda now: now.inspection.due is not None)
    answer(counter)
    asking.faults.add(FaultKind.LOSE_REPLY, path="/v1/inspections")
    sha256 = sign(asking, counter)
    counter.submit(commands.SendNow())
    eventually(lambda: kept(asking) == [sha256])
    assert counter.state.inspection.waiting
    counter.stop()
    again = asking.open()
    again.wait_for(lambda now: bool(now.inspection.waiting))
    asking.faults.clear()
    again.submit(commands.SendNow())
    again.wait_for(lambda now: not now.inspection.waiting)
    assert kept(asking) == [sha256]
