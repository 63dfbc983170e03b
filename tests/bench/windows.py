"""Windows seen from the X server: when one is mapped, and when keys go to it."""

from __future__ import annotations

import select
import time
from types import TracebackType
from typing import Any, Self

from Xlib import X, error
from Xlib.display import Display

__all__ = ["WindowWatch"]


class WindowWatch:
    """Watches one display with a connection of its own."""

    def __init__(self, display: str) -> None:
        self._display: Any = Display(display)
        # Windows come and go faster than they can be asked about.
        self._display.set_error_handler(lambda *_: None)
        self._root: Any = self._display.screen().root
        self._pid = int(self._display.intern_atom("_NET_WM_PID"))
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask)
        self._display.sync()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._display.close()

    def await_mapped(self, pid: int, timeout_s: float = 30.0) -> tuple[Any, float]:
        """Wait for the first window of a process to be mapped; which it is, and when it was.

        Raises:
            TimeoutError: none was.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            event = self._next_event(deadline, f"a window of process {pid}")
            at_s = time.monotonic()
            if event.type == X.CreateNotify:
                # Reparented by a window manager it is no longer a child of the root.
                event.window.change_attributes(event_mask=X.StructureNotifyMask)
                is_mapped = self._is_mapped(event.window)  # before it could be watched
            else:
                is_mapped = event.type == X.MapNotify
            if is_mapped and self._is_of(event.window, pid):
                return event.window, at_s

    def await_focus(self, window: Any, timeout_s: float = 10.0) -> None:
        """Wait until keys go to this window.

        Raises:
            TimeoutError: they do not.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            focus = self._display.get_input_focus().focus
            if getattr(focus, "id", None) == window.id:
                return
            if time.monotonic() > deadline:
                raise TimeoutError("the window did not get the focus")
            time.sleep(0.002)

    def _next_event(self, deadline: float, what: str) -> Any:
        while not self._display.pending_events():
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise TimeoutError(f"waited in vain for {what}")
            select.select([self._display.fileno()], [], [], left_s)
        return self._display.next_event()

    def _is_mapped(self, window: Any) -> bool:
        try:
            return bool(window.get_attributes().map_state != X.IsUnmapped)
        except error.XError:
            return False

    def _is_of(self, window: Any, pid: int) -> bool:
        try:
            found = window.get_full_property(self._pid, X.AnyPropertyType)
        except error.XError:
            return False
        return found is not None and list(found.value) == [pid]
