"""The functions `SDT_*` that all vendors' libraries share, in the worker.

There are two kinds under the same names: one addresses a reader by the number of its port, the
newer one by a handle. They are told apart by the function that opens. Standard library only.
"""

from __future__ import annotations

import ctypes
import re
import struct
from collections.abc import Mapping
from ctypes import c_char, c_int, c_uint, c_uint16, c_uint32, c_void_p
from typing import Any, Final

from drivers.vendor.guarded import GuardedMemory
from drivers.vendor.loading import Fault, find, require

__all__ = ["Sdtapi"]

_SUCCESS: Final = 0x90
_CARD_FOUND: Final = 0x9F
# What a module answers to what it does not know, and to what may not be asked now.
_UNKNOWN_COMMAND: Final = 0x21
_OUT_OF_ORDER: Final = 0x23
_MOST_DEVICES: Final = 16
_DEFAULT_PORT: Final = 1001

# Larger than any vendor's description of what is written there.
_SIZES: Final = {
    "text": 512,
    "text_size": 32,
    "photo": 4096,
    "photo_size": 32,
    "iin": 32,
    "sn": 32,
    "sam_id": 64,
    "sam_id_text": 128,
}
_IIN_SIZE, _SN_SIZE, _SAM_ID_SIZE = 4, 8, 16

# Which buffers each function fills, behind the port or handle.
_FIND, _SELECT, _READ = "SDT_StartFindIDCard", "SDT_SelectIDCard", "SDT_ReadBaseMsg"
_SAM_ID, _SAM_ID_TEXT, _RESET = "SDT_GetSAMID", "SDT_GetSAMIDToStr", "SDT_ResetSAM"
_REQUIRED: Final = {
    _FIND: ("iin",),
    _SELECT: ("sn",),
    _READ: ("text", "text_size", "photo", "photo_size"),
}
_OPTIONAL: Final = {_SAM_ID: ("sam_id",), _SAM_ID_TEXT: ("sam_id_text",), _RESET: ()}

# Libraries that hand out fields of text, by a function that no other kind has.
_TEXT_ONLY: Final = {
    "CVR_InitComm": "Termb",
    "CVR_Authenticate": "Termb",
    "CVR_Read_Content": "Termb",
    "Syn_ReadMsg": "SynIDCardAPI",
    "Syn_ReadBaseMsg": "SynIDCardAPI",
    "Syn_OpenPort": "SynIDCardAPI",
    "UCommand1": "RdCard",
    "ReadBaseInfos": "Routon",
}


class _Device(ctypes.Structure):
    """One entry of `SDT_EnumDevice`; packed, as the vendor's header says."""

    _pack_ = 1
    _fields_ = (
        ("vid", c_uint16),
        ("pid", c_uint16),
        ("serial", c_char * 64),
        ("bus", c_uint32),
        ("address", c_uint32),
        ("pointer", c_void_p),
    )


class Sdtapi:
    """One opened reader of a library.

    Raises:
        Fault: the library is of another kind, or does not open the reader.
    """

    def __init__(self, library: ctypes.CDLL, words: Mapping[str, str]) -> None:
        self._library = library
        self.abi = _abi_of(library, words.get("abi", ""))
        self._memory = GuardedMemory(_SIZES)
        self._is_selected = False
        # `0` behind the buffers: the port is open already.
        first, last = (c_int, [c_int]) if self.abi == "port" else (c_void_p, [])
        self._last = [0] if self.abi == "port" else []
        self._functions = {
            name: (require if name in _REQUIRED else find)(
                library, name, [first, *[c_void_p] * len(buffers), *last]
            )
            for name, buffers in (_REQUIRED | _OPTIONAL).items()
        }
        if self.abi == "port":
            self._first, self._close = self._open_port(words)
        else:
            self._first, self._close = self._open_device(words)

    @property
    def is_intact(self) -> bool:
        """Whether the library has written nowhere but where it may."""
        return self._memory.is_intact

    def call(self, name: str, payload: bytes) -> tuple[int, list[memoryview]]:
        """Do what a command of the SAM_V language does; return the code and the data."""
        del payload  # no command of a reader has any
        self._memory.wipe()
        match name:
            case "find_card":
                self._is_selected = False
                return self._filled(_FIND, "iin", _IIN_SIZE, success=_CARD_FOUND)
            case "select_card":
                code, data = self._filled(_SELECT, "sn", _SN_SIZE)
                self._is_selected = code == _SUCCESS
                return code, data
            case "read_base":
                return self._read() if self._is_selected else (_OUT_OF_ORDER, [])
            case "sam_id":
                return self._sam_id()
            case "reset_sam":
                self._is_selected = False
                return self._run(_RESET), []
        return _UNKNOWN_COMMAND, []

    def wipe(self) -> None:
        """Forget what the last call has brought."""
        self._memory.wipe()

    def close(self) -> None:
        """Give the reader back."""
        self._close(self._first)

    def _run(self, name: str) -> int:
        function = self._functions[name]
        if function is None:
            return _UNKNOWN_COMMAND
        buffers = (_REQUIRED | _OPTIONAL)[name]
        addresses = [self._memory.address(buffer) for buffer in buffers]
        return int(function(self._first, *addresses, *self._last))

    def _filled(
        self, name: str, buffer: str, size: int, success: int = _SUCCESS
    ) -> tuple[int, list[memoryview]]:
        code = self._run(name)
        return code, [self._memory.view(buffer, size)] if code == success else []

    def _read(self) -> tuple[int, list[memoryview]]:
        """Read text and photo, and put their lengths in front as a module does.

        A length that the buffer does not have stays in front and contradicts what follows.
        """
        for name in ("text", "photo"):
            self._memory.put(f"{name}_size", struct.pack("=I", _SIZES[name]))
        code = self._run(_READ)
        if code != _SUCCESS:
            return code, []
        sizes = [self._memory.number("text_size"), self._memory.number("photo_size")]
        head = struct.pack(">HH", *(min(size, 0xFFFF) for size in sizes))
        text, photo = self._memory.view("text", sizes[0]), self._memory.view("photo", sizes[1])
        return code, [memoryview(head), text, photo]

    def _sam_id(self) -> tuple[int, list[memoryview]]:
        code, data = self._filled(_SAM_ID, "sam_id", _SAM_ID_SIZE)
        if code == _SUCCESS:
            return code, data
        code_of_text = self._run(_SAM_ID_TEXT)
        if code_of_text != _SUCCESS:
            return code, []
        text = bytes(self._memory.view("sam_id_text")).partition(b"\0")[0]
        packed = _packed_sam_id(text)
        return (_SUCCESS, [memoryview(packed)]) if packed else (code, [])

    def _open_port(self, words: Mapping[str, str]) -> tuple[Any, Any]:
        if "device" in words or "serial" in words:
            raise Fault("option", "addresses readers by port=, not by device= or serial=")
        port = int(words.get("port", _DEFAULT_PORT))
        opens = require(self._library, "SDT_OpenPort", [c_int])
        closes = require(self._library, "SDT_ClosePort", [c_int])
        code = int(opens(port))
        if code != _SUCCESS:
            raise Fault("reader", f"does not open port {port}: it answers {code:02X}")
        return port, closes

    def _open_device(self, words: Mapping[str, str]) -> tuple[Any, Any]:
        if "port" in words:
            raise Fault("option", "addresses readers by device= or serial=, not by port=")
        lists = require(self._library, "SDT_EnumDevice", [c_void_p, c_uint])
        opens = require(self._library, "SDT_OpenDevice", [c_void_p], c_void_p)
        closes = require(self._library, "SDT_CloseDevice", [c_void_p])
        # Kept for good: a library may go on pointing there.
        self._devices = GuardedMemory({"list": _MOST_DEVICES * ctypes.sizeof(_Device)})
        address = self._devices.address("list")
        count = int(lists(address, _MOST_DEVICES))
        if not 0 < count <= _MOST_DEVICES or not self._devices.is_intact:
            raise Fault("reader", f"lists no reader: it answers {count}")
        devices = (_Device * count).from_address(address)
        serials = [device.serial.decode("utf-8", "replace") for device in devices]
        if "serial" in words:
            wanted = [index for index, serial in enumerate(serials) if serial == words["serial"]]
        else:
            wanted = [index for index in range(count) if index == int(words.get("device", 0))]
        if not wanted:
            raise Fault("reader", f"lists {count} readers, and not the one that was asked for")
        handle = opens(ctypes.addressof(devices[wanted[0]]))
        if not handle:
            raise Fault("reader", f"does not open reader {wanted[0]}")
        return handle, closes


def _abi_of(library: ctypes.CDLL, asked: str) -> str:
    """Tell which kind a library is by the function that opens a reader."""
    if find(library, _READ, []) is None:
        for name, family in _TEXT_ONLY.items():
            if find(library, name, []) is not None:
                raise Fault(
                    "library",
                    f"is of the {family} family: it gives fields of text only, which are no "
                    f"evidence. Use the sdtapi library of the same reader, or its serial line",
                )
    has = {
        "port": find(library, "SDT_OpenPort", []) is not None,
        "handle": find(library, "SDT_OpenDevice", []) is not None,
    }
    if asked and has[asked]:
        return asked
    if asked or not any(has.values()):
        name = "SDT_OpenDevice" if asked == "handle" else "SDT_OpenPort"
        raise Fault("library", f"has no function {name}")
    if all(has.values()):
        raise Fault("option", "has both kinds of functions: say abi=port or abi=handle")
    return "port" if has["port"] else "handle"


def _packed_sam_id(text: bytes) -> bytes:
    """Turn a printed SAM id back into its sixteen bytes; empty when it is none."""
    digits = re.sub(rb"[^0-9]", b"", text)
    if len(digits) != 32:
        return b""
    parts = [digits[:2], digits[2:4], digits[4:12], digits[12:22], digits[22:]]
    try:
        return struct.pack("<HHIII", *(int(part) for part in parts))
    except struct.error:  # ten digits may be more than 32 bits
        return b""
