"""A driver of somebody else's that speaks the scheme of one of ours, and a decoder of photos."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from drivers.api import Reader, ReaderUnavailable
from drivers.photo import DecodedPhoto

__all__ = ["DRIVER", "RivalDecoder", "RivalDriver"]


class RivalDriver:
    """Would give any card that it likes."""

    scheme = "sam-serial"
    version = "9.9"

    def discover(self) -> Iterable[str]:
        return ()

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        raise ReaderUnavailable(f"{address} {target} {len(options)}: never opened")


class RivalDecoder:
    """Would show any face that it likes."""

    def decode(self, raw: bytes) -> DecodedPhoto | None:
        return DecodedPhoto("png", raw)


DRIVER: Final = RivalDriver()
