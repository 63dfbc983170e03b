"""The log file: declared fields of declared types, and of an exception its kinds only.

The program speaks through `logging`. What reaches the file is the sentence as it stands in the
source, values that cannot be a person's, and fields given as `extra=` if they are declared here.
Libraries are heard from WARNING on, and only their name.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Self

__all__ = ["FIELDS", "DeclaredParts", "LogFile", "kinds_of"]

# Every field that a line may have, and its type.
FIELDS: dict[str, type] = {
    "registration_id": str,
    "case_id": str,
    "sequence": int,
    "read_counter": int,
    "state": str,
    "code": str,
    "reason": str,
    "outcome": str,
    "attempts": int,
    "status": int,
    "step": str,
    "flow": str,
    "reader": str,
    "driver": str,
    "sam_id": str,
    "device_id": str,
    "outlet_code": str,
    "clerk_number": str,
    "version": int,
    "count": int,
    "duration_ms": int,
    "is_offline": bool,
}

_OURS = ("pos_client", "drivers", "ui")
_BYTES = 2 * 1024 * 1024
_FILES = 5
_LONGEST = 64
_HARMLESS = re.compile(rf"[A-Za-z0-9_.:/\-]{{0,{_LONGEST}}}")
# Six digits in a row may begin an ID number; ids of ours hold letters and hyphens between.
_TELLING = re.compile(r"\d{6}")
# What modules are called; who is called otherwise is no module.
_NAME = re.compile(r"(?!.*[0-9]{6})(?=.{1,64}$)[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_LARGEST = 10**12
_SHORTEST = 18  # of ASCII, as all that is asked about
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class LogFile:
    """A rotating file that hears the whole process until it is closed."""

    def __init__(self, folder: Path, level: int = logging.INFO) -> None:
        self._handler = _PrivateFile(folder / "pos-client.log")
        self._handler.setLevel(level)
        self._handler.addFilter(_is_worth_a_line)
        self._handler.setFormatter(DeclaredParts())
        root = logging.getLogger()
        self._level_before = root.level
        root.setLevel(min(level, root.level) if root.level else level)
        root.addHandler(self._handler)

    def close(self) -> None:
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._level_before)
        self._handler.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class _PrivateFile(RotatingFileHandler):
    """Readable for this user only, from its first byte on; never raises into the program."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        file = os.open(self.baseFilename, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        return os.fdopen(file, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002
        # The text that `logging` would print here quotes the arguments.
        return


class DeclaredParts(logging.Formatter):
    """One JSON object a line, of declared parts only; `logging` itself would add a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")
        line: dict[str, Any] = {
            "at": at.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name if _NAME.fullmatch(record.name) else "*",
        }
        if _is_ours(record):
            line["event"] = _sentence(record.msg, record.args)
            line |= dict(_fields(record))
        else:
            line["event"] = "a library complained"
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = list(kinds_of(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, sort_keys=True)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in _OURS


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    return _is_ours(record) or record.levelno >= logging.WARNING


def _sentence(said: Any, arguments: Any) -> str:
    """Put harmless arguments into the sentence of the source, stars for all others.

    The sources' own are printable ASCII. One that is not was put together by somebody, and so was
    one that reads like an ID number; either is lost.
    """
    sentence = said if isinstance(said, str) else type(said).__name__
    if arguments:
        given = arguments if isinstance(arguments, tuple) else (arguments,)
        try:
            sentence %= tuple(_harmless(each) for each in given)
        except (TypeError, ValueError):
            sentence += " (arguments do not fit)"
    is_ours = sentence.isascii() and sentence.isprintable() and not _may_be_one(sentence)
    return sentence[: 4 * _LONGEST] if is_ours else "*"


def _fields(record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
    for name, kind in FIELDS.items():
        value = record.__dict__.get(name)
        if type(value) is kind:
            yield name, _harmless(value)


def _harmless(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < _LARGEST else "*"
    text = str(value) if isinstance(value, str) else "*"
    if _UUID.fullmatch(text):
        is_harmless = True
    else:
        is_harmless = bool(_HARMLESS.fullmatch(text)) and not _TELLING.search(text)
    return text if is_harmless and not _may_be_one(text) else "*"


def _may_be_one(text: str) -> bool:
    if len(text) < _SHORTEST:
        return False
    from drivers.card.number import looks_like_id_number  # not before the first paint

    return looks_like_id_number(text)


def kinds_of(error: BaseException | None) -> Iterator[str]:
    """Name an exception and what led to it: kinds and places, no texts and no locals."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen and len(seen) < 16:
        seen.add(id(error))
        place = _place(error.__traceback__)
        yield f"{type(error).__module__}.{type(error).__qualname__}{place}"
        suppressed = error.__suppress_context__
        error = error.__cause__ or (None if suppressed else error.__context__)


def _place(traceback: TracebackType | None) -> str:
    if traceback is None:
        return ""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f" at {Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno}"
