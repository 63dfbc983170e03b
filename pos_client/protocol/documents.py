"""Documents of a sealed case: their types and images, with no field for what stands on them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from pos_client.domain.document import CapturedDocument, DocumentImage, document_type
from pos_client.protocol.form import has_form, moment
from pos_client.protocol.parts import BodyRefused

__all__ = ["pack_documents", "unpack_documents"]

_DOCUMENT_FORM = {"type": str, "images": list}
_IMAGE_FORM = {
    **dict.fromkeys(("jpeg", "taken_at", "camera_id", "camera_name"), str),
    "is_simulated": bool,
}


def pack_documents(documents: Sequence[CapturedDocument]) -> dict[str, Any]:
    """The member `documents`; no member at all where there are none."""
    if not documents:
        return {}
    return {
        "documents": [
            {"type": each.type.value, "images": [_pack_image(image) for image in each.images]}
            for each in documents
        ]
    }


def unpack_documents(plain: object) -> tuple[CapturedDocument, ...]:
    """Read the member back.

    Raises:
        BodyRefused: it has another form, or an image beyond its bounds.
    """
    if not isinstance(plain, list) or not plain:
        raise BodyRefused("document: form")
    return tuple(_unpack(each) for each in plain)


def _unpack(plain: object) -> CapturedDocument:
    if not isinstance(plain, dict) or not has_form(plain, _DOCUMENT_FORM):
        raise BodyRefused("document: form")
    try:
        images = tuple(_unpack_image(image) for image in plain["images"])
        document = CapturedDocument(document_type(plain["type"]), images)
    except ValueError as error:
        raise BodyRefused(f"document: {type(error).__name__}") from None
    if not document.is_sound:
        raise BodyRefused("document: beyond its bounds")
    return document


def _pack_image(image: DocumentImage) -> dict[str, Any]:
    return {
        "jpeg": base64.b64encode(image.jpeg).decode(),
        "taken_at": image.taken_at.isoformat(),
        "camera_id": image.camera_id,
        "camera_name": image.camera_name,
        "is_simulated": image.is_simulated,
    }


def _unpack_image(plain: object) -> DocumentImage:
    if not isinstance(plain, dict) or not has_form(plain, _IMAGE_FORM):
        raise BodyRefused("document: form")
    return DocumentImage(
        jpeg=base64.b64decode(plain["jpeg"], validate=True),
        taken_at=moment(plain["taken_at"]),
        camera_id=plain["camera_id"],
        camera_name=plain["camera_name"],
        is_simulated=plain["is_simulated"],
    )
