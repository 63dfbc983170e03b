"""Asking the gateway for the certificate of a new TLS key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pos_client.application.ports import EvidenceKey
from pos_client.application.trouble import UntrustedGateway
from pos_client.infrastructure.crypto.tls_key import TlsKey
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.credentials import Credentials
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.protocol.api import CertificateAnswer, CertificateRequest, Paths

__all__ = ["HttpRenewal"]

# The gateway writes its own subject; nothing of this computer is told.
_ASKED_NAME = "pos-client"


class HttpRenewal:
    """Implements `carrier.CertificateRenewal`, over a line that is open for one call only."""

    def __init__(
        self,
        credentials: Credentials,
        wordings: SignedWordings,
        evidence_key: EvidenceKey,
        audit_head: Callable[[], tuple[int, bytes]],
    ) -> None:
        self._credentials = credentials
        self._headers = SignedHeaders(wordings, evidence_key, audit_head)

    def validity(self) -> tuple[datetime, datetime]:
        """Raises DeviceTrouble: it is gone or damaged."""
        return self._credentials.validity()

    def renew(self) -> None:
        """The new key is in memory only until its certificate is here."""
        key = TlsKey.make()
        url = self._credentials.device.gateway.url
        line = GatewayLine.to(url, self._credentials.context())
        try:
            answer = line.call(
                "POST",
                Paths.CERTIFICATES,
                CertificateAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.plain(),
                message=CertificateRequest(tls_csr_pem=key.request_pem(_ASKED_NAME)),
            )
        finally:
            line.close()
        self._credentials.keep(key, answer.tls_certificate_pem)
