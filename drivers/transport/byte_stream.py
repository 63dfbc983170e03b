"""What every transport offers."""

from __future__ import annotations

import errno
import os
import sys
from typing import Final, Protocol

from drivers.api import ReaderBusy, ReaderForbidden, ReaderUnavailable

__all__ = ["ByteStream", "not_permitted", "printable", "system_words", "unavailable"]

_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM})
# What opening tells of a port that another program has opened, or locked, for itself.
_BUSY: Final = frozenset({errno.EBUSY, errno.EAGAIN})


_LONGEST_NAME: Final = 64
_UDEV_RULE: Final = (
    "install packaging/udev/70-pos-client-readers.rules in /etc/udev/rules.d, run `udevadm control "
    "--reload` and plug the reader in again"
)


class ByteStream(Protocol):
    """Bytes in and out of one opened line.

    Every method but `close` raises `ReaderUnavailable` when the line is gone.
    """

    def write(self, data: bytes) -> None:
        """Send all of `data`."""

    def read(self, timeout_s: float) -> bytes:
        """Return all that is there as soon as something is; empty after `timeout_s` of silence."""

    def flush_input(self) -> None:
        """Drop what has arrived and was not read."""

    def close(self) -> None:
        """Give the line back. Closing twice does nothing."""


def unavailable(trouble: BaseException, sentence: str) -> ReaderUnavailable:
    """Choose the fact that the system's error number tells; `sentence` says it to engineers."""
    number = _system_number(trouble)
    if number in _FORBIDDEN:
        return ReaderForbidden(sentence)
    return ReaderBusy(sentence) if number in _BUSY else ReaderUnavailable(sentence)


def not_permitted(sentence: str) -> ReaderForbidden:
    """Say of a USB or HID device that it is not for this user, and what helps."""
    return ReaderForbidden(f"{sentence}; {_UDEV_RULE}" if sys.platform == "linux" else sentence)


def printable(name: str) -> str:
    """Return what of a name that a device gives itself can be shown."""
    return "".join(each for each in name if each.isprintable()).strip()[:_LONGEST_NAME]


def system_words(trouble: BaseException) -> str:
    """Say it as the system does ("Permission denied"), or name the kind of error."""
    number = _system_number(trouble)
    return os.strerror(number) if number else type(trouble).__name__


def _system_number(trouble: BaseException) -> int:
    for error in (trouble, trouble.__context__):
        match error.args if error else ():
            case (int(number), *_) if number > 0:
                return number
    return 0
