"""The day at the counter: figures, a hand-over signed by two, the day-end sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application import day_commands as day
from pos_client.application.day_state import DayState
from pos_client.application.news import PaperMade
from pos_client.application.papers import paper_text
from pos_client.application.state import CasePhase
from pos_client.domain.audit import AuditEvent, canonical_event
from pos_client.domain.day_figures import Figures, SimCount, total
from pos_client.domain.day_sheet import DaySheet, SheetKind, SheetPaper
from pos_client.domain.flow import Step
from pos_client.domain.handwritten_signature import Pen
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import Clerk, Role
from pos_client.domain.paper import PaperKind
from pos_client.domain.verdict import Check
from pos_client.protocol.no_identity import names_nobody
from tests.papers import another_hand, signature
from tests.unit.pos_client.application.rig import Rig

COUNT = SimCount(issued=10, used=1, spoiled=0, left=9)
HAND_OVER = day.MakeSheet(SheetKind.HAND_OVER, "8002", COUNT)
DAY_END = day.MakeSheet(SheetKind.DAY_END, "8002")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.gateway.clerks["8002"] = ("demo-8002", Clerk("8002", "示例二", Role.CLERK))
    made.gateway.clerks["8051"] = ("demo-8051", Clerk("8051", "示例三", Role.INSPECTOR))
    made.fill_pool()
    made.log_in()
    yield made
    made.close()


def page(rig: Rig) -> DayState:
    shown = rig.state.day
    assert shown is not None
    return shown


def sheet_at(rig: Rig) -> DaySheet:
    paper = page(rig).sheet
    assert paper is not None
    return paper.sheet


def sign(rig: Rig, password: str = "demo-8002", second_factor: str = "") -> None:  # noqa: S107
    ink = signature(sheet_at(rig).sha256)
    rig.ask(day.SignSheet(ink, another_hand(ink.signed_sha256), password, second_factor))


def hand_over(rig: Rig, make: day.MakeSheet = HAND_OVER) -> None:
    rig.ask(day.OpenDay())
    rig.ask(make)
    sign(rig)


def sheets(rig: Rig) -> list[SheetPaper]:
    made = [news.paper for news in rig.told if isinstance(news, PaperMade)]
    return [paper for paper in made if isinstance(paper, SheetPaper)]


def events(rig: Rig, kind: str) -> list[AuditEvent]:
    found = [entry.event for entry in rig.store.audit_behind(0, 1000)]
    return [event for event in found if event.kind == kind]


def clerk(rig: Rig) -> str:
    session = rig.state.session
    return session.clerk.clerk_number if session is not None else ""


def test_the_page_tells_what_the_day_and_the_shift_have_brought(rig: Rig) -> None:
    accepted = rig.register()
    rig.decide(accepted, Outcome.ACCEPTED, phone_number="17055590101")
    rig.ask(day.OpenDay())
    shown = page(rig)
    assert shown.shift.clerk_number == "8001"
    assert shown.shift_figures == total(shown.day_lines)
    assert shown.shift_figures == Figures(saved=1, accepted=1, sims_used=1)
    assert (shown.open_work.pending, shown.has_later, shown.may_sign) == (0, False, True)


def test_figures_follow_while_the_page_is_open(rig: Rig) -> None:
    waiting = rig.register()
    rig.ask(day.OpenDay())
    assert page(rig).open_work.pending == 1
    rig.decide(waiting, Outcome.REJECTED, "QUOTA_FULL")
    rig.clock.advance(timedelta(seconds=1))
    rig.do(rig.counter.tick)
    assert page(rig).open_work.pending == 0
    assert page(rig).shift_figures == Figures(saved=1, rejected=1)


def test_an_earlier_day_can_be_looked_at_and_no_later_one(rig: Rig) -> None:
    rig.register()
    today = local_day(rig.clock.now())
    rig.clock.advance(timedelta(days=1))
    rig.ask(day.OpenDay(today))
    assert (page(rig).day, page(rig).has_later, total(page(rig).day_lines).saved) == (
        today,
        True,
        1,
    )
    rig.ask(day.OpenDay(today + timedelta(days=9)))
    assert (page(rig).day, page(rig).has_later) == (today + timedelta(days=1), False)
    assert total(page(rig).day_lines).saved == 0
    assert page(rig).shift_figures.saved == 1  # the shift has gone on over midnight


def test_a_hand_over_ends_the_shift_and_lets_the_next_clerk_in(rig: Rig) -> None:
    rig.register()
    hand_over(rig)
    assert (clerk(rig), rig.state.day, rig.trouble) == ("8002", None, "")
    shift = rig.store.days.shift()
    assert (shift.number, shift.clerk_number, shift.began_at) == (2, "8002", rig.clock.now())
    (paper,) = sheets(rig)
    assert rig.store.days.last_sheet() == paper.sheet
    assert (paper.is_signed, paper.is_reprint) == (True, False)
    (event,) = events(rig, "shift_handed_over")
    assert event.details["sheet_sha256"] == paper.sheet.sha256.hex()
    assert (event.details["clerk"], event.details["taken_over_by"]) == ("8001", "8002")
    assert (event.details["saved"], event.details["pending"]) == (1, 1)
    assert event.details["sims_counted_difference"] == 0
    assert "sha256" not in event.details  # else the gateway waits for such a registration
    assert names_nobody(canonical_event(event).decode())
    assert rig.audited()[-3:] == ["shift_handed_over", "logged_out", "logged_in"]


def test_what_comes_after_belongs_to_the_next_shift(rig: Rig) -> None:
    first = rig.register()
    hand_over(rig)
    rig.decide(first, Outcome.ACCEPTED, phone_number="17055590101")
    rig.register("foreign_2023_Y")
    rig.ask(day.OpenDay())
    assert page(rig).shift_figures == Figures(saved=1, accepted=1, sims_used=1)
    assert [line.clerk_number for line in page(rig).day_lines] == ["8001", "8002"]
    assert total(page(rig).day_lines) == Figures(saved=2, accepted=1, sims_used=2)


def test_a_day_end_is_signed_by_two_and_leaves_nobody_logged_in(rig: Rig) -> None:
    rig.register()
    hand_over(rig)
    rig.ask(commands.LogOut())
    rig.log_in()
    hand_over(rig, DAY_END)
    assert clerk(rig) == ""
    paper = sheets(rig)[-1]
    assert (paper.kind, paper.sheet.figures.saved, paper.sheet.number) == (SheetKind.DAY_END, 1, 2)
    (event,) = events(rig, "day_ended")
    assert event.details["day"] == local_day(rig.clock.now()).isoformat()
    assert "sims_counted_left" not in event.details
    assert rig.store.days.shift().clerk_number == ""


def test_it_works_without_the_gateway_and_says_what_is_pending(rig: Rig) -> None:
    rig.ask(commands.LogOut())
    rig.ask(commands.LogIn("8002", "demo-8002"))  # was seen here lately
    rig.ask(commands.LogOut())
    rig.log_in()
    rig.counter.note_contact(rig.clock.now())
    rig.lose_gateway()
    rig.register()
    hand_over(rig)
    assert clerk(rig) == "8002"
    assert rig.state.session is not None
    assert rig.state.session.is_offline
    assert rig.state.queue.pending == 1
    (event,) = events(rig, "shift_handed_over")
    assert (event.details["captured"], event.details["pending"]) == (1, 1)
    assert event.details["offline"] is True


@pytest.mark.parametrize("is_away", [False, True])
def test_only_the_second_clerks_own_password_confirms(rig: Rig, *, is_away: bool) -> None:
    if is_away:
        rig.counter.note_contact(rig.clock.now())
        rig.lose_gateway()
    rig.ask(day.OpenDay())
    rig.ask(HAND_OVER)
    sign(rig, "demo-8001")
    assert rig.trouble == ("C-502" if is_away else "C-501")
    assert clerk(rig) == "8001"
    assert not page(rig).is_confirming
    assert rig.store.days.last_sheet() is None
    assert "shift_handed_over" not in rig.audited()


def test_nobody_takes_over_from_themselves(rig: Rig) -> None:
    rig.ask(day.OpenDay())
    rig.ask(replace(HAND_OVER, taking_clerk=" 8001 "))
    assert rig.trouble == "C-508"
    assert page(rig).sheet is None


def test_an_inspector_looks_and_signs_nothing(rig: Rig) -> None:
    rig.ask(commands.LogOut())
    rig.ask(commands.LogIn("8051", "demo-8051"))
    rig.ask(day.OpenDay())
    assert not page(rig).may_sign
    rig.ask(HAND_OVER)
    assert page(rig).sheet is None


def test_an_inspector_takes_no_shift_over(rig: Rig) -> None:
    rig.ask(day.OpenDay())
    rig.ask(replace(HAND_OVER, taking_clerk="8051"))
    sign(rig, "demo-8051")
    assert (rig.trouble, clerk(rig)) == ("C-505", "8001")
    assert rig.store.days.last_sheet() is None


@pytest.mark.parametrize("is_short", [False, True])
def test_both_signatures_are_of_this_very_sheet(rig: Rig, *, is_short: bool) -> None:
    rig.ask(day.OpenDay())
    rig.ask(HAND_OVER)
    good = signature(sheet_at(rig).sha256)
    other = signature()
    if is_short:
        other = replace(good, strokes=(good.strokes[0][:3],))
    for pair in ((good, other), (other, good)):
        rig.ask(day.SignSheet(*pair, "demo-8002"))
    assert (clerk(rig), rig.store.days.last_sheet()) == ("8001", None)


def test_a_sheet_stays_as_it_is_while_it_is_being_signed(rig: Rig) -> None:
    waiting = rig.register()
    rig.ask(day.OpenDay())
    rig.ask(HAND_OVER)
    before = sheet_at(rig)
    rig.decide(waiting, Outcome.ACCEPTED, phone_number="17055590101")
    rig.clock.advance(timedelta(seconds=1))
    rig.do(rig.counter.tick)
    assert sheet_at(rig) == before
    rig.ask(day.DropSheet())
    assert page(rig).shift_figures.accepted == 1


def test_a_receipt_between_the_sheet_and_its_signatures_is_on_the_next_sheet(rig: Rig) -> None:
    waiting = rig.register()
    rig.ask(day.OpenDay())
    rig.ask(HAND_OVER)
    rig.clock.advance(timedelta(seconds=20))
    rig.decide(waiting, Outcome.ACCEPTED, phone_number="17055590101")
    sign(rig)
    assert sheets(rig)[-1].sheet.figures == Figures(saved=1, sims_used=1)
    assert total(rig.store.days.of_shift(1)) == Figures(saved=1, sims_used=1)
    rig.ask(day.OpenDay())
    rig.ask(replace(HAND_OVER, taking_clerk="8001"))
    assert sheet_at(rig).figures == Figures(accepted=1)


def test_one_ink_is_not_the_signature_of_two(rig: Rig) -> None:
    rig.ask(day.OpenDay())
    rig.ask(HAND_OVER)
    ink = signature(sheet_at(rig).sha256)
    later = replace(ink, signed_at=rig.clock.now(), pen=Pen.MOUSE)
    for copy in (ink, later):
        rig.ask(day.SignSheet(ink, copy, "demo-8002"))
        assert (rig.trouble, clerk(rig), page(rig).is_confirming) == ("C-509", "8001", False)
    assert rig.clerk_book.remembered_at("8002") is None
    sign(rig)
    assert (rig.trouble, clerk(rig)) == ("", "8002")


def test_a_case_that_ends_at_the_counter_is_counted_as_refused(rig: Rig) -> None:
    rig.lay()
    rig.ask(commands.RefuseVisualCheck())
    rig.ask(commands.FinishCase())
    rig.gateway.verdict_codes[Check.ONLINE_VERIFICATION] = "ID_MISMATCH"
    rig.lay("foreign_2023_Y")
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert rig.case.phase is CasePhase.REFUSED
    rig.ask(commands.FinishCase())
    rig.lay()
    rig.ask(commands.CancelCase())  # given up, and not refused
    hand_over(rig)
    assert sheets(rig)[-1].sheet.figures == Figures(refused=2)
    (event,) = events(rig, "shift_handed_over")
    assert event.details["refused"] == 2
    assert len(events(rig, "case_refused")) == 2


def test_a_second_day_end_of_one_day_says_which_it_is(rig: Rig) -> None:
    rig.register()
    hand_over(rig, DAY_END)
    rig.log_in()
    rig.ask(day.OpenDay())
    assert page(rig).day_ends == 1
    rig.ask(DAY_END)
    assert sheet_at(rig).day_ends_before == 1
    sign(rig)
    first, second = sheets(rig)
    assert (first.sheet.day_ends_before, second.sheet.figures) == (0, first.sheet.figures)
    assert any("本日第 2 张" in words for words in paper_text(second).words)
    assert not any("本日第" in words for words in paper_text(first).words)
    assert [each.details["day_ends_before"] for each in events(rig, "day_ended")] == [0, 1]


def test_a_lock_gives_an_unsigned_sheet_up(rig: Rig) -> None:
    rig.ask(day.OpenDay())
    rig.ask(HAND_OVER)
    rig.ask(commands.Lock())
    assert rig.state.day is None


def test_a_customer_comes_first(rig: Rig) -> None:
    rig.ask(day.OpenDay())
    rig.ask(HAND_OVER)
    ink = signature(sheet_at(rig).sha256)
    rig.lay()
    rig.ask(day.SignSheet(ink, another_hand(ink.signed_sha256), "demo-8002"))
    assert clerk(rig) == "8001"
    assert rig.clerk_book.remembered_at("8002") is None  # nobody was asked for
    assert rig.case.step is Step.VISUAL_CHECK
    assert rig.state.day is None
    rig.ask(day.OpenDay())
    assert rig.state.day is None


def test_a_sheet_that_came_out_of_the_printer_is_a_reprint_from_then_on(rig: Rig) -> None:
    hand_over(rig)
    (first,) = sheets(rig)
    rig.ask(day.ShowSheet())
    assert not sheets(rig)[-1].is_reprint  # only looked at
    rig.ask(day.NoteSheetPrinted(first.case_number))
    rig.ask(day.ShowSheet())
    again = sheets(rig)[-1]
    assert again.is_reprint
    assert again.leaving_signature == first.leaving_signature
    assert "补打" in paper_text(again).stamps
    assert "sheet_printed" in rig.audited()


def test_after_a_restart_the_sheet_is_there_without_the_handwriting(rig: Rig) -> None:
    hand_over(rig)
    (first,) = sheets(rig)
    rig.open()
    rig.log_in()
    rig.ask(day.OpenDay())
    assert page(rig).last_sheet == first.case_number
    rig.ask(day.ShowSheet())
    again = sheets(rig)[-1]
    assert (again.sheet, again.is_reprint, again.leaving_signature) == (first.sheet, True, None)
    assert any("原件" in words for words in paper_text(again).closing)


def test_papers_are_counted_when_a_printer_took_them(rig: Rig) -> None:
    saved = rig.register()
    rig.decide(saved, Outcome.ACCEPTED, phone_number="17055590101")
    rig.lay("foreign_2023_Y")
    rig.finish()
    (form,) = rig.papers()
    for _ in range(2):
        rig.ask(commands.NotePrinted(form.kind, form.case_number))
    (late,) = rig.papers(saved)
    rig.ask(commands.NotePrinted(PaperKind.ACCEPTANCE_FORM, late.case_number))
    rig.ask(commands.FinishCase())
    rig.ask(day.OpenDay())
    figures = page(rig).shift_figures
    assert (figures.forms, figures.form_reprints, figures.slips) == (1, 2, 0)
