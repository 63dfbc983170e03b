"""Where counters without a window are born: a process that has imported everything and forks.

python -m tests.faults.kill.nursery

A line of orders on standard input begins a life; an empty line kills it. On standard output stands
`born`, then what the life says, and `died` when it is over. One lives at a time.
"""

from __future__ import annotations

import encodings.idna  # noqa: F401 - the first name looked up imports it
import gc
import os
import select
import signal
import sys
from typing import NoReturn

import alembic.command
import alembic.config  # noqa: F401 - a migration imports it
from PIL import Image

import drivers.readers.sam_tcp  # noqa: F401 - opening the reader imports it
from pos_client.bootstrap import open_counter
from pos_client.infrastructure.settings import Settings
from tests.faults.kill.life import Telling, prepare
from tests.faults.kill.orders import Orders
from tests.faults.kill.quick import quick_verifiers
from tests.faults.kill.work import FarPlate, customers, live
from tests.integration.chain.shop import Counter
from tests.integration.chain.watch import say

__all__ = ["main"]


def main() -> None:
    """Serve until standard input is closed."""
    quick_verifiers()
    known = customers()
    Image.preinit()
    gc.freeze()
    inbox = _Inbox()
    while (line := inbox.line()) is not None:
        if not line:
            continue  # somebody who had died already was to be killed
        child = os.fork()
        if child == 0:
            _live(Orders.from_line(line), known)
        say(f"born {child}")
        _wait(child, inbox)
        say("died")


class _Inbox:
    def __init__(self) -> None:
        self._rest = b""

    @property
    def has_line(self) -> bool:
        """One was read along with the line before."""
        return b"\n" in self._rest

    def line(self) -> str | None:
        while b"\n" not in self._rest:
            piece = os.read(0, 65536)
            if not piece:
                return None
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


def _wait(child: int, inbox: _Inbox) -> None:
    """Until it has died, by itself or since somebody wants it to."""
    handle = os.pidfd_open(child)
    try:
        while True:
            if not inbox.has_line:
                ready, _, _ = select.select([0, handle], [], [])
                if handle in ready:
                    break
            if inbox.line() is None:  # nobody wants to know any more
                os.kill(child, signal.SIGKILL)
                break
            os.kill(child, signal.SIGKILL)
    finally:
        os.close(handle)
    os.waitpid(child, 0)


def _live(orders: Orders, known: list[str]) -> NoReturn:
    try:
        striker = prepare(orders)
        telling = Telling(striker, orders.step)
        running = open_counter(
            orders.home, Settings(reader_addresses=(orders.reader,)), telling.tell
        )
        counter = Counter(running, telling, FarPlate(orders))  # type: ignore[arg-type]
        running.start()
        live(counter, orders, striker, known)
    except BaseException as fault:  # noqa: BLE001 - told to whoever has given birth
        say(f"failed {type(fault).__name__} {fault}"[:2000].replace("\n", " "))
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("dead")


if __name__ == "__main__":
    main()
