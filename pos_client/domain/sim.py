"""The SIM (电话卡) that goes with a number, and how its ICCID was read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["NotAnIccid", "Sim", "SimSource", "is_iccid", "luhn_holds", "read_iccid"]

# ITU-T E.118: 89 for telecommunication, then the country. The mainland uses 19 or 20 characters,
# and its carriers put letters of hexadecimal digits inside.
_ICCID = re.compile(r"89[0-9A-F]{17,18}")
_OF_THE_MAINLAND = "8986"
_SHORTEST = 19
# What a scanner may put around a code: its own name for the kind of bar code, a word, a sign.
_SYMBOLOGY = re.compile(r"\][A-Za-z]\w")
_WRITTEN = re.compile(rf"\D{{0,12}}({_ICCID.pattern})\W*")
_NUMBER = re.compile(r"\d[0-9A-F]{9,}")


class SimSource(StrEnum):
    """Which device read the ICCID. Nobody types one."""

    SCANNER = "SCANNER"
    SIM_READER = "SIM_READER"


class NotAnIccid(ValueError):
    """What was read is no ICCID.

    Attributes:
        reason: `blank_card` where nothing was ever written on the SIM, `prefix` for the number of
            something else, `length` for one that was cut off or ran on, `format` for no number.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sim:
    """One SIM out of the shop's stock."""

    iccid: str
    source: SimSource

    @property
    def stock_number(self) -> str:
        """What two SIMs are compared by: carriers print another last character than the chip's."""
        return self.iccid[:_SHORTEST]

    @property
    def warnings(self) -> tuple[str, ...]:
        """`not_mainland` and `luhn`: odd, and for the clerk to compare with the print."""
        found = []
        if not self.iccid.startswith(_OF_THE_MAINLAND):
            found.append("not_mainland")
        if self.iccid.isdigit() and not luhn_holds(self.iccid):
            found.append("luhn")
        return tuple(found)


def is_iccid(text: str) -> bool:
    """Whether `text` has the form of an ICCID (ITU-T E.118)."""
    return _ICCID.fullmatch(text) is not None


def read_iccid(text: str) -> str:
    """Read the ICCID out of what a device delivered.

    A scanner may put its symbology identifier or a word in front, print it in groups, and lose the
    capitals to a keyboard's lock; a padding F at the end is none of its characters.

    Raises:
        NotAnIccid: there is none.
    """
    plain = _SYMBOLOGY.sub("", re.sub(r"[\s-]+", "", text), count=1).upper()
    if plain and not plain.strip("F"):
        raise NotAnIccid("blank_card")
    written = _WRITTEN.fullmatch(plain)
    iccid = written[1].rstrip("F") if written else ""
    if len(iccid) >= _SHORTEST:
        return iccid
    number = _NUMBER.search(plain)
    if number is None:
        raise NotAnIccid("format")
    raise NotAnIccid("length" if number[0].startswith("89") else "prefix")


def luhn_holds(iccid: str) -> bool:
    """Whether the last digit is the Luhn digit of those before it.

    A hint only: carriers print ICCIDs without one, and where there are letters there is none.
    """
    total = 0
    for place, digit in enumerate(reversed(iccid)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
