"""Papers of customers who have gone: an acceptance that came later, a slip that was lost.

Nothing is kept for them. An acceptance is made of what the store has anyway, masks and the signed
receipt; a slip only as long as the program runs, for its token stands on no disk. Each says 补打.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from pos_client.application.desk import Desk
from pos_client.application.paper_channel import paper_channel
from pos_client.application.paperwork import acceptance_form, papers_of, unclaiming
from pos_client.application.storage import KeptReceipt
from pos_client.domain.form import form_number_of
from pos_client.domain.local_day import local_day
from pos_client.domain.masking import mask_phone_number
from pos_client.domain.paper import Paper, PaperKind
from pos_client.domain.registration import OutboxRow

__all__ = ["LatePapers"]


class LatePapers:
    """By the registration; None where that paper may not exist or cannot be made any more."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._slips: dict[UUID, Paper] = {}

    def remember(self, registration_id: UUID, slip: Paper) -> None:
        """Keep a slip for who loses it, without its number."""
        number = mask_phone_number(slip.phone_number) if slip.phone_number else ""
        self._slips[registration_id] = replace(slip, phone_number=number, is_reprint=True)

    def forget(self, registration_id: UUID) -> None:
        """The case is decided: its slip is of no use any more."""
        self._slips.pop(registration_id, None)

    def paper(self, kind: PaperKind, registration_id: UUID) -> Paper | None:
        row = self._desk.tools.store.row(registration_id)
        if row is None or kind not in papers_of(row.outcome, is_offline=row.is_offline):
            return None
        if kind is PaperKind.CUSTOMER_SLIP:
            return self._slips.get(registration_id)
        if kind is PaperKind.ACCEPTANCE_FORM:
            return self._acceptance(row)
        return None  # what the customer signed is sealed

    def _acceptance(self, row: OutboxRow) -> Paper | None:
        tools = self._desk.tools
        kept = tools.store.kept_receipt(row.id)
        if kept is None or not row.masked_id_number:
            return None
        try:
            receipt = tools.read_receipt(kept.token)
        except ValueError:  # signed by a key that is gone, or not by the gateway at all
            return None
        outlet = self._desk.configuration.outlet
        number = form_number_of(outlet.code, local_day(_opened_at(row, kept)), kept.case_id)
        saved = Paper(
            kind=PaperKind.ACCEPTANCE_FORM,
            flow=row.flow,
            case_number=number,
            qr_text=number,
            brand=unclaiming(outlet.brand, ""),
            outlet_name=unclaiming(outlet.name, outlet.code),
            outlet_code=outlet.code,
            sign_number=outlet.sign_number,
            agent_number=outlet.agent_number,
            clerk_number=row.clerk_number,
            document_kind=None,
            masked_name=row.masked_name,
            masked_id_number=row.masked_id_number,
            made_at=row.created_at,
            is_demo=self._desk.configuration.is_demo,
            where_to_ask=unclaiming(self._desk.configuration.case.where_to_ask, ""),
            is_reprint=True,
            channel=paper_channel(self._desk.configuration),
        )
        return acceptance_form(saved, receipt)


def _opened_at(row: OutboxRow, kept: KeptReceipt) -> datetime:
    """Both ids tell their milliseconds, so the time between opening and saving needs no column."""
    between = (row.id.int >> 80) - (kept.case_id.int >> 80)
    return row.created_at - timedelta(milliseconds=between)
