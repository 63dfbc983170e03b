"""The chip photo: decoded on a thread of its own, drawn here, and gone as soon as it may not be."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from ui.camera.codec import read_picture
from ui.widgets.words import Words

__all__ = ["Decode", "PhotoFrame", "PhotoLoader", "Picture"]

_LARGEST_SIDE, _LARGEST_LIVE = 512, 640


class Picture(Protocol):
    """The content of a picture file, and what kind of file that is."""

    @property
    def format(self) -> str: ...

    @property
    def data(self) -> bytes: ...


Decode: TypeAlias = Callable[[bytes], Picture | None]


@dataclass(frozen=True, slots=True)
class _Decoded:
    ticket: int
    image: QImage | None = field(repr=False)


class PhotoLoader(QObject):
    """Decodes one photo at a time away from the GUI thread."""

    decoded = Signal(object)
    _done = Signal(object)

    def __init__(self, decode: Decode, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decode = decode
        self._worker: ThreadPoolExecutor | None = None
        self._ticket = 0
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, raw: bytes) -> int:
        """Begin to decode a chip's photo; `decoded` tells with the ticket that is returned."""
        self._ticket += 1
        self._on_worker(self._work, self._ticket, raw)
        return self._ticket

    def ask_jpeg(self, jpeg: bytes) -> int:
        """The same for a photo that this program has taken."""
        self._ticket += 1
        self._on_worker(self._read, self._ticket, "jpeg", jpeg, _LARGEST_LIVE)
        return self._ticket

    def prepare(self, find_decoders: Callable[[], object]) -> None:
        """Let decoders be found and imported while no card lies there."""
        self._on_worker(find_decoders)

    def close(self) -> None:
        """Wait for the last one; nothing is emitted afterwards."""
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)
            self._worker = None

    def _on_worker(self, job: Callable[..., object], *given: object) -> None:
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "photo")
        self._worker.submit(job, *given)

    def _work(self, ticket: int, raw: bytes) -> None:
        try:
            picture = self._decode(raw)
        except Exception:  # noqa: BLE001 - a decoder is somebody else's code
            picture = None
        if picture is None:
            self._done.emit(_Decoded(ticket, None))
        else:
            self._read(ticket, picture.format, picture.data, _LARGEST_SIDE)

    def _read(self, ticket: int, form: str, data: bytes, largest: int) -> None:
        self._done.emit(_Decoded(ticket, read_picture(form, data, largest)))

    @Slot(object)
    def _deliver(self, decoded: object) -> None:
        self.decoded.emit(decoded)


class PhotoFrame(Words):
    """The picture, or words that say why there is none."""

    WIDTH, HEIGHT = 132, 164

    def __init__(
        self,
        loader: PhotoLoader,
        words: dict[str, str],
        name: str = "personPhoto",
        *,
        is_live: bool = False,
    ) -> None:
        """Show the chip's photo, or a live one, of which the bytes are a JPEG."""
        super().__init__(name, "photo", wraps=True)
        self.setFixedSize(self.WIDTH, self.HEIGHT)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._ask = loader.ask_jpeg if is_live else loader.ask
        self._words = words
        self._raw: bytes | None = b"?"
        self._ticket = 0
        loader.decoded.connect(self._draw)

    def show_photo(self, raw: bytes | None) -> None:
        """Decode and draw; None hides it, empty means that the card has none."""
        if raw == self._raw:
            return
        self._raw = raw
        self._ticket = 0
        if raw:
            self._say("decoding")
            self._ticket = self._ask(raw)
        else:
            self._say("hidden" if raw is None else "none")

    @Slot(object)
    def _draw(self, decoded: object) -> None:
        if not isinstance(decoded, _Decoded) or decoded.ticket != self._ticket:
            return
        if decoded.image is None:
            self._say("no_decoder")
            return
        size = self.contentsRect().size()
        self.setAccessibleName(self._words["photo"])
        self.setPixmap(
            QPixmap.fromImage(decoded.image).scaled(
                size,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )

    def _say(self, what: str) -> None:
        self.clear()
        self.show_words(self._words[what])
