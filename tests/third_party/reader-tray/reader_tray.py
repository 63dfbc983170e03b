"""A card tray that shows itself as a drive: `tray:/media/TRAY`."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Self

from drivers import (
    AddressInvalid,
    CardEvent,
    CardRead,
    CardRefused,
    CardRemoved,
    Reader,
    ReaderInfo,
    ReaderUnavailable,
    RecordRefused,
)

TEXT_SIZE, PHOTO_SIZE = 256, 1024


class TrayReader:
    """One tray. While a card lies in it, the file CARD.BIN holds what its chip says."""

    def __init__(self, address: str, folder: Path) -> None:
        self.info = ReaderInfo(
            address=address,
            driver="tray",
            driver_version="1.0",
            sam_id="",
            capabilities=frozenset({"raw_text", "raw_photo"}),
            name="Card tray",
        )
        self._file = folder / "CARD.BIN"
        self._told = b""  # a hash of what was told: nobody here keeps a person
        self._is_closed = False
        self._record()  # an opening that fails says why

    def poll(self, timeout_s: float) -> CardEvent | None:
        due = time.monotonic() + timeout_s
        while (event := self._look()) is None and (left_s := due - time.monotonic()) > 0:
            time.sleep(min(0.02, left_s))
        return event

    def _look(self) -> CardEvent | None:
        if self._is_closed:
            raise ReaderUnavailable("the tray is closed")
        began = time.monotonic()
        record = self._record()
        mark = sha256(record).digest() if record else b""
        if mark == self._told:
            return None
        if self._told:  # lifted, or swapped since the last look
            self._told = b""
            return CardRemoved()
        if len(record) < TEXT_SIZE + PHOTO_SIZE:
            return None  # the tray is still writing
        self._told = mark
        try:
            text, photo = record[:TEXT_SIZE], record[TEXT_SIZE:]
            return CardRead.parse(text, photo, duration_s=time.monotonic() - began)
        except RecordRefused as refused:
            return CardRefused(refused.reason)

    def _record(self) -> bytes:
        try:
            if not self._file.parent.is_dir():
                raise ReaderUnavailable(f"{self._file.parent} is not there")
            return self._file.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as no:
            raise ReaderUnavailable(f"the tray cannot be read: {no.strerror}") from no

    def close(self) -> None:
        self._is_closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class TrayDriver:
    """Finds trays and opens them."""

    scheme = "tray"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        drives = Path(os.environ.get("READER_TRAYS", "/media"))
        return [f"tray:{each.parent}" for each in sorted(drives.glob("*/TRAY.TXT"))]

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        if options:
            raise AddressInvalid(f"a tray has no option {next(iter(options))!r}")
        if not target:
            raise AddressInvalid("a folder is missing, as in tray:/media/TRAY")
        return TrayReader(address, Path(target))


DRIVER = TrayDriver()
