"""A gateway in memory and counters before it, without threads, windows or real time.

Store, sealing, client and carrier of a counter are the product's; the gateway's clock and those of
the counters are turned by whoever runs the job.
"""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock
from uuid import UUID

from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.application.paperwork import form_value
from pos_client.application.sealing import Sealing
from pos_client.domain.audit import AuditEvent
from pos_client.domain.case import Case
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.identity import Identity
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.outlet import Role
from pos_client.domain.policy import Configuration, LeasedNumber
from pos_client.domain.registration import SealedRegistration
from pos_client.domain.slip_code import new_token
from pos_client.infrastructure.crypto.evidence_key import FileEvidenceKey
from pos_client.infrastructure.crypto.sealer import HpkeSealer
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.device import Device
from pos_client.infrastructure.gateway.enrolment import enrol
from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.wire import Wire
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.words import Session
from pos_client.sandbox.authority import fingerprint_of
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.customer import signature_under
from tests.faults.in_process import Application, ApplicationWire
from tests.honest_cases import (
    SAME_PERSON_ALL_DAY,
    consent_to,
    fresh_sim,
    in_other_bytes,
    live_photo_of,
    years_on,
)

__all__ = ["Shop", "Till", "TurnedClock", "in_memory", "opened_shop"]

_MEMORY = Path("/dev/shm")  # a gateway that nobody keeps need not wait for a disk
_CARD = load_deck()["resident-lin"].card()
_FOR_EVER = timedelta(days=400)
_PASSWORD = "invented-1"


class TurnedClock:
    """A clock that stands until it is turned; wall and monotonic time go on together."""

    def __init__(self, now: datetime) -> None:
        self.wall = now
        self.ticks_ns = 1_000_000_000

    def now(self) -> datetime:
        return self.wall

    def monotonic_ns(self) -> int:
        return self.ticks_ns

    def boot_id(self) -> str:
        return "boot-1"

    def advance(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.ticks_ns += int(seconds * 1e9)


@dataclass
class Shop:
    """The gateway, and when it is there."""

    sandbox: RunningSandbox
    application: Application
    folder: Path
    newest: datetime
    tills: list[Till] = field(default_factory=list)

    def open_till(self) -> Till:
        """Enrol one more counter, with a clerk of its own."""
        number = f"{9000 + len(self.tills)}"
        outlet = self.sandbox.outlet_code
        self.sandbox.call(
            lambda desk: desk.sessions.enter_clerk(number, "示例", Role.CLERK, outlet, _PASSWORD)
        )
        folder = self.folder / f"till-{len(self.tills) + 1}"
        folder.mkdir()
        file = GatewayFile.read(self.sandbox.gateway_file)
        device = enrol(file, self.sandbox.issue_code(), folder / "device", "till")
        till = Till(self, device, folder, number)
        self.tills.append(till)
        return till

    def more_numbers(self, count: int) -> None:
        """Put invented numbers into the gateway's pool."""
        from sqlalchemy import insert

        from pos_client.sandbox import tables

        rows = [{"phone_number": f"1706{number:07d}", "state": "FREE"} for number in range(count)]
        self.sandbox.call(lambda desk: desk.connection.execute(insert(tables.numbers), rows))


class Till:
    """One counter. `open` it on the desk's thread, where its store and its calls live."""

    def __init__(self, shop: Shop, device: Device, folder: Path, clerk_number: str) -> None:
        self.shop = shop
        self.device = device
        self.folder = folder
        self.clock = TurnedClock(shop.newest)
        self.wordings = SignedWordings(device.gateway.root, device.device_id)
        self.configuration: Configuration = self.wordings.configuration(device.configuration)
        self.key = FileEvidenceKey.open(device.evidence_key, device.device_id)
        self.fingerprint = fingerprint_of(
            ssl.PEM_cert_to_DER_cert(device.tls_certificate.read_text())
        )
        self.saved: dict[UUID, SealedRegistration] = {}
        self._clerk_number = clerk_number
        self._photo: bytes = live_photo_of(_CARD.photo, self.clock.now()).jpeg
        self.store: SqlStore
        self.session: Session

    def open(self) -> None:
        """Open the store, log the clerk in and fill the pool, over a line without faults."""
        self.store = SqlStore(self.folder / "store.sqlite3")
        configuration = self.configuration
        self.store.keep_configuration(
            self.device.configuration, configuration.version, configuration.number_block
        )
        clean = self.gateway(ApplicationWire(self.shop.application, self.fingerprint))
        self.session = clean.log_in(self._clerk_number, _PASSWORD)
        self.store.add_challenges(clean.challenges())

    def gateway(self, wire: Wire, kind: type[HttpGateway] = HttpGateway) -> HttpGateway:
        """The product's client over this wire."""
        return kind(GatewayLine(wire), self.wordings, self.key, self.store.audit_head, "0.1.0")

    def take_configuration(self, token: str, configuration: Configuration) -> None:
        self.store.keep_configuration(token, configuration.version, configuration.number_block)
        self.configuration = configuration

    @property
    def sealing(self) -> Sealing:
        sealer = HpkeSealer.for_configuration(self.configuration)
        return Sealing(sealer, self.key, self.configuration)

    def register(self) -> SealedRegistration | None:
        """Capture a customer without the gateway; None where challenge or number is missing."""
        now = self.clock.now()
        numbers = self.store.free_numbers(now + timedelta(minutes=15), 1)
        challenge = self.store.take_challenge(now) if numbers else None
        if challenge is None:
            return None
        sealed = self._sealed(self._case(challenge, numbers[0], now), now)
        details: dict[str, str | int | bool] = {
            "registration_id": str(sealed.id),
            "sequence": sealed.sequence,
            "sha256": sealed.envelope_sha256.hex(),
        }
        self.store.save(sealed, AuditEvent("registration_saved", now, details))
        self.saved[sealed.id] = sealed
        return sealed

    def _sealed(self, case: Case, now: datetime) -> SealedRegistration:
        return self.sealing.registration(
            new_id(),
            self.store.next_sequence(),
            case,
            self.session,
            is_offline_session=False,
            predecessor_id=None,
            return_token=new_token(),
            head=self.store.audit_head()[1],
            now=now,
        )

    def _case(self, challenge: Challenge, number: LeasedNumber, now: datetime) -> Case:
        read, policy = self._read(challenge, now), self.configuration.case
        case = Case.begin(
            new_id(),
            NEW_NUMBER,
            now,
            self.configuration.offline.completion,
            photo_attempts=policy.photo_attempts,
        )
        case = case.take_read(read, Identity.derived_from(read)).confirm_visual_check(now)
        age = years_on(read.raw_text, read.raw_photo, now)
        case = case.give_consent(consent_to(policy.notices, now, age), policy.notices, now)
        photo = LivePhoto(
            jpeg=in_other_bytes(self._photo),
            taken_at=now,
            camera_id="simulated:test",
            camera_name="simulated camera",
            is_simulated=True,
        )
        case = case.take_photo(photo, now).go_offline(now)
        chosen = ChosenNumber(number.phone_number, number.expires_at, "")
        case = case.choose_number(chosen, policy.offers[0].code, fresh_sim(), now)
        form_sha256 = form_value(case, self.configuration, self.session).sha256
        return case.sign_form(signature_under(form_sha256, now), form_sha256, now)

    def _read(self, challenge: Challenge, now: datetime) -> Evidence:
        counter, (_, head) = self.store.next_read_counter(), self.store.audit_head()
        self.store.append_read(AuditEvent("card_read", now, {}), counter, challenge.id)
        return Evidence(
            id=new_id(),
            raw_text=_CARD.text,
            raw_photo=_CARD.photo,
            sam_id=SIMULATED_SAM_ID,
            card_serial=_CARD.serial.hex(),
            reader_address="sim:",
            driver="sim",
            driver_version="1",
            driver_sha256="00" * 32,
            is_simulated=True,
            challenge=challenge,
            read_at=now,
            monotonic_ns=self.clock.monotonic_ns(),
            boot_id="boot",
            duration_s=1.1,
            read_counter=counter,
            previous_head=head,
        )


def in_memory() -> Path | None:
    """A folder that is no disk, where there is one."""
    return _MEMORY if _MEMORY.is_dir() else None


@contextmanager
def opened_shop(**policy: object) -> Iterator[Shop]:
    """A gateway that sees one invented person all day, for as long as anybody simulates."""
    allowed = SandboxPolicy(
        number_quota=10**6,
        quota_review_from=10**6,
        session_life=_FOR_EVER,
        configuration_life=_FOR_EVER,
        controls=SAME_PERSON_ALL_DAY,
        **policy,  # type: ignore[arg-type]
    )
    with (
        tempfile.TemporaryDirectory(prefix="faults-", dir=in_memory()) as name,
        mock.patch("pos_client.sandbox.passwords.ITERATIONS", 1),
        mock.patch("pos_client.sandbox.passwords.MEMORY_KIB", 64),
    ):
        folder = Path(name)
        shop: Shop | None = None
        began = datetime.now(UTC)

        def clock() -> datetime:
            return max(shop.newest, datetime.now(UTC)) if shop is not None else began

        with RunningSandbox(folder / "gateway", policy=allowed, clock=clock) as sandbox:
            application = Application(sandbox)
            shop = Shop(sandbox, application, folder, began)
            try:
                yield shop
            finally:
                application.close()
