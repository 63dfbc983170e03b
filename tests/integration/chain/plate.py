"""A simulated reader in this process, behind a real socket, without the pace of a serial line."""

from __future__ import annotations

import threading
from contextlib import closing
from types import TracebackType
from typing import Self

from drivers.simulator.control import ControlClient, ControlSocket
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SamDevice
from drivers.simulator.line import PacedLine
from drivers.simulator.ports import TcpPort
from drivers.simulator.server import Server

__all__ = ["Plate"]


class Plate:
    """Where cards are laid. `address` is the reader's, for the settings of a counter."""

    def __init__(self) -> None:
        self._port = TcpPort(0)
        self.address = self._port.address
        line = PacedLine(SamDevice(), is_paced=False)
        self._server = Server(line, self._port, load_deck())
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
