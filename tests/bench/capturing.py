"""Registering a whole crowd without a gateway, through the counter itself and its clerk's keys."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import cache, partial
from uuid import UUID

from drivers import open_reader
from drivers.api import ReaderInfo
from drivers.card.read import CardRead
from drivers.hub import CardNews
from drivers.registry import DriverIdentity, driver_identity
from drivers.simulator.deck import DeckEntry
from drivers.simulator.live_portraits import Distortion, live_portrait_of
from pos_client.application.commands import FinishCase, LogIn
from pos_client.application.counter import Counter
from pos_client.application.readers import Readers
from pos_client.application.state import CasePhase, CaseState, GatewayState
from pos_client.application.tools import Tools
from pos_client.bootstrap.papers import Papers
from pos_client.infrastructure.bundle_file import BundleFiles
from pos_client.infrastructure.clerk_book import SqlClerkBook
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.crypto.password import PasswordHasher
from pos_client.infrastructure.crypto.sealer import HpkeSealer
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.device import load_device
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.ids import new_id
from pos_client.testing.customer import InventedCustomer
from pos_client.testing.readers import InMemoryReaderMemory, ScriptedReaderControl
from pos_client.testing.workers import InlineWorkers

__all__ = ["capture"]

_AUDIT_BATCH = 200


def capture(
    home: Home,
    store: SqlStore,
    clerk: tuple[str, str],
    customers: Sequence[DeckEntry],
    first_sim: int = 0,
) -> list[UUID]:
    """Register everybody without the gateway; answer what the clerk was told is saved.

    Raises:
        RuntimeError: not everybody could be registered.
    """
    saved: list[UUID] = []
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
            subscribers=gateway.subscribers,
            stock=gateway.stock,
            units=gateway.units,
            centre=gateway.centre,
            special=gateway.special,
            figures=gateway.figures,
            files=BundleFiles(),
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
        for place, customer in enumerate(customers, first_sim):
            card = customer.card()
            face = live_portrait_of(customer, distortion=Distortion.everyday(customer.slug))
            again = CardRead.parse(
                card.text, card.photo, sam_id=read.sam_id, read_at=tools.clock.now(), duration_s=0.3
            )
            invented = InventedCustomer(tools.clock.now, partial(_seen, face), place)
            saved.append(_register(counter, CardNews(info, again), invented))
        while entries := store.audit_behind(store.countersigned_index(), _AUDIT_BATCH):
            store.keep_countersignature(gateway.send_audit(entries))
    return saved


def _seen(face: bytes, _case: CaseState) -> bytes:
    return face


def _register(counter: Counter, news: CardNews, customer: InventedCustomer) -> UUID:
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
    told = counter.state.last_saved
    if told is None:
        raise RuntimeError("nobody was told")
    counter.handle(FinishCase())
    return told.id


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
