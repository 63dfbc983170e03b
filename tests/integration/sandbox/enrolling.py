"""Keys and the first call of somebody who has no certificate yet."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

_PATIENCE_S = 60.0


def client_of(url: str, context: ssl.SSLContext) -> httpx.Client:
    """A client that waits as long as a machine with other work may let it."""
    return httpx.Client(base_url=url, verify=context, trust_env=False, timeout=_PATIENCE_S)


def stranger(gateway_file: Path) -> httpx.Client:
    """A client without any certificate."""
    gateway = json.loads(gateway_file.read_text("utf-8"))
    context = ssl.create_default_context(cadata=gateway["ca_pem"])
    return client_of(gateway["url"], context)


def csr_pem(key: ec.EllipticCurvePrivateKey) -> str:
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
