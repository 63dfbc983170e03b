"""A computer becomes a device of an outlet: one code, one device, one day."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import timedelta

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import ColumnElement, Connection, insert, update

from pos_client.protocol.api import (
    CertificateAnswer,
    CertificateRequest,
    EnrolmentAnswer,
    EnrolmentRequest,
    TroubleCode,
)
from pos_client.sandbox import tables
from pos_client.sandbox.admissions import Admissions
from pos_client.sandbox.authority import CertificateAuthority, fingerprint_of
from pos_client.sandbox.channels import ChannelRefused
from pos_client.sandbox.configurations import Configurations
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.keys import token_key
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal

__all__ = ["Enrolment"]

_LIFE = timedelta(hours=24)
# No letter or digit that people take for another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class Enrolment:
    """Issues codes and takes them in. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        authority: CertificateAuthority,
        devices: Devices,
        configurations: Configurations,
        policy: SandboxPolicy,
        admissions: Admissions,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._authority = authority
        self._devices = devices
        self._configurations = configurations
        self._controls = policy.controls
        self._life = policy.certificate_life
        self._admissions = admissions

    def issue_code(self, outlet_code: str, *, is_approved: bool = True) -> str:
        """Make a one-time code; only its hash is kept.

        Raises:
            ChannelRefused: the outlet was not admitted, or stands under another one.
        """
        if not self._admissions.may_enrol(outlet_code):
            raise ChannelRefused("NOT_ADMITTED")
        groups = ["".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)]
        code, now = "-".join(groups), self._clock()
        self._connection.execute(
            insert(tables.enrolment_codes).values(
                code_sha256=_hash(code),
                outlet_code=outlet_code,
                approved_at=now if is_approved else None,
                expires_at=now + _LIFE,
            )
        )
        return code

    def approve(self, code: str) -> None:
        """Somebody at the carrier lets this code be used."""
        book = tables.enrolment_codes
        self._connection.execute(
            update(book).where(book.c.code_sha256 == _hash(code)).values(approved_at=self._clock())
        )

    def enrol(self, request: EnrolmentRequest) -> EnrolmentAnswer:
        """Take a code in and make its bearer a device.

        Raises:
            Refusal: the code is unknown, used, not approved or too old, its outlet registers nobody
                now; or a key is none.
        """
        evidence_key = _evidence_key(request.evidence_key)
        device_id = f"device-{secrets.token_hex(6)}"
        certificate = self._authority.certify_device(request.tls_csr_pem, device_id, self._life)
        book = tables.enrolment_codes
        outlet_code = self._connection.scalar(
            update(book)
            .where(book.c.code_sha256 == _hash(request.code), *self._conditions())
            .values(device_id=device_id)
            .returning(book.c.outlet_code)
        )
        if outlet_code is None or not self._admissions.is_at_work(outlet_code):
            raise Refusal(403, TroubleCode.CODE_REFUSED)
        device = self._devices.enter(device_id, outlet_code, request.device_name, evidence_key)
        der = certificate.public_bytes(Encoding.DER)
        self._devices.enter_certificate(fingerprint_of(der), device_id)
        _, configuration = self._configurations.current(device)
        return EnrolmentAnswer(
            device_id=device_id,
            tls_certificate_pem=certificate.public_bytes(Encoding.PEM).decode(),
            configuration=configuration,
        )

    def _conditions(self) -> list[ColumnElement[bool]]:
        book = tables.enrolment_codes
        conditions = {
            Control.ENROLMENT_ONCE: book.c.device_id.is_(None),
            Control.ENROLMENT_APPROVED: book.c.approved_at.is_not(None),
            Control.ENROLMENT_LIFE: book.c.expires_at > self._clock(),
        }
        return [each for control, each in conditions.items() if self._controls.is_on(control)]

    def renew(
        self, device: Device, request: CertificateRequest, *, only_delivers: bool = False
    ) -> CertificateAnswer:
        """Certify a device's next TLS key; also one that may only deliver has to come in.

        Its certificate says so, and is good for nothing else.

        The certificate in use goes on until the new one is used: an answer that is lost costs
        nothing but another question.

        Raises:
            Refusal: no request that was signed by the P-256 key it names.
        """
        certificate = self._authority.certify_device(
            request.tls_csr_pem, device.id, self._life, only_delivers=only_delivers
        )
        fingerprint = fingerprint_of(certificate.public_bytes(Encoding.DER))
        self._devices.enter_certificate(fingerprint, device.id, only_delivers=only_delivers)
        return CertificateAnswer(
            tls_certificate_pem=certificate.public_bytes(Encoding.PEM).decode()
        )


def _hash(code: str) -> bytes:
    """Codes are read aloud and typed: case, spaces and dashes do not matter."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).digest()


def _evidence_key(text: str) -> bytes:
    try:
        point = base64.b64decode(text, validate=True)
        token_key(point)
    except (binascii.Error, ValueError):
        raise Refusal(400, TroubleCode.REQUEST_UNREADABLE) from None
    return point
