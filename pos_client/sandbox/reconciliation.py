"""Daily reconciliation: active numbers, accepted registrations and SIM stock, held to each other.

As with the stock alone, each finding is told by comparing rows that different hands have written.
It names a number or a SIM, the outlet, clerk and registration concerned, and whose it is to settle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, select

from pos_client.domain.flows import FLOWS
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome
from pos_client.domain.subject import SubscriberState
from pos_client.sandbox import stock_tables, tables
from pos_client.sandbox.case_tables import cases
from pos_client.sandbox.sim_standings import stock_number
from pos_client.sandbox.stock_findings import findings_of
from pos_client.sandbox.subscriber_tables import subscribers

__all__ = ["ACTIVATED_WITHIN", "Finding", "FindingCode", "reconcile"]

_ROWS, _EFFECTS, _DEVICES = tables.registrations, tables.effects, tables.devices
ACTIVATED_WITHIN = timedelta(days=1)
"""So long an acceptance may be without its activation."""
_LEASE_LOST_AFTER = timedelta(days=31)
_OF_BLOCK = ("LEASED", "KEPT", "HELD")


class FindingCode(StrEnum):
    """What was found. Those of the stock alone are `stock_findings.findings_of`'s own."""

    ACTIVE_UNREGISTERED = "ACTIVE_UNREGISTERED"
    ACCEPTED_INACTIVE = "ACCEPTED_INACTIVE"
    SIM_TWO_NUMBERS = "SIM_TWO_NUMBERS"
    SIM_OUT_REJECTED = "SIM_OUT_REJECTED"
    BLOCK_NUMBER_LOST = "BLOCK_NUMBER_LOST"
    SLOT_WITHOUT_CASE = "SLOT_WITHOUT_CASE"


_OWNERS = {
    FindingCode.ACTIVE_UNREGISTERED: "carrier:numbers",
    FindingCode.ACCEPTED_INACTIVE: "carrier:numbers",
    FindingCode.SIM_TWO_NUMBERS: "carrier:sims",
    FindingCode.BLOCK_NUMBER_LOST: "carrier:numbers",
    FindingCode.SLOT_WITHOUT_CASE: "carrier:quota",
}
"""Who settles it; anything else the outlet that it is about, or the carrier where it names none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One discrepancy.

    Attributes:
        subject: the number, SIM or slot. Never a person.
        owner: `outlet:CODE` or `carrier:DESK`.
    """

    code: str
    subject: str
    outlet_code: str = ""
    clerk_number: str = ""
    device_id: str = ""
    registration_id: str = ""
    owner: str = ""
    found_on: date | None = None

    def plain(self) -> dict[str, str]:
        """As it is printed."""
        return {
            "code": self.code,
            "subject": self.subject,
            "outlet": self.outlet_code,
            "clerk": self.clerk_number,
            "device": self.device_id,
            "registration_id": self.registration_id,
            "owner": self.owner,
            "found_on": self.found_on.isoformat() if self.found_on is not None else "",
        }


class _Books:
    """All that is held against each other, read once."""

    def __init__(self, connection: Connection) -> None:
        kept = (each for each in _ROWS.c if each.name not in ("envelope", "receipt"))
        self.rows = {
            (row.device_id, row.id): row
            for row in connection.execute(select(*kept).order_by(_ROWS.c.received_at))
        }
        self.effects = connection.execute(select(_EFFECTS).order_by(_EFFECTS.c.id)).all()
        self.numbers = {row.phone_number: row for row in connection.execute(select(tables.numbers))}
        self.subscribers = {
            row.phone_number: row for row in connection.execute(select(subscribers))
        }
        self.leases = connection.execute(
            select(tables.leases).where(tables.leases.c.ended_at.is_(None))
        ).all()
        self.slots = connection.execute(select(tables.quota_reservations)).all()
        self.cases = {
            (row.device_id, row.case_id): row.registration_id
            for row in connection.execute(select(cases))
        }
        self.places = {
            row.stock_number: row for row in connection.execute(select(stock_tables.sim_places))
        }
        self.outlets = {
            row.id: row.outlet_code
            for row in connection.execute(select(_DEVICES.c.id, _DEVICES.c.outlet_code))
        }


def reconcile(
    connection: Connection, now: datetime, *, sim_is_handed_over: bool = False
) -> tuple[Finding, ...]:
    """Everything that does not agree, by code and subject; nothing where all of it does.

    Args:
        sim_is_handed_over: whether customers captured offline took the inactive SIM along.
    """
    books = _Books(connection)
    found = [
        *_active(books),
        *_inactive(books, now),
        *_two_numbers(books),
        *_blocks(books, now),
        *_slots(books, now),
        *_of_stock(connection),
    ]
    if sim_is_handed_over:
        found += _out_rejected(books)
    today = local_day(now)
    settled = (_settled(each, books, today) for each in found)
    return tuple(sorted(settled, key=lambda each: (each.code, each.subject)))


def _settled(finding: Finding, books: _Books, today: date) -> Finding:
    """With outlet and clerk of its registration, an owner, and the date."""
    device, id_ = finding.device_id, finding.registration_id
    if id_ and not device:
        device = next((whose[0] for whose in books.rows if whose[1] == id_), "")
    outlet = finding.outlet_code or books.outlets.get(device, "")
    place = next(
        (each for each in books.places.values() if id_ and each.registration_id == id_), None
    )
    by_code = {code.value: owner for code, owner in _OWNERS.items()}
    owner = by_code.get(finding.code) or (f"outlet:{outlet}" if outlet else "carrier:sims")
    return replace(
        finding,
        device_id=device,
        outlet_code=outlet,
        clerk_number=finding.clerk_number or (place.clerk_number if place is not None else ""),
        owner=owner,
        found_on=today,
    )


def _active(books: _Books) -> Iterator[Finding]:
    """Numbers that somebody has, by the book of numbers, and no accepted registration tells of."""
    told = {
        effect.phone_number
        for effect in books.effects
        if _is_accepted(books.rows.get((effect.device_id, effect.registration_id)))
    }
    given = {number for number, row in books.numbers.items() if row.state == "ASSIGNED"}
    given |= {
        number
        for number, row in books.subscribers.items()
        if row.owner_since is not None
        and row.state == SubscriberState.REGISTERED.value
        and number in books.numbers
    }
    for number in sorted(given - told):
        yield Finding(FindingCode.ACTIVE_UNREGISTERED.value, number)


def _is_accepted(row: Row[tuple[Any, ...]] | None) -> bool:
    return row is not None and row.outcome == Outcome.ACCEPTED.value


def _inactive(books: _Books, now: datetime) -> Iterator[Finding]:
    """Acceptances a day old by which nobody has a number."""
    effects: Mapping[tuple[str, str], Any] = {
        (effect.device_id, effect.registration_id): effect for effect in books.effects
    }
    completed = {row.completes for row in books.rows.values() if row.completes}
    for whose, row in books.rows.items():
        flow = FLOWS[row.flow]
        is_of_number = flow.sells or flow.activates
        if not (_is_accepted(row) and is_of_number) or row.id in completed:
            continue
        effect = effects.get(whose)
        at = effect.at if effect is not None else row.received_at
        if now - at < ACTIVATED_WITHIN:
            continue
        kept = books.subscribers.get(row.phone_number)
        if effect is None or kept is None:
            yield _of(FindingCode.ACCEPTED_INACTIVE, row.phone_number, row)


def _two_numbers(books: _Books) -> Iterator[Finding]:
    """SIMs that are in use under more than one number."""
    in_use: dict[str, list[str]] = {}
    for number, row in sorted(books.subscribers.items()):
        if row.sim_number and row.state != SubscriberState.TERMINATED.value:
            in_use.setdefault(row.sim_number, []).append(number)
    newest = {effect.phone_number: effect for effect in books.effects}
    for sim, numbers in in_use.items():
        if len(numbers) > 1:
            effect = next((newest[each] for each in reversed(numbers) if each in newest), None)
            of_effect = None
            if effect is not None:
                of_effect = books.rows.get((effect.device_id, effect.registration_id))
            yield _of(FindingCode.SIM_TWO_NUMBERS, f"{sim} {' '.join(numbers)}", of_effect)


def _out_rejected(books: _Books) -> list[Finding]:
    """SIMs that a customer took along, of cases that came to nothing; back in a book they are."""
    return [
        _of(FindingCode.SIM_OUT_REJECTED, stock_number(row.iccid), row)
        for row in books.rows.values()
        if row.is_offline
        and row.iccid
        and row.outcome == Outcome.REJECTED.value
        and stock_number(row.iccid) not in books.places
    ]


def _blocks(books: _Books, now: datetime) -> Iterator[Finding]:
    """Numbers lent to a device whose lease is open, while the number is elsewhere or long due."""
    for lease in books.leases:
        row = books.numbers.get(lease.phone_number)
        is_there = row is not None and row.state in _OF_BLOCK and row.device_id == lease.device_id
        is_kept = row is not None and row.state == "KEPT"
        is_due = (
            row is not None
            and row.state == "LEASED"
            and row.until is not None
            and row.until < now - _LEASE_LOST_AFTER
        )
        if is_due or not (is_there or is_kept):
            yield Finding(
                FindingCode.BLOCK_NUMBER_LOST.value,
                lease.phone_number,
                books.outlets.get(lease.device_id, ""),
                device_id=lease.device_id,
            )


def _slots(books: _Books, now: datetime) -> Iterator[Finding]:
    """Slots of a limit that are kept for a case that there is not, or that was decided."""
    decided = {(row.device_id, row.case_id): row for row in books.rows.values()}
    for slot in books.slots:
        if slot.expires_at <= now:
            continue
        whose = (slot.device_id, slot.case_id)
        row = decided.get(whose)
        if whose not in books.cases or row is not None:
            yield replace(
                _of(FindingCode.SLOT_WITHOUT_CASE, slot.id, row), device_id=slot.device_id
            )


def _of_stock(connection: Connection) -> Iterator[Finding]:
    for each in findings_of(connection):
        yield Finding(
            each["code"],
            each.get("stock_number", each.get("outlet", "")),
            each.get("outlet", ""),
            registration_id=each.get("registration_id", ""),
        )


def _of(code: FindingCode, subject: str, row: Row[tuple[Any, ...]] | None) -> Finding:
    if row is None:
        return Finding(code.value, subject)
    return Finding(code.value, subject, device_id=row.device_id, registration_id=row.id)
