"""Enrolled computers: who they are, whether they are live, and what looks odd about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.audit import GENESIS
from pos_client.sandbox import pattern_tables, tables
from pos_client.sandbox.channel_tables import drain_only_certificates

__all__ = ["Clock", "Device", "DeviceState", "Devices"]

Clock = Callable[[], datetime]


class DeviceState(StrEnum):
    """What a device may still do. Drain-only delivers what is queued and captures nothing."""

    LIVE = "LIVE"
    DRAIN_ONLY = "DRAIN_ONLY"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Device:
    """One enrolled computer, as its row says.

    Attributes:
        revoked_at: since when it captures nothing; None while it is live.
    """

    id: str
    outlet_code: str
    evidence_key: bytes = field(repr=False)
    state: DeviceState
    enrolled_at: datetime
    revoked_at: datetime | None
    audit_index: int
    audit_head: bytes = field(repr=False)
    configuration_version: int


_BOOK, _PAPERS = tables.devices, tables.certificates
_COLUMNS = tuple(_BOOK.c[name] for name in Device.__dataclass_fields__)
# Made once: putting a statement together costs more than running it.
_BY_ID = select(*_COLUMNS).where(_BOOK.c.id == bindparam("device_id"))
_BY_CERTIFICATE = (
    select(*_COLUMNS)
    .select_from(_BOOK.join(_PAPERS, _PAPERS.c.device_id == _BOOK.c.id))
    .where(_PAPERS.c.fingerprint == bindparam("fingerprint"))
)

_NEWEST = _PAPERS.alias()
_END_OLDER = delete(_PAPERS).where(
    _PAPERS.c.device_id == bindparam("device_id"),
    _PAPERS.c.issued_at
    < select(_NEWEST.c.issued_at)
    .where(_NEWEST.c.fingerprint == bindparam("fingerprint"))
    .scalar_subquery(),
)


class Devices:
    """The book of devices. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._marked: set[str] | None = None

    def enter(self, device_id: str, outlet_code: str, name: str, evidence_key: bytes) -> Device:
        """Enter a newly enrolled device."""
        self._connection.execute(
            insert(_BOOK).values(
                id=device_id,
                outlet_code=outlet_code,
                name=name,
                evidence_key=evidence_key,
                state=DeviceState.LIVE.value,
                enrolled_at=self._clock(),
                audit_head=GENESIS,
            )
        )
        device = self.find(device_id)
        if device is None:
            raise AssertionError("entered above")
        return device

    def enter_certificate(
        self, fingerprint: str, device_id: str, *, only_delivers: bool = False
    ) -> None:
        if only_delivers:
            self._connection.execute(
                insert(drain_only_certificates).values(fingerprint=fingerprint)
            )
            self._marked = None
        self._connection.execute(
            insert(_PAPERS).values(
                fingerprint=fingerprint, device_id=device_id, issued_at=self._clock()
            )
        )

    def has_drain_only_certificate(self, fingerprint: str) -> bool:
        """Whether this certificate was issued for delivering and nothing else."""
        if self._marked is None:
            book = drain_only_certificates.c.fingerprint
            self._marked = set(self._connection.scalars(select(book)))
        return fingerprint in self._marked

    def end_older_certificates(self, device: Device, fingerprint: str) -> None:
        """A renewed certificate has arrived: nobody comes in with the one before any more."""
        self._connection.execute(_END_OLDER, {"device_id": device.id, "fingerprint": fingerprint})

    def find(self, device_id: str) -> Device | None:
        return _device(self._connection.execute(_BY_ID, {"device_id": device_id}).one_or_none())

    def of_certificate(self, fingerprint: str) -> Device | None:
        """The device whose TLS certificate this is."""
        found = self._connection.execute(_BY_CERTIFICATE, {"fingerprint": fingerprint})
        return _device(found.one_or_none())

    def set_state(self, device_id: str, state: DeviceState) -> None:
        """Revoke a device, let it drain only, or take it back."""
        revoked_at = None if state is DeviceState.LIVE else self._clock()
        self._connection.execute(
            update(_BOOK)
            .where(_BOOK.c.id == device_id)
            .values(state=state.value, revoked_at=revoked_at)
        )
        if state is DeviceState.LIVE:  # whoever decides that has looked at what was missing
            states = pattern_tables.chain_states
            self._connection.execute(
                update(states).where(states.c.device_id == device_id).values(fault_at=None)
            )

    def note_contact(self, device_id: str) -> None:
        self._connection.execute(
            update(_BOOK).where(_BOOK.c.id == device_id).values(last_seen_at=self._clock())
        )

    def raise_alarm(self, device_id: str, code: str, subject: str) -> None:
        """Note something odd for people to look at, once. It blocks nothing by itself."""
        self._connection.execute(
            insert(tables.alarms)
            .values(at=self._clock(), device_id=device_id, code=code, subject=subject)
            .on_conflict_do_nothing()
        )


def _device(row: Row[tuple[object, ...]] | None) -> Device | None:
    if row is None:
        return None
    plain = row._asdict()
    return Device(**plain | {"state": DeviceState(plain["state"])})
