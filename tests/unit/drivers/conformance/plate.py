"""A good driver over a simulated device, and a registry that has nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from drivers import Driver, Reader, Registry
from drivers.conformance import DeviceHand, Finding, Outcome, examine
from drivers.readers.options import refuse_unknown
from drivers.readers.sam_reader import SamReader
from drivers.sam.exchange import LineTiming
from drivers.simulator.device import SamDevice
from drivers.simulator.line import PacedLine
from drivers.transport.in_process import InProcessLine

__all__ = ["ADDRESS", "Alone", "PlateDriver", "PlateReader", "found", "outcomes"]

ADDRESS = "plate:here"


class PlateReader(SamReader):
    """Reads the device of its driver well. Broken readers are made of it."""

    def __init__(self, driver: PlateDriver, address: str) -> None:
        super().__init__(
            InProcessLine(PacedLine(driver.device, is_paced=driver.is_paced)),
            address=address,
            driver=driver.scheme,
            driver_version=driver.version,
            timing=LineTiming.from_baud(115200),
        )


class PlateDriver:
    """All readers that it opens share one device."""

    scheme = "plate"
    version = "7"
    reader: type[PlateReader] = PlateReader

    def __init__(self, reader: type[PlateReader] | None = None, *, is_paced: bool = False) -> None:
        self.device = SamDevice()
        self.is_paced = is_paced
        self.reader = reader or self.reader

    def discover(self) -> Iterable[str]:
        return [ADDRESS]

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        refuse_unknown(options, ())
        assert target == "here"
        return self.reader(self, address)


class Alone(Registry):
    """Knows one driver, whatever it is asked for."""

    def __init__(self, driver: Driver) -> None:
        super().__init__(announced=())
        self._driver = driver

    def driver(self, scheme: str) -> Driver:
        assert scheme == self._driver.scheme
        return self._driver


def found(driver: PlateDriver, only: Collection[str], **more: Any) -> dict[str, Finding]:
    """Examine a driver with a hand that works its device, and return what these checks found."""
    hand = DeviceHand(lambda _: driver.device, is_paced=driver.is_paced)
    hand.patience_s = 3.0
    findings = examine(
        ADDRESS, registry=Alone(driver), hand=hand, **{"faults": (), "only": only} | more
    )
    return {each.name: each for each in findings}


def outcomes(findings: Mapping[str, Finding]) -> dict[str, Outcome]:
    return {name: each.verdict.outcome for name, each in findings.items()}
