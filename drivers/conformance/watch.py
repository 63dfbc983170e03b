"""Listens to everything a driver says, and knows afterwards whether it named anybody."""

from __future__ import annotations

import io
import logging
import re
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Final

from drivers.api import CardEvent, SimRead
from drivers.card.read import CardRead

__all__ = ["IdentityWatch"]

# Shorter ones are found in anything: an empty address, a name of one character.
_SHORTEST: Final = 2
# How bytes are written down: 31 00, 31:00, 0x31, 0x00, and b"1\x00".
_BETWEEN_BYTES: Final = re.compile(r"[\s:,\-]|0x")
_ESCAPED: Final = re.compile(r"\\x([0-9a-fA-F]{2})")


class IdentityWatch:
    """Keeps what was said in memory until it is known whom it must not name."""

    def __init__(self) -> None:
        self._said: list[tuple[str, str]] = []
        self._secrets: set[str] = set()
        self._dumps: set[str] = set()

    def hear(self, where: str, text: str) -> None:
        """Take in what was said, and where."""
        if text:
            self._said.append((where, text))

    def hear_error(self, error: BaseException) -> None:
        """Take in an exception: its text, its causes, and the way it came."""
        self.hear(f"the text of {type(error).__name__}", "".join(traceback.format_exception(error)))
        self.hear(f"the repr of {type(error).__name__}", repr(error))

    def hear_event(self, event: CardEvent) -> None:
        """Take in how an event shows itself, and learn whom nothing may name."""
        kind = type(event).__name__
        self.hear(f"the repr of {kind}", repr(event))
        self.hear(f"the text of {kind}", str(event))
        match event:
            case CardRead():
                texts = [event.name, event.name_latin, event.id_number, event.permit_number]
                self._learn(*texts, event.address, event.address[-6:])
                digits = event.id_number.encode("utf-16-le")
                self._dumps |= {digits.hex(), event.name.encode("utf-16-le").hex()}
            case SimRead():
                self._learn(event.iccid, event.imsi)

    def leaks(self) -> list[str]:
        """Name the places where somebody was named; never whom."""
        return sorted({where for where, text in self._said if self._names_somebody(text)})

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear every record of the log, every warning, and what is printed."""
        root, records = logging.getLogger(), _Records(self)
        level, disabled = root.level, logging.root.manager.disable
        root.addHandler(records)
        root.setLevel(logging.DEBUG)
        logging.disable(logging.NOTSET)
        printed = io.StringIO()
        try:
            with (
                redirect_stdout(printed),
                redirect_stderr(printed),
                warnings.catch_warnings(record=True) as warned,
            ):
                warnings.simplefilter("always")
                yield
        finally:
            root.removeHandler(records)
            root.setLevel(level)
            logging.disable(disabled)
        self.hear("what was printed", printed.getvalue())
        for warning in warned:
            self.hear("a warning", str(warning.message))

    def _learn(self, *texts: str) -> None:
        self._secrets |= {text for text in texts if len(text) >= _SHORTEST and text.strip("0")}

    def _names_somebody(self, text: str) -> bool:
        if any(secret in text for secret in self._secrets):
            return True
        dump = _BETWEEN_BYTES.sub("", text).lower()
        unescaped = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        as_bytes = unescaped.encode("latin-1", "replace").hex()
        return any(len(each) > 4 and (each in dump or each in as_bytes) for each in self._dumps)


class _Records(logging.Handler):
    """Hears records before anybody decides whether they are worth a line."""

    def __init__(self, watch: IdentityWatch) -> None:
        super().__init__(logging.NOTSET)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        where = f"the log of {record.name!r}"
        try:
            said = record.getMessage()
        except Exception:  # noqa: BLE001 - a record that cannot be formatted is another trouble
            said = f"{record.msg} {record.args}"
        extra = {key: value for key, value in record.__dict__.items() if key not in _USUAL}
        self._watch.hear(where, f"{said} {extra or ''}")
        if record.exc_info and record.exc_info[1] is not None:
            self._watch.hear_error(record.exc_info[1])


_USUAL: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
