"""Documents without a chip that a case takes along as photos: which there are, and their images.

Nobody types what stands on them: the images are sealed, and whoever may read them is the carrier.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self, TypeAlias

__all__ = [
    "LARGEST_IMAGE",
    "LARGEST_SIDE",
    "MOST_IMAGES",
    "SMALLEST_SIDE",
    "CapturedDocument",
    "DocumentImage",
    "DocumentType",
    "LetterType",
    "SpecialDocumentType",
    "UnitDocumentType",
    "document_type",
    "jpeg_size",
    "watermark",
]

MOST_IMAGES = 6
LARGEST_IMAGE = 320 * 1024
"""Bytes of JPEG; six of them in base64 leave an envelope quick and far below its bound."""
SMALLEST_SIDE, LARGEST_SIDE = 480, 2048
"""Pixels: nothing can be read on less, and no camera of a counter needs more."""

_STANDALONE = frozenset((0x01, *range(0xD0, 0xD9)))
# Start of frame; the three left out are tables and reserved.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class SpecialDocumentType(StrEnum):
    """What shows who somebody is, and has no chip for a reader. No `CardKind` is one."""

    TEMPORARY_RESIDENT_ID = "TEMPORARY_RESIDENT_ID"  # 临时居民身份证
    HOUSEHOLD_REGISTER = "HOUSEHOLD_REGISTER"  # 户口簿
    MILITARY_ID = "MILITARY_ID"  # 军人身份证件
    ARMED_POLICE_ID = "ARMED_POLICE_ID"  # 武警身份证件
    HM_TRAVEL_PERMIT = "HM_TRAVEL_PERMIT"  # 港澳居民来往内地通行证
    TW_TRAVEL_PERMIT = "TW_TRAVEL_PERMIT"  # 台湾居民来往大陆通行证
    PASSPORT = "PASSPORT"  # 护照
    OTHER_STATE_DOCUMENT = "OTHER_STATE_DOCUMENT"  # 国家规定的其他有效身份证件


class UnitDocumentType(StrEnum):
    """What shows which unit it is."""

    BUSINESS_LICENCE = "BUSINESS_LICENCE"  # 营业执照
    ORGANISATION_CODE = "ORGANISATION_CODE"  # 组织机构代码证
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION"  # 事业单位法人证书
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION"  # 社会团体法人登记证书
    UNIT_LETTER = "UNIT_LETTER"  # 单位介绍信


class LetterType(StrEnum):
    """What somebody who is not here has written."""

    AUTHORISATION_LETTER = "AUTHORISATION_LETTER"  # 授权委托书


DocumentType: TypeAlias = SpecialDocumentType | UnitDocumentType | LetterType


def document_type(text: str) -> DocumentType:
    """The type of this name. Raises ValueError for a name of none."""
    for kind in (SpecialDocumentType, UnitDocumentType, LetterType):
        if text in kind.__members__:
            return kind(text)
    raise ValueError("no type of document")


@dataclass(frozen=True, slots=True)
class DocumentImage:
    """One page or side, as this program's camera saw it and with the watermark drawn in.

    Attributes:
        jpeg: at most `LARGEST_IMAGE` bytes.
        camera_id: as in a `LivePhoto`.
    """

    jpeg: bytes = field(repr=False)
    taken_at: datetime
    camera_id: str
    camera_name: str
    is_simulated: bool

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.jpeg).digest()

    @property
    def is_sound(self) -> bool:
        """Whether it is within its bounds, by what its own header says."""
        size = jpeg_size(self.jpeg) if len(self.jpeg) <= LARGEST_IMAGE else None
        return size is not None and min(size) >= SMALLEST_SIDE and max(size) <= LARGEST_SIDE


@dataclass(frozen=True, slots=True)
class CapturedDocument:
    """A document in its images, in the order in which they were taken."""

    type: DocumentType
    images: tuple[DocumentImage, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether there are some images, no more than may be, each within its bounds and once."""
        known = {image.sha256 for image in self.images}
        is_counted = 0 < len(self.images) <= MOST_IMAGES and len(known) == len(self.images)
        return is_counted and all(image.is_sound for image in self.images)

    @property
    def sha256(self) -> bytes:
        """SHA-256 over the images' own hashes in their order."""
        return hashlib.sha256(b"".join(image.sha256 for image in self.images)).digest()

    def with_image(self, image: DocumentImage) -> Self:
        return replace(self, images=(*self.images, image))

    def without_image(self, place: int) -> Self:
        """Drop one, counted from 1; a place where there is none changes nothing."""
        kept = (each for at, each in enumerate(self.images, 1) if at != place)
        return replace(self, images=tuple(kept))


def watermark(brand: str, day: date) -> str:
    """What is drawn into every copy: for which carrier, what for, and when (Order 25, art. 9)."""
    return f"仅供{brand}办理电话用户实名登记使用 {day:%Y-%m-%d}"


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height that a JPEG says of itself; None for what is none or breaks off."""
    if not (data.startswith(b"\xff\xd8\xff") and data.endswith(b"\xff\xd9")):
        return None
    for marker, segment in _segments(data):
        if marker in _FRAMES:
            if len(segment) < 6:
                return None
            return int.from_bytes(segment[3:5]), int.from_bytes(segment[1:3])
    return None


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment before the picture itself begins."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:
            return
        if marker in _STANDALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4])
        if length < 2:
            return
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length
