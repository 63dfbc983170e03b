"""An enrolled device before a gateway, scripted or real, with cards to read."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.application.paperwork import form_value
from pos_client.application.ports import EvidenceKey, Gateway, Sealer
from pos_client.application.sealing import Sealing
from pos_client.application.storage import Due
from pos_client.domain.audit import GENESIS, AuditEntry, AuditEvent, chain
from pos_client.domain.case import Case
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flows import AWAIT_CUSTOMER, NEW_NUMBER
from pos_client.domain.identity import Identity
from pos_client.domain.policy import Completion, Configuration
from pos_client.domain.slip_code import Completing
from pos_client.domain.verdict import Check
from pos_client.infrastructure.crypto.evidence_key import FileEvidenceKey
from pos_client.infrastructure.crypto.sealer import HpkeSealer
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.enrolment import enrol
from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.gateway.line import READ_S, GatewayLine
from pos_client.infrastructure.gateway.tls import device_context
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.words import Session
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.customer import signature_under
from pos_client.testing.gateway import ScriptedGateway
from pos_client.testing.keys import InMemoryEvidenceKey, InMemorySealer
from tests.honest_cases import consent_to, fresh_sim, live_photo_of, years_on

__all__ = ["AuditChain", "GatewayWorld", "now", "sandbox_world", "scripted_world"]

_DECK = load_deck()


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class AuditChain:
    """A device's chain without a database."""

    entries: list[AuditEntry] = field(default_factory=list)

    def head(self) -> tuple[int, bytes]:
        return (self.entries[-1].index, self.entries[-1].head) if self.entries else (0, GENESIS)

    def append(self, kind: str, **details: str | int) -> AuditEntry:
        index, head = self.head()
        event = AuditEvent(kind, now(), details)
        self.entries.append(AuditEntry(index + 1, event, chain(head, event)))
        return self.entries[-1]


@dataclass(slots=True)
class GatewayWorld:
    """What a test of the port needs."""

    gateway: Gateway
    sealer_for: Callable[[Configuration], Sealer]
    evidence_key: EvidenceKey
    chain: AuditChain
    clerk_number: str
    password: str
    supervisor: tuple[str, str]
    let_say: Callable[[Check, str], None]
    reads: int = 0
    sequence: int = 0

    def log_in(self) -> Session:
        return self.gateway.log_in(self.clerk_number, self.password)

    def sealing(self) -> Sealing:
        _, configuration = self.gateway.configuration()
        return Sealing(self.sealer_for(configuration), self.evidence_key, configuration)

    def read(self, challenge: Challenge, slug: str = "resident-lin") -> Evidence:
        """Lay a card of the deck."""
        card = _DECK[slug].card()
        _, head = self.chain.head()
        self.reads += 1
        self.chain.append("card_read", read_counter=self.reads, challenge_id=challenge.id)
        return Evidence(
            id=new_id(),
            raw_text=card.text,
            raw_photo=card.photo,
            sam_id=SIMULATED_SAM_ID,
            card_serial=card.serial.hex(),
            reader_address="sim:",
            driver="sim",
            driver_version="1",
            driver_sha256="00" * 32,
            is_simulated=True,
            challenge=challenge,
            read_at=now(),
            monotonic_ns=time.monotonic_ns(),
            boot_id="boot",
            duration_s=1.1,
            read_counter=self.reads,
            previous_head=head,
        )

    def photographed(
        self,
        challenge: Challenge,
        slug: str = "resident-lin",
        *,
        completion: Completion = Completion.GATEWAY_COMPLETES,
        completes: Completing | None = None,
        declined: tuple[str, ...] = (),
    ) -> Case:
        """A case whose customer was compared, has agreed and stood before the camera."""
        _, configuration = self.gateway.configuration()
        policy, read = configuration.case, self.read(challenge, slug)
        case = Case.begin(
            new_id(),
            NEW_NUMBER if completes is None else AWAIT_CUSTOMER,
            now(),
            completion,
            photo_attempts=policy.photo_attempts,
            completes=completes,
        )
        case = case.take_read(read, Identity.derived_from(read)).confirm_visual_check(now())
        age = years_on(read.raw_text, read.raw_photo, now())
        consent = consent_to(policy.notices, now(), age, declined)
        case = case.give_consent(consent, policy.notices, now())
        photo = live_photo_of(read.raw_photo, now(), seed=str(self.reads))
        return case.take_photo(photo, now())

    def verified(self, session: Session, slug: str = "resident-lin") -> Case:
        """A case that the gateway has verified."""
        case = self.photographed(self.gateway.open_case("new_number", session), slug)
        return self.asked(case, session)

    def asked(self, case: Case, session: Session) -> Case:
        """The same case with what the gateway answers."""
        _, head = self.chain.head()
        envelope = self.sealing().verification(new_id(), case, session, head, now())
        return case.take_verdicts(self.gateway.verify(envelope, session), now())

    def captured(self, completion: Completion) -> Case:
        """A case under a challenge of the pool, as far as the gateway's absence leads."""
        challenge = self.gateway.challenges()[0]
        return self.photographed(challenge, completion=completion).go_offline(now())

    def signed(self, case: Case, held: ChosenNumber, session: Session) -> Case:
        """The same case with number, offer and SIM, and its form signed."""
        _, configuration = self.gateway.configuration()
        offer_code = configuration.case.offers[0].code
        chosen = case.choose_number(held, offer_code, fresh_sim(), now())
        form_sha256 = form_value(chosen, configuration, session).sha256
        return chosen.sign_form(signature_under(form_sha256, now()), form_sha256, now())

    def registered(self, session: Session, slug: str = "resident-lin") -> Due:
        """A whole case, sealed and due."""
        case = self.verified(session, slug)
        (number, *_) = self.gateway.find_numbers("", 1, session)
        held = self.gateway.hold_number(number, case.real_name_transaction_id, session)
        return self.sealed(self.signed(case, held, session), session)

    def sealed(
        self,
        case: Case,
        session: Session,
        registration_id: UUID | None = None,
        return_token: str = "",
    ) -> Due:
        self.sequence += 1
        sealed = self.sealing().registration(
            registration_id or new_id(),
            self.sequence,
            case,
            session,
            is_offline_session=False,
            predecessor_id=None,
            return_token=return_token,
            head=self.chain.head()[1],
            now=now(),
        )
        return Due(sealed.id, sealed.sequence, sealed.envelope, sealed.envelope_sha256, 0)


def scripted_world() -> GatewayWorld:
    sealer, device_id = InMemorySealer(), "device-scripted"
    gateway = ScriptedGateway(device_id, now, sealer)
    key = InMemoryEvidenceKey(device_id)

    def let_say(check: Check, code: str) -> None:
        gateway.verdict_codes[check] = code

    return GatewayWorld(
        gateway,
        lambda _: sealer,
        key,
        AuditChain(),
        "8001",
        "demo-8001",
        ("8021", "demo-8021"),
        let_say,
    )


def sandbox_world(
    sandbox: RunningSandbox,
    folder: Path,
    port: int | None = None,
    *,
    code: str | None = None,
    read_s: float = READ_S,
) -> GatewayWorld:
    """Enrol a fresh device; with `port` its calls then go through whatever listens there."""
    file = GatewayFile.read(sandbox.gateway_file)
    device = enrol(file, sandbox.issue_code() if code is None else code, folder, "test")
    wordings = SignedWordings(file.root, device.device_id)
    wordings.configuration(device.configuration)
    key = FileEvidenceKey.open(device.evidence_key, device.device_id)
    kept = AuditChain()
    context = device_context(file, device.tls_certificate, device.tls_key)
    url = file.url if port is None else f"https://127.0.0.1:{port}"
    line = GatewayLine.to(url, context, read_s)
    return GatewayWorld(
        HttpGateway(line, wordings, key, kept.head, "0.1.0"),
        HpkeSealer.for_configuration,
        key,
        kept,
        sandbox.clerk_number,
        sandbox.password,
        (sandbox.supervisor_number, sandbox.supervisor_password),
        lambda check, code: sandbox.call(lambda desk: desk.switches.script(check, code, 1)),
    )
