"""What a library's file says of itself, before anybody loads it. Standard library only."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

__all__ = ["Binary", "look_at", "misfit"]


class Binary(NamedTuple):
    """What a program or library is built for."""

    system: str
    bits: int
    machine: str


_ELF_MACHINES: Final = {
    3: "i386",
    8: "MIPS",
    20: "PowerPC",
    21: "PowerPC64",
    40: "ARM",
    62: "x86-64",
    183: "ARM64",
    243: "RISC-V",
    258: "LoongArch",
}
_PE_MACHINES: Final = {
    0x14C: ("i386", 32),
    0x1C0: ("ARM", 32),
    0x1C4: ("ARM", 32),
    0x8664: ("x86-64", 64),
    0xAA64: ("ARM64", 64),
}
_LINUX, _WINDOWS = "Linux", "Windows"
# Where a DOS stub ends in every file that a linker has written.
_FURTHEST_PE_HEADER: Final = 1024 * 1024


def look_at(path: Path | str) -> Binary | None:
    """Read the head of a file; None when it is neither a program nor a library.

    Raises:
        OSError: it cannot be read.
    """
    with Path(path).open("rb") as file:
        head = file.read(64)
        if head.startswith(b"\x7fELF"):
            return _elf(head)
        if head.startswith(b"MZ") and len(head) == 64:
            return _pe(head, file)
    return None


def _elf(head: bytes) -> Binary | None:
    bits = {1: 32, 2: 64}.get(head[4] if len(head) > 4 else 0)
    order = {1: "<", 2: ">"}.get(head[5] if len(head) > 5 else 0)
    if bits is None or order is None or len(head) < 20:
        return None
    (number,) = struct.unpack_from(f"{order}H", head, 18)
    return Binary(_LINUX, bits, _ELF_MACHINES.get(number, f"machine {number}"))


def _pe(head: bytes, file: BinaryIO) -> Binary | None:
    (start,) = struct.unpack_from("<I", head, 60)
    if start > _FURTHEST_PE_HEADER:
        return None
    file.seek(start)
    header = file.read(6)
    if len(header) < 6 or not header.startswith(b"PE\0\0"):
        return None
    (number,) = struct.unpack_from("<H", header, 4)
    machine, bits = _PE_MACHINES.get(number, (f"machine {number:#x}", 0))
    return Binary(_WINDOWS, bits, machine)


def misfit(library: Binary | None, process: Binary) -> str:
    """Say in what a library does not fit a process; empty when it does."""
    if library is None:
        return "is no library at all"
    if library.system != process.system:
        return f"is a library for {library.system}, and this is {process.system}"
    if library.bits != process.bits:
        return (
            f"is a {library.bits}-bit library ({library.machine}), and the Python that would load "
            f"it is {process.bits}-bit ({process.machine}): "
            f"name a {library.bits}-bit one with worker=/path/to/python"
        )
    if library.machine != process.machine:
        return f"is built for {library.machine}, and this computer's Python for {process.machine}"
    return ""
