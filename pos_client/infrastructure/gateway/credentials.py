"""The certificate by which this device connects, and how the next one takes its place.

Key and certificate of a renewal lie in one file, which is written whole or not at all. Until then
the old pair is in use, and the gateway takes it until it has seen the new one.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from urllib3 import BaseHTTPResponse

from pos_client.application.trouble import DeviceTrouble, GatewayTrouble, UntrustedGateway
from pos_client.infrastructure.crypto import pem
from pos_client.infrastructure.crypto.private_file import replace_private
from pos_client.infrastructure.crypto.tls_key import TlsKey
from pos_client.infrastructure.database.faults import trouble_of_file
from pos_client.infrastructure.gateway.device import Device
from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.infrastructure.gateway.tls import device_context
from pos_client.infrastructure.gateway.wire import Wire

__all__ = ["Credentials", "RenewedWire", "check_certificate"]


def check_certificate(text: str, gateway: GatewayFile, key: TlsKey) -> None:
    """Believe no certificate that the carrier's CA has not issued for a key made here.

    Raises:
        UntrustedGateway: it is another's, for another key, or none.
    """
    try:
        certificate = x509.load_pem_x509_certificate(text.encode("ascii"))
    except ValueError as error:
        raise UntrustedGateway(f"certificate: {error}") from None
    if not key.is_certified_by(certificate):
        raise UntrustedGateway("a certificate for another key")
    authorities = x509.load_pem_x509_certificates(gateway.ca_pem.encode("ascii"))
    if not any(_issued(certificate, each) for each in authorities):
        raise UntrustedGateway("a certificate of another CA")


class Credentials:
    """One is shared by all clients of a device; `generation` counts the renewals of this run."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.generation = 0

    def context(self) -> ssl.SSLContext:
        """Show the certificate that connects now.

        Raises:
            DeviceTrouble: its files are gone, damaged or exposed.
        """
        return device_context(self.device.gateway, *self.device.tls_pair)

    def validity(self) -> tuple[datetime, datetime]:
        """From when until when the certificate counts.

        Raises:
            DeviceTrouble: it is gone or damaged.
        """
        certificate, _ = self.device.tls_pair
        text = pem.file_of_device(certificate, lambda path: path.read_bytes())
        try:
            found = x509.load_pem_x509_certificate(text)
        except ValueError:
            raise DeviceTrouble("the certificate is damaged", file=certificate.name) from None
        return found.not_valid_before_utc, found.not_valid_after_utc

    def keep(self, key: TlsKey, certificate_pem: str) -> None:
        """Connect with this pair from the next connection on.

        Raises:
            GatewayTrouble: the certificate is not for this key, or of another CA. The line is good
                all the same, and the queue goes on.
            StoreTrouble: the disk did not take it; the old pair stays.
        """
        try:
            check_certificate(certificate_pem, self.device.gateway, key)
        except UntrustedGateway as no:
            raise GatewayTrouble(str(no)) from None
        try:
            replace_private(self.device.renewed_pair, key.text + certificate_pem.encode("ascii"))
        except OSError as error:
            raise trouble_of_file(error, self.device.folder) from None
        self.generation += 1


class RenewedWire:
    """Implements `Wire`: makes a new one for the next call when the certificate was renewed."""

    def __init__(self, credentials: Credentials, make: Callable[[ssl.SSLContext], Wire]) -> None:
        self._credentials = credentials
        self._make = make
        self._generation = credentials.generation
        self._wires = [make(credentials.context())]

    def ask(
        self,
        method: str,
        target: str,
        headers: dict[str, str],
        content: bytes | None,
        within_s: float,
    ) -> BaseHTTPResponse:
        if self._generation != self._credentials.generation:
            self._generation = self._credentials.generation
            # The one before may be in the middle of a call; it ends with all of them.
            self._wires.append(self._make(self._credentials.context()))
        return self._wires[-1].ask(method, target, headers, content, within_s)

    def close(self) -> None:
        for wire in self._wires:
            wire.close()


def _issued(certificate: x509.Certificate, ca: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(ca)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
