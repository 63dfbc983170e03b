"""Everything that an enrolled device needs, with the threads that hand work to the counter."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from drivers.hub import HubNews
from drivers.photo import PhotoDecoders
from drivers.registry import Registry
from pos_client.application.carrier import Carrier
from pos_client.application.counter import Counter
from pos_client.application.decoding import RemoteDecoder
from pos_client.application.errands import CarrierNews
from pos_client.application.news import News
from pos_client.application.readers import Readers
from pos_client.application.state import GatewayState
from pos_client.application.tools import Tools
from pos_client.application.trouble import CutShort, Trouble
from pos_client.application.workers import Threads
from pos_client.bootstrap.papers import Papers
from pos_client.bootstrap.reader_watch import ReaderWatch
from pos_client.bootstrap.store_check import StoreCheck
from pos_client.bootstrap.store_on_counter import StoreOnCounter
from pos_client.infrastructure.bundle_file import BundleFiles
from pos_client.infrastructure.clerk_book import SqlClerkBook
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.crypto.password import PasswordHasher
from pos_client.infrastructure.crypto.sealer import HpkeSealer
from pos_client.infrastructure.database.place import refuse_memory
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.device import Device
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.ids import new_id
from pos_client.infrastructure.location.watch import WhereaboutsWatch
from pos_client.infrastructure.reader_memory import FileReaderMemory
from pos_client.infrastructure.settings import Settings

if TYPE_CHECKING:
    from pos_client.application.forwarder import Forwarder
    from pos_client.application.watched_forwarder import WatchedForwarder

__all__ = ["Work"]

PULSE_S = 0.25


class Work:
    """Everything an enrolled device needs. Made and closed on the counter's thread."""

    def __init__(
        self,
        home: Home,
        device: Device,
        settings: Settings,
        threads: Threads,
        tell: Callable[[News], None],
        stop_for: Callable[[Trouble], None],
        whereabouts: WhereaboutsWatch,
    ) -> None:
        """Open the store and put the parts together.

        Args:
            stop_for: takes a trouble with the store after which nothing may be captured any more;
                called on the counter's thread.
        """
        self._threads = threads
        self._stop_for = stop_for
        self._whereabouts = whereabouts
        self._running: list[Callable[[float], None]] = []
        self._was_reachable: bool | None = None
        if not device.gateway.is_of_test_authority:
            # Of a trial nothing has to outlive the power; who tries things out may do it in memory.
            refuse_memory(home.folder)
        self._store = SqlStore(home.store_file)
        try:
            self._assemble(home, device, settings, tell, stop_for)
        except BaseException:
            self._store.close()
            raise

    def _assemble(
        self,
        home: Home,
        device: Device,
        settings: Settings,
        tell: Callable[[News], None],
        stop_for: Callable[[Trouble], None],
    ) -> None:
        clock, threads = SystemClock(), self._threads
        papers = Papers(self._store, device)

        def gateway() -> HttpGateway:
            return papers.gateway(self._store.audit_head, self._whereabouts.now)

        self._interactive = gateway()
        self._forwarder: WatchedForwarder | None = None
        registry = Registry(
            decoder=lambda: RemoteDecoder(self.counter.decoding, threads.on_counter),
            rules=papers.allowed_drivers,
        )
        self.photos = PhotoDecoders(registry.allow_list, settings.photo_library)
        tools = self._tools(home, device, settings, papers, registry)
        self._watch = ReaderWatch(
            settings.reader_addresses,
            self._take_reader_news,
            threads.on_counter,
            registry,
        )
        readers = self._readers = Readers(clock, self._watch, FileReaderMemory(home.reader_file))
        self.counter = Counter(
            tools, papers.configuration, threads, tell, self._wake_carrier, readers
        )
        self._carrier = Carrier(
            StoreOnCounter(threads, self._store),
            gateway(),
            clock,
            papers.configuration,
            self._carrier_news(),
            papers.renewal(self._store.audit_head),
            gateway,
        )
        if settings.relay_url:
            self._forwarder = self._forwarder_to(settings.relay_url, papers, clock, gateway)
        self._check = StoreCheck(
            home.store_file,
            clock,
            lambda trouble: threads.on_counter(partial(stop_for, trouble)),
        )
        self._pulse = _Pulse(lambda: threads.on_counter(self._tick))

    def _tools(
        self,
        home: Home,
        device: Device,
        settings: Settings,
        papers: Papers,
        registry: Registry,
    ) -> Tools:
        return Tools(
            store=self._store,
            clerk_book=SqlClerkBook(
                self._store.database,
                home.clerk_secret_file,
                papers.session_of,
                PasswordHasher(),
                papers.bind,
            ),
            clock=SystemClock(),
            gateway=self._interactive,
            evidence_key=papers.evidence_key,
            sealer_for=HpkeSealer.for_configuration,
            identify_driver=lambda address: registry.identity(address.partition(":")[0]),
            new_id=new_id,
            free_bytes=lambda: shutil.disk_usage(home.folder).free,
            read_receipt=papers.receipt_of,
            decodings=self._interactive.decodings,
            subscribers=self._interactive.subscribers,
            stock=self._interactive.stock,
            units=self._interactive.units,
            centre=self._interactive.centre,
            special=self._interactive.special,
            figures=self._interactive.figures,
            files=BundleFiles(),
            read_signed=papers.signed_read_of,
            has_broken_chain=papers.has_broken_chain,
            is_test_authority=device.gateway.is_of_test_authority,
            relay_code=self._relay_code if settings.relay_url else None,
            read_sign=papers.sign_of,
            whereabouts=self._whereabouts,
        )

    def _forwarder_to(
        self,
        address: str,
        papers: Papers,
        clock: SystemClock,
        gateway: Callable[[], HttpGateway],
    ) -> WatchedForwarder | None:
        # Late: most counters have no relay, and pay for none.
        from pos_client.application.relay_trouble import RelayTrouble
        from pos_client.application.watched_forwarder import WatchedForwarder
        from pos_client.bootstrap.second_copies import forwarder_of, news_of, relay_at

        device_id, outlet = papers.device_id, papers.configuration.outlet

        def make() -> Forwarder:
            return forwarder_of(
                relay_at(address, device_id, outlet.code),
                StoreOnCounter(self._threads, self._store),
                gateway(),
                clock,
                news_of(self._threads, self.counter),
                papers.receipt_of,
                device_id,
                lambda: self._carrier.is_line_up,
            )

        try:
            return WatchedForwarder(make, clock, self._carrier.note_stall)
        except RelayTrouble as trouble:
            self.counter.tell(trouble)
            return None

    def begin(self) -> None:
        """Show what the store knows. What cannot be shown is closed again, and nothing runs."""
        try:
            self.counter.begin()
            if self._store.marks.cut_short is not None:
                count, last_at = self._store.marks.cut_short
                self.counter.tell(CutShort(count=count, time=last_at.isoformat()))
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        """Start the threads that hand work to the counter."""
        self._carrier.start()
        self._running.append(self._carrier.stop)
        if self._forwarder is not None:
            self._forwarder.start()
            self._running.append(self._forwarder.stop)
        for part in (self._watch, self._pulse, self._check, self._whereabouts):
            part.start()
            self._running.append(partial(_stopped, part))

    def stop(self, timeout_s: float) -> None:
        """End those that were started, the last first. Not called on the counter's thread."""
        while self._running:
            self._running.pop()(timeout_s)

    def close(self) -> None:
        """Close what belongs to the counter's thread."""
        self._interactive.close()
        self._store.close()

    def _tick(self) -> None:
        self.counter.tick()
        self._carrier.follow_session(self.counter.session_id)
        self._carrier.follow_readers(self._readers.count)
        self._carrier.watch(self._store)
        if self._forwarder is not None:
            self._forwarder.watch()

    def _wake_carrier(self, now: bool) -> None:
        if now:
            self._threads.breaker.reset()
        self._carrier.wake(now=now)
        if self._forwarder is not None:
            self._forwarder.wake()

    def _relay_code(self) -> str:
        return self._forwarder.code if self._forwarder is not None else ""

    def _take_reader_news(self, news: HubNews) -> None:
        self._threads.on_counter(lambda: self.counter.take_reader_news(news))

    def _refuted(self, trouble: Trouble) -> None:
        if trouble.facts.get("check") == "audit":
            self.counter.close_for_chain()
        else:
            self._stop_for(trouble)

    def _carrier_news(self) -> CarrierNews:
        def on_counter(job: Callable[[], None]) -> None:
            self._threads.on_counter(job)

        def change_line(line: GatewayState) -> None:
            if line.is_reachable and self._was_reachable is False:
                self._threads.breaker.reset()
            self._was_reachable = line.is_reachable
            self.counter.change_line(line)

        return CarrierNews(
            line_changed=lambda line: on_counter(lambda: change_line(line)),
            contact_made=lambda moment: on_counter(lambda: self.counter.note_contact(moment)),
            receipt_settled=lambda receipt: on_counter(lambda: self.counter.note_receipt(receipt)),
            configuration_found=lambda token, configuration: self._threads.call(
                lambda: self.counter.take_configuration(token, configuration)
            ),
            queue_changed=lambda: on_counter(self.counter.read_figures),
            trouble_met=lambda trouble: on_counter(partial(self.counter.tell, _bare(trouble))),
            session_ended=lambda id_, is_frozen: on_counter(
                lambda: self.counter.end_session(id_, is_frozen=is_frozen)
            ),
            store_refuted=lambda trouble: on_counter(partial(self._refuted, _bare(trouble))),
        )


class _Part(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None: ...


def _stopped(part: _Part, _timeout_s: float) -> None:
    part.stop()


class _Pulse:
    """Reminds the counter of time."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(PULSE_S):
            self._beat()


def _bare(trouble: Trouble) -> Trouble:
    """The fact without its traceback, which keeps frames alive."""
    return type(trouble)(**trouble.facts)
