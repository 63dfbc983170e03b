"""The step that photographs a document: which it may be, how many images there are."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_client.application.people_commands import ChooseDocument
from pos_client.application.state import CaseState
from pos_client.domain.document import MOST_IMAGES
from ui.i18n.message import Message, message

__all__ = ["DocumentLine", "DocumentPanel", "document_question", "present_document"]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One kind of document, and the digit that chooses it."""

    key: str
    label: Message
    is_chosen: bool
    command: ChooseDocument


@dataclass(frozen=True, slots=True)
class DocumentPanel:
    """What stands beside the camera.

    Attributes:
        lines: empty where it can be one kind only.
        is_open: a kind is chosen, so that images may be taken.
        images: JPEG each, in their order.
        watermark: what is drawn into every copy: the carrier, what for, and the day.
        count: how many there are, and how many there may be.
    """

    lines: tuple[DocumentLine, ...]
    is_open: bool
    may_take: bool
    images: tuple[bytes, ...] = field(repr=False)
    watermark: str
    count: Message
    captured: int = 0


def present_document(case: CaseState) -> DocumentPanel | None:
    """None where the step photographs no document."""
    asked = case.document
    if asked is None:
        return None
    lines = (
        DocumentLine(
            str(place),
            message(f"documents.{each.value}"),
            each is asked.chosen,
            ChooseDocument(each),
        )
        for place, each in enumerate(asked.types, 1)
    )
    return DocumentPanel(
        lines=tuple(lines) if len(asked.types) > 1 else (),
        is_open=asked.chosen is not None,
        may_take=asked.chosen is not None and len(asked.images) < MOST_IMAGES,
        images=tuple(image.jpeg for image in asked.images),
        watermark=asked.watermark,
        count=message("documents.count", count=len(asked.images), most=MOST_IMAGES),
        captured=asked.captured,
    )


def document_question(case: CaseState) -> tuple[str, str]:
    """Headline and primary key's label: choose first, then photograph, then go on."""
    asked = case.document
    if asked is not None and asked.chosen is None:
        return "documents.choose", "documents.go_on_choose"
    return "documents.photograph", "documents.go_on"
