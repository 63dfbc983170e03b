"""Why a paper did not come out."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["NotPrinted", "PrinterTrouble"]


class PrinterTrouble(StrEnum):
    """What somebody at the counter can do something about."""

    ADDRESS = "ADDRESS"  # what the settings say is no printer's address
    MISSING = "MISSING"  # no such printer here
    FORBIDDEN = "FORBIDDEN"  # this computer does not let us
    OFFLINE = "OFFLINE"  # switched off, unplugged, busy, or it takes no more data
    PAPER_OUT = "PAPER_OUT"


class NotPrinted(Exception):
    """The paper did not come out, or not whole.

    Attributes:
        trouble: what is wrong.
        address: the printer's address.
    """

    def __init__(self, trouble: PrinterTrouble, address: str) -> None:
        super().__init__(f"{address}: {trouble}")
        self.trouble = trouble
        self.address = address
