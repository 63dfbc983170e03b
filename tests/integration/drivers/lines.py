"""Real lines with a scripted module at the other end: a pseudo-terminal, and TCP."""

from __future__ import annotations

import os
import pty
import select
import socket
import threading
import time
import tty
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.unit.drivers.module import Module

__all__ = ["PtyModule", "TcpModule"]

_PREAMBLE = bytes.fromhex("AAAAAA9669")


class ModuleThread(threading.Thread):
    """Serves one end of a line; `byte_s` paces what goes out like a real line."""

    def __init__(self, fd: int, module: Module, byte_s: float) -> None:
        super().__init__(name="scripted module", daemon=True)
        self._fd = fd
        self._module = module
        self._byte_s = byte_s
        self._wake, self._waker = os.pipe()

    def run(self) -> None:
        """Answer requests until stopped or hung up on."""
        heard = b""
        with suppress(OSError):
            while self._wake not in select.select([self._fd, self._wake], [], [])[0]:
                if not (piece := os.read(self._fd, 4096)):
                    return
                heard += piece
                start = heard.find(_PREAMBLE)
                while start >= 0 and len(heard) >= start + 10:
                    request, heard = heard[start : start + 10], heard[start + 10 :]
                    self._answer(request)
                    start = heard.find(_PREAMBLE)

    def stop(self) -> None:
        """End, and wait for it."""
        self.wake()
        self.join(2)
        self.dispose()

    def wake(self) -> None:
        """Make it end soon."""
        with suppress(OSError):  # it may have ended by itself
            os.write(self._waker, b".")

    def dispose(self) -> None:
        """Close the pipe; afterwards it can no longer be woken."""
        os.close(self._wake)
        os.close(self._waker)

    def _answer(self, request: bytes) -> None:
        due = time.monotonic() + self._byte_s * len(request)
        for pause_s, data in self._module.answer(request):
            due += pause_s
            step = 16 if self._byte_s else len(data)
            for at in range(0, len(data), step or 1):
                piece = data[at : at + step]
                due += self._byte_s * len(piece)
                if select.select([self._wake], [], [], max(0.0, due - time.monotonic()))[0]:
                    return
                os.write(self._fd, piece)


class PtyModule:
    """A module on a pseudo-terminal; `address` opens it."""

    def __init__(self, module: Module, *, baud: int = 0) -> None:
        self.module = module
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self._slave: int | None = slave
        self.path = os.ttyname(slave)
        self.address = f"sam-serial:{self.path}" + (f"?baud={baud}" if baud else "")
        self._thread = ModuleThread(self._master, module, 10 / baud if baud else 0.0)
        self._is_there = True
        self._thread.start()

    def hang_up(self) -> None:
        """Pull the cable."""
        if self._is_there:
            self._is_there = False
            self._thread.stop()
            os.close(self._master)
            if self._slave is not None:
                os.close(self._slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()


class TcpModule:
    """A module behind a TCP port; one connection after the other."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.address = f"sam-tcp:127.0.0.1:{self.port}"
        self._served: tuple[socket.socket, ModuleThread] | None = None
        self._is_stopping = False
        self._thread = threading.Thread(target=self._accept, name="module behind tcp", daemon=True)
        self._thread.start()

    def hang_up(self) -> None:
        """End the connection."""
        if self._served is not None:
            connection, server = self._served
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            server.wake()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_stopping = True
        self.hang_up()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            pass  # wakes the thread up
        self._thread.join(2)
        self._listener.close()

    def _accept(self) -> None:
        while not self._is_stopping:
            connection, _ = self._listener.accept()
            with connection:
                server = ModuleThread(connection.fileno(), self.module, 0.0)
                self._served = connection, server
                if not self._is_stopping:
                    server.run()
                self._served = None
                server.dispose()
