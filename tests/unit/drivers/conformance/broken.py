"""Readers and drivers that break the promise, one way each."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any, ClassVar

from drivers import CardEvent, CardRead, CardRefused, CardRemoved, Reader, ReaderInfo
from drivers.simulator.faults import Fault, Faults
from tests.unit.drivers.conformance.plate import PlateDriver, PlateReader

__all__ = ["DRIVERS", "READERS", "SLOW_MODULE", "clean_up"]

log = logging.getLogger("drivers.broken")
_released = threading.Event()
_left: list[Any] = []


def clean_up() -> None:
    """Take back what broken drivers leave behind."""
    _released.set()
    for each in _left:
        if isinstance(each, subprocess.Popen):
            each.kill()
            each.wait(5)
        elif isinstance(each, threading.Thread):
            each.join(5)
        else:
            each()
    _left.clear()
    _released.clear()
    Forgetful.known.clear()
    Remembering.last = None
    Jealous.is_open = False


def remade(card: CardRead, **changed: Any) -> CardRead:
    """A read that no card has given."""
    told = {each.name: getattr(card, each.name) for each in fields(card)}
    return CardRead._make(**told | changed)


class Altering(PlateReader):
    """Changes what is told."""

    def poll(self, timeout_s: float) -> CardEvent | None:
        event = super().poll(timeout_s)
        return self.altered(event) if event is not None else None

    def altered(self, event: CardEvent) -> CardEvent | None:
        return event


class Blocking(PlateReader):
    def poll(self, timeout_s: float) -> CardEvent | None:
        event = super().poll(timeout_s)
        time.sleep(0.4)
        return event


class Hanging(PlateReader):
    def poll(self, timeout_s: float) -> CardEvent | None:
        _released.wait(60 + timeout_s)
        return None


class Impatient(PlateReader):
    """Reads a card to its end, however little time a poll has."""

    def poll(self, timeout_s: float) -> CardEvent | None:
        event = super().poll(timeout_s)
        until = time.monotonic() + 3
        while event is None and self._session._is_searching is False and time.monotonic() < until:
            event = super().poll(0.05)
        return event


class Threaded(PlateReader):
    def __init__(self, driver: PlateDriver, address: str) -> None:
        super().__init__(driver, address)
        thread = threading.Thread(target=_released.wait, args=(60,), name="poller", daemon=True)
        thread.start()
        _left.append(thread)


class Littering(PlateReader):
    def __init__(self, driver: PlateDriver, address: str) -> None:
        super().__init__(driver, address)
        end = os.open(os.devnull, os.O_RDONLY)
        _left.append(lambda: os.close(end))


class Begetting(PlateReader):
    def __init__(self, driver: PlateDriver, address: str) -> None:
        super().__init__(driver, address)
        code = "import time; time.sleep(60)"
        _left.append(subprocess.Popen([sys.executable, "-c", code]))


class Settling(PlateReader):
    def __init__(self, driver: PlateDriver, address: str) -> None:
        super().__init__(driver, address)
        before = socket.getdefaulttimeout()
        socket.setdefaulttimeout(3)
        _left.append(lambda: socket.setdefaulttimeout(before))


class Signalling(PlateReader):
    def __init__(self, driver: PlateDriver, address: str) -> None:
        super().__init__(driver, address)
        os.environ["READER_WAS_HERE"] = "1"
        _left.append(lambda: os.environ.pop("READER_WAS_HERE", None))


class Mixing(Altering):
    """Tells the photo of the card before."""

    photo = b""

    def altered(self, event: CardEvent) -> CardEvent:
        if not isinstance(event, CardRead):
            return event
        photo, self.photo = self.photo or event.raw_photo, event.raw_photo
        return CardRead.parse(event.raw_text, photo, read_at=event.read_at)


class Stale(Altering):
    """Tells the card before."""

    before: CardRead | None = None

    def altered(self, event: CardEvent) -> CardEvent:
        if not isinstance(event, CardRead):
            return event
        told, self.before = self.before or event, event
        return remade(told, read_at=event.read_at)


class Chattering(PlateReader):
    last: CardRead | None = None

    def poll(self, timeout_s: float) -> CardEvent | None:
        if self.last is not None:
            event, self.last = self.last, None
            return event
        event = super().poll(timeout_s)
        self.last = event if isinstance(event, CardRead) else None
        return event


class Swallowing(Altering):
    def altered(self, event: CardEvent) -> CardEvent | None:
        return None if isinstance(event, CardRemoved) else event


class Repeating(PlateReader):
    is_gone = False

    def poll(self, timeout_s: float) -> CardEvent | None:
        if self.is_gone:
            self.is_gone = False
            return CardRemoved()
        event = super().poll(timeout_s)
        self.is_gone = isinstance(event, CardRemoved)
        return event


class Remembering(Altering):
    """Tells a card only if it is another one than the last."""

    last: bytes | None = None

    def altered(self, event: CardEvent) -> CardEvent | None:
        if isinstance(event, CardRead):
            before, Remembering.last = Remembering.last, event.raw_text
            return event if event.raw_text != before else None
        return event


class Forgetful(Altering):
    """Keeps reads beyond its own life, and hands an old one out."""

    known: ClassVar[dict[bytes, CardRead]] = {}

    def altered(self, event: CardEvent) -> CardEvent:
        if isinstance(event, CardRead):
            old = remade(event, read_at=event.read_at - timedelta(hours=1))
            return self.known.setdefault(event.raw_text, old)
        return event


class Boasting(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        return remade(event, duration_s=3600.0) if isinstance(event, CardRead) else event


class Guessing(Altering):
    """Tells somebody although the card could not be read."""

    last: CardRead | None = None

    def altered(self, event: CardEvent) -> CardEvent:
        if isinstance(event, CardRead):
            self.last = event
        return self.last if isinstance(event, CardRefused) and self.last else event


class Stumbling(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        raise KeyError(event)


class TimingOut(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        raise TimeoutError(type(event).__name__)


class Parsing(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        return (
            remade(event, name=event.name.title() + " ") if isinstance(event, CardRead) else event
        )


class Cutting(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        return remade(event, raw_text=event.raw_text[:-1]) if isinstance(event, CardRead) else event


@dataclass(frozen=True)
class Lookalike:
    raw_text: bytes


class Pretending(Altering):
    def altered(self, event: CardEvent) -> Any:
        return Lookalike(event.raw_text) if isinstance(event, CardRead) else event


class Informed(PlateReader):
    """Changes what is known of the reader."""

    change: ClassVar[Mapping[str, Any]] = {}

    @property
    def info(self) -> ReaderInfo:
        return replace(super().info, **self.change)


class Inventing(Informed):
    change: ClassVar = {"capabilities": frozenset({"raw_text", "fingerprints"})}


class Modest(Informed):
    change: ClassVar = {"capabilities": frozenset({"presence"})}


class Wavering(PlateReader):
    count = 0

    @property
    def info(self) -> ReaderInfo:
        Wavering.count += 1
        info = super().info
        return info if Wavering.count % 2 else replace(info, capabilities=frozenset({"raw_text"}))


class Nameless(Informed):
    change: ClassVar = {"address": "plate:", "driver_version": ""}


class Formless(PlateReader):
    @property
    def info(self) -> Any:
        return None


class Logging(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        if isinstance(event, CardRead):
            log.debug("read %s", event.id_number)
        return event


class Dumping(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        if isinstance(event, CardRead):
            log.info("frame %s", event.raw_text.hex(" "))
        return event


class DumpingBytes(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        if isinstance(event, CardRead):
            log.info("frame %r", event.raw_text)
        return event


class Printing(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        if isinstance(event, CardRead):
            print(event.name)
        return event


class Quoting(Altering):
    def altered(self, event: CardEvent) -> CardEvent:
        if isinstance(event, CardRead):
            with suppress(ValueError):
                log.debug("odd", exc_info=ValueError(f"{event.address} is odd"))
        return event


class Undead(PlateReader):
    def poll(self, timeout_s: float) -> CardEvent | None:
        return None if self._is_closed else super().poll(timeout_s)


class Brittle(PlateReader):
    def close(self) -> None:
        if self._is_closed:
            raise ValueError("closed already")
        super().close()


class Absent(PlateReader):
    def __enter__(self) -> Any:
        return None


class Hiding(PlateReader):
    def __exit__(self, *told: object) -> Any:
        self.close()
        return True


class Clinging(PlateReader):
    def __exit__(self, *told: object) -> None:
        pass


class Drowsy(PlateReader):
    """Looks for a card every two seconds only."""

    looked_at = -2.0

    def poll(self, timeout_s: float) -> CardEvent | None:
        if time.monotonic() < self.looked_at + 2.0:
            time.sleep(timeout_s)
            return None
        event = super().poll(timeout_s)
        if event is None:
            self.looked_at = time.monotonic()
        return event


class Pausing(PlateReader):
    """Sleeps before it sends anything."""

    def __init__(self, driver: PlateDriver, address: str) -> None:
        super().__init__(driver, address)
        write = self._line.write

        def slowly(data: bytes) -> None:
            time.sleep(0.05)
            write(data)

        self._line.write = slowly  # type: ignore[method-assign]


class Trusting(PlateReader):
    """Believes every record that comes."""

    def __init__(self, driver: PlateDriver, address: str) -> None:
        super().__init__(driver, address)
        self._session._seen.knows = lambda _: False  # type: ignore[method-assign]


class Resetting(PlateReader):
    """Of a module that finds a card again after it was switched on."""

    def __init__(self, driver: PlateDriver, address: str) -> None:
        driver.device.power_on()
        super().__init__(driver, address)


class Careless(PlateDriver):
    """Ignores options that it does not know."""

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        return super().open(address, target, dict.fromkeys(options.keys() - {"no-such-option"}, ""))


class Jealous(PlateDriver):
    """Knows a second opening only as a bug."""

    is_open = False

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        if Jealous.is_open:
            raise RuntimeError("open already")
        reader = super().open(address, target, options)
        close = reader.close

        def closed() -> None:
            Jealous.is_open = False
            close()

        reader.close = closed  # type: ignore[method-assign]
        Jealous.is_open = True
        return reader


class Straying(PlateDriver):
    def discover(self) -> list[str]:
        return ["sam-serial:/dev/ttyUSB0"]


class Raging(PlateDriver):
    def discover(self) -> list[str]:
        raise OSError("no bus")


class Wandering(PlateDriver):
    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        os.chdir("/")
        return super().open(address, target, options)


SLOW_MODULE = Faults((Fault.parse(["delay", "seconds=0.5", "on=read_base"]),))

READERS: dict[str, tuple[type[PlateReader], str]] = {
    "blocks": (Blocking, "poll_timeout"),
    "cannot be called off": (Blocking, "cancel"),
    "leaks a thread": (Threaded, "nothing_left"),
    "leaks a file": (Littering, "nothing_left"),
    "leaves a child process": (Begetting, "nothing_left"),
    "changes a setting of all sockets": (Settling, "nothing_left"),
    "changes the environment": (Signalling, "nothing_left"),
    "mixes two cards": (Mixing, "two_cards"),
    "tells the card before": (Stale, "two_cards"),
    "tells a card twice": (Chattering, "told_once"),
    "swallows the removal": (Swallowing, "removal"),
    "tells the removal twice": (Repeating, "removal"),
    "tells the same card only once": (Remembering, "laid_again"),
    "remembers cards after closing": (Remembering, "repeat_reads"),
    "hands out an old read": (Forgetful, "fresh"),
    "read for longer than it was open": (Boasting, "fresh"),
    "tells somebody in place of a refusal": (Guessing, "pulled_while_read"),
    "raises KeyError": (Stumbling, "errors"),
    "raises TimeoutError": (TimingOut, "errors"),
    "parses by itself": (Parsing, "parse"),
    "loses a byte": (Cutting, "raw_bytes"),
    "parses what it cut": (Cutting, "parse"),
    "tells an event of its own": (Pretending, "events"),
    "invents a capability": (Inventing, "info"),
    "reads what it does not promise": (Modest, "capabilities"),
    "changes its capabilities": (Wavering, "capabilities"),
    "has another address": (Nameless, "info"),
    "knows nothing of itself": (Formless, "info"),
    "logs a number": (Logging, "identity"),
    "logs a frame in hex": (Dumping, "identity"),
    "logs the bytes of a frame": (DumpingBytes, "identity"),
    "prints a name": (Printing, "identity"),
    "logs an error that quotes": (Quoting, "identity"),
    "can be polled when closed": (Undead, "close"),
    "cannot be closed twice": (Brittle, "close"),
    "gives nothing to with": (Absent, "context_manager"),
    "hides errors in with": (Hiding, "context_manager"),
    "stays open behind with": (Clinging, "context_manager"),
    "looks for cards too seldom": (Drowsy, "laid_to_told"),
}
DRIVERS: dict[str, tuple[Callable[[], PlateDriver], str]] = {
    "ignores misspelt options": (Careless, "unknown_option"),
    "crashes when opened twice": (Jealous, "opened_twice"),
    "discovers other people's readers": (Straying, "discover"),
    "raises OSError when asked": (Raging, "discover"),
    "changes the working directory": (Wandering, "nothing_left"),
}
