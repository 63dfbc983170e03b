"""The line to a reader on HID: its reports, joined to one stream of bytes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Final

from drivers.api import ReaderError, ReaderUnavailable
from drivers.transport.frame_meter import FRESH_S
from drivers.transport.hid_bus import HidDevice
from drivers.transport.hid_layouts import HidLayout
from drivers.transport.hid_reports import ReplyReports, request_reports
from drivers.transport.hid_thread import HID_THREAD

__all__ = ["HidLine"]

_OPEN_TIMEOUT_S: Final = 3.0
_WRITE_TIMEOUT_S: Final = 1.0
_CLOSE_TIMEOUT_S: Final = 0.5
# How long one wait holds the thread: all devices take turns on it.
_ALONE_S: Final = 0.02
_SHARED_S: Final = 0.002
# How long the thread may take to come round to us beyond the wait that was asked for.
_TURN_S: Final = 0.02


class HidLine:
    """An opened reader on HID. Waits for the HID thread no longer than it was told to wait.

    Raises:
        ReaderForbidden, ReaderBusy: it is there, and not for us, or not now.
        LibraryUnusable: the HID library is missing.
        ReaderUnavailable: it is not there, or was pulled.
    """

    def __init__(
        self, vid: int, pid: int, layout: HidLayout, *, serial: str = "", path: str = ""
    ) -> None:
        self._what = f"HID device {vid:04x}:{pid:04x}"
        self._layout = layout
        self._incoming = ReplyReports(layout.reply)
        self._sending: Future[None] | None = None
        self._taking: Future[list[bytes]] | None = None
        self._began_at = math.inf
        self._ask_at = 0.0
        self._heard_at = 0.0
        self._is_clean = False
        self._is_closed = False
        self._device = self._opened(lambda: HidDevice(vid, pid, layout, serial=serial, path=path))
        self.name = self._device.name

    def _opened(self, open_device: Callable[[], HidDevice]) -> HidDevice:
        HID_THREAD.enter()
        opening = HID_THREAD.submit(open_device)
        try:
            return opening.result(_OPEN_TIMEOUT_S)
        except BaseException as trouble:
            # Whatever is opened after nobody waits for it any more is closed at once.
            if not isinstance(trouble, ReaderError) and not opening.cancel():
                HID_THREAD.submit(lambda: opening.result().close())
            HID_THREAD.leave()
            if isinstance(trouble, TimeoutError):
                raise ReaderUnavailable(f"{self._what} takes too long to open") from trouble
            raise

    def write(self, data: bytes) -> None:
        """Send one whole frame. How that went is told while reading."""
        if self._sending is not None and not self._sending.cancel():
            self._check_sending()
            if self._sending is not None:
                return  # the device has not taken the one before yet, and is asked again later
        self._incoming.reset()
        reports = request_reports(data, self._layout.request)
        self._began_at = math.inf
        self._sending = HID_THREAD.submit(partial(self._send, reports))
        self._ask_at = time.monotonic() + self._layout.reply.every_ms / 1000
        self._is_clean = False

    def read(self, timeout_s: float) -> bytes:
        """Return all that is there as soon as something is; empty after `timeout_s` of silence."""
        due = time.monotonic() + timeout_s
        while True:
            data = self._take(due)
            if data or time.monotonic() >= due:
                return data

    def flush_input(self) -> None:
        """Drop what has arrived and was not read."""
        is_fresh = time.monotonic() < self._heard_at + FRESH_S
        if not (self._is_clean and is_fresh):
            if self._taking is not None:
                self._take(0.0)  # what was being waited for
            self._take(0.0)
        self._incoming.reset()

    def close(self) -> None:
        """Give the device back. Closing twice does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        for job in (self._sending, self._taking):
            if job is not None:
                job.cancel()
        closing = HID_THREAD.submit(self._device.close)
        with suppress(TimeoutError):
            closing.result(_CLOSE_TIMEOUT_S)
        HID_THREAD.leave()

    def _take(self, due: float) -> bytes:
        """Let the thread wait for reports once; what it has not brought in time comes next time."""
        longest_s = _SHARED_S if HID_THREAD.is_shared else _ALONE_S
        wait_s = min(_until(due), longest_s)
        if self._taking is None:
            if not self._may_ask(due):
                return b""
            self._taking = HID_THREAD.submit(partial(self._device.take, math.ceil(wait_s * 1000)))
        try:
            reports = self._taking.result(wait_s + _TURN_S)
        except TimeoutError:
            reports = []
        else:
            self._taking = None
        self._check_sending()
        data = b"".join(map(self._incoming.feed, reports))
        if data:
            self._heard_at = time.monotonic()
            self._is_clean = self._incoming.is_between_frames
            self._ask_at = 0.0  # there may be more at once
        return data

    def _send(self, reports: list[bytes]) -> None:
        # Runs on the HID thread: the time spent waiting for another device is not this one's.
        self._began_at = time.monotonic()
        self._device.send(reports)

    def _check_sending(self) -> None:
        """Tell what went wrong with the request, or that it is not taken at all."""
        if self._sending is None:
            return
        if self._sending.done():
            self._sending.result()
            self._sending = None
        elif time.monotonic() > self._began_at + _WRITE_TIMEOUT_S:
            raise ReaderUnavailable(f"{self._what} does not take a request")

    def _may_ask(self, due: float) -> bool:
        """Where replies are asked for, keep the pause between two questions."""
        every_s = self._layout.reply.every_ms / 1000
        if not every_s:
            return True
        time.sleep(max(0.0, min(self._ask_at, due) - time.monotonic()))
        is_time = time.monotonic() >= self._ask_at
        if is_time:
            self._ask_at = time.monotonic() + every_s
        return is_time


def _until(due: float) -> float:
    return max(0.0, due - time.monotonic())
