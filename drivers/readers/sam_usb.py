"""Reading over USB pipes: `sam-usb:0400:c35a`, the VID and PID of the reader.

Two equal readers are told apart by `?serial=...`, or by where they are plugged in:
`?bus=1&port=2.3`. How frames lie on the pipes is told by the descriptors; where those allow
both plans and the wrong one is chosen, `?plan=split` or `?plan=whole` says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from drivers.api import AddressInvalid, Reader
from drivers.readers.known_readers import known_reader, known_readers
from drivers.readers.options import read_choice, read_usb_numbers, refuse_unknown
from drivers.readers.sam_reader import SamReader

__all__ = ["DRIVER", "SamUsbDriver"]


class SamUsbDriver:
    """SAM_V frames over USB pipes. The USB library is loaded when it is needed."""

    scheme = "sam-usb"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """List the readers with known numbers that have pipes for frames.

        Nothing else is listed, however well its pipes would fit: serial adapters, radios and
        oscilloscopes have the same ones, and opening takes a device from whoever uses it.
        """
        from drivers.transport.usb_bus import devices_with, whereabouts
        from drivers.transport.usb_pipes import may_carry_frames

        for known in known_readers(self.scheme):
            devices = [d for d in devices_with(known.vid, known.pid) if may_carry_frames(d)]
            for device in devices:
                where = whereabouts(device, devices)
                query = f"?bus={where.bus}&port={where.port}" if where.port else ""
                yield f"{self.scheme}:{known.vid:04x}:{known.pid:04x}{query}"

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open the device with the numbers in `target`."""
        refuse_unknown(options, ("serial", "bus", "port", "plan"))
        if empty := next((name for name, value in options.items() if not value), None):
            raise AddressInvalid(f"{empty} is empty")
        vid, pid = read_usb_numbers(target, self.scheme)
        from drivers.transport.usb_bus import Whereabouts
        from drivers.transport.usb_line import UsbLine
        from drivers.transport.usb_pipes import PlanName

        known = known_reader(self.scheme, vid, pid)
        plan = read_choice(options, "plan", list(PlanName)) or (known.plan if known else "")
        where = Whereabouts(
            options.get("serial", ""), options.get("bus", ""), options.get("port", "")
        )
        line = UsbLine(vid, pid, where, plan=PlanName(plan) if plan else None)
        return SamReader(
            line,
            address=address,
            driver=self.scheme,
            driver_version=self.version,
            name=line.name or (known.name if known else ""),
        )


DRIVER: Final = SamUsbDriver()
