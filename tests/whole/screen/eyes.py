"""Pictures of what is on the screen, as a camera in front of it would take them."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PIL import Image
from Xlib import X
from Xlib.display import Display

from tests.whole.screen.scene import Box

__all__ = ["Eyes"]


class Eyes:
    """Takes pictures of one display."""

    def __init__(self, display: str) -> None:
        self._display: Any = Display(display)
        self._root: Any = self._display.screen().root

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._display.close()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the screen."""
        shape = self._root.get_geometry()
        return shape.width, shape.height

    def picture(self, box: Box | None = None) -> Image.Image:
        """Return what is to be seen now, of the whole screen or of one place on it."""
        width, height = self.size
        left, top, wide, high = box or (0, 0, width, height)
        right, bottom = min(left + wide, width), min(top + high, height)
        left, top = max(left, 0), max(top, 0)
        size = right - left, bottom - top
        drawn = self._root.get_image(left, top, *size, X.ZPixmap, 0xFFFFFFFF)
        return Image.frombytes("RGB", size, drawn.data, "raw", "BGRX")

    def shoot(self, file: Path, box: Box | None = None) -> Path:
        """Write a picture as PNG and return where it is."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.picture(box).save(file)
        return file
