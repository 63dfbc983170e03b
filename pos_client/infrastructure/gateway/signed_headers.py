"""The headers of every call: the outlet, the signed audit head and the clerk's session."""

from __future__ import annotations

from collections.abc import Callable

from pos_client.application.ports import EvidenceKey
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.protocol.api import Headers
from pos_client.protocol.jws import TokenType
from pos_client.protocol.words import Session

__all__ = ["SignedHeaders"]


class SignedHeaders:
    """Signs a head once and repeats it until the chain has grown."""

    def __init__(
        self,
        wordings: SignedWordings,
        evidence_key: EvidenceKey,
        audit_head: Callable[[], tuple[int, bytes]],
    ) -> None:
        self._wordings = wordings
        self._evidence_key = evidence_key
        self._audit_head = audit_head
        self._signed: tuple[tuple[int, bytes], str] | None = None

    def plain(self) -> dict[str, str]:
        """What goes with every call."""
        headers = {Headers.AUDIT_HEAD: self._current_head()}
        if self._wordings.outlet_code:
            headers[Headers.OUTLET_CODE] = self._wordings.outlet_code
        return headers

    def of(self, session: Session) -> dict[str, str]:
        """What goes with a call in a clerk's name."""
        return {**self.plain(), Headers.SESSION: session.token}

    def signed_head(self, index: int, head: bytes) -> str:
        """A JWS of the evidence key over one head of this device's chain."""
        return self._evidence_key.sign_token(
            {"device_id": self._wordings.device_id, "index": index, "head": head.hex()},
            TokenType.AUDIT_HEAD,
        )

    def _current_head(self) -> str:
        head = self._audit_head()
        if self._signed is None or self._signed[0] != head:
            self._signed = (head, self.signed_head(*head))
        return self._signed[1]
