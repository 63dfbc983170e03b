"""What somebody who acts for the owner is to them: chosen from a list, never typed."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Relation"]


class Relation(StrEnum):
    """Which of them may be chosen, and in the order of which keys, is the flow's."""

    FATHER = "FATHER"  # 父亲
    MOTHER = "MOTHER"  # 母亲
    OTHER_GUARDIAN = "OTHER_GUARDIAN"  # 其他监护人
    SPOUSE = "SPOUSE"  # 配偶
    PARENT = "PARENT"  # 父母
    CHILD = "CHILD"  # 子女
    OTHER_RELATIVE = "OTHER_RELATIVE"  # 其他亲属
    OTHER_TRUSTED = "OTHER_TRUSTED"  # 其他受托人
