"""Two hundred registrations captured offline by an enrolled device, ready to be drained.

They are made once, through the counter itself; each measurement gets a copy of the device's
home and of the gateway's folder, and so begins with the same bytes and the same books.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pos_client.application.commands import LoadQueuePage
from pos_client.bootstrap import enrol_device
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.home import Home
from pos_client.sandbox.ledger import read_ledger
from tests.bench.capturing import capture
from tests.bench.children import Child, python
from tests.bench.crowd import RECORDS, crowd

__all__ = ["Copy", "Stock", "served_gateway", "set_reader"]


@dataclass(frozen=True, slots=True)
class Copy:
    """One device and its gateway, not running, with everything still to be delivered."""

    home: Path
    gateway: Path

    def drained_in_s(self) -> float:
        """From the first arrival at the gateway to the last one, by the gateway's clock.

        Raises:
            RuntimeError: not every registration was accepted once.
        """
        books = read_ledger(self.gateway)
        totals = books["totals"]
        if (totals["accepted"], totals["effects"]) != (RECORDS, RECORDS):
            raise RuntimeError(f"not every registration was accepted once: {totals}")
        arrivals = [datetime.fromisoformat(each["received_at"]) for each in books["registrations"]]
        return (max(arrivals) - min(arrivals)).total_seconds()

    def pending(self) -> int:
        """How many registrations still wait in the device's home, seen from outside."""
        file = self.home / "store.sqlite3"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as link:
            asked = "SELECT count(*) FROM outbox WHERE state = 'PENDING'"
            return int(link.execute(asked).fetchone()[0])


@dataclass(frozen=True, slots=True)
class Stock:
    """The pattern that copies are made of."""

    folder: Path
    clerk_number: str
    password: str

    @classmethod
    def enrolled(cls, folder: Path) -> Stock:
        """Enrol a device that has seen no customer yet."""
        with served_gateway(folder / "gateway") as gateway:
            file = Path(gateway["gateway_file"])
            enrol_device(Home(folder / "home"), file, str(gateway["enrolment_code"]), "bench")
            # Nobody waits for the first opening ever, which makes the tables.
            SqlStore(Home(folder / "home").store_file).close()
            # The serial ports of this computer are not ours to open.
            set_reader(folder / "home", "sim:")
            return cls(folder, str(gateway["clerk_number"]), str(gateway["password"]))

    def captured(self, folder: Path) -> Stock:
        """The same device after two hundred customers whom no gateway has heard of."""
        copy = self.copy(folder)
        with (
            served_gateway(copy.gateway),
            closing(SqlStore(Home(copy.home).store_file)) as store,
        ):
            capture(Home(copy.home), store, (self.clerk_number, self.password), crowd())
            if store.count_pending(offline_only=True) != RECORDS:
                raise RuntimeError(f"{store.count_pending(offline_only=True)} captured")
        return Stock(folder, self.clerk_number, self.password)

    def copy(self, folder: Path) -> Copy:
        """A fresh copy of device and gateway in `folder`."""
        for name in ("home", "gateway"):
            shutil.copytree(self.folder / name, folder / name)
        return Copy(folder / "home", folder / "gateway")

    def envelope_bytes(self) -> int:
        """How large a sealed registration is."""
        with closing(SqlStore(Home(self.folder / "home").store_file)) as store:
            newest = store.page(
                states=LoadQueuePage().states, below_sequence=None, above_sequence=None, limit=1
            )
            return len(store.envelope_of(newest[0].id) or b"")


def set_reader(home: Path, address: str, camera: str = "") -> None:
    """Write reader and camera into a home's settings."""
    settings = f"[readers]\naddresses = [{json.dumps(address)}]\n"
    if camera:
        settings += f"[camera]\naddress = {json.dumps(camera)}\n"
    (home / "config.toml").write_text(settings, "utf-8")


@contextmanager
def served_gateway(folder: Path) -> Iterator[dict[str, Any]]:
    """A gateway in a process of its own, on the port that it had before."""
    with Child(python("gateway", str(folder)), folder.with_name("gateway.log")) as child:
        yield child.answer()
