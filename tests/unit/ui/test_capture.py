"""Screenshots: Windows is asked to leave the window out, or at least to blacken it."""

from __future__ import annotations

import sys

import pytest

from ui.views.capture import forbid_capture

EXCLUDED, MONITOR_ONLY = 0x11, 0x01


class Displays:
    """A Windows that knows some of the affinities."""

    def __init__(self, *known: int) -> None:
        self._known = known
        self.asked: list[tuple[int, int]] = []

    def SetWindowDisplayAffinity(self, window: int, affinity: int) -> int:
        self.asked.append((window, affinity))
        return int(affinity in self._known)


def test_a_window_is_left_out_where_windows_can() -> None:
    displays = Displays(EXCLUDED, MONITOR_ONLY)
    assert forbid_capture(7, displays)
    assert displays.asked == [(7, EXCLUDED)]


def test_an_older_windows_shows_it_black() -> None:
    displays = Displays(MONITOR_ONLY)
    assert forbid_capture(7, displays)
    assert displays.asked == [(7, EXCLUDED), (7, MONITOR_ONLY)]


def test_a_refusal_is_no_promise() -> None:
    assert not forbid_capture(7, Displays())


@pytest.mark.skipif(sys.platform == "win32", reason="there it is asked")
def test_elsewhere_nobody_is_asked_and_nothing_is_promised() -> None:
    assert not forbid_capture(7)
