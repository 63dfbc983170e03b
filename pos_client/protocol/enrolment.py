"""How a computer becomes a device and stays one: enrolment, and renewal of its certificate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pos_client.protocol.message import Length, Message, NoIdNumber

__all__ = ["CertificateAnswer", "CertificateRequest", "EnrolmentAnswer", "EnrolmentRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRequest(Message):
    """One device asks to be enrolled with its one-time code."""

    code: Annotated[str, NoIdNumber()] = field(repr=False)
    tls_csr_pem: str
    # Uncompressed P-256 point in base64.
    evidence_key: str
    device_name: Annotated[str, Length(most=64), NoIdNumber()]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentAnswer(Message):
    """What makes a computer a device of an outlet."""

    device_id: str
    tls_certificate_pem: str
    configuration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRequest(Message):
    """A device has made a new TLS key, and asks for a certificate before the old one runs out."""

    tls_csr_pem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAnswer(Message):
    """The next certificate. The first call made with it ends all earlier ones."""

    tls_certificate_pem: str
