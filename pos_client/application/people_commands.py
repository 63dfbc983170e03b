"""What may be asked of a case with several people. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pos_client.domain.document import DocumentImage, DocumentType
from pos_client.domain.relation import Relation
from pos_client.domain.special_document import SpecialReason

__all__ = [
    "ChooseDocument",
    "ChooseReason",
    "ChooseRelation",
    "DropDocumentImage",
    "FinishDocument",
    "PeopleCommand",
    "TakeDocumentImage",
]


@dataclass(frozen=True, slots=True)
class ChooseRelation:
    """What whoever acts for the owner is to them, out of the list."""

    relation: Relation


@dataclass(frozen=True, slots=True)
class ChooseReason:
    """Why it is a document without a chip, out of the list."""

    reason: SpecialReason


@dataclass(frozen=True, slots=True)
class ChooseDocument:
    """Which document is photographed, out of the list."""

    type: DocumentType


@dataclass(frozen=True, slots=True)
class TakeDocumentImage:
    """One page or side of it."""

    image: DocumentImage


@dataclass(frozen=True, slots=True)
class DropDocumentImage:
    """Not this one after all; `place` counts from 1."""

    place: int


@dataclass(frozen=True, slots=True)
class FinishDocument:
    """All of the document has been photographed."""


PeopleCommand: TypeAlias = (
    ChooseRelation
    | ChooseReason
    | ChooseDocument
    | TakeDocumentImage
    | DropDocumentImage
    | FinishDocument
)
