"""What a process says when something breaks that nobody foresaw: kinds and places.

An exception may quote a card, and its frames hold the card's bytes. Python's own last words print
both the text and the source line, on every thread; these here do not.
"""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import TextIO

from pos_client.infrastructure.logs import DeclaredParts, kinds_of

__all__ = ["choose_last_words", "log_plainly_at_last", "say_fault"]


def choose_last_words() -> None:
    """Speak so from now on, in the whole process. A window puts its own in their place."""
    sys.excepthook = _excepthook
    threading.excepthook = _thread_excepthook
    sys.unraisablehook = _unraisablehook
    log_plainly_at_last()


def log_plainly_at_last() -> None:
    """See to it that what is logged while nobody listens is not printed with its arguments."""
    # On the root: without a handler there, `logging` would set up one of its own.
    root = logging.getLogger()
    if not any(isinstance(each, _LastHandler) for each in root.handlers):
        root.addHandler(_LastHandler())


def say_fault(fault: BaseException) -> None:
    """Say on standard error what broke, without a word of its text."""
    told = " < ".join(kinds_of(fault))
    sys.stderr.write(f"pos-client: a fault that nobody foresaw: {told}\n")
    sys.stderr.write("pos-client: what was saved is safe; tell the developers this line\n")


def _excepthook(
    kind: type[BaseException],
    fault: BaseException,
    trace: TracebackType | None,
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("\n")
        return
    say_fault(fault.with_traceback(trace))


def _thread_excepthook(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        say_fault(arguments.exc_value)


def _unraisablehook(arguments: sys.UnraisableHookArgs) -> None:
    if arguments.exc_value is not None:
        say_fault(arguments.exc_value)


class _LastHandler(logging.StreamHandler[TextIO]):
    """Speaks on standard error while nobody else listens."""

    def __init__(self) -> None:
        super().__init__()
        self.setLevel(logging.WARNING)
        self.setFormatter(DeclaredParts())

    def emit(self, record: logging.LogRecord) -> None:
        if logging.getLogger().handlers == [self]:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002
        # The text that `logging` would print here quotes the arguments.
        return
