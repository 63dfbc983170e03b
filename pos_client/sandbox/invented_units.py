"""Invented units, as the state's register of units has them and as the carrier knows them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["INVENTED_UNITS", "InventedUnit"]


@dataclass(frozen=True, slots=True)
class InventedUnit:
    """One unit.

    Attributes:
        name: in the state's register.
        known_as: in the carrier's record; empty where the carrier has none.
        numbers: how many it had with the carrier before the sandbox was founded.
    """

    credit_code: str
    name: str
    known_as: str = ""
    is_revoked: bool = False
    numbers: int = 0


INVENTED_UNITS = (
    InventedUnit("91350100MA00DEM00M", "福州示例智能科技有限公司", "福州示例智能科技有限公司"),
    InventedUnit("91350100MA00DEM01Q", "福州示例物流有限公司"),
    InventedUnit(
        "91350100MA00DEM02U", "福州示例商贸有限公司", "福州示例商贸有限公司", is_revoked=True
    ),
    # The carrier's record was keyed in wrongly once, or the unit has been renamed since.
    InventedUnit("91350100MA00DEM03Y", "福州示例建设有限公司", "福州示例建筑有限公司"),
    InventedUnit("12350100MA00DEM05A", "福州示例第一中学", "福州示例第一中学"),
    InventedUnit("91350100MA00DEM068", "福州示例安防有限公司", "福州示例安防有限公司", numbers=498),
)
"""91350100MA00DEM042 is a code that nobody has: it is well formed and in no register."""
