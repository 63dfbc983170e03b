"""A line on which time passes as fast as the test wants."""

from __future__ import annotations

from collections import deque

from drivers import CardEvent
from drivers.sam.exchange import LineTiming
from drivers.sam.script import Action, Script, Send, Tell
from drivers.sam.session import Session
from tests.unit.drivers.module import Module
from tests.unit.drivers.vectors import AS_OF

__all__ = ["VirtualLine"]


class VirtualLine:
    """Serves a session with a module at the other end, in virtual time.

    `identify_s` is how long opening waits for the SAM id; without it nobody asks when opening.
    """

    def __init__(
        self,
        module: Module,
        *,
        baud: int = 115200,
        identify_s: float | None = None,
        timing: LineTiming | None = None,
    ) -> None:
        self.now = 0.0
        self.module = module
        self.sent: list[tuple[float, bytes]] = []
        timing = timing or LineTiming.from_baud(baud)
        self.session = Session(timing, now=lambda: self.now, wall=lambda: AS_OF)
        self._script = self._conversation(identify_s)
        self._arriving: deque[tuple[float, bytes]] = deque()
        self._pending: Action | None = None

    def next_event(self, within_s: float = 60.0, *, until_asked: str = "") -> CardEvent | None:
        """Let time pass until the session tells something, or sends this command."""
        end = self.now + within_s
        while self.now < end:
            action = self._pending or next(self._script)
            self._pending = None
            if isinstance(action, Tell):
                return action.event
            if isinstance(action, Send):
                self._send(action)
                self._pending = self._script.send(b"")
                if action.data[7:9].hex().upper() == until_asked:
                    return None
                continue
            if self._arriving and self._arriving[0][0] <= action.until:
                arrival, piece = self._arriving.popleft()
                self.now = max(self.now, arrival)
            else:
                self.now, piece = max(self.now, action.until), b""
            self._pending = self._script.send(piece)
        return None

    def _conversation(self, identify_s: float | None) -> Script[None]:
        if identify_s is not None:
            yield from self.session.identify(identify_s)
        yield from self.session.run()

    def _send(self, action: Send) -> None:
        request = action.data
        while not action.keeps_input and self._arriving and self._arriving[0][0] <= self.now:
            self._arriving.popleft()
        self.sent.append((self.now, request))
        arrival = max(self.now, self._arriving[-1][0] if self._arriving else 0.0)
        for pause_s, piece in self.module.answer(request):
            arrival += pause_s
            self._arriving.append((arrival, piece))
