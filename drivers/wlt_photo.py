"""Decoding the photos of real cards with a licensed library, in a process of its own.

The shop names the library: `/opt/vendor/libwlt.so?orientation=top-down`. None is handed on with
this program, since no licence that would allow it is known.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from drivers.api import AddressInvalid
from drivers.photo import DecodedPhoto
from drivers.readers.options import read_path, read_seconds, refuse_unknown
from drivers.registry import split_address

__all__ = ["PhotoOrientation", "WltDecoder"]

_CHIP_PHOTO_SIZE: Final = 1024
_WIDTH, _HEIGHT = 102, 126
_ROW: Final = 3 * _WIDTH
_RAW_SIZE: Final = _ROW * _HEIGHT
_BMP_HEAD: Final = struct.Struct("<2sIHHIIiiHHI")
_BMP_ROW: Final = (_ROW + 3) // 4 * 4
_BMP_START: Final = 54
_BMP_SIZE: Final = _BMP_START + _BMP_ROW * _HEIGHT
_GOOD: Final = 1
_TIMEOUT_S: Final = 2.0
_START_TIMEOUT_S: Final = 10.0
_LONGEST_NUMBER: Final = 10
_Value = TypeVar("_Value")
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - it gets a private folder there


@dataclass(frozen=True, slots=True)
class PhotoOrientation:
    """How a library lays out its pixels. Vendors differ, and only a real card shows it."""

    is_bottom_up: bool = True
    is_mirrored: bool = False
    is_bgr: bool = False


_ORIENTATIONS: Final = {
    "bottom-up": PhotoOrientation(),
    "bottom-up-mirrored": PhotoOrientation(is_mirrored=True),
    "top-down": PhotoOrientation(is_bottom_up=False),
    "top-down-mirrored": PhotoOrientation(is_bottom_up=False, is_mirrored=True),
}
_CHANNELS: Final = {"rgb": False, "bgr": True}
_OPTIONS: Final = (
    *("orientation", "channels", "flag", "interface", "folder", "worker"),
    *("timeout_s", "start_timeout_s"),
)


class WltDecoder:
    """Asks `unpack` or `GetBmp` of the library that `use_library` has named."""

    def __init__(self) -> None:
        self._address = ""
        self._words: dict[str, str] = {}
        self._worker = ""
        self._place = ""
        self._timeout_s = _TIMEOUT_S
        self._start_timeout_s = _START_TIMEOUT_S
        self.orientation = PhotoOrientation()

    def use_library(self, address: str) -> None:
        """Use this library from now on; none when the address is empty.

        Raises:
            AddressInvalid: an option makes no sense.
        """
        if address == self._address:
            return
        self._address = ""
        if address:
            self._read(address)
        self._address = address

    def decode(self, raw: bytes) -> DecodedPhoto | None:
        """Return the picture, or None when the library makes none of these bytes.

        Raises:
            ReaderError: the library cannot be used.
        """
        if len(raw) != _CHIP_PHOTO_SIZE or not self._address:
            return None
        with _folder_in_memory(self._place) as folder:
            words = self._words | folder
            pixels = self._ask(words, raw)
        return _picture(pixels, self.orientation)

    def _read(self, address: str) -> None:
        _, library, options = split_address(f"wlt:{address}")
        refuse_unknown(options, _OPTIONS)
        words = {"job": "photo", "library": read_path({"library": library}, "library")}
        words |= {name: _number(options, name) for name in ("flag", "interface") if name in options}
        orientation = _chosen(options, "orientation", _ORIENTATIONS)
        self.orientation = replace(orientation, is_bgr=_chosen(options, "channels", _CHANNELS))
        self._place = read_path(options, "folder") if "folder" in options else ""
        self._worker = read_path(options, "worker") if "worker" in options else ""
        self._timeout_s = read_seconds(options, "timeout_s", _TIMEOUT_S)
        self._start_timeout_s = read_seconds(options, "start_timeout_s", _START_TIMEOUT_S)
        self._words = words

    def _ask(self, words: dict[str, str], raw: bytes) -> bytes:
        """Let one process decode one photo: it is gone with what it has seen."""
        from drivers.vendor.supervisor import Answer, Stopped, Supervisor

        supervisor = Supervisor(
            words, interpreter=self._worker, start_timeout_s=self._start_timeout_s
        )
        try:
            supervisor.open()
            supervisor.call("decode", raw, self._timeout_s)
            while not isinstance(outcome := supervisor.take(self._timeout_s), Answer):
                if isinstance(outcome, Stopped):
                    if outcome.is_hang:  # it would take as long again
                        return b""
                    supervisor.call("decode", raw, self._timeout_s)
        finally:
            supervisor.close()
        return outcome.data if outcome.code == _GOOD else b""


def _chosen(options: Mapping[str, str], name: str, known: Mapping[str, _Value]) -> _Value:
    """Return what an option stands for, the first of all that it may say without one."""
    text = options.get(name, next(iter(known)))
    if text not in known:
        raise AddressInvalid(f"{name}={text!r} is not one of {', '.join(known)}")
    return known[text]


def _number(options: Mapping[str, str], name: str) -> str:
    text = options[name]
    if not (text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER):
        raise AddressInvalid(f"{name}={text!r} is no number")
    return text


@contextmanager
def _folder_in_memory(place: str) -> Iterator[dict[str, str]]:
    """Lend a private folder to libraries that know files only; none where it would be a disk."""
    where = Path(place) if place else _MEMORY
    if not place and not _is_in_memory(where):
        yield {}
        return
    prefix = f"photo-{os.getpid()}-"  # whoever finds one knows whose it is
    with TemporaryDirectory(prefix=prefix, dir=where, ignore_cleanup_errors=True) as folder:
        yield {"folder": folder}


def _is_in_memory(folder: Path) -> bool:
    if sys.platform != "linux" or not folder.is_dir():
        return False
    mounts = (line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines())
    return any(mount[1:3] == [str(folder), "tmpfs"] for mount in mounts)


def _picture(pixels: bytes, orientation: PhotoOrientation) -> DecodedPhoto | None:
    """Make a picture of exactly the right size, or none at all."""
    if pixels.startswith(b"BM"):
        rows = _rows_of_bmp(pixels)
        is_bgr = True
    else:
        rows = _rows(pixels, 0, _ROW) if len(pixels) == _RAW_SIZE else []
        rows = rows[::-1] if orientation.is_bottom_up else rows
        is_bgr = orientation.is_bgr
    rgb = bytearray().join(_row(row, orientation.is_mirrored, is_bgr) for row in rows)
    if not rgb or rgb == rgb[:3] * (_WIDTH * _HEIGHT):
        return None
    return DecodedPhoto.of_pixels(_WIDTH, _HEIGHT, bytes(rgb))


def _rows_of_bmp(picture: bytes) -> list[bytes]:
    """Return the rows from top to bottom."""
    if len(picture) != _BMP_SIZE:
        return []
    head = _BMP_HEAD.unpack_from(picture)
    start, width, height, *rest = head[4], *head[6:]
    if start != _BMP_START or width != _WIDTH or abs(height) != _HEIGHT or rest != [1, 24, 0]:
        return []
    rows = _rows(picture, _BMP_START, _BMP_ROW)
    return rows[::-1] if height > 0 else rows


def _rows(pixels: bytes, start: int, length: int) -> list[bytes]:
    return [pixels[at : at + _ROW] for at in range(start, len(pixels), length)]


def _row(row: bytes, is_mirrored: bool, is_bgr: bool) -> bytes:
    step = -1 if is_mirrored else 1
    turned = bytearray(_ROW)
    for channel in range(3):
        turned[channel::3] = row[2 - channel if is_bgr else channel :: 3][::step]
    return bytes(turned)
