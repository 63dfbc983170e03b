"""The line to a reader on USB: its pipes, joined to one stream of bytes."""

from __future__ import annotations

import errno
import math
import time
from contextlib import suppress
from typing import Final

import usb.core
import usb.util

from drivers.api import ReaderUnavailable
from drivers.transport.frame_meter import FRESH_S, HEAD_SIZE, FrameMeter
from drivers.transport.usb_bus import Whereabouts, dispose, mapped, pick_device, product_name
from drivers.transport.usb_pipes import Pipe, PipePlan, PlanName, choose_pipes

__all__ = ["UsbLine"]

_WRITE_TIMEOUT_S: Final = 0.2
# The shortest wait the library knows; its zero means for ever.
_SHORTEST_MS: Final = 1
# Hiccups in a row without a byte between them, after which the reader counts as lost.
_MAX_HICCUPS: Final = 5
# Leftovers that are read away before a request; nobody is listened to for ever.
_MAX_LEFTOVERS: Final = 64
_HALTED: Final = frozenset({errno.EPIPE, errno.EOVERFLOW})
_NOTHING_YET: Final = frozenset({errno.ETIMEDOUT, errno.EAGAIN, errno.EINTR})


class UsbLine:
    """An opened reader on USB.

    Raises:
        ReaderForbidden, ReaderBusy: it is there, and not for us, or not now.
        LibraryUnusable: libusb is missing.
        ReaderUnavailable: it is not there, has no pipes for frames, or was pulled.
    """

    def __init__(
        self, vid: int, pid: int, where: Whereabouts, *, plan: PlanName | None = None
    ) -> None:
        self._what = f"USB device {vid:04x}:{pid:04x}"
        self._device = pick_device(vid, pid, where)
        self._claimed: list[int] = []
        self._detached: list[int] = []
        try:
            with mapped(self._what, "cannot be opened"):
                self._pipes = self._configure(plan)
                self._claim()
        except BaseException:
            self.close()
            raise
        self.name = product_name(self._device)
        self._meter = FrameMeter()
        self._hiccups = 0
        # Whether all that was asked for has come; only then is the second pipe known to be empty.
        self._is_clean = False
        self._heard_at = 0.0

    @property
    def plan(self) -> PlanName:
        """How frames lie on its pipes."""
        return self._pipes.name

    def write(self, data: bytes) -> None:
        """Send one whole frame."""
        self._meter.reset()
        self._is_clean = False
        pipes = self._pipes.requests
        parts = (data,) if len(pipes) == 1 else (data[:HEAD_SIZE], data[HEAD_SIZE:])
        due = time.monotonic() + _WRITE_TIMEOUT_S
        for pipe, part in zip(pipes, parts, strict=True):
            self._send(pipe, part, due)

    def read(self, timeout_s: float) -> bytes:
        """Return all that is there as soon as something is; empty after `timeout_s` of silence."""
        due = time.monotonic() + timeout_s
        while True:
            # One packet at a time: asked for more, a pipe waits for a packet that is not full,
            # and some back ends drop what had come when that wait ends.
            data = self._receive(self._next_pipe(), due - time.monotonic())
            if data:
                self._meter.feed(data)
                self._is_clean = self._meter.is_between_frames
                self._heard_at = time.monotonic()
                return data
            if time.monotonic() >= due:
                return b""

    def flush_input(self) -> None:
        """Drop what has arrived and was not read."""
        first, *second = self._pipes.replies
        is_fresh = time.monotonic() < self._heard_at + FRESH_S
        if not (self._is_clean and is_fresh):
            has_leftovers = self._drain(first)
            if second and (has_leftovers or not self._is_clean):
                self._drain(second[0])
        self._meter.reset()
        self._is_clean = True

    def close(self) -> None:
        """Give the device back, and to the kernel's driver what was its. Twice does nothing."""
        for interface in self._claimed:
            with suppress(Exception):
                usb.util.release_interface(self._device, interface)
        for interface in self._detached:
            with suppress(Exception):
                self._device.attach_kernel_driver(interface)
        self._claimed = []
        self._detached = []
        dispose(self._device)

    def _configure(self, plan: PlanName | None) -> PipePlan:
        """Choose the pipes in the active configuration, else in another one, and make it active."""
        try:
            active = self._device.get_active_configuration()
        except usb.core.USBError as no:
            if no.errno is not None:
                raise
            active = None  # the library found none set
        others = (each for each in self._device if active is None or each.index != active.index)
        for configuration in ([] if active is None else [active]) + list(others):
            if pipes := choose_pipes(configuration, plan):
                if configuration is not active:
                    self._device.set_configuration(configuration.bConfigurationValue)
                return pipes
        kind = f"for the plan {plan.value!r}" if plan else "that could carry frames"
        raise ReaderUnavailable(f"{self._what} has no pipes {kind}")

    def _claim(self) -> None:
        for setting in self._pipes.settings:
            self._detach_kernel_driver(setting.interface)
            usb.util.claim_interface(self._device, setting.interface)
            self._claimed.append(setting.interface)
            if setting.alternate or not setting.is_only:
                self._device.set_interface_altsetting(setting.interface, setting.alternate)

    def _detach_kernel_driver(self, interface: int) -> None:
        # Only Linux knows of kernel drivers that can be sent away.
        with suppress(NotImplementedError):
            if self._device.is_kernel_driver_active(interface):
                self._device.detach_kernel_driver(interface)
                self._detached.append(interface)

    def _next_pipe(self) -> Pipe:
        return self._pipes.replies[-1 if self._meter.missing else 0]

    def _send(self, pipe: Pipe, data: bytes, due: float) -> None:
        while data:
            left_s = due - time.monotonic()
            if left_s <= 0:
                raise ReaderUnavailable(f"{self._what} does not take a request")
            with mapped(self._what, "cannot be written to"):
                try:
                    data = data[self._device.write(pipe.address, data, _ms(left_s)) :]
                except usb.core.USBError as trouble:
                    self._bear(trouble, pipe)

    def _receive(self, pipe: Pipe, timeout_s: float) -> bytes | None:
        """Take one packet, which may be an empty one; None is silence."""
        with mapped(self._what, "cannot be read"):
            try:
                data = bytes(self._device.read(pipe.address, pipe.packet_size, _ms(timeout_s)))
            except usb.core.USBError as trouble:
                self._bear(trouble, pipe)
                return None
        if data:
            self._hiccups = 0
        return data

    def _drain(self, pipe: Pipe) -> bool:
        """Read a pipe empty; tell whether there was anything."""
        leftovers = 0
        while leftovers < _MAX_LEFTOVERS and self._receive(pipe, 0.0) is not None:
            leftovers += 1
        return leftovers > 0

    def _bear(self, trouble: usb.core.USBError, pipe: Pipe) -> None:
        """Let a time-out pass, set a stalled pipe going again, and raise everything else."""
        if isinstance(trouble, usb.core.USBTimeoutError) or trouble.errno in _NOTHING_YET:
            return
        self._hiccups += 1
        if trouble.errno not in _HALTED or self._hiccups > _MAX_HICCUPS:
            raise trouble
        self._device.clear_halt(pipe.address)


def _ms(seconds: float) -> int:
    return max(_SHORTEST_MS, math.ceil(seconds * 1000))
