"""What can go wrong with a paper and its printer: the branch P-7xx of `trouble.py`."""

from __future__ import annotations

from pos_client.application.trouble import Trouble

__all__ = [
    "PaperNotKept",
    "PaperTrouble",
    "PrinterAddressWrong",
    "PrinterForbidden",
    "PrinterMissing",
    "PrinterSilent",
    "PrinterTrouble",
    "PrinterWithoutPaper",
]


class PaperTrouble(Trouble):
    """A paper did not come out. Its case has been saved before."""

    code = "P-700"


class PrinterTrouble(PaperTrouble):
    """The printer did not take it, or not whole.

    Attributes:
        is_begun: the printer took some of it, so that part of a paper may lie there.
    """

    def __init__(self, address: str = "", *, is_begun: bool = False) -> None:
        super().__init__(address)
        self.is_begun = is_begun


class PrinterAddressWrong(PrinterTrouble):
    """What the settings say is no printer's address."""

    code = "P-701"


class PrinterMissing(PrinterTrouble):
    """No such printer here."""

    code = "P-702"


class PrinterForbidden(PrinterTrouble):
    """This computer does not let us use it."""

    code = "P-703"


class PrinterSilent(PrinterTrouble):
    """Switched off, unplugged, busy, or it takes no more data."""

    code = "P-704"


class PrinterWithoutPaper(PrinterTrouble):
    """It says that its paper is out."""

    code = "P-705"


class PaperNotKept(PaperTrouble):
    """What this paper says is not here any more."""

    code = "P-706"
