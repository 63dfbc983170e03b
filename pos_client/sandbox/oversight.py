"""What the gateway watches of its outlets: reasons, reviews, alarms, and devices last heard of.

All of it is counted; nothing is of a customer.
"""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.local_day import end_of_local_day, local_day
from pos_client.domain.outcome import Outcome
from pos_client.domain.oversight import (
    Anomaly,
    CodeCount,
    DeviceHealth,
    OutletOversight,
    last_of_month,
)
from pos_client.protocol import strict_json
from pos_client.protocol.heartbeat import HeartbeatRequest
from pos_client.protocol.oversight import DeviceFiguresJson, device_figures_from
from pos_client.sandbox import tables
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.oversight_tables import device_figures, refusal_totals

__all__ = ["Oversight"]

_CODE = re.compile("[A-Z][A-Z0-9_]{0,63}")
_REFUSED = "case_refused"
_ROWS, _DEVICES = tables.registrations, tables.devices
_NAMES = tuple(each.name for each in fields(DeviceFiguresJson))
_MOST_CODES = 100
"""So many codes an outlet may bring up on one day; a patched counter makes up no more rows."""
_OTHER = "OTHER"


class Oversight:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def show(self, outlet_code: str, month: date) -> OutletOversight:
        """What is watched of an outlet: of a month, and of today."""
        today = local_day(self._clock())
        between = (_beginning(month), end_of_local_day(last_of_month(month)))
        waiting, oldest = self._connection.execute(
            select(func.count(), func.min(_ROWS.c.received_at))
            .select_from(_ROWS.join(_DEVICES, _DEVICES.c.id == _ROWS.c.device_id))
            .where(
                _DEVICES.c.outlet_code == outlet_code,
                _ROWS.c.outcome == Outcome.UNDER_REVIEW.value,
            )
        ).one()
        return OutletOversight(
            on=today,
            refusals=self._refusals(outlet_code, month, today),
            rejections=self._rejections(outlet_code, between, today),
            reviews_waiting=waiting,
            oldest_review_at=oldest,
            anomalies=self._anomalies(outlet_code, between),
            devices=tuple(self._devices(outlet_code)),
        )

    def note_event(self, device: Device, event: str) -> None:
        """Count a refusal that a counter's audit chain tells of, on the day on which it was."""
        if _REFUSED not in event:
            return
        entry = strict_json.loads(event)
        code = entry["details"].get("code")
        if entry["kind"] != _REFUSED or not isinstance(code, str) or not _CODE.fullmatch(code):
            return
        day = self._day_of(entry["at"])
        if not self._is_known(device.outlet_code, day, code):
            code = _OTHER
        counted = insert(refusal_totals).values(
            outlet_code=device.outlet_code, day=day, code=code, count=1
        )
        more = refusal_totals.c["count"] + counted.excluded["count"]
        self._connection.execute(counted.on_conflict_do_update(set_={"count": more}))

    def note_heartbeat(self, device: Device, told: HeartbeatRequest) -> None:
        """Keep what a device says of itself; what it said before is gone."""
        figures = told.figures
        row: dict[str, Any] = {
            "device_id": device.id,
            "at": self._clock(),
            "program_version": told.program_version,
            "pending": told.pending,
            "quarantined": told.quarantined,
            "oldest_pending_at": told.oldest_pending_at,
            **{name: getattr(figures, name, None) for name in _NAMES},
        }
        kept = insert(device_figures).values(row)
        self._connection.execute(kept.on_conflict_do_update(set_=row))

    def _day_of(self, at: object) -> date:
        """The entry's own day, as its device has it, and none that has not come yet."""
        today = local_day(self._clock())
        try:
            moment = datetime.fromisoformat(str(at))
            return min(local_day(moment), today)
        except (ValueError, OverflowError):
            return today

    def _is_known(self, outlet_code: str, day: date, code: str) -> bool:
        book = refusal_totals
        codes = self._connection.scalars(
            select(book.c.code).where(book.c.outlet_code == outlet_code, book.c.day == day)
        ).all()
        return code in codes or len(codes) < _MOST_CODES

    def _refusals(self, outlet_code: str, month: date, today: date) -> tuple[CodeCount, ...]:
        book = refusal_totals
        found = self._connection.execute(
            select(
                book.c.code,
                func.sum(book.c["count"]).filter(book.c.day == today),
                func.sum(book.c["count"]).filter(book.c.day.between(month, last_of_month(month))),
            )
            .where(book.c.outlet_code == outlet_code, book.c.day >= month)
            .group_by(book.c.code)
        )
        return _most_frequent(found)

    def _rejections(
        self, outlet_code: str, between: tuple[datetime, datetime], today: date
    ) -> tuple[CodeCount, ...]:
        came = _ROWS.c.received_at
        found = self._connection.execute(
            select(
                _ROWS.c.code,
                func.count().filter(came >= _beginning(today)),
                func.count().filter(came.between(*between)),
            )
            .select_from(_ROWS.join(_DEVICES, _DEVICES.c.id == _ROWS.c.device_id))
            .where(
                _DEVICES.c.outlet_code == outlet_code,
                _ROWS.c.outcome == Outcome.REJECTED.value,
                came >= between[0],
            )
            .group_by(_ROWS.c.code)
        )
        return _most_frequent(found)

    def _anomalies(
        self, outlet_code: str, between: tuple[datetime, datetime]
    ) -> tuple[Anomaly, ...]:
        book = tables.alarms
        found = self._connection.execute(
            select(book.c.code, func.count(), func.max(book.c.at))
            .select_from(book.join(_DEVICES, _DEVICES.c.id == book.c.device_id))
            .where(_DEVICES.c.outlet_code == outlet_code, book.c.at.between(*between))
            .group_by(book.c.code)
            .order_by(func.max(book.c.at).desc())
        )
        return tuple(Anomaly(*row) for row in found)

    def _devices(self, outlet_code: str) -> list[DeviceHealth]:
        book = device_figures
        found = self._connection.execute(
            select(_DEVICES.c.id, _DEVICES.c.last_seen_at, book)
            .select_from(_DEVICES.outerjoin(book, book.c.device_id == _DEVICES.c.id))
            .where(_DEVICES.c.outlet_code == outlet_code)
            .order_by(_DEVICES.c.id)
        )
        return [_device(row) for row in found]


def _beginning(day: date) -> datetime:
    """The first moment of a day of the Chinese calendar."""
    return (end_of_local_day(day - timedelta(days=1)) + timedelta(microseconds=1)).astimezone(UTC)


def _most_frequent(found: Any) -> tuple[CodeCount, ...]:
    counted = (CodeCount(code, today or 0, month or 0) for code, today, month in found)
    told = [each for each in counted if each.today or each.month]
    return tuple(sorted(told, key=lambda each: (-each.month, -each.today, each.code)))


def _device(row: Row[Any]) -> DeviceHealth:
    if row.at is None:
        return DeviceHealth(row.id, row.last_seen_at)
    told = None
    if row.day is not None:
        plain = {name: getattr(row, name) for name in _NAMES}
        told = device_figures_from(DeviceFiguresJson(**plain))
    return DeviceHealth(
        device_id=row.id,
        last_seen_at=row.last_seen_at,
        program_version=row.program_version,
        pending=row.pending,
        quarantined=row.quarantined,
        oldest_pending_at=row.oldest_pending_at,
        told=told,
    )
