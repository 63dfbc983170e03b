"""`./dev bench shop`: what a shop of 1, 2, 4 and 8 counters saves, copies and forwards a second.

Every counter is a process with a store of its own; the relay is one PostgreSQL with its promises on
and the gateway is the sandbox, all on this computer.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

from pos_client.bootstrap.papers import Papers
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.relay.sql_relay import SqlRelay
from tests.bench.children import Child, python
from tests.bench.curves import Curve, drawn
from tests.bench.facts import machine
from tests.faults.relay.cluster import Cluster
from tests.faults.relay.gateway import served_gateway
from tests.faults.relay.stock import Device, captured_apart

__all__ = ["Shop", "Speed", "cpu_of", "main", "measure"]

COUNTERS = (1, 2, 4, 8)
JOBS = {
    "save": "saved",
    "copy": "second copies",
    "forward": "forwarded",
}
_SAVED_EACH = 200
_REPETITIONS = 3
_FORWARDED = 80


@dataclass(frozen=True, slots=True)
class Speed:
    """Records a second, and milliseconds of CPU that one record costs whom.

    What a record costs hardly depends on what else this computer does; the rate does.
    """

    rate: float
    counters_ms: float
    relay_ms: float
    gateway_ms: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.rate:.1f} records/s; CPU per record: counters {self.counters_ms:.2f} ms,"
            f" relay {self.relay_ms:.2f} ms, gateway {self.gateway_ms:.2f} ms"
        )


@dataclass
class Shop:
    """What all measurements share: a relay, a gateway with captured cases, enrolled counters."""

    folder: Path
    server: Cluster
    captured: Device
    counters: list[Device]

    def measured(self, job: str, counters: int) -> Speed:
        """What the whole shop does from the first beginning to the last end."""
        return {"save": self._fresh, "copy": self._fresh, "forward": self._forwarded}[job](
            job, counters
        )

    def _fresh(self, job: str, counters: int) -> Speed:
        self.server.ask("DROP TABLE IF EXISTS sealed_envelopes")
        homes = [
            Path(tempfile.mkdtemp(prefix="counter-", dir=self.folder)) for _ in range(counters)
        ]
        try:
            return self._speed(job, homes, counters * _SAVED_EACH, None)
        finally:
            for home in homes:
                shutil.rmtree(home)

    def _forwarded(self, job: str, counters: int) -> Speed:
        """The same captured cases, gateway and books each time."""
        before = self.folder / "gateway"
        kept = self.folder / "gateway kept"
        if not kept.exists():
            shutil.copytree(before, kept)
        shutil.rmtree(before)
        shutil.copytree(kept, before)
        self.server.ask("DROP TABLE IF EXISTS sealed_envelopes")
        self._fill_relay()
        homes = [device.home.folder for device in self.counters[:counters]]
        with served_gateway(before, _FORWARDED + 40) as gateway:
            return self._speed(job, homes, _FORWARDED, int(gateway["pid"]))

    def _fill_relay(self) -> None:
        """Everything that was captured lies there, and its counter is gone."""
        with closing(SqlStore(self.captured.home.store_file)) as store:
            papers = Papers(store, load_device(self.captured.home.device_folder))
            copies = [replace(copy, predecessor_id=None) for copy in store.copies.missing(999)]
        outlet_code = papers.configuration.outlet.code
        relay = SqlRelay(self.server.address, self.captured.id, outlet_code)
        relay.put(copies, timedelta(0))
        relay.release()

    def _speed(self, job: str, homes: Sequence[Path], records: int, gateway: int | None) -> Speed:
        others = [self.server.pid, *([gateway] if gateway is not None else [])]
        each = records // len(homes) if gateway is None else 0
        with ExitStack() as stack:
            children = [
                stack.enter_context(
                    Child(
                        python("shop_counter", job, str(home), self.server.address, str(each)),
                        self.folder / f"{home.name}.log",
                    )
                )
                for home in homes
            ]
            for child in children:
                child.answer(120)
            before = [cpu_of(process) for process in others]
            for child in children:
                child.say("go")
            told = [child.answer(600) for child in children]
            spent = [cpu_of(process) - began for process, began in zip(others, before, strict=True)]
        wall = max(line["ended"] for line in told) - min(line["began"] for line in told)
        counters = sum(line["cpu_s"] for line in told)
        return Speed(records / wall, *(1000 * cpu / records for cpu in (counters, *spent)))


def cpu_of(process: int) -> float:
    """Seconds of CPU that a process, its children and those that have ended have had."""
    entry = Path(f"/proc/{process}")
    try:
        children = (entry / "task" / str(process) / "children").read_text().split()
        below = sum(cpu_of(int(child)) for child in children)
        # Behind the children: whoever has ended meanwhile is counted here by now.
        fields = (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return below + sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def measure(repetitions: int) -> dict[str, list[Speed]]:
    """The median of each job at each number of counters, by its rate."""
    folder = Path(tempfile.mkdtemp(prefix="pos-client-shop-"))
    try:
        with ExitStack() as stack:
            with served_gateway(folder / "gateway", _FORWARDED + 40, 9) as gateway:
                devices = captured_apart(folder, gateway, [_FORWARDED] + [0] * 8)
            server = stack.enter_context(Cluster())
            shop = Shop(folder, server, devices[0], devices[1:])
            found: dict[str, list[Speed]] = {job: [] for job in JOBS}
            for counters in COUNTERS:
                for job, speeds in found.items():
                    tries = [shop.measured(job, counters) for _ in range(repetitions)]
                    speeds.append(sorted(tries, key=lambda speed: speed.rate)[len(tries) // 2])
                    print(f"{counters} counters, {job}: {speeds[-1]}", flush=True)
            return found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; write figures and a picture where that is wanted."""
    parser = argparse.ArgumentParser(prog="./dev bench shop", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="an SVG of the three curves")
    parser.add_argument("--repetitions", type=int, default=_REPETITIONS, metavar="N")
    asked = parser.parse_args(argv)
    print(machine(Path(tempfile.gettempdir())), flush=True)
    found = measure(asked.repetitions)
    if asked.json:
        plain = {job: [asdict(speed) for speed in speeds] for job, speeds in found.items()}
        figures = {"counters": COUNTERS, "jobs": plain}
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    if asked.plot:
        curves = [
            Curve(JOBS[job], tuple(speed.rate for speed in speeds)) for job, speeds in found.items()
        ]
        asked.plot.write_text(drawn(COUNTERS, curves, "counters", "records a second"), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
