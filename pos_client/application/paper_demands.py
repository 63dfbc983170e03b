"""What every paper of its kind has to say, and what none may show."""

from __future__ import annotations

from typing import Final

from pos_client.application.paper_business import lifts_flag
from pos_client.application.paper_rows import needed_of_several, signatures_of
from pos_client.application.unit_paper_rows import spared_of
from pos_client.domain.masking import mask_esim, mask_iccid, mask_id_number, mask_name
from pos_client.domain.paper import Paper, PaperKind

__all__ = ["PaperRefused", "insist_on_completeness", "insist_on_masks"]

_ALWAYS: Final = (
    *("case_number", "qr_text", "outlet_name", "sign_number", "agent_number", "clerk_number"),
    *("masked_name", "masked_id_number"),
)
_NEEDED: Final = {
    PaperKind.REGISTRATION_FORM: _ALWAYS,
    PaperKind.CUSTOMER_SLIP: (*_ALWAYS, "where_to_ask"),
    PaperKind.ACCEPTANCE_FORM: (*_ALWAYS, "phone_number", "decided_at", "receipt_number"),
}


class PaperRefused(Exception):
    """This paper must not exist: something that every such paper says is missing or not masked.

    The text names fields, never what is in them.
    """


def insist_on_completeness(paper: Paper) -> None:
    needed = _NEEDED[paper.kind]
    if paper.kind is PaperKind.REGISTRATION_FORM and lifts_flag(paper):
        needed = (*needed, "risk_notice")
    needed = (*needed, *needed_of_several(paper))
    missing = [n for n in needed if not (getattr(paper, n) or n in spared_of(paper))]
    if missing:
        raise PaperRefused(f"{paper.kind} without {', '.join(missing)}")


def insist_on_masks(paper: Paper) -> None:
    masks = [
        ("masked_name", paper.masked_name, mask_name),
        ("masked_id_number", paper.masked_id_number, mask_id_number),
        ("masked_iccid", paper.masked_iccid, mask_iccid),
        ("masked_esim", paper.masked_esim, mask_esim),
    ]
    for each in paper.others:
        masks.append(("masked_name", each.masked_name, mask_name))
        masks.append(("masked_id_number", each.masked_id_number, mask_id_number))
    bare = [name for name, shown, mask in masks if mask(shown) != shown]
    if bare:
        raise PaperRefused(f"{paper.kind} with more than a mask: {', '.join(bare)}")
    inks = [place.ink for place in signatures_of(paper) if place.ink is not None]
    if paper.form_sha256 and any(ink.signed_sha256 != paper.form_sha256 for ink in inks):
        raise PaperRefused(f"{paper.kind} with the signature of something else")
