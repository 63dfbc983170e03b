"""Reading through a vendor's library: `vendor:sdtapi?library=/opt/reader/libsdtapi.so&port=1001`.

`port` is 1 to 16 for serial ports, 1001 to 1016 for USB; a library of the newer kind takes
`device=0` or `serial=...` instead. `worker=` names a Python of the library's bitness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from drivers.api import AddressInvalid, Reader
from drivers.readers.options import read_path, read_seconds, refuse_unknown
from drivers.readers.sam_reader import SamReader

__all__ = ["DRIVER", "VendorDriver"]

_FAMILY: Final = "sdtapi"
_OPTIONS: Final = (
    *("library", "port", "device", "serial", "abi", "worker"),
    *("timeout_s", "read_timeout_s", "start_timeout_s"),
)
# Families whose libraries hand out fields of text, which prove nothing.
_TEXT_ONLY: Final = ("termb", "cvr", "syn", "synidcardapi", "rdcard", "routon")
_PORTS: Final = (*range(17), *range(1001, 1017))
_DEVICES: Final = range(16)


class VendorDriver:
    """The `SDT_*` functions of a library, called in a process of their own."""

    scheme = "vendor"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """Where a shop keeps its vendor's library nobody can guess."""
        return ()

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Start a worker, and let it load the library and open the reader."""
        if target.casefold() in _TEXT_ONLY:
            raise AddressInvalid(
                f"libraries of the {target} family give fields of text only, which are no "
                f"evidence; the same reader works as vendor:{_FAMILY}?library=..."
            )
        if target != _FAMILY:
            raise AddressInvalid(f"{target!r} is no kind of library, did you mean {_FAMILY!r}?")
        refuse_unknown(options, _OPTIONS)
        words = {"job": "reader", "library": read_path(options, "library")} | _which_reader(options)
        worker = read_path(options, "worker") if "worker" in options else ""
        from drivers.vendor.library_line import CallTimeouts, LibraryLine
        from drivers.vendor.session import LibrarySession
        from drivers.vendor.supervisor import START_TIMEOUT_S, Supervisor

        usual = CallTimeouts()
        timeouts = CallTimeouts(
            call_s=read_seconds(options, "timeout_s", usual.call_s),
            read_s=read_seconds(options, "read_timeout_s", usual.read_s),
        )
        supervisor = Supervisor(
            words,
            interpreter=worker,
            start_timeout_s=read_seconds(options, "start_timeout_s", START_TIMEOUT_S),
        )
        return SamReader(
            LibraryLine(supervisor, timeouts),
            address=address,
            driver=self.scheme,
            driver_version=self.version,
            session=LibrarySession,
        )


def _which_reader(options: Mapping[str, str]) -> dict[str, str]:
    given = {name: options[name] for name in ("port", "device", "serial") if name in options}
    if len(given) > 1:
        raise AddressInvalid(f"{' and '.join(given)} name a reader in two ways")
    for name, known in (("port", _PORTS), ("device", _DEVICES)):
        if name in given and given[name] not in map(str, known):
            raise AddressInvalid(f"{name}={given[name]!r} is not one of {_ranges(known)}")
    if not given.get("serial", "?").isprintable() or given.get("serial", "?") == "":
        raise AddressInvalid("serial= is empty or cannot be printed")
    abi = options.get("abi", "")
    if abi not in ("", "port", "handle"):
        raise AddressInvalid(f"abi={abi!r} is neither port nor handle")
    return given | ({"abi": abi} if abi else {})


def _ranges(known: Iterable[int]) -> str:
    return "0 to 16, 1001 to 1016" if 1001 in known else "0 to 15"


DRIVER: Final = VendorDriver()
