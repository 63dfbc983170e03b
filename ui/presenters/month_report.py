"""A month's report as tables of words, the same for every kind of file."""

from __future__ import annotations

from dataclasses import dataclass, fields

from pos_client.domain.day_figures import Figures
from pos_client.domain.month_report import MonthReport
from ui.i18n.message import Message, message
from ui.presenters.oversight import MONTH_FIGURES
from ui.presenters.watched import alarm_words, reason_lines

__all__ = ["ReportTable", "report_facts", "report_tables"]

Cell = Message | str | int


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table: a name, its columns, its rows, and what they sum up to.

    Attributes:
        widths: of the columns, in parts of the whole.
    """

    name: str
    title: Message
    columns: tuple[Message, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    total: tuple[Cell, ...] = ()


def report_facts(report: MonthReport) -> tuple[tuple[Message, str], ...]:
    """Whose month it is."""
    head = report.head
    outlet = f"{head.outlet_name}（{head.outlet_code}）"
    return (
        (message("oversight.report_outlet"), outlet),
        (message("oversight.report_sign"), head.sign_number),
        (message("oversight.report_agent"), head.agent_number),
        (message("oversight.report_device"), head.device_id),
        (message("oversight.report_made"), f"{head.made_at.astimezone():%Y-%m-%d %H:%M}"),
    )


def report_tables(report: MonthReport) -> tuple[ReportTable, ...]:
    """Days, businesses and work ids; and reasons and alarms where the gateway was there."""
    tables = [_days(report), _flows(report), _clerks(report)]
    if report.outlet is not None:
        tables += [_reasons(report), _alarms(report)]
    return tuple(tables)


def _days(report: MonthReport) -> ReportTable:
    return ReportTable(
        name="days",
        title=message("oversight.report_days"),
        columns=(message("oversight.column_day"), *_columns(MONTH_FIGURES)),
        rows=tuple((f"{each.day:%Y-%m-%d}", *_cells(each.figures)) for each in report.days),
        widths=(3, *(2 for _ in MONTH_FIGURES)),
        total=(message("oversight.report_total"), *_cells(report.total)),
    )


def _flows(report: MonthReport) -> ReportTable:
    names = ("saved", "captured", "accepted", "rejected", "waiting")
    return ReportTable(
        name="flows",
        title=message("oversight.report_flows"),
        columns=(message("oversight.column_flow"), *_columns(names)),
        rows=tuple(
            (
                message(f"subject.flow_{each.flow}"),
                *(getattr(each, name) for name in names),
            )
            for each in report.flows
        ),
        widths=(4, *(2 for _ in names)),
        total=(
            message("oversight.report_total"),
            *(sum(getattr(each, name) for each in report.flows) for name in names),
        ),
    )


def _clerks(report: MonthReport) -> ReportTable:
    return ReportTable(
        name="clerks",
        title=message("oversight.report_clerks"),
        columns=(message("oversight.column_clerk"), *_columns(MONTH_FIGURES)),
        rows=tuple(
            (each.clerk_number or message("oversight.no_clerk"), *_cells(each.figures))
            for each in report.clerks
        ),
        widths=(3, *(2 for _ in MONTH_FIGURES)),
    )


def _reasons(report: MonthReport) -> ReportTable:
    lines = reason_lines(report.outlet) if report.outlet is not None else ()
    return ReportTable(
        name="reasons",
        title=message("oversight.report_reasons"),
        columns=_columns(("reason", "place", "month")),
        rows=tuple((each.words, each.place, each.month) for each in lines),
        widths=(8, 2, 2),
    )


def _alarms(report: MonthReport) -> ReportTable:
    alarms = report.outlet.anomalies if report.outlet is not None else ()
    return ReportTable(
        name="alarms",
        title=message("oversight.report_alarms"),
        columns=_columns(("alarm", "count", "newest")),
        rows=tuple(
            (alarm_words(each.code), each.count, f"{each.newest_at.astimezone():%Y-%m-%d %H:%M}")
            for each in alarms
        ),
        widths=(8, 2, 3),
    )


def _columns(names: tuple[str, ...]) -> tuple[Message, ...]:
    return tuple(message(f"oversight.column_{name}") for name in names)


def _cells(figures: Figures) -> tuple[int, ...]:
    known = {each.name for each in fields(figures)}
    return tuple(getattr(figures, name) for name in MONTH_FIGURES if name in known)
