"""The reader behind every address whose other end speaks SAM_V frames."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from drivers.api import CardEvent, ReaderError, ReaderInfo
from drivers.card.number import CHINA_TIME
from drivers.readers.opened import OpenedReader
from drivers.sam.exchange import LineTiming
from drivers.sam.script import Action, Script, Send, Tell, Wait
from drivers.sam.session import Session
from drivers.transport.byte_stream import ByteStream
from drivers.transport.tap import tapped_line

__all__ = ["CAPABILITIES", "SamReader"]

CAPABILITIES: Final = frozenset({"raw_text", "raw_photo", "sam_id"})
# How long opening waits for the SAM id. A module that needs longer is asked again while polled.
_IDENTIFY_WAIT_S: Final = 0.4


class SamReader(OpenedReader):
    """One opened reader: a line, and the conversation held over it.

    Takes over `line` and closes it, also when opening fails.

    Args:
        clock: another one than this computer's, in seconds; it must pass while `line` is read.
    """

    def __init__(
        self,
        line: ByteStream,
        *,
        address: str,
        driver: str,
        driver_version: str,
        timing: LineTiming | None = None,
        is_simulated: bool = False,
        name: str = "",
        session: type[Session] = Session,
        clock: Callable[[], float] | None = None,
    ) -> None:
        super().__init__(address, clock)
        timing = timing or LineTiming()
        # Other conversations than this one are no frames on a line.
        self._line = tapped_line(line, timing, self._now) if session is Session else line
        self._driver = driver
        self._driver_version = driver_version
        self._is_simulated = is_simulated
        self._name = name
        self._session = session(timing, now=self._now, wall=lambda: datetime.now(CHINA_TIME))
        self._script: Script[None] = self._session.identify(_IDENTIFY_WAIT_S)
        self._pending: Action | None = None
        try:
            self._serve(None)
        except ReaderError:
            self.close()
            raise
        self._script = self._session.run()

    @property
    def info(self) -> ReaderInfo:
        """What is known by now; the SAM id of a slow module comes with the first polls."""
        return ReaderInfo(
            address=self._address,
            driver=self._driver,
            driver_version=self._driver_version,
            sam_id=self._session.sam_id,
            simulated=self._is_simulated,
            capabilities=CAPABILITIES,
            name=self._name,
        )

    def _next_event(self, due: float) -> CardEvent | None:
        return self._serve(due)

    def _let_go(self) -> None:
        self._script.close()
        self._line.close()

    def _serve(self, due: float | None) -> CardEvent | None:
        """Do what the script asks until it tells something, ends, or `due` has come."""
        while (action := self._next_action()) is not None:
            self._pending = None
            if isinstance(action, Tell):
                return action.event
            if isinstance(action, Send):
                if not action.keeps_input:
                    self._line.flush_input()
                self._line.write(action.data)
                self._resume(b"")
            else:
                self._listen(action, due)
            is_due = due is not None and self._now() >= due
            if is_due and not isinstance(self._pending, Send | Tell):
                return None
        return None

    def _next_action(self) -> Action | None:
        return self._pending or next(self._script, None)

    def _listen(self, wait: Wait, due: float | None) -> None:
        until = wait.until if due is None else min(wait.until, due)
        piece = self._line.read(max(0.0, until - self._now()))
        if piece or self._now() >= wait.until:
            self._resume(piece)
        else:
            self._pending = wait

    def _resume(self, piece: bytes) -> None:
        try:
            self._pending = self._script.send(piece)
        except StopIteration:
            self._pending = None
