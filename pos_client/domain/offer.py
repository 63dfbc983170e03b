"""Offers (套餐): what is chosen beside number and SIM, from the carrier's signed list."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Offer"]


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer.

    Attributes:
        monthly_fee_fen: the fee of a month in fen (0.01 CNY).
    """

    code: str
    name_zh: str
    name_en: str
    summary_zh: str
    summary_en: str
    monthly_fee_fen: int
