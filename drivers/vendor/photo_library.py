"""The functions of a vendor that turn a chip's 1024 bytes into a picture, in the worker.

`unpack` works in memory. `GetBmp` takes the path of a file and writes another one beside it, so
it gets a folder that lies in memory, or is not called. Standard library only.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping
from contextlib import suppress
from ctypes import c_char_p, c_int, c_void_p
from pathlib import Path
from typing import Any, Final

from drivers.vendor.guarded import GuardedMemory
from drivers.vendor.loading import Fault, find

__all__ = ["PhotoLibrary"]

# `unpack` in C, and as C++ compilers write it.
_UNPACK: Final = ("unpack", "_Z6unpackPcS_i", "_Z6unpackPhS_i")
_SIZES: Final = {"photo": 4096, "picture": 48 * 1024}
# Bare pixels, and a BMP of them. The noise may by chance have ended as the picture does.
_RAW_SIZE, _BMP_SIZE = 38556, 38862
_CHANCE: Final = 8
_GOOD: Final = 1


class PhotoLibrary:
    """One decoder.

    Raises:
        Fault: the library has neither function, or `GetBmp` would leave memory.
    """

    def __init__(self, library: ctypes.CDLL, words: Mapping[str, str]) -> None:
        self._flag = int(words.get("flag", 0))
        self._interface = int(words.get("interface", 1))
        self._memory = GuardedMemory(_SIZES)
        self._folder = Path(words.get("folder", ""))
        found = [find(library, name, [c_void_p, c_void_p, c_int]) for name in _UNPACK]
        self._unpack: Any = next((each for each in found if each is not None), None)
        self._get_bmp = find(library, "GetBmp", [c_char_p, c_int])
        self.abi = "unpack" if self._unpack else "GetBmp"
        if self._unpack is None and self._get_bmp is None:
            raise Fault("library", "has no function GetBmp, and none named unpack")
        if self._unpack is None and "folder" not in words:
            said = "has no function unpack, and GetBmp would write the photo to a disk: "
            raise Fault("option", f"{said}name a folder that lies in memory with folder=")

    @property
    def is_intact(self) -> bool:
        """Whether the library has written nowhere but where it may."""
        return self._memory.is_intact

    def call(self, name: str, payload: bytes) -> tuple[int, list[memoryview]]:
        """Decode `payload`; return 1 and what came out, or the library's code and nothing."""
        del name  # there is one thing to do
        return self._unpacked(payload) if self._unpack else self._through_files(payload)

    def wipe(self) -> None:
        """Forget the picture."""
        self._memory.wipe()

    def close(self) -> None:
        """There is nothing to give back."""

    def _unpacked(self, payload: bytes) -> tuple[int, list[memoryview]]:
        """Let it write over noise: how far the noise is gone is how much it has written."""
        self._memory.put("photo", payload)
        noise = os.urandom(_SIZES["picture"])
        self._memory.put("picture", noise)
        self._unpack(self._memory.address("photo"), self._memory.address("picture"), self._flag)
        written = int.from_bytes(self._memory.view("picture"), "little")
        written ^= int.from_bytes(noise, "little")
        length = (written.bit_length() + 7) // 8
        for size in (_RAW_SIZE, _BMP_SIZE):
            length = size if size - _CHANCE < length <= size else length
        return _GOOD, [self._memory.view("picture", length)]

    def _through_files(self, payload: bytes) -> tuple[int, list[memoryview]]:
        source, target = self._folder / "photo.wlt", self._folder / "photo.bmp"
        try:
            source.write_bytes(payload)
            code = int(self._get_bmp(os.fsencode(source), self._interface))
            if code != _GOOD:
                return code, []
            with target.open("rb") as picture:
                return code, [memoryview(picture.read(_BMP_SIZE + 1))]
        except FileNotFoundError:
            return _GOOD, []  # it says that it has done it, and it has not
        finally:
            for file in (source, target):
                with suppress(OSError):
                    file.unlink()
