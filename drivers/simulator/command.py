"""What a command that serves something shares with the next: arguments, signals, one sentence."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["ended_by_signals", "explained", "place", "port_number", "whole_number"]


@contextmanager
def ended_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let the polite signals call `stop`, and put back what they did before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    names = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda *_: stop()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def explained(no: OSError) -> str:
    """What the system refused, without its number and with the place where it is known."""
    said = no.strerror or str(no)
    return f"{no.filename2 or no.filename}: {said}" if no.filename else said


def port_number(text: str) -> int:
    """A port as an argument, 0 for any."""
    return whole_number("a port", 0, 65535)(text)


def whole_number(what: str, least: int, most: int) -> Callable[[str], int]:
    """A whole number as an argument, within limits."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(
                f"{what} is a number from {least} to {most}, not {text!r}"
            )
        return number

    return read


def place(text: str) -> Path:
    """A file or folder as an argument."""
    if not text:  # a variable of a script that was never set
        raise argparse.ArgumentTypeError("an empty text names no place")
    return Path(text)
