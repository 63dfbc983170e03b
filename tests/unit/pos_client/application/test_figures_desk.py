"""The pages of figures at the counter: who may look, what is asked, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.day_commands import LeaveDay, OpenDay
from pos_client.application.figures_commands import (
    KeepReport,
    LeaveFigures,
    OpenCampaign,
    OpenOversight,
    ReadReport,
    TurnCampaign,
)
from pos_client.application.figures_state import CampaignState, OversightState
from pos_client.application.news import ReportKept, ReportRead
from pos_client.application.trouble import NotAuthorised
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Clerk, Role
from pos_client.domain.oversight import OutletOversight, first_of_month, month_beside
from tests.unit.pos_client.application.at_work import configure
from tests.unit.pos_client.application.rig import Rig

CAMPAIGN = {
    "id": "C-1",
    "begins_on": "2026-01-01",
    "milestones": [{"percent": 95, "on": "2026-12-31"}, {"percent": 100, "on": "2027-06-30"}],
}


@pytest.fixture
def rig() -> Rig:
    return Rig(None, campaign=CAMPAIGN)


def log_in(rig: Rig, role: Role) -> None:
    rig.gateway.clerks["8051"] = ("demo-8051", Clerk("8051", "示例", role))
    rig.ask(commands.LogIn("8051", "demo-8051"))
    assert rig.state.session is not None


def campaign(rig: Rig) -> CampaignState:
    day = rig.state.day
    assert day is not None
    assert day.campaign is not None
    return day.campaign


def oversight(rig: Rig) -> OversightState:
    day = rig.state.day
    assert day is not None
    assert day.oversight is not None
    return day.oversight


def positions(rig: Rig) -> list[int]:
    page = campaign(rig).page
    assert page is not None
    return [each.position for each in page.lines]


def test_an_outlet_without_a_part_in_a_campaign_has_no_page() -> None:
    rig = Rig(None)
    log_in(rig, Role.CLERK)
    assert rig.state.has_campaign is False
    rig.ask(OpenCampaign())
    assert rig.state.day is None


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
def test_clerk_and_supervisor_see_the_campaign(rig: Rig, role: Role) -> None:
    log_in(rig, role)
    assert rig.state.has_campaign is True
    rig.ask(OpenCampaign())
    assert positions(rig) == [1, 2]
    assert [each.percent for each in campaign(rig).dates.milestones] == [95, 100]
    rig.ask(LeaveFigures())
    assert rig.state.day is None


def test_the_worklist_is_turned_by_the_gateways_own_places(rig: Rig) -> None:
    log_in(rig, Role.CLERK)
    rig.ask(OpenCampaign())
    for expected in ([3, 4], [5], [5]):
        rig.ask(TurnCampaign(is_onwards=True))
        assert positions(rig) == expected
    for expected in ([3, 4], [1, 2], [1, 2]):
        rig.ask(TurnCampaign(is_onwards=False))
        assert positions(rig) == expected
    assert rig.figures.asked == [0, 2, 4, 2, 0]


def test_a_moved_date_is_shown_when_the_page_is_asked_for_again(rig: Rig) -> None:
    log_in(rig, Role.CLERK)
    earlier = {**CAMPAIGN, "milestones": [{"percent": 100, "on": "2026-12-31"}]}
    configure(rig, campaign=earlier)
    rig.ask(OpenCampaign())
    assert campaign(rig).dates.milestones[-1].on == date(2026, 12, 31)


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMINISTRATOR])
def test_whoever_may_not_oversee_is_told_why_and_the_gateway_is_not_asked(
    rig: Rig, role: Role
) -> None:
    log_in(rig, role)
    rig.ask(OpenOversight())
    assert rig.trouble == "C-511"
    assert rig.state.day is None
    assert rig.figures.asked == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.INSPECTOR])
def test_supervisors_and_inspectors_oversee(rig: Rig, role: Role) -> None:
    log_in(rig, role)
    rig.ask(OpenOversight())
    today = local_day(rig.clock.now())
    assert rig.figures.asked == [first_of_month(today)]
    assert oversight(rig).outlet == OutletOversight(today)
    rig.ask(OpenOversight(month_beside(today, -1)))
    assert oversight(rig).month == month_beside(today, -1)
    rig.ask(OpenOversight(month_beside(today, 5)))  # none that has not come
    assert oversight(rig).month == first_of_month(today)


def test_an_inspector_is_told_that_the_campaign_is_for_the_counter(rig: Rig) -> None:
    log_in(rig, Role.INSPECTOR)
    rig.ask(OpenCampaign())
    assert rig.trouble == "C-505"
    assert rig.state.day is None


def test_its_own_figures_are_there_without_the_gateway(rig: Rig) -> None:
    rig.fill_pool()
    log_in(rig, Role.SUPERVISOR)
    rig.register()
    rig.figures.is_reachable = False
    rig.ask(OpenOversight())
    shown = oversight(rig)
    assert (shown.outlet, shown.is_asking) == (None, False)
    assert [each.figures.saved for each in shown.days] == [1]
    assert rig.trouble == "B-607"


def test_a_role_that_has_changed_at_the_gateway_is_told(rig: Rig) -> None:
    log_in(rig, Role.SUPERVISOR)
    rig.figures.troubles.append(NotAuthorised(code="ROLE_REFUSED"))
    rig.ask(OpenOversight())
    assert rig.trouble == "C-505"


def test_an_answer_to_a_page_that_was_left_is_nobodys(rig: Rig) -> None:
    log_in(rig, Role.SUPERVISOR)
    rig.workers.holds_questions = True
    rig.ask(OpenOversight())
    assert oversight(rig).is_asking
    rig.ask(LeaveFigures())
    rig.ask(OpenCampaign())
    rig.workers.answer_all()
    rig.do(lambda: None)
    assert campaign(rig).page is not None
    assert rig.state.day is not None
    assert rig.state.day.oversight is None


def test_one_page_takes_the_place_of_another(rig: Rig) -> None:
    log_in(rig, Role.SUPERVISOR)
    rig.ask(OpenCampaign())
    rig.ask(OpenOversight())
    day = rig.state.day
    assert day is not None
    assert (day.campaign, day.oversight is None) == (None, False)
    rig.ask(OpenDay())
    day = rig.state.day
    assert day is not None
    assert day.oversight is None
    rig.ask(LeaveDay())
    assert rig.state.day is None


@pytest.mark.parametrize("leaving", [commands.Lock(), commands.LogOut()])
def test_lock_and_log_out_close_the_page(rig: Rig, leaving: commands.CounterCommand) -> None:
    log_in(rig, Role.SUPERVISOR)
    rig.ask(OpenOversight())
    rig.ask(leaving)
    assert rig.state.day is None


def test_a_customer_goes_first(rig: Rig) -> None:
    rig.fill_pool()
    log_in(rig, Role.SUPERVISOR)
    rig.ask(OpenOversight())
    rig.lay()
    rig.do(rig.counter.read_figures)
    assert rig.case is not None
    assert rig.state.day is None


def test_a_month_is_read_into_a_report_that_is_kept_where_it_was_asked_for(
    rig: Rig, tmp_path: Path
) -> None:
    rig.fill_pool()
    log_in(rig, Role.SUPERVISOR)
    for name in ("mainland_han_20y", "hmt_hongkong"):
        rig.register(name)
    rig.ask(OpenOversight())
    rig.ask(ReadReport(str(tmp_path)))
    read = rig.told[-1] if isinstance(rig.told[-1], ReportRead) else None
    read = read or next(news for news in rig.told if isinstance(news, ReportRead))
    assert read.folder == str(tmp_path)
    assert (read.report.registrations, read.report.total.saved) == (2, 2)
    assert [each.flow for each in read.report.flows] == ["new_number"]
    assert oversight(rig).is_reading is False
    rig.ask(KeepReport(str(tmp_path), (("a.csv", b"1"), ("a.pdf", b"2"))))
    assert (tmp_path / "a.csv").read_bytes() == b"1"
    assert any(isinstance(news, ReportKept) for news in rig.told)
    assert rig.audited()[-1] == "report_exported"
    rig.ask(KeepReport(str(tmp_path), (("a.csv", b"other"),)))
    assert rig.trouble == "C-512"
    assert (tmp_path / "a.csv").read_bytes() == b"1"  # never written over


def test_a_report_goes_on_while_a_customer_is_served_and_ends_with_the_log_in(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.fill_pool()
    log_in(rig, Role.SUPERVISOR)
    rig.ask(OpenOversight())
    turns: list[Callable[[], None]] = []
    monkeypatch.setattr(rig.workers, "on_counter", turns.append)
    rig.counter.handle(ReadReport(str(tmp_path)))
    monkeypatch.undo()
    rig.lay()
    rig.do(rig.counter.read_figures)
    assert rig.state.day is None
    rig.do(turns.pop())
    assert any(isinstance(news, ReportRead) for news in rig.told)
    rig.ask(commands.CancelCase())
    rig.ask(OpenOversight())
    assert oversight(rig).is_reading is False
    monkeypatch.setattr(rig.workers, "on_counter", turns.append)
    rig.counter.handle(ReadReport(str(tmp_path)))
    monkeypatch.undo()
    rig.ask(commands.LogOut())
    told = len(rig.told)
    rig.do(turns.pop())
    assert not any(isinstance(news, ReportRead) for news in rig.told[told:])


def test_a_report_that_comes_later_leaves_the_day_as_it_is(rig: Rig, tmp_path: Path) -> None:
    log_in(rig, Role.SUPERVISOR)
    rig.ask(OpenDay())
    rig.ask(KeepReport(str(tmp_path), (("a.csv", b"1"),)))
    assert (tmp_path / "a.csv").exists()
    assert rig.state.day is not None


def test_a_page_that_is_refused_closes_no_other(rig: Rig) -> None:
    log_in(rig, Role.CLERK)
    rig.ask(OpenDay())
    rig.ask(OpenOversight())
    assert rig.trouble == "C-511"
    assert rig.state.day is not None


def test_a_clerk_writes_no_file(rig: Rig, tmp_path: Path) -> None:
    log_in(rig, Role.CLERK)
    rig.ask(KeepReport(str(tmp_path), (("a.csv", b"1"),)))
    assert list(tmp_path.iterdir()) == []


def test_days_of_another_month_stand_beside_today(rig: Rig) -> None:
    rig.fill_pool()
    log_in(rig, Role.SUPERVISOR)
    rig.register()
    today = local_day(rig.clock.now())
    rig.ask(OpenOversight(today - timedelta(days=70)))
    assert [each.day for each in oversight(rig).days] == [today]
