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
from functools import cache, partial
from pathlib import Path
from typing import Any

from drivers import open_reader
from drivers.api import ReaderInfo
from drivers.card.read import CardRead
from drivers.hub import CardNews
from drivers.registry import DriverIdentity, driver_identity
from drivers.simulator.live_portraits import Distortion, live_portrait_of
from pos_client.application.commands import FinishCase, LoadQueuePage, LogIn
from pos_client.application.counter import Counter
from pos_client.application.desk import Tools
from pos_client.application.readers import Readers
from pos_client.application.state import CasePhase, CaseState, GatewayState
from pos_client.bootstrap import enrol_device
from pos_client.bootstrap.papers import Papers
from pos_client.infrastructure.clerk_book import SqlClerkBook
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.crypto.password import PasswordHasher
from pos_client.infrastructure.crypto.sealer import HpkeSealer
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.ids import new_id
from pos_client.sandbox.ledger import read_ledger
from pos_client.testing.customer import InventedCustomer
from pos_client.testing.readers import InMemoryReaderMemory, ScriptedReaderControl
from pos_client.testing.workers import InlineWorkers
from tests.bench.children import Child, python
from tests.bench.crowd import RECORDS, crowd

__all__ = ["Copy", "Stock", "served_gateway", "set_reader"]

_AUDIT_BATCH = 200


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
            _capture(Home(copy.home), store, (self.clerk_number, self.password))
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


def _capture(home: Home, store: SqlStore, clerk: tuple[str, str]) -> None:
    papers = Papers(store, load_device(home.device_folder))
    with closing(papers.gateway(store.audit_head)) as gateway:
        tools = Tools(
            store=store,
            clerk_book=SqlClerkBook(
                store.database, home.clerk_secret_file, papers.session_of, PasswordHasher()
            ),
            clock=SystemClock(),
            gateway=gateway,
            evidence_key=papers.evidence_key,
            sealer_for=HpkeSealer.for_configuration,
            identify_driver=_driver,
            new_id=new_id,
            free_bytes=lambda: 1 << 40,
            read_receipt=papers.receipt_of,
            decodings=gateway.decodings,
            read_signed=papers.signed_read_of,
            is_test_authority=True,
        )
        configuration = papers.configuration
        readers = Readers(tools.clock, ScriptedReaderControl(), InMemoryReaderMemory())
        counter = Counter(
            tools, configuration, InlineWorkers(), lambda _: None, lambda _: None, readers
        )
        store.add_challenges(gateway.challenges())
        counter.handle(LogIn(*clerk))
        counter.change_line(GatewayState(is_reachable=False))
        info, read = _pattern()
        for place, customer in enumerate(crowd()):
            card = customer.card()
            face = live_portrait_of(customer, distortion=Distortion.everyday(customer.slug))
            again = CardRead.parse(
                card.text, card.photo, sam_id=read.sam_id, read_at=tools.clock.now(), duration_s=0.3
            )
            invented = InventedCustomer(tools.clock.now, partial(_seen, face), place)
            _register(counter, CardNews(info, again), invented)
        while entries := store.audit_behind(store.countersigned_index(), _AUDIT_BATCH):
            store.keep_countersignature(gateway.send_audit(entries))
    if store.count_pending(offline_only=True) != RECORDS:
        raise RuntimeError(f"{store.count_pending(offline_only=True)} captured")


def _seen(face: bytes, _case: CaseState) -> bytes:
    return face


def _register(counter: Counter, news: CardNews, customer: InventedCustomer) -> None:
    """One customer, from the card to the saved envelope, by the clerk's own keys."""
    counter.take_reader_news(news)
    while (case := counter.state.case) is not None and case.phase is CasePhase.OPEN:
        answer = customer.answer(case)
        if answer is None:
            break
        counter.handle(answer)
        if counter.state.trouble is not None:
            break
    if case is None or case.phase is not CasePhase.SAVED:
        raise RuntimeError(f"not captured: {counter.state.trouble or case}")
    counter.handle(FinishCase())


def _pattern() -> tuple[ReaderInfo, CardRead]:
    """What a simulated reader says of itself, and one read of it."""
    with open_reader("sim:?card=resident-lin") as reader:
        event = reader.poll(5.0)
        if not isinstance(event, CardRead):
            raise TypeError(f"{type(event).__name__} instead of a read")
        return reader.info, event


@cache
def _driver(address: str) -> DriverIdentity:
    return driver_identity(address.partition(":")[0])
