"""The files of a month's report: a paper (PDF), a workbook (XLSX) and plain rows (CSV)."""

from __future__ import annotations

import csv
import io

from pos_client.domain.month_report import MonthReport
from ui.forms.report_sheet import report_pdf
from ui.forms.workbook import Sheet, workbook_bytes
from ui.i18n import say
from ui.i18n.message import Message
from ui.presenters.month_report import ReportTable, report_facts, report_tables

__all__ = ["report_csv", "report_files", "report_xlsx"]

_MARK = "\ufeff"  # without it a spreadsheet takes UTF-8 for a code page of the system


def report_files(report: MonthReport) -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of each; the names tell whose month, and when it was made."""
    head = report.head
    stamp = f"{head.made_at:%Y%m%dT%H%M%SZ}"
    name = f"report-{head.outlet_code}-{head.device_id}-{head.month:%Y-%m}-{stamp}"
    return (
        (f"{name}.pdf", report_pdf(report)),
        (f"{name}.xlsx", report_xlsx(report)),
        (f"{name}.csv", report_csv(report)),
    )


def report_xlsx(report: MonthReport) -> bytes:
    """A sheet for each table, behind one that says whose month it is."""
    facts = tuple((say(label), value) for label, value in report_facts(report))
    first = Sheet(say(_title(report)), ((say(_title(report)),), *facts))
    sheets = (Sheet(say(table.title), _rows(table)) for table in report_tables(report))
    return workbook_bytes((first, *sheets))


def report_csv(report: MonthReport) -> bytes:
    """All tables behind one another, each under its name."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([say(_title(report))])
    rows.writerows((say(label), value) for label, value in report_facts(report))
    for table in report_tables(report):
        rows.writerow([])
        rows.writerow([say(table.title)])
        rows.writerows(_rows(table))
    return (_MARK + text.getvalue()).encode()


def _title(report: MonthReport) -> Message:
    key = "oversight.report_title"
    return Message(key, (("month", f"{report.head.month:%Y-%m}"),))


def _rows(table: ReportTable) -> tuple[tuple[str | int, ...], ...]:
    rows: list[tuple[str | int, ...]] = [tuple(say(each) for each in table.columns)]
    rows += [tuple(_said(cell) for cell in row) for row in table.rows]
    if table.total:
        rows.append(tuple(_said(cell) for cell in table.total))
    return tuple(rows)


def _said(cell: Message | str | int) -> str | int:
    return cell if isinstance(cell, int) else _harmless(say(cell))


def _harmless(words: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words
