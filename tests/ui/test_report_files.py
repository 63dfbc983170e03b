"""The files of a month's report say the same, and none of them names a customer."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from pos_client.domain.day_figures import ClerkFigures, Figures
from pos_client.domain.oversight import DayFigures
from tests.month_reports import month_report
from ui.forms.report_files import report_csv, report_files, report_xlsx
from ui.forms.report_sheet import report_pdf
from ui.forms.workbook import Sheet, workbook_bytes

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of every sheet, read with nothing of ours."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        book = ET.fromstring(file.read("xl/workbook.xml"))
        names = [each.attrib["name"] for each in book.iter(f"{_SHEET}sheet")]
        return {
            name: _cells(file.read(f"xl/worksheets/sheet{number}.xml"))
            for number, name in enumerate(names, 1)
        }


def _cells(data: bytes) -> list[list[str]]:
    return [
        ["".join(cell.itertext()) for cell in row.iter(f"{_SHEET}c")]
        for row in ET.fromstring(data).iter(f"{_SHEET}row")
    ]


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_workbook_and_plain_rows_say_the_same_figures(qapp: QApplication) -> None:
    report = month_report()
    book, rows = sheets(report_xlsx(report)), rows_of(report_csv(report))
    assert list(book) == ["网点月报 2026-11", "每天", "业务", "工号", "原因", "提示"]
    for name in list(book)[1:]:
        for row in book[name]:
            assert row in rows
    days = book["每天"]
    assert days[-1] == ["合计", *(str(each) for each in _totals(report.total))]
    assert len(days) == 1 + 23 + 1
    assert ["（未登录）", "0", "0", "2", "0", "0", "0"] in book["工号"]


def _totals(total: Figures) -> list[int]:
    names = ("saved", "captured", "accepted", "rejected", "refused", "sims_used")
    return [getattr(total, name) for name in names]


def test_a_reason_that_no_screen_tells_is_told_by_no_file(qapp: QApplication) -> None:
    report = month_report()
    assert b"RISK" not in report_csv(report)
    assert "RISK" not in str(sheets(report_xlsx(report)))


def test_the_paper_has_every_word_as_text_and_says_that_a_demo_is_none(
    qapp: QApplication,
) -> None:
    pages = PdfReader(io.BytesIO(report_pdf(month_report()))).pages
    words = "\n".join(page.extract_text() for page in pages)
    for expected in ("网点月报 2026-11", "FJ-0042", "DL-350100-0042", "2026-11-23", "合计"):
        assert expected in words
    assert "演示，无效" in words
    assert len(pages) >= 2
    real = replace(month_report(), head=replace(month_report().head, is_demo=False))
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(report_pdf(real))).pages)
    assert "演示" not in words


def test_a_report_without_the_gateway_says_so(qapp: QApplication) -> None:
    alone = month_report(outlet=None)
    assert list(sheets(report_xlsx(alone)))[1:] == ["每天", "业务", "工号"]
    pages = PdfReader(io.BytesIO(report_pdf(alone))).pages
    assert "网关当时无法连接" in "\n".join(page.extract_text() for page in pages)


def test_names_tell_whose_month_it_is_and_equal_months_make_equal_bytes(
    qapp: QApplication,
) -> None:
    made, again = report_files(month_report()), report_files(month_report())
    assert made == again
    assert {name.rpartition(".")[0] for name, _ in made} == {
        "report-FJ-DEMO-0042-D-7F3A-2026-11-20261123T063200Z"
    }


def test_no_cell_is_a_formula(qapp: QApplication) -> None:
    """A work id is typed by somebody at the gateway; a spreadsheet runs what begins with `=`."""
    clerks = (ClerkFigures("=HYPERLINK(1)", Figures(saved=1)),)
    cells = [row[0] for row in rows_of(report_csv(month_report(clerks=clerks))) if row]
    assert not any(re.match(r"[=+@-]", cell) for cell in cells)


def test_a_workbook_holds_what_xml_has_no_room_for() -> None:
    made = sheets(workbook_bytes([Sheet("a/b: <&>", (("x\x00y", 1), ("<&>\"' ", -2)))]))
    assert made == {"a b  <&>": [["xy", "1"], ["<&>\"' ", "-2"]]}
    with pytest.raises(ValueError, match="names"):
        workbook_bytes([])
    with pytest.raises(ValueError, match="names"):
        workbook_bytes([Sheet("a", ()), Sheet("a", ())])


def test_columns_behind_the_twenty_sixth_have_two_letters() -> None:
    data = workbook_bytes([Sheet("wide", (tuple(range(30)),))])
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert 'r="AD1"' in file.read("xl/worksheets/sheet1.xml").decode()


def test_a_month_of_many_work_ids_goes_on_from_page_to_page(qapp: QApplication) -> None:
    clerks = tuple(ClerkFigures(f"{n:04d}", Figures(saved=n)) for n in range(200))
    days = tuple(
        DayFigures(month_report().head.month + timedelta(days=ahead), Figures(saved=600 + ahead))
        for ahead in range(30)
    )
    began = time.perf_counter()
    pages = PdfReader(io.BytesIO(report_pdf(month_report(clerks=clerks, days=days)))).pages
    assert time.perf_counter() - began < 60
    words = "\n".join(page.extract_text() for page in pages)
    assert all(f"{n:04d}" in words for n in range(200))
