"""One look at a program's windows, as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

__all__ = ["Address", "Scene", "State", "Widget"]

Address = tuple[str, str]  # who on the bus, and which object there
Box = tuple[int, int, int, int]


class State(IntEnum):
    """The states we ask for; the numbers are AT-SPI's."""

    ACTIVE = 1
    CHECKED = 4
    EDITABLE = 7
    ENABLED = 8
    FOCUSABLE = 11
    FOCUSED = 12
    SELECTED = 23
    SHOWING = 25
    VISIBLE = 30
    READ_ONLY = 43

    @staticmethod
    def parse(words: Sequence[int]) -> frozenset[State]:
        """Read the two 32-bit words in which AT-SPI packs them."""
        bits = words[0] | words[1] << 32
        return frozenset(state for state in State if bits >> state & 1)


@dataclass(frozen=True, slots=True)
class Widget:
    """One widget at the moment of the look."""

    role: str  # "label", "text", "push button", ...
    name: str  # what a screen reader would say; of a label or a button, the words on it
    description: str
    text: str  # what stands in it, of line edits and labels
    path: str  # object names from the window down, with dots between
    box: Box  # left, top, width, height on the screen
    states: frozenset[State]
    address: Address = field(repr=False)
    parent: Widget | None = field(repr=False, compare=False, default=None)

    @property
    def object_name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def centre(self) -> tuple[int, int]:
        left, top, width, height = self.box
        return left + width // 2, top + height // 2

    @property
    def is_showing(self) -> bool:
        return State.SHOWING in self.states

    @property
    def is_enabled(self) -> bool:
        return State.ENABLED in self.states

    @property
    def is_focusable(self) -> bool:
        return State.FOCUSABLE in self.states

    @property
    def is_focused(self) -> bool:
        return State.FOCUSED in self.states

    @property
    def is_editable(self) -> bool:
        return State.EDITABLE in self.states

    @property
    def texts(self) -> tuple[str, ...]:
        """All it says to the eye or to a screen reader, each once."""
        return tuple(dict.fromkeys(t for t in (self.name, self.text, self.description) if t))

    def says(self, words: str) -> bool:
        """Tell whether `words` stand anywhere on it."""
        return any(words in text for text in self.texts)


@dataclass(frozen=True, slots=True)
class Scene:
    """All widgets of a program, parents before children."""

    widgets: tuple[Widget, ...]

    def all(self, test: Callable[[Widget], bool]) -> tuple[Widget, ...]:
        return tuple(widget for widget in self.widgets if test(widget))

    def find(
        self, object_name: str | None = None, *, role: str | None = None, words: str | None = None
    ) -> Widget | None:
        """Return the first widget that fits everything asked for."""
        for widget in self.widgets:
            if object_name is not None and widget.object_name != object_name:
                continue
            if role is not None and widget.role != role:
                continue
            if words is None or widget.says(words):
                return widget
        return None

    @property
    def focused(self) -> Widget | None:
        """The widget that gets the keys; the innermost where a window claims the focus too."""
        return next((widget for widget in reversed(self.widgets) if widget.is_focused), None)

    @property
    def focusable(self) -> tuple[Widget, ...]:
        """Every widget that keys can reach now."""
        return self.all(lambda w: w.is_focusable and w.is_enabled and w.is_showing)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is to be read, in the order of the walk."""
        return tuple(text for widget in self.widgets for text in widget.texts)

    def says(self, words: str) -> bool:
        return any(words in text for text in self.texts)
