"""The risk notice (风险告知书) as a member of the signed configuration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pos_client.domain.paper import claims_something
from pos_client.domain.risk_notice import RiskNotice
from pos_client.protocol.message import Length, Message, MessageRefused

__all__ = ["RiskNoticeClaims"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskNoticeClaims(Message):
    """What is signed with the form of a flagged number; it may not say how that ends."""

    version: Annotated[str, Length(1, 32)]
    paragraphs: Annotated[tuple[Annotated[str, Length(1, 300)], ...], Length(1, 8)]

    def check(self) -> None:
        if any(claims_something(each) for each in self.paragraphs):
            raise MessageRefused("says what only an outcome may say", "paragraphs")

    def value(self) -> RiskNotice:
        return RiskNotice(self.version, self.paragraphs)
