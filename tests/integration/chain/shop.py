"""A whole shop without a window: an enrolled home, a reader, a gateway, and a clerk at work."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from drivers.api import ReaderInfo
from drivers.card.read import CardRead
from drivers.hub import CardNews
from drivers.simulator.deck import Deck, load_deck
from drivers.simulator.device import SIMULATED_SAM_ID
from drivers.simulator.live_portraits import Distortion, live_portrait_of
from pos_client.application import commands
from pos_client.application.last_saved import LastSaved
from pos_client.application.progress_state import StepStatus
from pos_client.application.state import CasePhase, CaseState, CounterState, DevicePhase
from pos_client.bootstrap import RunningCounter, enrol_device, open_counter
from pos_client.domain.outlet import OutletKind
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import Settings
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.population import entries_of
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.customer import InventedCustomer
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.chain.plate import Plate
from tests.integration.chain.watch import Watch, told

__all__ = [
    "Counter",
    "Shop",
    "ended",
    "eventually",
    "has_sim",
    "reachable",
    "saved",
    "stands_at",
    "trouble",
]

STOP_S = 5.0
_SIMS = count(time.time_ns() // 1000 % 10**12)
"""Every customer takes another SIM, also in the next process of the same shop."""


def ended(state: CounterState) -> bool:
    """The page of a case that is over, one way or the other."""
    return state.case is not None and state.case.phase not in (CasePhase.OPEN, CasePhase.WORKING)


def saved(state: CounterState) -> bool:
    return state.case is not None and state.case.phase is CasePhase.SAVED


def stands_at(step: str) -> Callable[[CounterState], bool]:
    """The screen waits for Enter at a step; numbers, where it needs one, have come."""

    def holds(state: CounterState) -> bool:
        case = state.case
        is_there = case is not None and case.phase is CasePhase.OPEN and case.step.value == step
        return is_there and (step != "NUMBER_AND_SIM" or bool(case and case.chosen_number))

    return holds


def has_sim(state: CounterState) -> bool:
    """The SIM of the open case was read."""
    choice = state.case.choice if state.case is not None else None
    return bool(choice and choice.iccid)


def trouble(code: str) -> Callable[[CounterState], bool]:
    return lambda state: state.trouble is not None and state.trouble.code == code


def reachable(state: CounterState) -> bool:
    return state.gateway.is_reachable is True


def eventually(holds: Callable[[], object], timeout_s: float = 15.0) -> None:
    """Wait for what no news tells of."""
    until = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < until, "never came"
        time.sleep(0.01)


def place_of(case: CaseState) -> int:
    """How many steps lie behind a case: two people take some of them one after the other."""
    return sum(each.status is StepStatus.DONE for each in case.steps)


class Counter:
    """A running counter and the clerk in front of it.

    overlooked: the code of a trouble that the clerk works on with; it may come again at any time.
    """

    def __init__(
        self, running: RunningCounter, watch: Watch, plate: Plate, deck: Deck | None = None
    ) -> None:
        self._deck = deck or load_deck()
        self.running = running
        self.watch = watch
        self.plate = plate
        self.wait_for = watch.wait_for
        self.submit = running.submit
        self.customer = InventedCustomer(lambda: datetime.now(UTC), self._face, next(_SIMS))
        self.overlooked = ""
        self._slug = ""

    @property
    def state(self) -> CounterState:
        return self.watch.state

    def is_hindered(self, state: CounterState) -> bool:
        """A trouble is shown, and it is none that the clerk overlooks."""
        return state.trouble is not None and state.trouble.code != self.overlooked

    def log_in(self, clerk_number: str, password: str) -> CounterState:
        self.submit(commands.LogIn(clerk_number, password))
        return self.wait_for(lambda state: state.session is not None or state.trouble is not None)

    def lay(self, slug: str) -> CounterState:
        """Lay a card and wait for its page: a case, an end, or a trouble."""
        self.submit(commands.DismissTrouble())
        self.submit(commands.FinishCase())
        self.wait_for(lambda state: state.case is None and not self.is_hindered(state))
        self.welcome(slug)
        self.plate.lay(slug)
        state = self.wait_for(lambda now: now.case is not None or self.is_hindered(now))
        self.plate.lift()
        return state

    def confirm(self) -> CounterState:
        """Answer the step that is shown, and wait until something else is."""
        shown = self.state.case
        assert shown is not None
        answer = self.customer.answer(shown)
        assert answer is not None, told(self.state)
        self.submit(answer)
        if isinstance(answer, commands.TakeScan):
            state = self.wait_for(lambda now: has_sim(now) or self.is_hindered(now))
            return state if self.is_hindered(state) else self.confirm()

        def is_answered(state: CounterState) -> bool:
            case = state.case
            if self.is_hindered(state) or ended(state):
                return True
            if case is None or case.phase is not CasePhase.OPEN:
                return False
            if place_of(case) == place_of(shown):
                return case.photo is not None and case.photo != shown.photo
            return case.step.value != "NUMBER_AND_SIM" or bool(case.chosen_number)

        return self.wait_for(is_answered)

    def reach(self, step: str) -> CounterState:
        """Answer step after step until this one is shown."""
        while not stands_at(step)(self.state):
            state = self.confirm()
            assert not ended(state), told(state)
        return self.state

    def welcome(self, slug: str) -> None:
        """Another customer stands there: another face and another SIM."""
        self._slug = slug
        self.customer.sim_number = next(_SIMS)

    def _face(self, case: CaseState) -> bytes:
        moment = f"{self._slug} {self.customer.sim_number}"
        if case.photo is not None and case.photo.reason:  # one in some hundred is taken badly
            moment += f" again {case.photo.left}"
        return live_portrait_of(self._deck[self._slug], distortion=Distortion(moment))

    def carry(self, slug: str) -> CounterState:
        """Lay a card and press Enter until the case is over or something is in the way."""
        self.lay(slug)
        return self.finish()

    def finish(self) -> CounterState:
        """Answer until the case is over or something is in the way."""
        state = self.state
        while not self.is_hindered(state) and not ended(state):
            state = self.confirm()
        return state

    def register(self, slug: str) -> LastSaved:
        """Carry a case to its seal."""
        state = self.carry(slug)
        assert saved(state), told(state)
        assert state.last_saved is not None
        return state.last_saved

    def carry_at_once(self, slug: str) -> CounterState:
        """As `carry`, with a card that comes without the time that a person takes to lay it."""
        card = self._deck[slug].card()
        read = CardRead.parse(
            card.text,
            card.photo,
            sam_id=SIMULATED_SAM_ID,
            read_at=datetime.now(UTC),
            duration_s=0.3,
        )
        reader = ReaderInfo(self.plate.address, "sam-tcp", "1", SIMULATED_SAM_ID)
        work = self.running._work
        assert work is not None
        self.submit(commands.DismissTrouble())
        self.submit(commands.FinishCase())
        self.wait_for(lambda state: state.case is None and state.trouble is None)
        self.welcome(slug)
        work._take_reader_news(CardNews(reader, read))
        self.wait_for(lambda now: now.case is not None or now.trouble is not None)
        return self.finish()

    def register_at_once(self, slug: str) -> UUID:
        """Carry such a case to its seal."""
        state = self.carry_at_once(slug)
        assert saved(state), told(state)
        assert state.last_saved is not None
        return state.last_saved.id

    def settled(self, registration_id: UUID) -> LastSaved:
        """Wait for the receipt of the newest registration."""
        state = self.wait_for(
            lambda now: (
                now.last_saved is not None
                and now.last_saved.id == registration_id
                and now.last_saved.outcome is not None
            )
        )
        assert state.last_saved is not None
        return state.last_saved

    def drained(self, timeout_s: float = 15.0) -> CounterState:
        """Wait until nothing is pending any more, asking for it again and again."""
        self.submit(commands.SendNow())
        until = time.monotonic() + timeout_s
        while self.state.queue.pending:
            assert time.monotonic() < until, told(self.state)
            time.sleep(0.2)
            self.submit(commands.SendNow())
        return self.state

    def stop(self, timeout_s: float = STOP_S) -> None:
        self.running.stop(timeout_s)


class Shop:
    """One outlet: `open` a counter, `close` it, stop and start its gateway."""

    def __init__(
        self,
        folder: Path,
        plate: Plate | None = None,
        *,
        deck: Deck | None = None,
        kind: OutletKind = DEMO_OUTLET.kind,
        **policy: Any,
    ) -> None:
        self.policy = SandboxPolicy(**({"heartbeat_s": 5, "controls": SAME_FACE_AGAIN} | policy))
        self.folder = folder
        self.home = Home.at(folder / "home")
        self._deck = deck or load_deck()
        self.sandbox = RunningSandbox(
            folder / "gateway",
            policy=self.policy,
            entries=entries_of(self._deck),
            outlet=replace(DEMO_OUTLET, kind=kind),
        )
        self.faults = self.sandbox.faults
        self.sandbox.start()
        self.plate = plate or Plate(deck=self._deck)
        self._open: list[Counter] = []

    @property
    def settings(self) -> Settings:
        return Settings(reader_addresses=(self.plate.address,))

    def enrol(self, gateway_file: Path | None = None) -> str:
        """Make the home a device; answers its id."""
        code = self.sandbox.issue_code()
        return enrol_device(self.home, gateway_file or self.sandbox.gateway_file, code, "test")

    def open(self, settings: Settings | None = None, home: Home | None = None) -> Counter:
        """Start a counter and wait until it says how far it has come."""
        counter = self.open_unwatched(settings, home)
        counter.wait_for(
            lambda state: state.device not in (DevicePhase.STARTING, DevicePhase.ENROLLING)
        )
        return counter

    def open_unwatched(self, settings: Settings | None = None, home: Home | None = None) -> Counter:
        """Start a counter and wait for nothing."""
        watch = Watch()
        folder = (home or self.home).folder
        counter = Counter(
            open_counter(folder, settings or self.settings, watch.tell),
            watch,
            self.plate,
            self._deck,
        )
        self._open.append(counter)
        counter.running.start()
        return counter

    def open_at_work(self) -> Counter:
        """A counter with a clerk logged in, in touch with the gateway and with its reader."""
        counter = self.open()
        counter.wait_for(reachable)
        self.log_in(counter)
        counter.wait_for(lambda state: state.reader.sam_id and state.session)
        return counter

    def open_offline(self) -> Counter:
        """A counter that finds no gateway; the clerk is known from before."""
        counter = self.open()
        counter.wait_for(lambda state: state.gateway.is_reachable is False)
        self.log_in(counter)
        counter.wait_for(lambda state: state.reader.sam_id and state.session)
        return counter

    def log_in(self, counter: Counter) -> CounterState:
        return counter.log_in(self.sandbox.clerk_number, self.sandbox.password)

    def close(self, counter: Counter) -> None:
        self._open.remove(counter)
        counter.stop()

    def close_all(self) -> None:
        for counter in self._open:
            counter.stop()
        self._open.clear()
        self.plate.close()
        self.sandbox.stop()

    def ledger(self) -> dict[str, Any]:
        return read_ledger(self.sandbox.home.folder)

    def outcomes(self) -> dict[str, str]:
        """What the gateway decided, by id."""
        return {row["id"]: row["outcome"] for row in self.ledger()["registrations"]}

    def effects(self) -> dict[str, int]:
        """How often each registration took effect, by id."""
        return {row["id"]: row["effects"] for row in self.ledger()["registrations"]}

    def asked(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the store's file, from outside."""
        with closing(sqlite3.connect(f"file:{self.home.store_file}?mode=rw", uri=True)) as link:
            return link.execute(sql).fetchall()
