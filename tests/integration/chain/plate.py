"""A simulated reader in this process, behind a real socket, without the pace of a serial line."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from types import TracebackType
from typing import Self

from drivers.simulator.control import ControlClient, ControlSocket
from drivers.simulator.deck import Deck, load_deck
from drivers.simulator.device import SamDevice
from drivers.simulator.faults import Outgoing
from drivers.simulator.line import PacedLine
from drivers.simulator.ports import TcpPort
from drivers.simulator.server import Server

__all__ = ["Plate"]


_FIND = bytes.fromhex("20 01 22")
_SEEN_WITHIN_S = 5.0


class _CountingDevice(SamDevice):
    """Counts the searches that have found nothing."""

    searches = 0

    def feed(self, data: bytes, now_s: float) -> list[Outgoing]:
        self.searches += data.endswith(_FIND) and not self.has_card
        return super().feed(data, now_s)


class Plate:
    """Where cards are laid. `address` is the reader's, for the settings of a counter."""

    def __init__(
        self,
        device: SamDevice | None = None,
        scheme: str = "sam-tcp",
        deck: Deck | None = None,
    ) -> None:
        self._port = TcpPort(0, scheme)
        self.address = self._port.address
        self._device = device or _CountingDevice()
        line = PacedLine(self._device, is_paced=False)
        self._server = Server(line, self._port, deck or load_deck())
        self._socket = ControlSocket("0")
        self._server.listen(self._socket)
        self._thread = threading.Thread(target=self._server.run, name="plate")
        self._thread.start()
        self.control = ControlClient(self._socket.address)

    def lay(self, slug: str) -> None:
        """Put a card there, in place of the one that may lie there."""
        self.control.lift()
        self.control.lay(slug)

    def lift(self) -> None:
        self.control.lift()

    def clear(self) -> None:
        """Take the card away for so long that nobody can take the next one for it."""
        self.control.lift()
        device = self._device
        assert isinstance(device, _CountingDevice)
        enough, until = device.searches + 4, time.monotonic() + _SEEN_WITHIN_S
        while device.searches < enough:
            assert time.monotonic() < until, "nobody searches"
            time.sleep(0.01)

    def close(self) -> None:
        self.control.close()
        self._server.stop()
        self._thread.join()
        with closing(self._server), closing(self._socket):
            self._port.unplug()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
