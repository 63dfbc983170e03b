"""What may be asked of a flow about a number that exists. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = [
    "AuthorisePortIn",
    "BeginFlow",
    "CloseOwnNumbers",
    "DisputeNumber",
    "LookUpNumber",
    "ProveByCode",
    "SendUsageCode",
    "SubjectCommand",
]


@dataclass(frozen=True, slots=True)
class BeginFlow:
    """Begin a case of this flow at the idle counter, before any card."""

    flow: str


@dataclass(frozen=True, slots=True)
class LookUpNumber:
    """The number that the customer names; typed, and it identifies nobody."""

    phone_number: str


@dataclass(frozen=True, slots=True)
class SendUsageCode:
    """Let the carrier send a code to the number of this case."""


@dataclass(frozen=True, slots=True)
class ProveByCode:
    """The code that arrived there, as the customer reads it out."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DisputeNumber:
    """The customer says that this line of their own list is not theirs."""

    reference: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CloseOwnNumbers:
    """The customer has seen their own numbers, and disputes none."""


@dataclass(frozen=True, slots=True)
class AuthorisePortIn:
    """The number that comes along from another carrier, and that carrier's code for it; typed."""

    phone_number: str
    code: str = field(repr=False)


SubjectCommand: TypeAlias = (
    AuthorisePortIn
    | BeginFlow
    | LookUpNumber
    | SendUsageCode
    | ProveByCode
    | DisputeNumber
    | CloseOwnNumbers
)
