"""The slot for photo decoders: 1024 bytes off a chip become a picture, if anybody can read them.

No open decoder for the format of real cards is known, so a decoder is a plug-in; without one
the photo stays what it is, bytes that go to the gateway. A decoder gives a picture in a format
that whoever shows it reads anyway, so this package needs no library for pictures.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from drivers.allow_list import AllowList, who
from drivers.plug_ins import PHOTO_GROUP, installed, is_ours, listed_name

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = [
    "SIMULATED_PHOTO_MARK",
    "DecodedPhoto",
    "LibraryDecoder",
    "PhotoDecoder",
    "PhotoDecoders",
    "SimulatedWebpDecoder",
]

SIMULATED_PHOTO_MARK = b"SIMW"
"""What the photo of an invented card begins with: mark, two bytes of length, WebP, zeros."""

_PHOTO_SIZE = 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A picture as the content of a file.

    Attributes:
        format: `bmp`, `jpeg`, `png`, `ppm` or `webp`.
        data: not checked here; whoever shows it refuses what is no picture.
    """

    format: str
    data: bytes = field(repr=False)

    @classmethod
    def of_pixels(cls, width: int, height: int, rgb: bytes) -> Self:
        """Take rows from top to bottom, three bytes R, G, B a pixel.

        Raises:
            ValueError: that is another number of bytes.
        """
        if len(rgb) != 3 * width * height:
            raise ValueError("width, height and pixels do not fit together")
        return cls("ppm", b"P6 %d %d 255\n" % (width, height) + rgb)


class PhotoDecoder(Protocol):
    """One way to decode. Registered as a class that is made without arguments."""

    def decode(self, raw: bytes) -> DecodedPhoto | None:
        """Return the picture, or None when these bytes are not of the decoder's kind."""


@runtime_checkable
class LibraryDecoder(PhotoDecoder, Protocol):
    """A decoder that needs a library which nobody may hand on: the shop has to name its own."""

    def use_library(self, address: str) -> None:
        """Use the library with this path, and options behind a question mark.

        Called before each photo, hence cheap where nothing has changed.
        """


class PhotoDecoders:
    """The installed decoders that may run. Finding them imports nothing, and no other is loaded.

    Belongs to one thread.

    Args:
        allow_list: the carrier's list; without one all that is installed may run.
        library: what the shop has named, for decoders that need one.
        announced: entry points to choose from instead of those of the installed packages.
    """

    def __init__(
        self,
        allow_list: AllowList | None = None,
        library: str = "",
        *,
        announced: Callable[[], Iterator[EntryPoint]] | None = None,
    ) -> None:
        self._allow_list = allow_list or AllowList()
        self._library = library
        self._announced = announced or (lambda: installed(groups=(PHOTO_GROUP,)))
        self._made: dict[str, PhotoDecoder | None] = {}
        self._told: set[str] = set()

    def prepare(self) -> None:
        """Look for decoders now, so that the first card does not wait for it."""
        for name, decoder in self._usable():
            self._give_library(name, decoder)

    def decode(self, raw: bytes) -> DecodedPhoto | None:
        """Decode with the first that understands these bytes, None when none does."""
        if not raw:
            return None
        for name, decoder in self._usable():
            if not self._give_library(name, decoder):
                continue
            try:
                photo = decoder.decode(raw)
            except Exception as cause:  # noqa: BLE001 - somebody else's code; its text may quote a card
                log.warning("photo decoder %s failed: %s", name, type(cause).__name__)
                continue
            if photo is not None:
                return photo
        return None

    def _usable(self) -> Iterator[tuple[str, PhotoDecoder]]:
        for entry in self._entries:
            if not self._allow_list.lets_run(entry):
                self._tell_once(entry)
                continue
            known = listed_name(entry)
            if known not in self._made:
                self._made[known] = self._load(entry)
            decoder = self._made[known]
            if decoder is not None:
                yield entry.name, decoder

    @cached_property
    def _entries(self) -> tuple[EntryPoint, ...]:
        """Ours first: nobody takes the place of one of ours by announcing its name."""
        entries: dict[str, EntryPoint] = {}
        found = sorted(self._announced(), key=lambda entry: (entry.name, entry.value))
        for entry in sorted(found, key=is_ours, reverse=True):
            entries.setdefault(entry.name, entry)
        return tuple(entries.values())

    def _load(self, entry: EntryPoint) -> PhotoDecoder | None:
        try:
            decoder: PhotoDecoder = entry.load()()
        except (Exception, SystemExit) as cause:  # noqa: BLE001 - one bad plug-in must not hide the others
            log.warning("photo decoder %s cannot be used: %s", entry.name, type(cause).__name__)
            return None
        self._allow_list.note_loaded(entry)
        return decoder

    def _give_library(self, name: str, decoder: PhotoDecoder) -> bool:
        """Tell whether the decoder can be asked."""
        if not isinstance(decoder, LibraryDecoder):
            return True
        try:
            decoder.use_library(self._library)
        except Exception as cause:  # noqa: BLE001 - one bad plug-in must not hide the others
            log.warning("photo decoder %s cannot be used: %s", name, cause)
            return False
        return bool(self._library)

    def _tell_once(self, entry: EntryPoint) -> None:
        if entry.name not in self._told:
            self._told.add(entry.name)
            log.info("the carrier's list does not name %s as it is here", who(entry))


class SimulatedWebpDecoder:
    """Takes the WebP out of the photos of invented cards, and of no others."""

    def decode(self, raw: bytes) -> DecodedPhoto | None:
        """Return the picture, or None when the bytes are not exactly of that form."""
        if len(raw) != _PHOTO_SIZE or not raw.startswith(SIMULATED_PHOTO_MARK):
            return None
        begin = len(SIMULATED_PHOTO_MARK) + 2
        end = begin + int.from_bytes(raw[begin - 2 : begin], "big")
        if end > _PHOTO_SIZE or any(raw[end:]) or not _is_webp(raw[begin:end]):
            return None
        return DecodedPhoto("webp", raw[begin:end])


def _is_webp(data: bytes) -> bool:
    """Whether the bytes say that they are a WebP, and are all of it."""
    length = 8 + int.from_bytes(data[4:8], "little")
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP" and length <= len(data)
