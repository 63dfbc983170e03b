"""The stage of one attack: a gateway of its own, patched clients, and what is noted of both."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

import httpx

from drivers.simulator.deck import load_deck
from drivers.simulator.device import SimulatedCard
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.outlet import Outlet
from pos_client.domain.policy import LevelRule
from pos_client.domain.sim_stock import SimRange
from pos_client.protocol import jws
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy, everywhere
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.device import TestDevice
from tests.outlets import admit_another

if TYPE_CHECKING:
    from tests.integration.chain.shop import Shop

__all__ = ["Scene"]

_DECK = load_deck()
# Small stocks: each challenge and number made is a row that no attack looks at.
_FEW = {"challenge_pool": 6, "number_block": 4}


_BOX = (SimRange(f"898600{5 * 10**12:013d}", f"898600{6 * 10**12:013d}"),)
"""The SIMs of a second outlet."""


class _Hands:
    """The gateway's clock: real time and what the attack adds to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Scene:
    """Use it as a context. Sandboxes and devices begin when they are first asked for.

    Attributes:
        clock: `clock.ahead` is how far the gateway's clock runs before the real one.
        client_stops: what an unpatched client did, by attempt.
        words: what the gateway said to each attempt, a receipt's code or a refusal's.
        surprises: words that the attack did not expect.
    """

    def __init__(
        self,
        folder: Path,
        policy: Mapping[str, Any],
        level: EvidenceLevel = EvidenceLevel.B,
        off: frozenset[Control] = frozenset(),
        outlet: Outlet = DEMO_OUTLET,
    ) -> None:
        self.folder = folder
        self.level = level
        self.clock = _Hands()
        self.client_stops: list[tuple[str, bool]] = []
        self.words: list[str] = []
        self.surprises: list[str] = []
        self._said = {**_FEW, **policy, "controls": Controls(off)}
        if level is EvidenceLevel.A and "minimum_level" not in policy:
            self._said["minimum_level"] = everywhere(LevelRule(EvidenceLevel.A))
        self._outlet = outlet
        self._stack = ExitStack()
        self._folders: list[Path] = []
        self._honest: set[str] = set()
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def policy(self) -> dict[str, Any]:
        """The fields of the policy in force, for whoever starts a gateway by other means."""
        return dict(self._said)

    @cached_property
    def gateway(self) -> RunningSandbox:
        """The sandbox, up and answering over HTTPS."""
        sandbox = RunningSandbox(
            self.folder / "gateway",
            policy=SandboxPolicy(**self._said),
            outlet=self._outlet,
            clock=self.clock,
        )
        self.watch(sandbox.home.folder)
        return self._stack.enter_context(sandbox)

    @cached_property
    def device(self) -> TestDevice:
        """A patched client with the keys of a live device, its clerk logged in."""
        return self.patched_client()

    def patched_client(self, code: str = "", clerk_number: str = "") -> TestDevice:
        """Enrol another one at the demo's outlet. It checks nothing before it sends it.

        Args:
            code: an enrolment code; empty for a fresh one.
            clerk_number: who is to log in; empty for the demo's clerk.
        """
        device = self.enrolled(code or self.gateway.issue_code())
        number = clerk_number or self.gateway.clerk_number
        answer = device.log_in(number, self.password_of(number))
        assert answer.status_code == 200, answer.text
        return device

    def enrolled(self, code: str) -> TestDevice:
        """Enrol a device and log nobody in."""
        device = TestDevice.enrolled(self.gateway.gateway_file, code, self.new_folder())
        self._stack.callback(device.close)
        return device

    def other_outlet(self, outlet: Outlet) -> str:
        """Admit a second outlet; answers an enrolment code of it."""
        self.gateway.call(lambda desk: admit_another(desk, outlet))
        self.stock(outlet.code)
        return self.gateway.call(lambda desk: desk.enrolment.issue_code(outlet.code))

    def stock(self, outlet_code: str) -> None:
        """Send another outlet a box of SIMs, which it confirms."""
        self.gateway.call(lambda desk: desk.stock.deliver(outlet_code, _BOX, is_received=True))

    def shop(self, **policy: Any) -> Shop:
        """An unpatched client, enrolled at a gateway of its own, without a window."""
        from tests.integration.chain.shop import Shop  # late: a client and its readers

        folder = self.folder / "shop"
        folder.mkdir()
        shop = Shop(folder, **self._said, **policy)
        self._stack.callback(shop.close_all)
        self.watch(shop.sandbox.home.folder)
        shop.enrol()
        return shop

    def password_of(self, clerk_number: str) -> str:
        from pos_client.sandbox.founding import clerk_passwords

        return clerk_passwords(self.gateway.home)[clerk_number]

    def new_folder(self) -> Path:
        self._count += 1
        folder = self.folder / f"device-{self._count}"
        folder.mkdir()
        return folder

    def card(self, slug: str = "resident-lin") -> SimulatedCard:
        """A card of the invented deck."""
        return _DECK[slug].card()

    def enter(self, context: Any) -> Any:
        """Keep something open until the scene is over."""
        return self._stack.enter_context(context)

    # What is noted -------------------------------------------------------------------------

    def watch(self, gateway_folder: Path) -> None:
        """Count this ledger too."""
        self._folders.append(gateway_folder)

    def tell_client(self, attempt: str, *, is_stopped: bool) -> None:
        """An unpatched client did or did not stop an attempt."""
        self.client_stops.append((attempt, is_stopped))

    def honest(self, device: TestDevice, data: bytes) -> dict[str, Any]:
        """Deliver what is no attack; it does not count.

        Returns:
            The claims of its receipt.
        """
        receipt = device.receipt(device.register(data))
        self._honest.add(str(receipt["registration_id"]))
        return receipt

    def forgive(self, registration_id: UUID) -> None:
        """A registration of an honest client does not count."""
        self._honest.add(str(registration_id))

    def attempt(self, device: TestDevice, data: bytes, *expected: str) -> str:
        """Deliver an attack and note the gateway's word.

        Args:
            expected: words that are no surprise; at A nothing may be accepted, and a read of a SAM
                is too low.

        Returns:
            `ACCEPTED`, the code of another outcome, or that of a refusal.
        """
        return self.note(self.word_of(device, device.register(data)), *expected)

    def note(self, word: str, *expected: str) -> str:
        """Note a word of the gateway about an attempt that was no registration."""
        self.words.append(word)
        usual = set(expected)
        if self.level is EvidenceLevel.A:
            usual = usual - {"ACCEPTED"} | {"LEVEL_TOO_LOW"}
        if word not in usual:
            self.surprises.append(f"{word} instead of {' or '.join(sorted(usual))}")
        return word

    def word_of(self, device: TestDevice, answer: httpx.Response) -> str:
        """The code of an answer, whatever it is."""
        said = answer.json()
        if answer.status_code != 200:
            return str(said["code"])
        receipt = jws.verify(said["token"], device.words_keys, jws.TokenType.RECEIPT)
        return str(receipt["code"] or receipt["outcome"])

    @property
    def accepted(self) -> int:
        """Effects of the attack, by the ledgers' own count."""
        rows = [row for each in self._folders for row in read_ledger(each)["registrations"]]
        return sum(row["effects"] - (row["id"] in self._honest) for row in rows)
