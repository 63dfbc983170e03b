"""A gateway with its port, two counters before it, and a new customer for every round."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Barrier
from typing import TypeVar
from unittest import mock

import httpx
from sqlalchemy import func, insert, select

from drivers.card.number import check_digit
from drivers.simulator.deck import Deck, DeckEntry, load_deck
from drivers.simulator.device import SimulatedCard
from pos_client.domain.outlet import Outlet, Role
from pos_client.domain.review import ReviewReason
from pos_client.protocol.api import Paths
from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.population import entries_of
from pos_client.sandbox.running import RunningSandbox
from tests.faults.shop import in_memory
from tests.faults.unseen import CHECKS_WITHOUT_FACES
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.reviewer import Reviewer

__all__ = ["Hall", "at_once", "hold", "hold_any", "opened_hall"]

_COUNTERS = 2
_PASSWORD = "invented-1"
_PERSONS_A_YEAR = 450
_FIRST_YEAR = 1955
_T = TypeVar("_T")


@dataclass(slots=True)
class Hall:
    """Counters of one outlet, each with a clerk and a connection of its own.

    Attributes:
        people: everybody has one number in use and may have one more.
        captured: how many numbers of its block each counter has given away.
    """

    sandbox: RunningSandbox
    counters: tuple[TestDevice, ...]
    people: tuple[DeckEntry, ...]
    captured: dict[str, int]
    reviewer: Reviewer

    def card_of(self, place: int) -> SimulatedCard:
        return self.people[place].card()

    def read(
        self, device: TestDevice, card: SimulatedCard, *, is_online: bool = True
    ) -> CaseAtHand:
        """A case at this counter with everything that the customer gives before it is judged."""
        case = device.open_case() if is_online else device.offline_case()
        device.read(case, card)
        device.agree(case)
        device.photograph(case, seed=card.serial.hex())
        return case

    def take_block_number(self, device: TestDevice, case: CaseAtHand) -> None:
        """A number of the block for a case captured without the gateway."""
        at = self.captured.get(device.id, 0)
        self.captured[device.id] = at + 1
        case.phone_number = device.configuration["number_block"][at]["phone_number"]

    def approve(
        self, device: TestDevice, case: CaseAtHand, *, is_approved: bool = True
    ) -> httpx.Response:
        """Let the supervisor decide at this counter."""
        sandbox = self.sandbox
        supervisor = (sandbox.supervisor_number, sandbox.supervisor_password)
        return device.ask_review(case, *supervisor, is_approved=is_approved)

    def decide(self, review_id: str, *, is_approved: bool) -> bool:
        """Let the centre decide; whether it was still asked."""
        reason = None if is_approved else ReviewReason.OTHER.value
        return self.reviewer.decide(review_id, reason).is_success

    def doubled_effects(self) -> int:
        """How many effects the ledger has beyond one for a person or a number."""
        effects = tables.effects
        columns = [
            func.count() - func.count(each.distinct())
            for each in (
                effects.c.person_key,
                effects.c.phone_number,
            )
        ]
        spare = select(*columns).select_from(effects)
        return sum(self.sandbox.call(lambda desk: desk.connection.execute(spare).one()))


def hold_any(device: TestDevice, case: CaseAtHand) -> None:
    """Hold the first number that nobody was quicker to hold; everybody is shown the same ones."""
    while not case.hold_id:
        found = device.call("GET", Paths.NUMBERS, params={"limit": _COUNTERS}).json()["numbers"]
        for each in found:
            answer = hold(device, case, each["phone_number"])
            if answer.status_code == httpx.codes.OK:
                said = answer.json()
                case.phone_number, case.hold_id = said["phone_number"], said["hold_id"]
                return


def hold(device: TestDevice, case: CaseAtHand, phone_number: str) -> httpx.Response:
    """Ask for this number."""
    asked = {"phone_number": phone_number, "real_name_transaction_id": case.transaction_id}
    return device.call("POST", Paths.NUMBER_HOLDS, json=asked)


def at_once(*works: Callable[[], _T]) -> list[_T]:
    """Let all of them begin at the same moment, each on a thread, and return what they answer."""
    together = Barrier(len(works))

    def begin(work: Callable[[], _T]) -> _T:
        together.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(begin, works))


@contextmanager
def opened_hall(
    rounds: int, off: frozenset[Control], reviews_from: int, outlet: Outlet = DEMO_OUTLET
) -> Iterator[Hall]:
    """A gateway at its port, with as many new customers as there are rounds.

    Args:
        off: controls that are away.
        reviews_from: which number of a person the first review is asked for.
        outlet: whose counters they are.
    """
    people = tuple(_invented(rounds))
    allowed = SandboxPolicy(
        number_quota=2,
        number_block=rounds + 8,
        challenge_pool=rounds + 8,
        records=10**6,
        records_per_clerk=10**6,
        heartbeat_s=300,
        checks=CHECKS_WITHOUT_FACES,
        controls=Controls(SAME_PERSON_ALL_DAY.off | off),
        quota_review_from=reviews_from,
    )
    with ExitStack() as stack:
        for figure, value in {"ITERATIONS": 1, "MEMORY_KIB": 64}.items():
            stack.enter_context(mock.patch(f"pos_client.sandbox.passwords.{figure}", value))
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="races-", dir=in_memory()))
        folder = Path(name)
        sandbox = RunningSandbox(
            folder / "gateway", policy=allowed, outlet=outlet, entries=entries_of(Deck(people))
        )
        stack.enter_context(sandbox)
        _more_numbers(sandbox, 6 * rounds + 100)
        counters = tuple(_counter(sandbox, folder, place) for place in range(_COUNTERS))
        for counter in counters:
            stack.callback(counter.close)
        reviewer = stack.enter_context(Reviewer(sandbox))
        answer = reviewer.log_in()
        assert answer.is_success, answer.text
        yield Hall(sandbox, counters, people, {}, reviewer)


def _counter(sandbox: RunningSandbox, folder: Path, place: int) -> TestDevice:
    clerk = f"{9100 + place}"
    sandbox.call(
        lambda desk: desk.sessions.enter_clerk(
            clerk, "示例", Role.CLERK, sandbox.outlet_code, _PASSWORD
        )
    )
    own = folder / f"counter-{place}"
    own.mkdir()
    device = TestDevice.enrolled(sandbox.gateway_file, sandbox.issue_code(), own)
    answer = device.log_in(clerk, _PASSWORD)
    assert answer.status_code == httpx.codes.OK, answer.text
    return device


def _more_numbers(sandbox: RunningSandbox, count: int) -> None:
    rows: list[Mapping[str, str]] = [
        {"phone_number": f"1706{number:07d}", "state": "FREE"} for number in range(count)
    ]
    sandbox.call(lambda desk: desk.connection.execute(insert(tables.numbers), rows))


def _invented(count: int) -> Iterator[DeckEntry]:
    pattern = load_deck().entries[0]
    region, born = pattern.fields.id_number[:6], pattern.fields.birth_date
    for place in range(count):
        years, serial = divmod(place, _PERSONS_A_YEAR)
        birth = born.replace(year=_FIRST_YEAR + years)
        first = f"{region}{birth:%Y%m%d}{2 * serial + 1:03d}"
        fields = replace(pattern.fields, id_number=first + check_digit(first), birth_date=birth)
        yield replace(pattern, slug=f"racer-{place}", fields=fields, numbers_in_use=1)
