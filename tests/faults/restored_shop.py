"""A counter with store, client and carrier of the product before a gateway that is put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from pos_client.application.errands import CarrierNews
from pos_client.application.outbox import StoreAtHand
from pos_client.application.rounds import Rounds
from pos_client.application.trouble import Trouble
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.policy import Completion, Configuration
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from pos_client.protocol.words import Session
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.contract.gateway_world import GatewayWorld, sandbox_world
from tests.honest_cases import SAME_PERSON_ALL_DAY

__all__ = ["KeptCounter", "opened_gateway"]

_ALL = tuple(OutboxState)


class RunningClock:
    """The computer's own clock, moved on by whoever does not want to wait."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def monotonic_ns(self) -> int:
        return int(self.now().timestamp() * 1e9)

    def boot_id(self) -> str:
        return "boot-1"

    def advance(self, by: timedelta) -> None:
        self._ahead += by


class _Chain:
    """The chain of a store, as a world asks for it."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.head = store.audit_head

    def append(self, kind: str, **details: Any) -> AuditEntry:
        event = AuditEvent(kind, datetime.now(UTC), details)
        counter, challenge = details.pop("read_counter"), details.pop("challenge_id")
        return self._store.append_read(event, counter, challenge)


class KeptCounter:
    """One counter of the outlet.

    Attributes:
        met: what was told to the clerk.
        alter: lets a test do something to each call of the client before it is made.
    """

    def __init__(self, sandbox: RunningSandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.path = folder / "store.sqlite3"
        self.world: GatewayWorld = sandbox_world(sandbox, folder / "device")
        self.gateway: Any = self.world.gateway
        self.clock = RunningClock()
        self.met: list[Trouble] = []
        self.saved: list[SealedRegistration] = []
        self.store: SqlStore
        self.rounds: Rounds
        self.open()
        token, self.configuration = self.gateway.configuration()
        self._take(token, self.configuration)
        self.session: Session = self.world.log_in()
        self.start()

    def open(self) -> None:
        """Open the store, as a start of the program does."""
        self.store = SqlStore(self.path)
        self.world.chain = _Chain(self.store)  # type: ignore[assignment]
        self.gateway._headers._audit_head = self.store.audit_head

    def start(self) -> None:
        """A worker of the carrier, as a start of the program makes it."""
        self.rounds = Rounds(
            StoreAtHand(self.store),
            self.gateway,
            self.clock,
            self.configuration,
            CarrierNews(
                line_changed=lambda _: None,
                contact_made=lambda _: None,
                receipt_settled=lambda _: None,
                configuration_found=self._take,
                queue_changed=lambda: None,
                trouble_met=self.met.append,
                session_ended=lambda *_: None,
                store_refuted=self.met.append,
            ),
        )

    def _take(self, token: str, configuration: Configuration) -> None:
        block = configuration.number_block
        self.store.keep_configuration(token, configuration.version, block)
        self.configuration = configuration

    def close(self) -> None:
        self.store.close()
        self.gateway.close()

    def capture_online(self) -> SealedRegistration:
        """A customer with all verdicts and a number held at the gateway; saved, not sent."""
        world = self.world
        case = world.verified(self.session)
        (number, *_) = self.gateway.find_numbers("", 1, self.session)
        held = self.gateway.hold_number(number, case.real_name_transaction_id, self.session)
        return self._save(world.signed(case, held, self.session))

    def capture_offline(self) -> SealedRegistration:
        """A customer under a challenge of the pool, with a number of the block."""
        leased = self.store.free_numbers(self.clock.now(), 1)[0]
        chosen = ChosenNumber(leased.phone_number, leased.expires_at, "")
        case = self.world.captured(Completion.GATEWAY_COMPLETES)
        return self._save(self.world.signed(case, chosen, self.session), leased.phone_number)

    def _save(self, case: Any, leased_number: str = "") -> SealedRegistration:
        sealed = self.world.sealing().registration(
            case.id,
            self.store.next_sequence(),
            case,
            self.session,
            is_offline_session=False,
            predecessor_id=None,
            return_token="",
            head=self.store.audit_head()[1],
            now=datetime.now(UTC),
        )
        assert sealed.leased_number == leased_number
        details: dict[str, str | int | bool] = {
            "registration_id": str(sealed.id),
            "sequence": sealed.sequence,
            "sha256": sealed.envelope_sha256.hex(),
        }
        self.store.save(sealed, AuditEvent("registration_saved", datetime.now(UTC), details))
        self.saved.append(sealed)
        return sealed

    def work(self, until: Callable[[], bool] | None = None) -> None:
        """Let the carrier work until nothing is left to be done, or something has come true."""
        until = until or self._is_idle
        for _ in range(400):
            wait_s = self.rounds.turn()
            if wait_s and until():
                return
            self.clock.advance(timedelta(seconds=wait_s))
        raise AssertionError([row.reason for row in self.rows()])

    def beat(self) -> None:
        """Come to the next heartbeat, and do all that follows from it."""
        self.clock.advance(timedelta(minutes=6))
        self.work()

    def _is_idle(self) -> bool:
        pending = self.store.count_pending(offline_only=False)
        return self.rounds.is_reachable and not pending

    def rows(self) -> list[Any]:
        page = self.store.page(states=_ALL, below_sequence=None, above_sequence=None, limit=99)
        return sorted(page, key=lambda row: row.sequence)

    def tokens(self) -> list[str]:
        """The newest receipt of each record; empty where there is none."""
        kept = (self.store.kept_receipt(each.id) for each in self.saved)
        return ["" if each is None else each.token for each in kept]

    def events(self, kind: str) -> list[AuditEvent]:
        entries = self.store.audit_behind(0, 9999)
        return [entry.event for entry in entries if entry.event.kind == kind]

    @property
    def codes(self) -> list[str]:
        return [trouble.code for trouble in self.met]

    def ledger(self) -> dict[UUID, dict[str, Any]]:
        """The gateway's rows of this counter, each with the number of its effects."""
        found = read_ledger(self.sandbox.home.folder)["registrations"]
        ours = {str(each.id) for each in self.saved}
        return {UUID(row["id"]): row for row in found if row["id"] in ours}

    def outcomes(self) -> list[tuple[str, int]]:
        """What the gateway holds of each record, and how often that took effect."""
        rows = self.ledger()
        found = (rows.get(each.id) for each in self.saved)
        return [("", 0) if row is None else (row["outcome"], row["effects"]) for row in found]

    def alarms(self) -> set[str]:
        return {each["code"] for each in read_ledger(self.sandbox.home.folder)["alarms"]}

    def audit_index(self) -> int:
        """Up to where the gateway has countersigned this counter's chain."""
        device_id = self.gateway._wordings.device_id
        device = self.sandbox.call(lambda desk: desk.devices.find(device_id))
        assert device is not None
        return device.audit_index


@contextmanager
def opened_gateway(folder: Path) -> Iterator[RunningSandbox]:
    """A gateway that sees one invented person all day."""
    policy = SandboxPolicy(
        number_quota=10**6,
        quota_review_from=10**6,
        number_block=20,
        controls=SAME_PERSON_ALL_DAY,
    )
    with RunningSandbox(folder / "gateway", policy=policy) as sandbox:
        yield sandbox
