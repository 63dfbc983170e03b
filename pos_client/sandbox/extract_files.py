"""The audit extract and the monthly return as tables: CSV and XLSX that only their owner reads."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from pos_client.application.return_rows import rows_of_return
from pos_client.domain.monthly_return import MonthlyReturn
from pos_client.sandbox.extract import ROLES, ExtractRow, Party
from pos_client.sandbox.extract_findings import Together, finding_of

__all__ = ["HEAD", "cells_of", "csv_bytes", "extract_workbook", "return_workbook", "write_private"]

_PLAIN = (
    *("phone_number", "registered", "activated_on", "customer_kind", "flow", "brand"),
    *("outlet_code", "agent_number", "clerk_number", "supervisor", "device_id", "registration_id"),
    *("sam_id", "driver_version", "read_at", "verdicts", "quota", "form_number"),
)
_FIELDS = ("document_type", "name", "number", "address")
HEAD = (
    *_PLAIN,
    *(f"{role.value.lower()}_{name}" for role in ROLES for name in _FIELDS),
    *("unit_name", "unit_document", "unit_address", "finding"),
)
"""The columns of the extract."""
# A program for tables would reckon with a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cells_of(row: ExtractRow) -> tuple[str, ...]:
    """One number as it stands in a table."""
    parties = (row.parties.get(role, Party()) for role in ROLES)
    cells = (
        *(getattr(row, name) for name in _PLAIN),
        *(getattr(party, name) for party in parties for name in _FIELDS),
        *(row.unit_name, row.unit_document, row.unit_address, finding_of(row).value),
    )
    return tuple(_harmless(str(cell)) for cell in cells)


def csv_bytes(rows: Iterable[ExtractRow]) -> bytes:
    """As CSV in UTF-8 with its mark, which the usual programs ask for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    writer.writerows(cells_of(row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def extract_workbook(rows: Iterable[ExtractRow], findings: Sequence[Together]) -> bytes:
    """As XLSX: the numbers on one sheet, what they show together on another."""
    beside = [(each.code.value, " ".join(each.phone_numbers)) for each in findings]
    return _workbook(
        ("numbers", [HEAD, *(cells_of(row) for row in rows)]),
        ("findings", [("finding", "phone_numbers"), *beside]),
    )


def return_workbook(said: MonthlyReturn) -> bytes:
    """The monthly return as XLSX: a name and a figure a row."""
    head = [("品牌", said.brand), ("月份", str(said.month))]
    figures = [row for group in rows_of_return(said) for row in group]
    return _workbook((str(said.month), [*head, *figures]))


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads; a torn one is never left behind.

    Raises:
        OSError: it could not be written.
    """
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _workbook(*sheets: tuple[str, Sequence[Sequence[str | int]]]) -> bytes:
    book = Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for place, row in enumerate(rows):
            cells = [WriteOnlyCell(sheet, value=value) for value in row]
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # digits stay a text, and nothing is a formula
                if place == 0:
                    cell.font = Font(bold=True)
            sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
