"""The SIM (电话卡) that goes with a number, and how its ICCID was read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Sim", "SimSource", "is_iccid", "luhn_holds"]

# ITU-T E.118: 19 or 20 characters behind 89; carriers of the mainland (86) also use letters.
_ICCID = re.compile(r"8986[0-9A-F]{15,16}")


class SimSource(StrEnum):
    """Which device read the ICCID. Nobody types one."""

    SCANNER = "SCANNER"
    SIM_READER = "SIM_READER"


@dataclass(frozen=True, slots=True)
class Sim:
    """One SIM out of the shop's stock."""

    iccid: str
    source: SimSource


def is_iccid(text: str) -> bool:
    """Whether `text` has the form of an ICCID of the mainland (ITU-T E.118)."""
    return _ICCID.fullmatch(text) is not None


def luhn_holds(iccid: str) -> bool:
    """Whether the last digit checks. A hint only: carriers print ICCIDs without it."""
    if not iccid.isdigit():
        return False
    total = 0
    for place, digit in enumerate(reversed(iccid)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
