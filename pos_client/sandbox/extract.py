"""The carrier's audit extract: one row for each number that exists, with whoever stands behind it.

The only place where the four fields of the law come out of sealed bodies in the clear. They are
opened in memory, and what they are written to is the carrier's file, whose making is logged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from drivers.card.read import CardRead
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import FLOWS
from pos_client.domain.subject import SubscriberState
from pos_client.protocol import strict_json
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Envelope
from pos_client.protocol.people import SealedPerson
from pos_client.sandbox import tables
from pos_client.sandbox.extract_verdicts import verdicts_of
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.special_tables import transcriptions
from pos_client.sandbox.subscriber_tables import subscribers
from pos_client.sandbox.unit_tables import unit_lines, unit_orders, unit_register, units

__all__ = ["ROLES", "ExtractRow", "Party", "extract"]

_ROWS, _EFFECTS, _DEVICES, _OUTLETS = (
    tables.registrations,
    tables.effects,
    tables.devices,
    tables.outlets,
)
ROLES = (
    PartyRole.OWNER,
    PartyRole.TRUSTEE,
    PartyRole.HANDLING_AGENT,
    PartyRole.ACTUAL_USER,
    PartyRole.RESPONSIBLE_PERSON,
)
"""Whose four fields stand in the extract, in the order of its columns."""


@dataclass(frozen=True, slots=True)
class Party:
    """The four fields of the law."""

    document_type: str = ""
    name: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    address: str = field(default="", repr=False)

    @property
    def is_whole(self) -> bool:
        return all((self.document_type, self.name, self.number, self.address))


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One number.

    Attributes:
        registered: the state of its registration by the book of numbers.
        person_key: for counting whose numbers these are; stands in no file.
        has_photo: whether the person who had to be was photographed.
    """

    phone_number: str
    registered: str
    activated_on: str = ""
    customer_kind: str = ""
    flow: str = ""
    brand: str = ""
    outlet_code: str = ""
    agent_number: str = ""
    clerk_number: str = ""
    supervisor: str = ""
    device_id: str = ""
    registration_id: str = ""
    sam_id: str = ""
    driver_version: str = ""
    read_at: str = ""
    verdicts: str = ""
    quota: str = ""
    form_number: str = ""
    parties: Mapping[PartyRole, Party] = field(default_factory=dict, repr=False)
    unit_name: str = ""
    unit_document: str = ""
    unit_address: str = ""
    person_key: bytes = field(default=b"", repr=False)
    has_photo: bool = False


@dataclass(frozen=True, slots=True)
class _Books:
    """What stands beside a registration in other books, by device and registration."""

    rows: Mapping[tuple[str, str], Row[tuple[Any, ...]]]
    effects: Mapping[tuple[str, str], Any]
    outlets: Mapping[str, Row[tuple[Any, ...]]]
    units: Mapping[tuple[str, str], Row[tuple[Any, ...]]]


def extract(connection: Connection, keys: KeyRing) -> tuple[ExtractRow, ...]:
    """Every number that exists, by number; those that were ended are none."""
    books = _books(connection)
    newest = _newest(books)
    kept = connection.execute(select(subscribers).order_by(subscribers.c.phone_number)).all()
    rows = []
    for subscriber in kept:
        if subscriber.state == SubscriberState.TERMINATED.value:
            continue
        row = newest.get(subscriber.phone_number)
        if row is None:
            key = subscriber.person_key or b""
            rows.append(ExtractRow(subscriber.phone_number, subscriber.state, person_key=key))
        else:
            rows.append(_opened(connection, keys, subscriber, row, books))
    return tuple(rows)


def _books(connection: Connection) -> _Books:
    rows = {
        (row.device_id, row.id): row for row in connection.execute(select(_ROWS)) if row.envelope
    }
    effects = {
        (row.device_id, row.registration_id): row
        for row in connection.execute(select(_EFFECTS).order_by(_EFFECTS.c.id))
    }
    outlets: dict[str, Any] = {
        row.device_id: row
        for row in connection.execute(
            select(
                _DEVICES.c.id.label("device_id"),
                *(_OUTLETS.c.code, _OUTLETS.c.brand, _OUTLETS.c.agent_number),
            ).join_from(_DEVICES, _OUTLETS, _OUTLETS.c.code == _DEVICES.c.outlet_code)
        )
    }
    of_order = (unit_orders.c.order_id == unit_lines.c.order_id) & (
        unit_orders.c.device_id == unit_lines.c.order_device_id
    )
    named = (
        select(
            *(unit_lines.c.device_id, unit_lines.c.registration_id),
            *(unit_lines.c.order_device_id, unit_lines.c.order_id),
            unit_orders.c.unit_credit_code,
            units.c.name.label("known_as"),
            unit_register.c.name.label("registered_as"),
        )
        .join_from(unit_lines, unit_orders, of_order)
        .outerjoin(units, units.c.unit_credit_code == unit_orders.c.unit_credit_code)
        .outerjoin(
            unit_register, unit_register.c.unit_credit_code == unit_orders.c.unit_credit_code
        )
    )
    of_units: dict[tuple[str, str], Any] = {
        (row.device_id, row.registration_id): row for row in connection.execute(named)
    }
    return _Books(rows, effects, outlets, of_units)


def _newest(books: _Books) -> dict[str, Row[tuple[Any, ...]]]:
    """By number, the registration that says whose it is: the last that took effect on that."""
    found: dict[str, Row[tuple[Any, ...]]] = {}
    for whose, effect in books.effects.items():
        row = books.rows.get(whose)
        if row is None:
            continue
        flow = FLOWS[row.flow]
        if not (flow.disputes or flow.opens_order or flow.keeps_owner):
            found[effect.phone_number] = row
    return found


def _opened(
    connection: Connection,
    keys: KeyRing,
    subscriber: Row[tuple[Any, ...]],
    row: Row[tuple[Any, ...]],
    books: _Books,
) -> ExtractRow:
    body, flow = _body(keys, row), FLOWS[row.flow]
    whose = (row.device_id, row.id)
    outlet, unit = books.outlets.get(row.device_id), _unit_of(books, row)
    effect, said = books.effects.get(whose), verdicts_of(body, keys)
    reads, parties = body.reads, dict(_parties(connection, keys, row, body))
    if unit is not None:
        parties |= _agent_of(connection, keys, unit, books)
    kind = "PERSON" if unit is None else "INDUSTRY" if flow.is_for_industry else "UNIT"
    return ExtractRow(
        phone_number=subscriber.phone_number,
        registered=subscriber.state,
        activated_on=effect.at.date().isoformat() if effect is not None else "",
        customer_kind=kind,
        flow=row.flow,
        brand=outlet.brand if outlet is not None else "",
        outlet_code=outlet.code if outlet is not None else "",
        agent_number=outlet.agent_number if outlet is not None else "",
        clerk_number=body.clerk_number,
        supervisor=said.supervisor,
        device_id=row.device_id,
        registration_id=row.id,
        sam_id=reads[-1].sam_id if reads else "",
        driver_version=f"{reads[-1].driver} {reads[-1].driver_version}" if reads else "",
        read_at=reads[-1].read_at.isoformat() if reads else "",
        verdicts=said.verdicts,
        quota=said.quota,
        form_number=body.form_number,
        parties=parties,
        unit_name=(unit.known_as or unit.registered_as or "") if unit is not None else "",
        unit_document=unit.unit_credit_code if unit is not None else "",
        person_key=effect.person_key if effect is not None else row.person_key or b"",
        has_photo=any(each.live_photo is not None for each in body.people),
    )


def _body(keys: KeyRing, row: Row[tuple[Any, ...]]) -> RegistrationBody:
    """What lies in a sealed case.

    Raises:
        ValueError: it was sealed to another gateway.
    """
    envelope = Envelope.from_bytes(row.envelope)
    plain = keys.open(envelope.header.kid, envelope.sealed_body, envelope.header.info())
    if plain is None:
        raise ValueError("sealed to another gateway")
    return RegistrationBody.from_bytes(plain)


def _agent_of(
    connection: Connection, keys: KeyRing, unit: Row[tuple[Any, ...]], books: _Books
) -> dict[PartyRole, Party]:
    """Who has asked for the order that a number is of: the registration bears the order's id."""
    row = books.rows.get((unit.order_device_id, unit.order_id))
    if row is None:
        return {}
    people = dict(_parties(connection, keys, row, _body(keys, row)))
    return {role: party for role, party in people.items() if role is PartyRole.HANDLING_AGENT}


def _unit_of(books: _Books, row: Row[tuple[Any, ...]]) -> Row[tuple[Any, ...]] | None:
    """The unit of a user's number; a completion is of the order of what it completes."""
    return books.units.get((row.device_id, row.id)) or books.units.get(
        (row.device_id, row.completes)
    )


def _parties(
    connection: Connection, keys: KeyRing, row: Row[tuple[Any, ...]], body: RegistrationBody
) -> Iterator[tuple[PartyRole, Party]]:
    for person in body.people:
        if person.role not in ROLES:
            continue
        if person.evidence:
            yield person.role, _read(person)
        else:
            yield person.role, _transcribed(connection, keys, row)


def _read(person: SealedPerson) -> Party:
    read = person.evidence[-1]
    card = CardRead.parse(read.raw_text, read.raw_photo, read_at=read.read_at)
    # The editions for foreigners hold no address: the office that issued the card stands for it.
    address = card.address or card.issuer
    return Party(card.kind.value, card.name or card.name_latin, card.id_number, address)


def _transcribed(connection: Connection, keys: KeyRing, row: Row[tuple[Any, ...]]) -> Party:
    """What the carrier's reviewers have read off a document without a chip."""
    mine = (transcriptions.c.device_id == row.device_id) & (
        transcriptions.c.registration_id == row.id
    )
    kept = connection.execute(select(transcriptions).where(mine)).one_or_none()
    if kept is None:
        return Party()
    plain = keys.open(keys.sealing_key_id, kept.sealed, row.id.encode())
    words = strict_json.loads(plain) if plain is not None else {}
    said = {name: str(words.get(name, "")) for name in ("name", "number", "address")}
    return Party("SPECIAL", **said)
