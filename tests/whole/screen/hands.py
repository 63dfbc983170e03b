"""Real keys and a real mouse, given to whatever window has the focus or lies under the pointer."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

__all__ = ["Hands"]

Point = tuple[int, int]

_KEYSYMS = {
    "ctrl": "Control_L",
    "shift": "Shift_L",
    "alt": "Alt_L",
    "meta": "Super_L",
    "enter": "Return",
    "esc": "Escape",
    "backspace": "BackSpace",
    "pageup": "Prior",
    "pagedown": "Next",
} | {name.lower(): name for name in ("Tab", "Home", "End", "Left", "Right", "Up", "Down")}
_KEYSYMS |= {name.lower(): name for name in ("Delete", "Insert", "Menu")}
_LEFT, _MIDDLE = 1, 2
_STEPS = 12  # of a drag; a program has to see the mouse move, not jump


class Hands:
    """Types, presses, clicks and drags on a display, and counts the keystrokes.

    What is done here has reached the X server when the call returns, not yet the program.
    """

    def __init__(self, display: str) -> None:
        self._display: Any = Display(display)
        self._root: Any = self._display.screen().root
        self.keystrokes = 0

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

    def type_text(self, text: str) -> None:
        """Type what the keyboard has keys for; one keystroke a character.

        There is no key for a Han character: paste it, as a counter clerk's input method would.
        """
        for character in text:
            code, with_shift = self._key(_keysym(character), character)
            self._stroke(code, ["shift"] if with_shift else [])

    def press(self, chord: str, times: int = 1) -> None:
        """Press a key such as `enter`, `F5`, `ctrl+v` or `alt+shift+n`; a chord counts as one."""
        *modifiers, name = chord.split("+")
        code, with_shift = self._key(_keysym(name), chord)
        if with_shift and "shift" not in modifiers:
            modifiers.append("shift")
        for _ in range(times):
            self._stroke(code, modifiers)

    def scan(self, text: str) -> None:
        """Type as a scanner does, faster than any hand, with its Enter; no keystroke of a clerk."""
        strokes = self.keystrokes
        self.type_text(text)
        self.press("enter")
        self.keystrokes = strokes

    def move(self, to: Point) -> None:
        """Put the pointer there."""
        self._fake(X.MotionNotify, x=to[0], y=to[1])
        self._display.sync()

    def click(self, at: Point, *, middle: bool = False) -> None:
        """Click the left or the middle button."""
        button = _MIDDLE if middle else _LEFT
        self.move(at)
        self._fake(X.ButtonPress, button)
        self._fake(X.ButtonRelease, button)
        self._display.sync()

    def hold(self, at: Point) -> None:
        """Press the left button there and keep it down."""
        self.move(at)
        self._fake(X.ButtonPress, _LEFT)
        self._display.sync()

    def carry(self, start: Point, end: Point) -> None:
        """Move the pointer as a hand does, with places between."""
        for step in range(1, _STEPS + 1):
            across, down = (a + (b - a) * step // _STEPS for a, b in zip(start, end, strict=True))
            self.move((across, down))

    def release(self) -> None:
        """Let go of the left button."""
        self._fake(X.ButtonRelease, _LEFT)
        self._display.sync()

    def drag(self, start: Point, end: Point) -> None:
        """Hold, carry and release, for what needs no answer on the way (selecting, sliders)."""
        self.hold(start)
        self.carry(start, end)
        self.release()

    @property
    def pointer(self) -> Point:
        """Where the pointer is."""
        place = self._root.query_pointer()
        return place.root_x, place.root_y

    def _stroke(self, code: int, modifiers: list[str]) -> None:
        held = [self._key(_keysym(name), name)[0] for name in modifiers]
        for key in held:
            self._fake(X.KeyPress, key)
        self._fake(X.KeyPress, code)
        self._fake(X.KeyRelease, code)
        for key in reversed(held):
            self._fake(X.KeyRelease, key)
        self._display.sync()
        self.keystrokes += 1

    def _fake(self, kind: int, detail: int = 0, **place: int) -> None:
        xtest.fake_input(self._display, kind, detail, **place)

    def _key(self, keysym: int, name: str) -> tuple[int, bool]:
        """Find the key that carries a symbol, and whether it needs Shift."""
        for code, level in self._display.keysym_to_keycodes(keysym) if keysym else ():
            if level in (0, 1):
                return code, level == 1
        raise ValueError(f"the keyboard has no key for {name!r}")


def _keysym(name: str) -> int:
    """Return X's number for a key or a character; 0 for a word that names no key."""
    known = _KEYSYMS.get(name.lower(), name)
    for spelling in (known, known.lower(), known.upper()):
        if keysym := int(XK.string_to_keysym(spelling)):
            return keysym
    if len(name) > 1:
        return 0
    # Latin-1 characters are their own numbers; those beyond would collide with named keys.
    return ord(name) if ord(name) < 0x100 else 0x0100_0000 | ord(name)
