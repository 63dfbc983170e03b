"""The self-inspection at the counter: answered, signed, kept, delivered, and what waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application import inspection_commands as inspection
from pos_client.application.inspection_state import InspectionPage
from pos_client.application.news import PaperMade
from pos_client.application.trouble import Unreadable
from pos_client.domain.audit import AuditEvent, canonical_event
from pos_client.domain.inspection import CaseFinding, ChecklistAnswer, Measure, ViolationKind
from pos_client.domain.inspection_due import InspectionPolicy, Urgency
from pos_client.domain.inspection_paper import InspectionPaper
from pos_client.domain.month import Month, month_of
from pos_client.protocol.no_identity import names_nobody
from tests.inspecting import the_plan
from tests.papers import signature
from tests.unit.pos_client.application.rig import Rig

DAY = timedelta(days=1)


class Shop(Rig):
    """A counter of an outlet that owes the month before."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, self_inspection={"owes_from": "2000-01"})
        self.ask_for(grace_days=60)

    def ask_for(self, *, grace_days: int) -> None:
        """The carrier asks for the month before, with this grace; the program is opened anew."""
        owed = month_of(self.clock.now()).previous
        policy = InspectionPolicy(owed, grace_days=grace_days)
        self.configuration = replace(self.configuration, inspection=policy)
        self.gateway.inspections.plans[owed] = the_plan(3, owed)
        self.open()

    @property
    def owed(self) -> Month:
        due = self.state.inspection.due
        assert due is not None
        return due.month

    @property
    def page(self) -> InspectionPage:
        page = self.state.inspection.page
        assert page is not None
        return page

    def events(self, kind: str) -> list[AuditEvent]:
        found = [entry.event for entry in self.store.audit_behind(0, 1000)]
        return [event for event in found if event.kind == kind]

    def papers_made(self) -> list[InspectionPaper]:
        made = [news.paper for news in self.told if isinstance(news, PaperMade)]
        return [paper for paper in made if isinstance(paper, InspectionPaper)]

    def answer_all(self) -> None:
        plan = self.page.plan
        assert plan is not None
        for item in plan.items:
            self.ask(inspection.AnswerItem(item.id, ChecklistAnswer.YES))
        for id_ in plan.sample_ids:
            self.ask(inspection.JudgeCase(id_, CaseFinding.IN_ORDER))

    def sign(self, password: str = "demo-8021") -> None:  # noqa: S107 - an invented clerk's
        paper = self.page.paper
        assert paper is not None
        self.ask(inspection.SignReport(signature(paper.report.sha256), password))

    def sign_off(self) -> None:
        self.ask(inspection.OpenInspection())
        self.answer_all()
        self.ask(inspection.MakeReport("8021"))
        self.sign()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    made.fill_pool()
    made.log_in()
    yield made
    made.close()


def test_the_month_is_answered_signed_and_kept(shop: Shop) -> None:
    owed = shop.owed
    shop.ask(inspection.OpenInspection())
    assert (shop.page.open_count, shop.page.place) == (6, 0)
    shop.answer_all()
    assert (shop.page.open_count, shop.page.place) == (0, 6)
    shop.ask(inspection.AddViolation(ViolationKind.OTHER, "0023", Measure.WARNED, owed.last_day))
    shop.ask(inspection.KeepNote("读卡器送修"))
    shop.ask(inspection.MakeReport("8021"))
    shop.sign()
    assert (shop.state.inspection.page, shop.trouble) == (None, "")
    assert shop.state.inspection.due is None
    assert shop.state.inspection.waiting == str(owed)
    (paper,) = shop.papers_made()
    kept = shop.store.inspections.last()
    assert kept is not None
    assert kept.report == paper.report
    assert (kept.report.signer, kept.report.made_by, kept.report.note) == (
        "8021",
        "8001",
        "读卡器送修",
    )
    (event,) = shop.events("inspection_signed")
    assert event.details["report_sha256"] == kept.report.sha256.hex()
    assert (event.details["cases"], event.details["violations"]) == (3, 1)
    assert "sha256" not in event.details  # else the gateway waits for such a registration
    assert names_nobody(canonical_event(event).decode())
    assert shop.state.session is not None
    assert shop.state.session.clerk.clerk_number == "8001"  # who was at the counter goes on


def test_what_was_answered_outlives_the_page_and_the_program(shop: Shop) -> None:
    shop.ask(inspection.OpenInspection())
    shop.answer_all()
    shop.ask(inspection.LeaveInspection())
    assert shop.state.inspection.page is None
    shop.open()
    shop.log_in()
    shop.ask(inspection.OpenInspection())
    assert shop.page.open_count == 0
    kept = shop.store.inspections.draft(shop.owed)
    assert kept is not None
    assert "*" not in kept.canonical  # no mask of the sample


def test_findings_of_another_sample_count_for_nothing(shop: Shop) -> None:
    shop.ask(inspection.OpenInspection())
    shop.answer_all()
    shop.gateway.inspections.plans[shop.owed] = the_plan(2, shop.owed, seed="b" * 32)
    shop.ask(inspection.OpenInspection())
    assert shop.page.open_count == 2


def test_nothing_is_signed_before_everything_is_answered(shop: Shop) -> None:
    shop.ask(inspection.OpenInspection())
    shop.ask(inspection.MakeReport("8021"))
    assert (shop.trouble, shop.page.paper) == ("B-652", None)


@pytest.mark.parametrize("text", ["110101 1900-01.01 0014", "x" * 201, "a\nb"])
def test_no_note_is_kept_that_may_hold_an_identity(shop: Shop, text: str) -> None:
    shop.ask(inspection.OpenInspection())
    shop.ask(inspection.KeepNote(text))
    assert shop.page.draft is not None
    assert shop.page.draft.note == ""


def test_a_stranger_is_no_clerk_of_a_violation(shop: Shop) -> None:
    shop.ask(inspection.OpenInspection())
    shop.ask(
        inspection.AddViolation(ViolationKind.OTHER, "9999", Measure.WARNED, shop.owed.last_day)
    )
    assert shop.page.draft is not None
    assert shop.page.draft.violations == ()


@pytest.mark.parametrize(
    ("signer", "password", "code"),
    [("8021", "wrong", "C-501"), ("8001", "demo-8001", "C-505"), ("9", "x", "C-501")],
)
def test_only_the_responsible_person_signs(
    shop: Shop, signer: str, password: str, code: str
) -> None:
    shop.ask(inspection.OpenInspection())
    shop.answer_all()
    shop.ask(inspection.MakeReport(signer))
    shop.sign(password)
    assert shop.trouble == code
    assert shop.store.inspections.last() is None


def test_without_the_gateway_nobody_signs_for_it_checks_the_second_factor(shop: Shop) -> None:
    shop.ask(commands.LogOut())
    shop.ask(commands.LogIn("8021", "demo-8021"))
    shop.ask(inspection.OpenInspection())
    shop.answer_all()
    shop.ask(inspection.MakeReport("8021"))
    shop.lose_gateway()
    shop.sign()
    assert shop.trouble == "B-607"
    assert shop.store.inspections.last() is None


def test_away_from_the_gateway_there_is_no_list(shop: Shop) -> None:
    shop.gateway.inspections.is_reachable = False
    shop.ask(inspection.OpenInspection())
    assert (shop.page.plan, shop.trouble) == (None, "B-607")


def test_the_reminder_grows_louder_and_new_numbers_wait_for_the_signature(shop: Shop) -> None:
    shop.ask_for(grace_days=10)
    owed = shop.owed
    seen = {}
    begin = owed.next.begins_at
    for day in (0, 4, 14):
        shop.clock.wall = begin + day * DAY + timedelta(hours=10)
        shop.store.note_contact(shop.clock.now(), shop.clock.now())
        shop.do(shop.counter.read_figures)
        due = shop.state.inspection.due
        assert due is not None
        seen[day] = due.urgency
    assert seen == {0: Urgency.READY, 4: Urgency.DUE, 14: Urgency.OVERDUE}
    shop.log_in()
    shop.lay()
    assert shop.trouble == "B-650"
    assert shop.state.case is None
    shop.sign_off()
    shop.lay()
    assert shop.state.case is not None


def test_the_gateways_no_lets_the_month_be_signed_once_more(shop: Shop) -> None:
    owed = shop.owed
    shop.sign_off()
    kept = shop.store.inspections.next_to_deliver()
    assert kept is not None
    shop.store.inspections.refuse(kept.number, "INSPECTION_SIGNED")
    shop.clock.advance(timedelta(seconds=3))
    shop.do(shop.counter.read_figures)
    assert (shop.state.inspection.waiting, shop.owed) == ("", owed)
    shop.sign_off()
    again = shop.store.inspections.next_to_deliver()
    assert again is not None
    assert again.number == kept.number + 1


def test_the_gateway_may_ask_for_no_such_month(shop: Shop) -> None:
    shop.gateway.inspections.troubles.append(Unreadable(code="INSPECTION_TOO_EARLY"))
    shop.ask(inspection.OpenInspection())
    assert shop.trouble == "B-651"


def test_a_card_takes_the_place_of_the_page(shop: Shop) -> None:
    shop.ask(inspection.OpenInspection())
    shop.lay()
    assert shop.state.case is not None
    shop.clock.advance(timedelta(seconds=1))
    shop.do(shop.counter.tick)
    assert shop.state.inspection.page is None


def test_masks_stay_until_the_month_is_signed(shop: Shop) -> None:
    assert shop.counter._day_desk.signed_off_until == shop.owed.previous.last_day
    owed = shop.owed
    shop.sign_off()
    assert shop.counter._day_desk.signed_off_until == owed.last_day
