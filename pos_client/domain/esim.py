"""The eSIM that goes with a number: the chip of the customer's device, by EID and IMEI.

Neither is an identity: both name a device. The carrier's profile for it is made after the
acceptance and never here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from pos_client.domain.sim import Sim, SimSource, luhn_holds

__all__ = ["AnySim", "DeviceCode", "Esim", "is_eid", "is_imei", "read_device_code"]

# GSMA SGP.02, section 2.2.2, and SGP.29: 32 digits, and the whole number is 1 modulo 97.
_EID = re.compile(r"89[0-9]{30}")
_MODULUS = 97
# 3GPP TS 23.003, section 6.2.1 and annex B: 14 digits and their Luhn digit.
_IMEI = re.compile(r"[0-9]{15}")
_WRITTEN = re.compile(r"(?:EID|IMEI[12]?)?[:=]?([0-9]{15}|[0-9]{32})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Esim:
    """An eSIM of one device.

    Attributes:
        eid: 32 digits; names the chip, on which several profiles may lie.
        imei: 15 digits; names the device that the chip is part of.
        source: who read both; they stand on the device's screen or box as bar codes.
    """

    eid: str
    imei: str
    source: SimSource = SimSource.SCANNER

    @property
    def iccid(self) -> str:
        """None yet: the profile gets its own with the acceptance."""
        return ""

    @property
    def stock_number(self) -> str:
        """What two of them are compared by. It lies in no drawer."""
        return self.eid

    @property
    def warnings(self) -> tuple[str, ...]:
        """Nothing is odd and good all the same: what does not hold is none."""
        return ()


AnySim: TypeAlias = Sim | Esim


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """One of the two codes of a device, by its kind: `eid` or `imei`."""

    kind: str
    digits: str


def is_eid(text: str) -> bool:
    """Whether these are the digits of an EID, check digits included."""
    return _EID.fullmatch(text) is not None and int(text) % _MODULUS == 1


def is_imei(text: str) -> bool:
    """Whether these are the digits of an IMEI, check digit included."""
    return _IMEI.fullmatch(text) is not None and luhn_holds(text)


def read_device_code(text: str) -> DeviceCode | None:
    """Read an EID or an IMEI out of what a scanner delivered; None where it is neither.

    A word in front is passed over, and so are spaces and hyphens.

    Raises:
        ValueError: it has the length of one, and its check digits do not hold.
    """
    written = _WRITTEN.fullmatch(re.sub(r"[\s-]+", "", text))
    if written is None:
        return None
    digits = written[1]
    kind, holds = ("eid", is_eid) if len(digits) > 15 else ("imei", is_imei)
    if not holds(digits):
        raise ValueError(kind)
    return DeviceCode(kind, digits)
