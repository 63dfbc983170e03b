"""The sandbox's own certificate authority: one server, many devices."""

from __future__ import annotations

import hashlib
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from drivers.card.number import looks_like_id_number
from pos_client.protocol.api import DRAIN_ONLY, TEST_AUTHORITY, TroubleCode
from pos_client.sandbox.home import SandboxHome, whole
from pos_client.sandbox.keys import load_or_make_key, private_pem
from pos_client.sandbox.refusal import Refusal

__all__ = ["CertificateAuthority", "fingerprint_of"]

_AUTHORITY_LIFE = timedelta(days=3650)
_SERVER_LIFE = timedelta(days=90)
DEVICE_LIFE = timedelta(days=30)
_LEEWAY = timedelta(minutes=5)


def fingerprint_of(der: bytes) -> str:
    """SHA-256 of a certificate, in hex: by this the gateway knows a device."""
    return hashlib.sha256(der).hexdigest()


class CertificateAuthority:
    """Issues what mutual TLS needs. Its key never leaves the home."""

    def __init__(self, home: SandboxHome) -> None:
        self._home = home
        self._key = load_or_make_key(home, "authority.key")
        stored = home.read_private("authority.pem")
        if stored is None:
            stored = self._self_signed().public_bytes(Encoding.PEM)
            home.write_private("authority.pem", stored)
        with whole(home.private("authority.pem")):
            self._certificate = x509.load_pem_x509_certificate(stored)

    @property
    def pem(self) -> str:
        return self._certificate.public_bytes(Encoding.PEM).decode()

    def server_context(self) -> ssl.SSLContext:
        """TLS for the server: whoever shows a certificate must show one of this authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name("sandbox gateway")
        names = x509.SubjectAlternativeName(
            [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]
        )
        certificate = self._issue(
            subject, key.public_key(), ExtendedKeyUsageOID.SERVER_AUTH, _SERVER_LIFE, names
        )
        chain = certificate.public_bytes(Encoding.PEM) + private_pem(key)
        path = self._home.write_private("server.pem", chain)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.verify_mode = ssl.CERT_OPTIONAL
        context.num_tickets = 0  # every connection proves itself anew
        context.load_verify_locations(cadata=self.pem)
        context.load_cert_chain(path)
        return context

    def certify_device(
        self,
        csr_pem: str,
        device_id: str,
        life: timedelta = DEVICE_LIFE,
        *,
        only_delivers: bool = False,
    ) -> x509.Certificate:
        """Certify a device's TLS key under the name that the gateway gives it.

        That of a device which may only deliver says so in its subject, to whoever looks.

        Raises:
            Refusal: no request that was signed by the P-256 key it names, or one in whose subject
                somebody's ID number may stand.
        """
        try:
            request = x509.load_pem_x509_csr(csr_pem.encode())
            subject = " ".join(str(attribute.value) for attribute in request.subject)
        except ValueError:
            raise Refusal(400, TroubleCode.REQUEST_UNREADABLE) from None
        if looks_like_id_number(subject) or list(request.extensions):
            raise Refusal(400, TroubleCode.REQUEST_UNREADABLE)
        key = request.public_key()
        if not request.is_signature_valid or not isinstance(key, ec.EllipticCurvePublicKey):
            raise Refusal(400, TroubleCode.REQUEST_UNREADABLE)
        if not isinstance(key.curve, ec.SECP256R1):
            raise Refusal(400, TroubleCode.REQUEST_UNREADABLE)
        subject_of_device = _name(device_id, DRAIN_ONLY if only_delivers else "")
        return self._issue(subject_of_device, key, ExtendedKeyUsageOID.CLIENT_AUTH, life)

    def _self_signed(self) -> x509.Certificate:
        subject = _name("sandbox authority", TEST_AUTHORITY)
        public = self._key.public_key()
        now = datetime.now(UTC)
        builder = (
            _builder(subject, subject, public, now, _AUTHORITY_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(is_authority=True), critical=True)
        )
        return builder.sign(self._key, hashes.SHA256())

    def _issue(
        self,
        subject: x509.Name,
        public: ec.EllipticCurvePublicKey,
        purpose: x509.ObjectIdentifier,
        life: timedelta,
        names: x509.SubjectAlternativeName | None = None,
    ) -> x509.Certificate:
        issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = (
            _builder(subject, self._certificate.subject, public, datetime.now(UTC), life)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(is_authority=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(issuer_key, critical=False)
        )
        if names is not None:
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _name(common_name: str, unit: str = "") -> x509.Name:
    units = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else []
    return x509.Name([*units, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LEEWAY)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
