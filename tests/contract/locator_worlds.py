"""The same receiver in three worlds: a fake, gpsd on a port of this computer, NMEA on a pty."""

from __future__ import annotations

import json
import os
import socket
import threading
import tty
from contextlib import suppress
from datetime import UTC, datetime
from typing import Protocol

from pos_client.application.whereabouts import Locator
from pos_client.domain.location import Lack, LocationSource, NoPosition, Position
from pos_client.infrastructure.location.gpsd import Gpsd
from pos_client.infrastructure.location.nmea import NmeaReceiver
from pos_client.testing.locator import FakeLocator

__all__ = ["NOW", "FakeWorld", "GpsdWorld", "LocatorWorld", "NmeaWorld", "sentence"]

NOW = datetime(2030, 5, 1, 9, tzinfo=UTC)


class LocatorWorld(Protocol):
    """What a receiver lives through; `accuracy_m` is a multiple of fifteen."""

    source: LocationSource

    def open(self) -> Locator: ...

    def find(self, latitude: int, longitude: int, accuracy_m: int) -> None:
        """Have a fix there, in microdegrees."""

    def lose(self) -> None:
        """Have no fix any more."""

    def go_away(self) -> None: ...

    def close(self) -> None: ...


class FakeWorld:
    source = LocationSource.SYSTEM

    def __init__(self) -> None:
        self._locator = FakeLocator()

    def open(self) -> Locator:
        return self._locator

    def find(self, latitude: int, longitude: int, accuracy_m: int) -> None:
        self._locator.say(Position(latitude, longitude, accuracy_m, NOW, self.source))

    def lose(self) -> None:
        self._locator.say(NoPosition(Lack.NO_FIX))

    def go_away(self) -> None:
        self._locator.go_away()

    def close(self) -> None:
        self._locator.close()


class GpsdWorld:
    """A server that speaks as gpsd does, to one client."""

    source = LocationSource.GPSD

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._client: socket.socket | None = None
        self.asked = b""

    def open(self) -> Locator:
        thread = threading.Thread(target=self._greet)
        thread.start()
        locator = Gpsd("127.0.0.1", self._server.getsockname()[1], lambda: NOW)
        thread.join()
        return locator

    def say(self, report: object) -> None:
        assert self._client is not None
        self._client.sendall(json.dumps(report).encode() + b"\r\n")

    def find(self, latitude: int, longitude: int, accuracy_m: int) -> None:
        place = {"lat": latitude / 1e6, "lon": longitude / 1e6, "eph": accuracy_m}
        self.say({"class": "SKY", "satellites": []})
        self.say({"class": "TPV", "mode": 3, "time": NOW.isoformat(), **place})

    def lose(self) -> None:
        self.say({"class": "TPV", "mode": 1})

    def go_away(self) -> None:
        assert self._client is not None
        self._client.close()

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._server.close()

    def _greet(self) -> None:
        self._client, _ = self._server.accept()
        self.say({"class": "VERSION", "release": "3.25", "proto_major": 3, "proto_minor": 15})
        self.asked = self._client.recv(4096)
        self.say({"class": "DEVICES", "devices": []})


class NmeaWorld:
    """A receiver at the other end of a pseudo-terminal."""

    source = LocationSource.NMEA

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._is_there = True

    @property
    def path(self) -> str:
        """The port that its computer sees."""
        return os.ttyname(self._slave)

    def open(self) -> Locator:
        return NmeaReceiver(self.path, 9600, lambda: NOW)

    def say(self, *said: str) -> None:
        with suppress(BlockingIOError):  # nobody listens; a receiver goes on all the same
            os.write(self._master, b"".join(sentence(each) for each in said))

    def find(self, latitude: int, longitude: int, accuracy_m: int) -> None:
        place = f"{_angle(latitude, 2, 'NS')},{_angle(longitude, 3, 'EW')}"
        self.say(
            f"GNRMC,090000.00,A,{place},0.0,0.0,010530,,,A",
            f"GNGGA,090000.00,{place},1,09,{accuracy_m / 15:.2f},12.0,M,8.0,M,,",
        )

    def lose(self) -> None:
        self.say("GNRMC,090001.00,V,,,,,,,010530,,,N", "GNGGA,090001.00,,,,,0,00,99.99,,,,,,")

    def go_away(self) -> None:
        self._is_there = False
        os.close(self._slave)
        os.close(self._master)

    def close(self) -> None:
        if self._is_there:
            self.go_away()


def sentence(said: str) -> bytes:
    """A whole sentence with its checksum."""
    checksum = 0
    for byte in said.encode():
        checksum ^= byte
    return f"${said}*{checksum:02X}\r\n".encode()


def _angle(microdegrees: int, digits: int, halves: str) -> str:
    degrees, rest = divmod(abs(microdegrees), 1_000_000)
    half = halves[0] if microdegrees >= 0 else halves[1]
    return f"{degrees:0{digits}d}{rest * 60 / 1e6:08.5f},{half}"
