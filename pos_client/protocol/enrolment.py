"""How a computer becomes a device and stays one: enrolment, and renewal of its certificate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from pos_client.protocol.message import Length, Message, NoIdNumber, Pattern

__all__ = ["CertificateAnswer", "CertificateRequest", "EnrolmentAnswer", "EnrolmentRequest"]

# Nothing stands before, between or behind the lines of one request in PEM.
_CsrPem = Annotated[
    str,
    Length(most=8192),
    Pattern(
        r"^-----BEGIN CERTIFICATE REQUEST-----\n([A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{1,64}={0,2}\n"
        r"-----END CERTIFICATE REQUEST-----\n$"
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentRequest(Message):
    """One device asks to be enrolled with its one-time code."""

    code: Annotated[str, Length(most=64), NoIdNumber()] = field(repr=False)
    tls_csr_pem: _CsrPem
    # Uncompressed P-256 point in base64.
    evidence_key: Annotated[str, Pattern(r"^[A-Za-z0-9+/]{87}=$")]
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

    tls_csr_pem: _CsrPem


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAnswer(Message):
    """The next certificate. The first call made with it ends all earlier ones."""

    tls_certificate_pem: str
