"""Has the whole data file checked every day, and its indexes every week, beside the counter."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from pos_client.application.ports import Clock
from pos_client.application.trouble import StoreDamaged, Trouble
from pos_client.infrastructure.crypto.private_file import replace_private
from pos_client.infrastructure.database.damage_mark import note_damage
from pos_client.infrastructure.database.kept_copies import (
    copies_beside,
    shred_copies,
    shred_leftovers,
    shred_old_copies,
)
from pos_client.infrastructure.database.whole_file import NotChecked, is_whole

__all__ = ["StoreCheck"]

log = logging.getLogger(__name__)

QUICK_EVERY = timedelta(days=1)
FULL_EVERY = timedelta(days=7)
# The first customers of the day come before it.
FIRST_AFTER_S = 120.0
AGAIN_AFTER_S = 3600.0


class StoreCheck:
    """A thread that looks, and tells once when something is wrong."""

    def __init__(self, store_file: Path, clock: Clock, tell: Callable[[Trouble], None]) -> None:
        self._file = store_file
        self._noted = store_file.with_name(store_file.name + ".last-checked")
        self._clock = clock
        self._tell = tell
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store check", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def check(self, now: datetime) -> bool:
        """Check what is due; False when the file is damaged.

        Raises:
            NotChecked: not this time.
        """
        quick, full = self._last()
        is_full = full is None or not timedelta() <= now - full < FULL_EVERY
        was_checked = quick is not None and timedelta() <= now - quick < QUICK_EVERY
        # A copy from a migration waits for the check, and so does the table of retention.
        if was_checked and not is_full and not copies_beside(self._file):
            return True
        went_on = is_whole(
            self._file, with_indexes=is_full, may_go_on=lambda: not self._stopping.is_set()
        )
        if went_on:
            log.info("the data file was checked and is whole")
            self._note(now, now if is_full else full)
        return went_on

    def let_copies_go(self, now: datetime, *, is_checked: bool) -> None:
        """Let go of what a migration has left, once the file was checked or has waited in vain."""
        try:
            shred_leftovers(self._file)
            if is_checked:
                shred_copies(self._file)
            else:
                shred_old_copies(self._file, now)
        except OSError as error:
            log.warning("a copy of the data file could not be let go: %s", type(error).__name__)

    def _run(self) -> None:
        wait_s = FIRST_AFTER_S
        while not self._stopping.wait(wait_s):
            wait_s = AGAIN_AFTER_S
            now, is_checked = self._clock.now(), True
            try:
                if not self.check(now):
                    log.warning("the data file is damaged", extra={"code": StoreDamaged.code})
                    self._note_damage()
                    self._tell(StoreDamaged(check="integrity_check"))
                    return
            except NotChecked as reason:
                log.info("the data file was not checked: %s", type(reason).__name__)
                is_checked = False
            self.let_copies_go(now, is_checked=is_checked)

    def _note_damage(self) -> None:
        """For the next start, which looks at a part of a large file only."""
        try:
            note_damage(self._file)
        except OSError:
            log.info("the damage could not be noted")

    def _last(self) -> tuple[datetime | None, datetime | None]:
        try:
            plain = json.loads(self._noted.read_text("utf-8"))
            quick, full = (
                datetime.fromisoformat(plain[name]).astimezone() for name in ("quick", "full")
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None, None
        return quick, full

    def _note(self, quick: datetime, full: datetime | None) -> None:
        plain = {"quick": quick.isoformat(), "full": (full or quick).isoformat()}
        try:
            replace_private(self._noted, json.dumps(plain).encode())
        except OSError:
            log.info("when the data file was checked could not be noted")
