"""The words of papers that are about no customer: sheets, self-inspections, returns."""

from __future__ import annotations

from datetime import datetime
from typing import Final, TypeAlias

from pos_client.application.inspection_rows import (
    REPORT_TITLES,
    report_closing,
    report_groups,
    report_signatures,
)
from pos_client.application.paper_demands import PaperRefused
from pos_client.application.paper_rows import PaperRow, SignaturePlace
from pos_client.application.paper_text import PaperText
from pos_client.application.return_rows import RETURN_TITLES, return_closing, return_groups
from pos_client.application.sheet_rows import (
    SHEET_TITLES,
    sheet_closing,
    sheet_groups,
    signature_places,
)
from pos_client.domain.day_sheet import SheetPaper
from pos_client.domain.inspection_paper import InspectionPaper
from pos_client.domain.monthly_return import ReturnPaper
from pos_client.domain.paper import Paper

__all__ = ["DEMO", "REPRINT", "HousePaper", "stamps_of", "text_of_house"]

DEMO: Final = "演示，无效"
REPRINT: Final = "补打"

HousePaper: TypeAlias = SheetPaper | InspectionPaper | ReturnPaper
"""A sheet of the shop, its self-inspection, or a brand's monthly return."""


def text_of_house(paper: HousePaper) -> PaperText:
    """Say what stands on it.

    Raises:
        PaperRefused: it lacks what its kind must say.
    """
    if isinstance(paper, SheetPaper):
        return _sheet_text(paper)
    return _report_text(paper) if isinstance(paper, InspectionPaper) else _return_text(paper)


def stamps_of(paper: Paper | HousePaper) -> tuple[str, ...]:
    """What a paper is marked with beside its title."""
    return (*([DEMO] if paper.is_demo else ()), *([REPRINT] if paper.is_reprint else ()))


def _sheet_text(paper: SheetPaper) -> PaperText:
    sheet = paper.sheet
    names = ("sign_number", "agent_number", "leaving_clerk", "taking_clerk")
    missing = [name for name in names if not getattr(sheet, name)]
    if missing:
        raise PaperRefused(f"{paper.kind} without {', '.join(missing)}")
    for ink in (paper.leaving_signature, paper.taking_signature):
        if ink is not None and ink.signed_sha256 != sheet.sha256:
            raise PaperRefused(f"{paper.kind} with the signature of something else")
    return _of_house(
        paper,
        paper.brand,
        SHEET_TITLES[paper.kind],
        sheet_groups(paper),
        sheet_closing(paper),
        sheet.made_at,
        signature_places(paper),
    )


def _report_text(paper: InspectionPaper) -> PaperText:
    report = paper.report
    if not (report.sign_number and report.agent_number and report.signer):
        raise PaperRefused(f"{paper.kind} without sign, agent number or signer")
    if paper.signature is not None and paper.signature.signed_sha256 != report.sha256:
        raise PaperRefused(f"{paper.kind} with the signature of something else")
    return _of_house(
        paper,
        paper.brand,
        REPORT_TITLES[paper.kind],
        report_groups(paper),
        report_closing(paper),
        report.made_at,
        report_signatures(paper),
    )


def _return_text(paper: ReturnPaper) -> PaperText:
    said, groups = paper.said, return_groups(paper)
    title, closing = RETURN_TITLES[paper.kind], return_closing()
    return _of_house(paper, said.brand, title, groups, closing, paper.made_at)


def _of_house(
    paper: HousePaper,
    brand: str,
    title_lines: tuple[str, ...],
    groups: tuple[tuple[PaperRow, ...], ...],
    closing: tuple[str, ...],
    made_at: datetime,
    signatures: tuple[SignaturePlace, ...] = (),
) -> PaperText:
    """A paper that is about no customer."""
    return PaperText(
        kind=paper.kind,
        brand=brand,
        title_lines=title_lines,
        stamps=stamps_of(paper),
        watermark=DEMO if paper.is_demo else "",
        banner=(),
        groups=tuple(group for group in groups if group),
        closing=closing,
        made_at=made_at,
        signatures=signatures,
    )
