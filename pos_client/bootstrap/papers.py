"""What an enrolment left in the home, opened and checked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pos_client
from drivers.plug_ins import AllowedDriver
from pos_client.application.trouble import ConfigurationInvalid, StoreDamaged
from pos_client.domain.audit import AuditEvent
from pos_client.domain.outcome import Receipt
from pos_client.domain.policy import Configuration
from pos_client.domain.sign_code import SignCode
from pos_client.domain.work_signal import NOTHING_SEEN, Surroundings
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.crypto.token_place import TokenPlace
from pos_client.infrastructure.database import audit_chain
from pos_client.infrastructure.database.audit_chain import CountersignedPart
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.credentials import Credentials
from pos_client.infrastructure.gateway.device import Device
from pos_client.infrastructure.gateway.evidence_keys import open_evidence_key
from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.gateway.renewal import HttpRenewal
from pos_client.infrastructure.home import Home, HomeLock
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.sign import sign_from
from pos_client.protocol.words import (
    Session,
    SignedRead,
    countersignature_from,
    receipt_from,
    session_from,
    signed_read_from,
)

__all__ = ["STOOD_IN", "Papers", "enrol_into", "is_chain_broken", "last_good", "locked"]

log = logging.getLogger(__name__)

STOOD_IN = 0
"""The version of a configuration that only stands in: the carrier finds any other newer."""


class Papers:
    """What the enrolment left, opened: wordings, configuration and the evidence key."""

    def __init__(self, store: SqlStore, device: Device) -> None:
        self._device = device
        self._credentials = Credentials(device)
        self._wordings = SignedWordings(device.gateway.root, device.device_id)
        self.configuration = self._last_good(store)
        self.has_broken_chain = store.marks.has_refused_chain or is_chain_broken(
            store.database.read(audit_chain.countersigned_part), self._wordings
        )
        if self.has_broken_chain:
            log.info("the audit chain is broken", extra={"code": StoreDamaged.code})
        self.evidence_key = open_evidence_key(device)
        # A token binds passwords too; a key in a file leaves that to a secret of its own.
        self.bind: Callable[[bytes], bytes] | None = getattr(self.evidence_key, "bind", None)

    @property
    def device_id(self) -> str:
        return self._device.device_id

    def gateway(
        self,
        audit_head: Callable[[], tuple[int, bytes]],
        surroundings: Callable[[], Surroundings] = lambda: NOTHING_SEEN,
    ) -> HttpGateway:
        """A client of its own; both arguments are called on the thread that uses it."""
        return HttpGateway.connect(
            self._credentials,
            self._wordings,
            self.evidence_key,
            audit_head,
            pos_client.__version__,
            surroundings,
        )

    def renewal(self, audit_head: Callable[[], tuple[int, bytes]]) -> HttpRenewal:
        """Renews the certificate of all clients made here."""
        return HttpRenewal(self._credentials, self._wordings, self.evidence_key, audit_head)

    def session_of(self, token: str) -> Session:
        """Check a session that was kept.

        Raises:
            TokenRefused: the gateway did not sign it.
        """
        return session_from(token, self._wordings.signing_keys)

    def receipt_of(self, token: str) -> Receipt:
        """Check a receipt that was kept.

        Raises:
            TokenRefused: the gateway did not sign it.
        """
        return receipt_from(token, self._wordings.signing_keys)

    def signed_read_of(self, token: str) -> SignedRead:
        """Check a decoder's word on a read.

        Raises:
            TokenRefused: no decoder of this gateway has said it.
        """
        return signed_read_from(token, self._wordings.signing_keys)

    def sign_of(self, token: str) -> SignCode:
        """Check the token on a sign.

        Raises:
            TokenRefused: the gateway did not sign it.
        """
        return sign_from(token, self._wordings.signing_keys)

    def allowed_drivers(self) -> tuple[AllowedDriver, ...]:
        """The list of the newest configuration; any thread may ask."""
        return self._wordings.allowed_drivers

    def _last_good(self, store: SqlStore) -> Configuration:
        kept, enrolled = store.configuration_token(), self._device.configuration
        configuration = last_good(self._wordings, kept, enrolled, store.audit_head()[0])
        if configuration.version == STOOD_IN:
            log.warning("the kept configuration is damaged; the one of the enrolment stands in")
            store.append_audit(AuditEvent("configuration_stood_in", SystemClock().now(), {}))
        elif kept is None:
            store.keep_configuration(enrolled, configuration.version, configuration.number_block)
        return configuration


def last_good(
    wordings: SignedWordings, kept: str | None, enrolled: str, audit_index: int
) -> Configuration:
    """The configuration kept in the store, the enrolment's before there is one.

    The enrolment's also stands in for one that was damaged or taken away, which a chain of audit
    entries gives away. It is older, so whoever spoils the store must not win what it still
    allowed: nothing is captured and nobody logs in without the gateway, its own expiry holds, and
    online the gateway judges by the newest. The carrier fetches that first of all.

    Raises:
        ConfigurationInvalid: the enrolment's is none either.
    """
    if kept is not None:
        try:
            return wordings.configuration(kept)
        except ConfigurationInvalid:
            pass
    configuration = wordings.configuration(enrolled)
    if kept is None and audit_index == 0:
        return configuration
    closed = replace(configuration.offline, flows=(), log_in_window=timedelta(0))
    return replace(configuration, version=STOOD_IN, offline=closed)


def is_chain_broken(part: CountersignedPart, wordings: SignedWordings) -> bool:
    """Whether the chain was cut back or forked below the head that the gateway countersigned.

    A countersignature that cannot be checked with today's keys says nothing; the gateway will.
    """
    if part.countersigned_index > part.index:
        return True
    try:
        signed = countersignature_from(part.token, wordings.signing_keys)
    except TokenRefused:
        return False
    return signed.device_id == wordings.device_id and signed.head != part.head


def locked(home: Home) -> HomeLock:
    home.create()
    return HomeLock(home)


def enrol_into(
    home: Home,
    gateway_file: Path,
    code: str,
    device_name: str,
    token: TokenPlace | None = None,
    pin: str = "",
) -> Device:
    # Late: writing and reading certificates takes megabytes, on one day in a device's life.
    from pos_client.infrastructure.gateway.enrolment import enrol

    gateway = GatewayFile.read(gateway_file)
    return enrol(gateway, code, home.device_folder, device_name, token, pin)
