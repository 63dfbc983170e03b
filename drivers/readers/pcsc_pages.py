"""Reading over PC/SC: `pcsc:ACS ACR1281 00 00`, `pcsc:NAME?page_size=256&pages=6&atr=13:9000`.

One opened slot takes whatever comes: an ID card behind a SAM gives its record in pages, an ID card
without one its presence, a SIM its number. `pages=0` is for a slot that takes SIMs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from drivers.api import AddressInvalid, Reader, ServiceAway
from drivers.readers.chips import DEFAULT_ATR_RULE, AtrRule, PageLayout
from drivers.readers.options import refuse_unknown

__all__ = ["DRIVER", "PcscDriver", "read_page_layout"]

_OPTIONS: Final = ("page_size", "pages", "atr", "sam_id")
_RECORD_SIZE: Final = 1284


class PcscDriver:
    """Whatever has a PC/SC driver. The library is loaded when it is needed."""

    scheme = "pcsc"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """List the readers that PC/SC has now; none where it does not run."""
        from drivers.transport.pcsc import list_slots

        try:
            return [f"{self.scheme}:{name}" for name in list_slots()]
        except ServiceAway:
            return []

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open the slot called `target`, also when it is numbered otherwise by now."""
        refuse_unknown(options, _OPTIONS)
        layout = read_page_layout(options)
        if not target:
            raise AddressInvalid("the name of a reader is missing, as in pcsc:ACS ACR1281 00 00")
        from drivers.readers.pcsc_reader import PcscReader
        from drivers.transport.pcsc import PcscSlot

        return PcscReader(
            PcscSlot(target),
            layout,
            address=address,
            driver=self.scheme,
            driver_version=self.version,
        )


def read_page_layout(options: Mapping[str, str]) -> PageLayout:
    """Read how records come, from the options of an address."""
    size = _number(options, "page_size", 256, range(16, 257))
    count = _number(options, "pages", -(-_RECORD_SIZE // size), range(257))
    try:
        command = bytes.fromhex(options.get("sam_id", ""))
    except ValueError:
        command = b"?"
    if command and not 4 <= len(command) <= 261:
        raise AddressInvalid(f"sam_id={options['sam_id']!r} is no command in hex, as in FFCA010010")
    return PageLayout(AtrRule.parse(options.get("atr", DEFAULT_ATR_RULE)), size, count, command)


def _number(options: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    text = options.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and int(text) in allowed):
        raise AddressInvalid(
            f"{name}={text!r} is no number from {allowed.start} to {allowed.stop - 1}"
        )
    return int(text)


DRIVER: Final = PcscDriver()
