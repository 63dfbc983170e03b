"""By what a reader is known again: after a restart, and on another port."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["ReaderMark"]

# PC/SC ends a name with the numbers of reader and slot, which change with the order of plugging.
_PLACE = re.compile(r"( [0-9A-F]{2}){2}$")


@dataclass(frozen=True, slots=True)
class ReaderMark:
    """What is known of one reader, from what only it has to what many have.

    Attributes:
        sam_id: of its security module; empty while it has not said it.
        serial_number: of the device on the bus; most have none.
        usb_id: of its kind.
    """

    address: str
    driver: str = ""
    sam_id: str = ""
    usb_id: str = ""
    serial_number: str = ""
    name: str = ""

    def found_among(self, others: Iterable[ReaderMark]) -> str:
        """The address of the same reader among those here; empty where it is not for sure."""
        possible = [other for other in others if not self._differs_from(other)]
        for is_same in (
            lambda other: bool(self.sam_id) and other.sam_id == self.sam_id,
            lambda other: bool(self.serial_number) and self._is_alike(other),
            lambda other: other.address == self.address,
            self._is_alike,
        ):
            same = [other.address for other in possible if is_same(other)]
            if self.address in same:
                return self.address  # of several equal ones, the one in its old place
            if len(same) == 1:
                return same[0]
        return ""

    def _differs_from(self, other: ReaderMark) -> bool:
        """Whether something that only one reader has says that these are two."""
        own = ((self.sam_id, other.sam_id), (self.serial_number, other.serial_number))
        return self.driver != other.driver or any(
            one and another and one != another for one, another in own
        )

    def _is_alike(self, other: ReaderMark) -> bool:
        if self.driver == "pcsc":
            return _PLACE.sub("", self.name) == _PLACE.sub("", other.name)
        return bool(self.usb_id) and (self.usb_id, self.serial_number) == (
            other.usb_id,
            other.serial_number,
        )
