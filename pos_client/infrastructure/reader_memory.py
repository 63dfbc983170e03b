"""Which reader was chosen: `reader.json` in the home. Names a device and nobody."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, fields
from pathlib import Path

from pos_client.application.reader_mark import ReaderMark
from pos_client.infrastructure.crypto.private_file import replace_private

__all__ = ["FileReaderMemory"]

_LARGEST = 4096

log = logging.getLogger(__name__)


class FileReaderMemory:
    """A convenience: a file that cannot be read or written costs the choice and nothing else."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> ReaderMark | None:
        try:
            plain = json.loads(self._path.read_bytes()[:_LARGEST])
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as no:
            log.warning("the chosen reader cannot be read: %s", type(no).__name__)
            return None
        names = {field.name for field in fields(ReaderMark)}
        is_mark = isinstance(plain, dict) and plain.keys() == names and plain["address"]
        if not is_mark or not all(isinstance(each, str) for each in plain.values()):
            log.warning("the chosen reader cannot be read: another form")
            return None
        return ReaderMark(**plain)

    def keep(self, mark: ReaderMark | None) -> None:
        try:
            if mark is None:
                self._path.unlink(missing_ok=True)
            else:
                replace_private(self._path, json.dumps(asdict(mark)).encode())
        except OSError as no:
            log.warning("the chosen reader cannot be kept: %s", type(no).__name__)
