"""A whole counter on one thread: real store, scripted gateway, invented cards."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from drivers.api import CardRefused, ReaderInfo
from drivers.card.read import CardRead
from drivers.hub import CardNews, ReaderFound
from drivers.registry import DriverIdentity
from pos_client.application import commands
from pos_client.application.counter import Counter
from pos_client.application.news import CounterChanged, News, PaperMade
from pos_client.application.readers import Readers
from pos_client.application.state import CaseState, CounterState, GatewayState
from pos_client.application.storage import Store
from pos_client.application.tools import Tools
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.outlet import Clerk
from pos_client.domain.paper import Paper, PaperKind
from pos_client.infrastructure.bundle_file import BundleFiles
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.protocol.envelope import Envelope
from pos_client.protocol.words import Session, receipt_from, signed_read_from
from pos_client.testing.customer import InventedCustomer
from pos_client.testing.decodings import ScriptedDecodings
from pos_client.testing.gateway import ScriptedGateway
from pos_client.testing.gateway_words import configuration_claims
from pos_client.testing.keys import InMemoryEvidenceKey, InMemorySealer
from pos_client.testing.outlet_figures import ScriptedFigures
from pos_client.testing.readers import InMemoryReaderMemory, ScriptedReaderControl
from pos_client.testing.review_centre import ScriptedCentre
from pos_client.testing.sim_stock import ScriptedSimStock
from pos_client.testing.special_cases import ScriptedSpecialCases
from pos_client.testing.store import InMemoryStore
from pos_client.testing.subscribers import ScriptedSubscribers
from pos_client.testing.units import ScriptedUnits
from pos_client.testing.workers import InlineWorkers
from tests import people

DEVICE = "device-1"
SAM_ID = "05.01-20260101-0000000001-0000000001"
READER = ReaderInfo("sam-serial:/dev/ttyTEST", "sam-serial", "1", SAM_ID)


class TurnedClock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.wall = people.NOON
        self.passed = timedelta(hours=1)  # the computer was not started just now

    def now(self) -> datetime:
        return self.wall

    def monotonic_ns(self) -> int:
        return int(self.passed.total_seconds() * 1e9)

    def boot_id(self) -> str:
        return "boot-1"

    def advance(self, by: timedelta) -> None:
        self.wall += by
        self.passed += by


@dataclass
class OpenClerkBook:
    """Knows whoever logged in before."""

    known: dict[str, tuple[str, Session, datetime]] = field(default_factory=dict)

    def remember(self, clerk: Clerk, password: str, session: Session, now: datetime) -> None:
        self.known[clerk.clerk_number] = (password, session, now)

    def check(
        self, clerk_number: str, password: str, now: datetime, within_s: float
    ) -> Session | None:
        found = self.known.get(clerk_number)
        if found is None or found[0] != password or (now - found[2]).total_seconds() > within_s:
            return None
        return found[1]

    def remembered_at(self, clerk_number: str) -> datetime | None:
        known = self.known.get(clerk_number)
        return known[2] if known is not None else None

    def forget(self, clerk_number: str) -> None:
        self.known.pop(clerk_number, None)


class Rig:
    """One counter; `state` is what its window would show. Without a folder nothing is on disk."""

    def __init__(self, folder: Path | None, store: Store | None = None, **claims: Any) -> None:
        self.clock = TurnedClock()
        self.sealer = InMemorySealer()
        self.gateway = ScriptedGateway(DEVICE, self.clock.now, self.sealer)
        readers = [{"sam_id": SAM_ID, "driver": "sam-serial"}]
        made = configuration_claims(
            self.gateway.words, DEVICE, self.clock.now(), **({"readers": readers} | claims)
        )
        self.gateway.claims = json.loads(json.dumps(made))  # as it comes over the line
        self.store: Store = store or (
            SqlStore(folder / "store.sqlite3") if folder else InMemoryStore()
        )
        self.clerk_book = OpenClerkBook()
        self.workers = InlineWorkers()
        self.decodings = ScriptedDecodings(self.gateway.words, DEVICE, self.clock.now, SAM_ID)
        self.subscribers = ScriptedSubscribers()
        self.stock = ScriptedSimStock()
        self.units = ScriptedUnits()
        self.centre = ScriptedCentre(self.gateway.words, self.clock.now)
        self.special = ScriptedSpecialCases(self.clock.now)
        self.figures = ScriptedFigures(self.clock.now)
        self.control, self.memory = ScriptedReaderControl(), InMemoryReaderMemory()
        self.customer = InventedCustomer(self.clock.now)
        self.told: list[News] = []
        self.registered: list[UUID] = []
        self.woken: list[bool] = []
        self.free_bytes = 10**12
        configuration = configuration_from(ConfigurationClaims.checked(self.gateway.claims))
        self.store.keep_configuration("token", configuration.version, configuration.number_block)
        self.tools = Tools(
            store=self.store,
            clerk_book=self.clerk_book,
            clock=self.clock,
            gateway=self.gateway,
            evidence_key=InMemoryEvidenceKey(DEVICE),
            sealer_for=lambda _: self.sealer,
            identify_driver=lambda _: DriverIdentity("pos-client/sam-serial", "1", "00" * 32),
            new_id=new_id,
            free_bytes=lambda: self.free_bytes,
            read_receipt=lambda token: receipt_from(token, self.gateway.words.keys),
            decodings=self.decodings,
            subscribers=self.subscribers,
            stock=self.stock,
            units=self.units,
            centre=self.centre,
            special=self.special,
            figures=self.figures,
            files=BundleFiles(),
            is_test_authority=True,
            read_signed=lambda token: signed_read_from(token, self.gateway.words.keys),
        )
        self.configuration = configuration
        self.open()

    def open(self) -> None:
        """Open the program; a second time it is a restart, with the store it had."""
        self.counter = Counter(
            self.tools,
            self.configuration,
            self.workers,
            self.told.append,
            self.woken.append,
            Readers(self.clock, self.control, self.memory),
        )
        self.do(self.counter.begin)
        self.do(lambda: self.counter.take_reader_news(ReaderFound(READER)))

    def do(self, job: Any) -> None:
        self.workers.on_counter(job)
        self.counter.publish()

    def ask(self, command: commands.CounterCommand) -> None:
        self.do(lambda: self.counter.handle(command))

    def log_in(self, password: str = "demo-8001") -> None:  # noqa: S107 - an invented clerk's
        self.ask(commands.LogIn("8001", password))
        self.do(self.counter.tick)

    def fill_pool(self) -> None:
        self.store.add_challenges(self.gateway.challenges())

    def lose_gateway(self) -> None:
        self.gateway.is_reachable = False
        self.do(lambda: self.counter.change_line(GatewayState(is_reachable=False, code="G-201")))

    def lay(self, name: str = "mainland_han_20y", info: ReaderInfo = READER) -> None:
        read = CardRead.parse(
            people.raw_text(name),
            bytes(1024),
            sam_id=info.sam_id,
            read_at=self.clock.now(),
            duration_s=0.3,
        )
        self.do(lambda: self.counter.take_reader_news(CardNews(info, read)))

    def lay_bad(self, refused: CardRefused) -> None:
        self.do(lambda: self.counter.take_reader_news(CardNews(READER, refused)))

    def answer(self) -> None:
        """What clerk and customer do at the step that is shown, once."""
        command = self.customer.answer(self.case)
        assert command is not None, "somebody else has to decide"
        self.ask(command)

    def go_to(self, step: Step) -> None:
        """Answer one step after the other until this one is shown."""
        for _ in range(12):
            if self.case.step is step:
                return
            before = self.case
            self.answer()
            assert self.case != before, (before.step, self.trouble)
        raise AssertionError(self.case.step)

    def finish(self) -> None:
        """Answer everything up to the seal, and seal."""
        self.go_to(Step.SEAL)
        self.answer()

    def register(self, name: str = "mainland_han_20y") -> UUID:
        """A customer from the card to the next one's turn; the id of what was saved."""
        self.customer.sim_number += 1  # a SIM goes over the counter once
        self.lay(name)
        self.finish()
        saved = self.state.last_saved
        assert saved is not None
        assert saved.id not in self.registered, self.trouble
        self.registered.append(saved.id)
        self.ask(commands.FinishCase())
        return saved.id

    def decide(
        self,
        registration_id: UUID,
        outcome: Outcome,
        code: str = "",
        phone_number: str = "",
        **more: Any,
    ) -> Receipt:
        """The gateway's signed receipt for a saved case has come."""
        frozen = self.store.envelope_of(registration_id)
        assert frozen is not None
        receipt = self.gateway.words.receipt(
            registration_id,
            DEVICE,
            hashlib.sha256(frozen).digest(),
            self.clock.now(),
            outcome,
            code,
            phone_number,
            **more,
        )
        self.store.settle(registration_id, receipt, self.clock.now())
        self.do(lambda: self.counter.note_receipt(receipt))
        return receipt

    def papers(self, registration_id: UUID | None = None) -> list[Paper]:
        """Every paper that may exist now."""
        told = len(self.told)
        for kind in PaperKind:
            self.ask(commands.MakePaper(kind, registration_id))
        made = [news.paper for news in self.told[told:] if isinstance(news, PaperMade)]
        return [paper for paper in made if isinstance(paper, Paper)]

    @property
    def state(self) -> CounterState:
        changed = [news for news in self.told if isinstance(news, CounterChanged)]
        return changed[-1].state

    @property
    def case(self) -> CaseState:
        case = self.state.case
        assert case is not None
        return case

    @property
    def trouble(self) -> str:
        return self.state.trouble.code if self.state.trouble else ""

    def audited(self) -> list[str]:
        return [entry.event.kind for entry in self.store.audit_behind(0, 1000)]

    def close(self) -> None:
        self.store.close()


def body_of(rig: Rig) -> RegistrationBody:
    """What was sealed last."""
    last = rig.state.last_saved
    assert last is not None
    frozen = rig.store.envelope_of(last.id)
    assert frozen is not None
    envelope = Envelope.from_bytes(frozen)
    opened = rig.sealer.open(envelope.sealed_body, envelope.header)
    assert opened is not None
    return RegistrationBody.from_bytes(opened)
