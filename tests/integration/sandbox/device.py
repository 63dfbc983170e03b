"""A device of our own for the sandbox's tests: keys, mutual TLS, reads and envelopes by hand.

It uses nothing of the client's own work, so it can also do what the client never would.
"""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey

from drivers.simulator.device import SIMULATED_SAM_ID, SimulatedCard
from pos_client.domain.consent import Consent
from pos_client.domain.document import CapturedDocument
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import SIM_STEPS, PartyRole, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.party import GROWN_UP
from pos_client.domain.policy import Configuration
from pos_client.domain.slip_code import Completing
from pos_client.domain.special_document import SpecialDocumentIdentity, SpecialReason
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths
from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.protocol.envelope import Envelope, Header, Purpose, Suite, lower_twin
from pos_client.protocol.message import read
from pos_client.protocol.own_numbers import OwnNumbersAnswer, own_number_from
from pos_client.protocol.people import SealedPerson
from pos_client.testing.customer import document_image
from tests.honest_cases import consent_to, fresh_sim, live_photo_of, signed_form, years_on
from tests.integration.sandbox.case_at_hand import CaseAtHand, challenge
from tests.integration.sandbox.enrolling import (
    client_of,
    csr_pem,
    point_of,
    private_pem,
    stranger,
)

_SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


@dataclass
class TestDevice:
    """An enrolled device. `client` speaks with its certificate."""

    __test__ = False

    id: str
    outlet_code: str
    client: httpx.Client
    context: ssl.SSLContext
    evidence_key: ec.EllipticCurvePrivateKey
    configuration: dict[str, Any]
    sequence: int = 0
    read_counter: int = 0
    session: str = ""
    clerk_number: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    chain: list[tuple[str, bytes]] = field(default_factory=list)
    told: int = 0

    @classmethod
    def enrolled(cls, gateway_file: Path, code: str, folder: Path) -> TestDevice:
        """Enrol with a one-time code, as any client would with the carrier's file."""
        gateway = json.loads(gateway_file.read_text("utf-8"))
        tls_key = ec.generate_private_key(ec.SECP256R1())
        evidence_key = ec.generate_private_key(ec.SECP256R1())
        request = {
            "code": code,
            "tls_csr_pem": csr_pem(tls_key),
            "evidence_key": base64.b64encode(point_of(evidence_key)).decode(),
            "device_name": "test",
        }
        with stranger(gateway_file) as client:
            answer = client.post(Paths.ENROLMENTS, json=request)
        assert answer.status_code == 200, answer.text
        said = answer.json()
        (folder / "tls.key").write_bytes(private_pem(tls_key))
        (folder / "tls.pem").write_text(said["tls_certificate_pem"])
        context = ssl.create_default_context(cadata=gateway["ca_pem"])
        context.load_cert_chain(folder / "tls.pem", folder / "tls.key")
        root = {gateway["root"]["kid"]: jws.public_key(gateway["root"])}
        configuration = jws.verify(said["configuration"], root, jws.TokenType.CONFIGURATION)
        return cls(
            id=said["device_id"],
            outlet_code=configuration["outlet"]["code"],
            client=client_of(gateway["url"], context),
            context=context,
            evidence_key=evidence_key,
            configuration=configuration,
        )

    def close(self) -> None:
        self.client.close()

    @property
    def words_keys(self) -> dict[str, ECKey]:
        return {key["kid"]: jws.public_key(key) for key in self.configuration["signing_keys"]}

    @cached_property
    def first_head(self) -> str:
        """The signed head of a chain that has not begun; nobody minds one that is old."""
        return str(self.audit()["signed_head"])

    # Calls ---------------------------------------------------------------------------------

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {
            Headers.OUTLET_CODE: self.outlet_code,
            Headers.AUDIT_HEAD: self.first_head,
            **self.headers,
        }
        if self.session:
            headers[Headers.SESSION] = self.session
        headers |= more.pop("headers", {})
        return self.client.request(method, path, headers=headers, **more)

    def log_in(self, clerk_number: str, password: str, second_factor: str = "") -> httpx.Response:
        request = {
            "clerk_number": clerk_number,
            "password": password,
            "second_factor": second_factor,
            "proof": self.proof(clerk_number),
        }
        answer = self.call("POST", Paths.SESSIONS, json=request)
        if answer.status_code == 200:
            self.session, self.clerk_number = answer.json()["token"], clerk_number
        return answer

    def proof(self, clerk_number: str) -> str:
        """What a clerk shows of this device: a fresh challenge, signed."""
        nonce = self.call("POST", Paths.SESSION_CHALLENGES).json()["nonce"]
        claims = {"nonce": nonce, "device_id": self.id, "clerk_number": clerk_number}
        return self.token(claims, jws.TokenType.SESSION_PROOF)

    def open_case(self) -> CaseAtHand:
        said = self.call("POST", Paths.CASES, json={"flow": "new_number"}).json()
        transaction_id = said["real_name_transaction_id"]
        return CaseAtHand(new_id(), transaction_id, challenge(said["challenge"], transaction_id))

    def open_special(self) -> CaseAtHand:
        """A case of somebody whose document has no chip."""
        answer = self.call("POST", Paths.SPECIAL_CASES)
        assert answer.status_code == 200, answer.text
        said = answer.json()
        transaction_id = said["real_name_transaction_id"]
        opened = CaseAtHand(new_id(), transaction_id, challenge(said["challenge"], transaction_id))
        opened.flow, opened.reason = "special_document", SpecialReason.IN_SERVICE
        return opened

    def join(self, case: CaseAtHand, role: PartyRole) -> CaseAtHand:
        """Somebody else takes part in a case, under a challenge of their own."""
        joined = self.open_case()
        joined.id, joined.transaction_id, joined.role = case.id, case.transaction_id, role
        joined.flow, joined.subject, joined.opened_at = case.flow, case.subject, case.opened_at
        return joined

    def authorise(self, phone_number: str, code: str) -> httpx.Response:
        """Name a number of another carrier's, with a code for it."""
        asked = {"phone_number": phone_number, "code": code}
        return self.call("POST", Paths.AUTHORISATIONS, json=asked)

    def open_return(self, completes: Completing) -> httpx.Response:
        """Show a slip."""
        request = {"registration_id": str(completes.registration_id), "token": completes.token}
        return self.call("POST", Paths.RETURNS, json=request)

    def returning_case(self, completes: Completing) -> CaseAtHand:
        """A case for a customer who is back with the slip."""
        answer = self.open_return(completes)
        assert answer.status_code == 200, answer.text
        said = answer.json()
        transaction_id = said["real_name_transaction_id"]
        return CaseAtHand(
            new_id(),
            transaction_id,
            challenge(said["challenge"], transaction_id),
            flow=said["flow"],
            completes=completes,
        )

    def ask_review(
        self,
        case: CaseAtHand,
        clerk_number: str,
        password: str,
        *,
        is_approved: bool = True,
        second_factor: str = "",
    ) -> httpx.Response:
        """Let a second person decide; an approval is kept for the case."""
        request = {
            "case_id": str(case.id),
            "verdicts": case.verdicts,
            "clerk_number": clerk_number,
            "password": password,
            "second_factor": second_factor,
            "proof": self.proof(clerk_number),
            "is_approved": is_approved,
        } | ({} if is_approved else {"reason": "OTHER"})
        answer = self.call("POST", Paths.REVIEWS, json=request)
        if answer.status_code == 200:
            case.review = answer.json()["token"]
        return answer

    def ask_centre(self, case: CaseAtHand) -> httpx.Response:
        """Let the carrier's centre decide about what the verdicts ask."""
        request = {"case_id": str(case.id), "verdicts": case.verdicts}
        return self.call("POST", Paths.CENTRE_REVIEWS, json=request)

    def look_at_centre(self, case: CaseAtHand, id_: str) -> dict[str, Any]:
        """How it stands there; a signed word is kept for the case."""
        answer = self.call("GET", f"{Paths.CENTRE_REVIEWS}/{id_}")
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        case.review = said["token"] or case.review
        return said

    def withdraw_from_centre(self, id_: str) -> httpx.Response:
        return self.call("DELETE", f"{Paths.CENTRE_REVIEWS}/{id_}")

    def ask_own_numbers(self, case: CaseAtHand, **other: Any) -> httpx.Response:
        """What stands in the name of whoever was verified; `other`: fields to be otherwise."""
        said = {"case_id": str(case.id), "verdicts": list(case.verdicts), "review": case.review}
        return self.call("POST", Paths.OWN_NUMBERS, json=said | other)

    def own_numbers(self, case: CaseAtHand) -> list[OwnNumber]:
        answer = self.ask_own_numbers(case)
        assert answer.status_code == 200, answer.text
        found = read(OwnNumbersAnswer, answer.json()).numbers
        return [own_number_from(each) for each in found]

    def offline_case(self) -> CaseAtHand:
        said = self.call("POST", Paths.CHALLENGES).json()["challenges"]
        return CaseAtHand(new_id(), "", challenge(said[0]))

    def verify(self, case: CaseAtHand, **header: Any) -> list[dict[str, Any]]:
        """Ask for verdicts and keep their tokens; return their claims."""
        consent, photo = self._agreed(case)
        body = VerificationBody(
            case_id=case.id,
            flow=case.flow,
            real_name_transaction_id=case.transaction_id,
            session=self.session,
            consent=consent,
            live_photo=photo,
            evidence=case.reads,
            completes=case.completes,
            subject=case.subject,
            role=case.role,
            special=_special(case),
            unit=case.unit,
            unit_order=case.unit_order,
        )
        data = self.envelope(Purpose.VERIFICATION, new_id(), 0, case, body.to_bytes(), **header)
        answer = self.send(Paths.VERIFICATIONS, data)
        assert answer.status_code == 200, answer.text
        case.verdicts = tuple(answer.json()["verdicts"])
        keys = self.words_keys
        return [jws.verify(token, keys, jws.TokenType.VERDICT) for token in case.verdicts]

    def hold(self, case: CaseAtHand) -> None:
        found = self.call("GET", Paths.NUMBERS, params={"limit": 1}).json()["numbers"]
        request = {
            "phone_number": found[0]["phone_number"],
            "real_name_transaction_id": case.transaction_id,
        }
        answer = self.call("POST", Paths.NUMBER_HOLDS, json=request).json()
        case.phone_number, case.hold_id = answer["phone_number"], answer["hold_id"]

    def send(self, path: str, data: bytes, key: UUID | None = None) -> httpx.Response:
        headers = {"Content-Type": "application/octet-stream"}
        if key is not None:
            headers[Headers.IDEMPOTENCY_KEY] = str(key)
        return self.call("POST", path, content=data, headers=headers)

    def register(self, data: bytes) -> httpx.Response:
        return self.send(Paths.REGISTRATIONS, data, Envelope.from_bytes(data).header.id)

    def receipt(self, answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == 200, answer.text
        return jws.verify(answer.json()["token"], self.words_keys, jws.TokenType.RECEIPT)

    # Bytes ---------------------------------------------------------------------------------

    def read(self, case: CaseAtHand, card: SimulatedCard, **more: Any) -> Evidence:
        """Lay a card for a case. `more` are fields of the evidence to be other than honest."""
        self.read_counter += 1
        evidence = Evidence(
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
            challenge=case.challenge,
            read_at=datetime.now(UTC),
            monotonic_ns=time.monotonic_ns(),
            boot_id="boot",
            duration_s=0.2,
            read_counter=self.read_counter,
            previous_head=self.head,
        )
        evidence = replace(evidence, **more)
        read_counter, challenge_id = evidence.read_counter, evidence.challenge.id
        self.note({"read_counter": read_counter, "challenge_id": challenge_id})
        case.reads = (*case.reads, evidence)
        return evidence

    def agree(self, case: CaseAtHand, declined: tuple[str, ...] = ()) -> None:
        """The customer answers the notices."""
        now, age = datetime.now(UTC), GROWN_UP
        if case.reads:
            age = years_on(case.reads[0].raw_text, case.reads[0].raw_photo, now)
        flow = FLOWS[case.flow]
        asks_face, notices = flow.matches_face(case.role or flow.lead), self._value.case.notices
        case.consent = consent_to(notices, now, age, declined, matches_face=asks_face)

    def photograph(self, case: CaseAtHand, manner: str = "everyday", seed: str = "1") -> None:
        """The customer looks into the camera, again if need be."""
        shown = case.reads[-1].raw_photo if case.reads else b""
        case.photo = live_photo_of(shown, datetime.now(UTC), manner, seed)

    @property
    def _first_of_stock(self) -> str:
        stock = self.configuration["sim_stock"]
        return str(stock[0]["first"]) if stock else ""

    def registration(self, case: CaseAtHand, **more: Any) -> bytes:
        """Seal a case. `more`: fields of body or header to be other than honest."""
        header = {name: more.pop(name) for name in list(more) if name in Header.__slots__}
        forged = {name: more.pop(name) for name in list(more) if name.startswith("form_")}
        body = replace(self.body(case, **more), **forged)
        self.sequence += 1
        id_ = header.pop("id", new_id())
        purpose = header.pop("purpose", Purpose.REGISTRATION)
        return self.envelope(purpose, id_, self.sequence, case, body.to_bytes(), **header)

    def sealed(self, case: CaseAtHand, body: RegistrationBody) -> bytes:
        """Seal a body as it is, whatever it says."""
        self.sequence += 1
        data = body.to_bytes()
        return self.envelope(Purpose.REGISTRATION, new_id(), self.sequence, case, data)

    def body(self, case: CaseAtHand, **more: Any) -> RegistrationBody:
        """What is sealed, with the form signed for just that."""
        consent, photo = self._agreed(case)
        flow = FLOWS[case.flow]
        takes_sim = any(flow.has(step) for step in SIM_STEPS)
        body = RegistrationBody(
            case_id=case.id,
            flow=case.flow,
            real_name_transaction_id=case.transaction_id,
            is_offline=not case.verdicts,
            clerk_number=self.clerk_number,
            is_offline_session=False,
            session=self.session,
            opened_at=case.opened_at,
            visual_check_at=_seen_at(case),
            confirmed_at=datetime.now(UTC),
            consent=consent,
            live_photo=photo,
            phone_number=case.subject.phone_number if case.subject else case.phone_number,
            hold_id=case.hold_id,
            offer_code=self._value.case.offers[0].code if flow.sells else "",
            sim=fresh_sim(self._first_of_stock) if takes_sim else None,
            form_number="",
            form_signature=None,
            contact_number="",
            return_token=case.return_token,
            verdicts=case.verdicts,
            review=case.review,
            evidence=case.reads,
            completes=case.completes,
            subject=case.subject,
            parties=tuple(self._sealed(each) for each in case.others),
            relation=case.relation,
            disputed_number=case.disputed.reference if case.disputed else "",
            documents=_documents(case),
            reason=case.reason,
            unit=case.unit,
            unit_order=case.unit_order,
            order_token=case.order_token,
        )
        mask = case.disputed.masked_phone_number if case.disputed else ""
        return signed_form(replace(body, **more), self._value.outlet, mask)

    def _sealed(self, case: CaseAtHand) -> SealedPerson:
        consent, photo = self._agreed(case)
        assert case.role is not None
        return SealedPerson(
            role=case.role,
            consent=consent,
            live_photo=photo,
            evidence=case.reads,
            visual_check_at=_seen_at(case),
            verdicts=case.verdicts,
            review=case.review,
            form_signature=None,
            documents=_documents(case),
        )

    def _agreed(self, case: CaseAtHand) -> tuple[Consent | None, LivePhoto | None]:
        if case.consent is None and case.asks(Step.CONSENT):
            self.agree(case)
        if case.photo is None and case.asks(Step.LIVE_PHOTO):
            self.photograph(case)
        return case.consent, case.photo

    @property
    def _value(self) -> Configuration:
        return configuration_from(ConfigurationClaims.checked(self.configuration))

    def envelope(
        self,
        purpose: Purpose,
        id_: UUID,
        sequence: int,
        case: CaseAtHand,
        body: bytes,
        **header: Any,
    ) -> bytes:
        honest = Header(
            purpose=purpose,
            suite=Suite.P256_SHA256_AES256GCM,
            kid=self.configuration["sealing_key"]["kid"],
            id=id_,
            device_id=self.id,
            outlet_code=self.outlet_code,
            sequence=sequence,
            previous_head=self.head.hex(),
            created_at=datetime.now(UTC),
            challenge_id=(case.reads[-1].challenge if case.reads else case.challenge).id,
            policy_version=self.configuration["version"],
        )
        said = replace(honest, **header)
        point = base64.b64decode(self.configuration["sealing_key"]["point"])
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        sealed = _SUITE.encrypt(body, public, said.info())
        return self.signed(said, sealed)

    def signed(self, header: Header, sealed_body: bytes) -> bytes:
        data = Envelope.signed_bytes(header, sealed_body)
        signed = self.evidence_key.sign(data, ec.ECDSA(hashes.SHA256()))
        signature = lower_twin(*decode_dss_signature(signed))
        return Envelope(header, sealed_body, signature).to_bytes()

    def token(self, claims: dict[str, Any], typ: jws.TokenType) -> str:
        return jws.sign(claims, ECKey.import_key(private_pem(self.evidence_key)), self.id, typ)

    @property
    def head(self) -> bytes:
        """The head of this device's chain, told or not."""
        return self.chain[-1][1] if self.chain else bytes(32)

    def note(self, details: dict[str, Any]) -> None:
        """Chain one more decision, and tell nobody yet."""
        at = "2026-01-01T00:00:00+00:00"
        event = json.dumps({"at": at, "details": details, "kind": "noted"})
        self.chain.append((event, hashlib.sha256(self.head + event.encode()).digest()))

    def tell(self, *details: dict[str, Any]) -> httpx.Response:
        """Send every entry that the gateway has not seen yet, these behind them."""
        for each in details:
            self.note(each)
        after = (self.told, self.chain[self.told - 1][1] if self.told else bytes(32))
        unsent = [event for event, _ in self.chain[self.told :]]
        answer = self.call("POST", Paths.AUDIT_ENTRIES, json=self.audit(*unsent, after=after))
        if answer.status_code == 200:
            self.told = len(self.chain)
        return answer

    def audit(self, *events: str, after: tuple[int, bytes] = (0, bytes(32))) -> dict[str, Any]:
        """A request that continues this device's chain behind `after`."""
        index, head = after
        entries = []
        for event in events:
            index, head = index + 1, hashlib.sha256(head + event.encode()).digest()
            entries.append({"index": index, "event": event, "head": head.hex()})
        claims = {"device_id": self.id, "index": index, "head": head.hex()}
        return {"entries": entries, "signed_head": self.token(claims, jws.TokenType.AUDIT_HEAD)}


def _documents(case: CaseAtHand) -> tuple[CapturedDocument, ...]:
    """What was brought along; where nothing was said, the first type of each that is asked for."""
    if case.documents is None:
        flow, now = FLOWS[case.flow], datetime.now(UTC)
        asked = flow.documents_of(case.role or flow.lead)
        case.documents = tuple(
            CapturedDocument(rule.types[0], (document_image(now, str(new_id())),)) for rule in asked
        )
    return case.documents


def _special(case: CaseAtHand) -> SpecialDocumentIdentity | None:
    documents = _documents(case)
    if case.reason is None or not documents:
        return None
    return SpecialDocumentIdentity.of(documents[0], case.reason)


def _seen_at(case: CaseAtHand) -> datetime | None:
    return case.opened_at if case.asks(Step.VISUAL_CHECK) else None
