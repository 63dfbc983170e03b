"""Mainland mobile numbers."""

from __future__ import annotations

import re

__all__ = ["grouped", "is_mobile_number"]

_MOBILE = re.compile(r"1[3-9]\d{9}")


def is_mobile_number(text: str) -> bool:
    """Whether `text` is eleven digits that a mobile number can have."""
    return _MOBILE.fullmatch(text) is not None


def grouped(number: str) -> str:
    """Write a number as people read it: 170 5550 0188."""
    return f"{number[:3]} {number[3:7]} {number[7:]}" if is_mobile_number(number) else number
