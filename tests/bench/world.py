"""What several measurements share, made when the first one asks for it."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from pos_client.sandbox.policy import DEMO_OUTLET
from tests.bench.stock import Stock
from tests.whole.screen import Desktop

__all__ = ["World"]


class World:
    """A throwaway folder, and a screen. Leaving the `with` ends and removes all of it."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="pos-client-bench-"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.notes: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def new_folder(self, name: str) -> Path:
        """A fresh folder; the same name gives another one each time."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))

    def note(self, text: str) -> None:
        """A figure without a reference: printed, no row."""
        self.notes.append(text)

    @property
    def sign_number(self) -> str:
        """What the sign of the outlet says."""
        return DEMO_OUTLET.sign_number

    @cached_property
    def enrolled(self) -> Stock:
        """A device that has seen no customer yet."""
        return Stock.enrolled(self.new_folder("enrolled"))

    @cached_property
    def captured(self) -> Stock:
        """The same device with two hundred registrations to be drained."""
        return self.enrolled.captured(self.new_folder("captured"))

    @cached_property
    def desktop(self) -> Desktop:
        """One X server for ours and for the reference."""
        return self._stack.enter_context(Desktop())
