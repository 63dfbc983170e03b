"""The product with one promise taken away, to prove that a soak would see it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from unittest import mock
from uuid import UUID

from pos_client.application.sealing import Sealing
from pos_client.application.storage import Due
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.envelope import Envelope, Header

__all__ = ["MUTANTS", "NewIdPerRetry", "UnsignedReceipt", "client_of", "remembering"]


class UnsignedReceipt(HttpGateway):
    """Believes whatever looks like a receipt for this record."""

    def _receipt(
        self, token: str, registration_id: UUID, device_id: str, body_sha256: bytes
    ) -> Receipt:
        payload = token.split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return Receipt(
            registration_id=registration_id,
            device_id=device_id,
            body_sha256=body_sha256,
            outcome=Outcome(said["outcome"]),
            code=said["code"],
            phone_number=said["phone_number"],
            issued_at=datetime.fromisoformat(said["issued_at"]),
            token=token,
        )


class NewIdPerRetry(HttpGateway):
    """Seals a record anew, under another id, each time it is sent again."""

    bodies: dict[UUID, tuple[Sealing, Header, bytes]] = {}  # noqa: RUF012 - one for all clients

    def status(self, registration_id: UUID, envelope_sha256: bytes) -> Receipt | None:
        """Under its new id nobody knows it."""
        return super().status(self._another(registration_id), envelope_sha256)

    @staticmethod
    def _another(_registration_id: UUID) -> UUID:
        return new_id()

    def deliver(self, due: Due) -> Receipt:
        if not due.attempts or due.id not in self.bodies:
            return super().deliver(due)
        sealing, header, body = self.bodies[due.id]
        header = dataclasses.replace(header, id=self._another(header.id))
        envelope = _SEAL(sealing, header, body).to_bytes()
        sha256 = hashlib.sha256(envelope).digest()
        receipt = super().deliver(
            dataclasses.replace(due, id=header.id, envelope=envelope, envelope_sha256=sha256)
        )
        return dataclasses.replace(receipt, registration_id=due.id, body_sha256=due.envelope_sha256)


_SEAL = Sealing._envelope
MUTANTS = {"unsigned-receipt": UnsignedReceipt, "new-id-per-retry": NewIdPerRetry}


def client_of(mutant: str) -> type[HttpGateway]:
    """The client that a job gives its counters."""
    return MUTANTS.get(mutant, HttpGateway)


def remembering(mutant: str) -> AbstractContextManager[object]:
    """Let sealing keep the bodies that this mutant seals again; the product forgets them."""
    if mutant != "new-id-per-retry":
        return nullcontext()

    def seal(self: Sealing, header: Header, body: bytes) -> Envelope:
        NewIdPerRetry.bodies[header.id] = (self, header, body)
        return _SEAL(self, header, body)

    return mock.patch.object(Sealing, "_envelope", seal)
