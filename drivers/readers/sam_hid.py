"""Reading over HID reports: `sam-hid:0400:c35a`, the VID and PID of the reader.

Two equal readers are told apart by `?serial=...`, or by `?path=...` as the system names them.
`?layout=NAME` says how frames lie in reports; `?layout=file:PATH` takes a layout of your own.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from drivers.api import AddressInvalid, Reader
from drivers.readers.known_readers import known_reader, known_readers
from drivers.readers.options import read_choice, read_usb_numbers, refuse_unknown
from drivers.readers.sam_reader import SamReader

if TYPE_CHECKING:
    from drivers.transport.hid_layouts import HidLayout

__all__ = ["DRIVER", "SamHidDriver"]

_FILE: Final = "file:"


class SamHidDriver:
    """SAM_V frames in HID reports. The HID library is loaded when it is needed."""

    scheme = "sam-hid"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """List the devices with known numbers; equal ones by serial number, else by path."""
        from drivers.transport.hid_bus import list_hid_devices

        for known in known_readers(self.scheme):
            address = f"{self.scheme}:{known.vid:04x}:{known.pid:04x}"
            entries = {entry.path: entry for entry in list_hid_devices(known.vid, known.pid)}
            serials = Counter(entry.serial for entry in entries.values())
            for entry in entries.values():
                if len(entries) == 1:
                    yield address
                elif entry.serial and serials[entry.serial] == 1:
                    yield f"{address}?serial={quote(entry.serial, safe='')}"
                else:
                    yield f"{address}?path={quote(os.fsdecode(entry.path), safe='/:')}"

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open the device with the numbers in `target`."""
        refuse_unknown(options, ("serial", "path", "layout"))
        if empty := next((name for name, value in options.items() if not value), None):
            raise AddressInvalid(f"{empty} is empty")
        vid, pid = read_usb_numbers(target, self.scheme)
        from drivers.transport.hid_line import HidLine

        known = known_reader(self.scheme, vid, pid)
        layout = _layout(options, known.layout if known else "")
        line = HidLine(
            vid, pid, layout, serial=options.get("serial", ""), path=options.get("path", "")
        )
        return SamReader(
            line,
            address=address,
            driver=self.scheme,
            driver_version=self.version,
            name=line.name or (known.name if known else ""),
        )


def _layout(options: Mapping[str, str], usual: str) -> HidLayout:
    from drivers.transport.hid_layouts import (
        DEFAULT_LAYOUT,
        LayoutInvalid,
        layout_from_file,
        layout_names,
        shipped_layout,
    )

    word = options.get("layout", "")
    if not word.startswith(_FILE):
        return shipped_layout(
            read_choice(options, "layout", layout_names()) or usual or DEFAULT_LAYOUT
        )
    try:
        return layout_from_file(Path(word.removeprefix(_FILE)))
    except LayoutInvalid as no:
        raise AddressInvalid(f"the layout cannot be used: {no}") from no


DRIVER: Final = SamHidDriver()
