"""What a guardian is to the minor: chosen from this list, never typed."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Relation"]


class Relation(StrEnum):
    """In the order of the keys that choose."""

    FATHER = "FATHER"  # 父亲
    MOTHER = "MOTHER"  # 母亲
    OTHER_GUARDIAN = "OTHER_GUARDIAN"  # 其他监护人
