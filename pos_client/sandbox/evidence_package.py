"""The evidence about a work id in one signed file: facts of the gateway's books, nobody's identity.

The file is a JSON object of two members: `facts`, and `signature`, a JWS over the SHA-256 of the
facts in canonical JSON.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc.jwk import ECKey
from sqlalchemy import Connection, RowMapping, Select, select

from pos_client.domain.guards import Counted
from pos_client.domain.masking import mask_phone_number
from pos_client.protocol import jws, strict_json
from pos_client.sandbox import tables
from pos_client.sandbox.channel_facts import facts_from
from pos_client.sandbox.channel_tables import channel_records
from pos_client.sandbox.guard_tables import guard_findings
from pos_client.sandbox.place_tables import sightings
from pos_client.sandbox.work_id_tables import work_findings

__all__ = ["FORM", "REACH", "facts_about", "read_package", "signed_package"]

FORM = "work-id-evidence-1"
REACH = timedelta(days=30)
_MOST_ROWS = 500
_MICRO = 1_000_000


def facts_about(connection: Connection, clerk_number: str, now: datetime) -> dict[str, Any]:
    """What the books have of a work id's last thirty days, the newest first.

    Cases stand there by their ids, with a mask of their number; persons not at all.
    """
    since, seen = now - REACH, sightings
    found = _rows(
        connection,
        select(work_findings).where(
            work_findings.c.clerk_number == clerk_number, work_findings.c.at >= since
        ),
        work_findings.c.at,
    )
    seen_rows = _rows(
        connection,
        select(seen).where(seen.c.clerk_number == clerk_number, seen.c.at >= since),
        seen.c.at,
    )
    book = tables.sessions
    log_ins = _rows(
        connection,
        select(
            book.c.id, book.c.device_id, book.c.issued_at, book.c.expires_at, book.c.ended_at
        ).where(book.c.clerk_number == clerk_number, book.c.issued_at >= since),
        book.c.issued_at,
    )
    used = {str(row["device_id"]) for row in (*seen_rows, *log_ins)}
    devices = _devices(connection, used)
    return {
        "form": FORM,
        "clerk_number": clerk_number,
        "findings": found,
        "guards": _guards(connection, clerk_number, used, since),
        "sightings": seen_rows,
        "log_ins": log_ins,
        "devices": devices,
        "outlets": _outlets(connection, {str(each["outlet_code"]) for each in devices}),
        "cases": _cases(connection, clerk_number, since),
        "alarms": _alarms(connection, used, since),
    }


def signed_package(facts: Mapping[str, Any], sign: Callable[[Mapping[str, Any]], str]) -> str:
    """The text of the file; `sign` makes a word of the gateway's of claims."""
    return strict_json.canonical({"facts": facts, "signature": sign(_claims(facts))}).decode()


def read_package(data: bytes, keys: Mapping[str, ECKey]) -> dict[str, Any]:
    """Take the facts out of a file.

    Raises:
        ValueError: it has another form, or the gateway did not sign just this.
    """
    plain = strict_json.loads(data)
    if not isinstance(plain, dict) or plain.keys() != {"facts", "signature"}:
        raise ValueError("no package")
    facts: dict[str, Any] = plain["facts"]
    said = jws.verify(str(plain["signature"]), keys, jws.TokenType.EVIDENCE_PACKAGE)
    if said != _claims(facts):
        raise ValueError("not what was signed")
    return facts


def _claims(facts: Mapping[str, Any]) -> dict[str, str]:
    return {"sha256": hashlib.sha256(strict_json.canonical(facts)).hexdigest()}


def _rows(connection: Connection, query: Select[Any], newest: Any) -> list[dict[str, Any]]:
    rows = connection.execute(query.order_by(newest.desc()).limit(_MOST_ROWS))
    return [_plain(row._mapping) for row in rows]


def _plain(row: RowMapping) -> dict[str, Any]:
    return {
        str(name): value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
        if name != "id" or isinstance(value, str)
    }


def _devices(connection: Connection, ids: set[str]) -> list[dict[str, Any]]:
    book = tables.devices
    columns = (book.c.id, book.c.outlet_code, book.c.state, book.c.enrolled_at, book.c.last_seen_at)
    query = select(*columns).where(book.c.id.in_(sorted(ids)))
    return [
        {**_plain(row._mapping), "device_id": row.id}
        for row in connection.execute(query.order_by(book.c.id))
    ]


def _outlets(connection: Connection, codes: set[str]) -> list[dict[str, Any]]:
    book = tables.outlets
    columns = (book.c.code, book.c.name, book.c.kind, book.c.agent_number)
    query = select(*columns).where(book.c.code.in_(sorted(codes))).order_by(book.c.code)
    return [
        {**_plain(row._mapping), "fences": _fences(connection, row.code)}
        for row in connection.execute(query)
    ]


def _fences(connection: Connection, code: str) -> list[dict[str, Any]]:
    """The circle around an outlet, and since when: more than one where it has moved."""
    book = channel_records.c
    query = select(book.recorded_at, book.facts).where(book.outlet_code == code).order_by(book.id)
    told: list[dict[str, Any]] = []
    for row in connection.execute(query):
        fence = facts_from(row.facts).geofence
        drawn = {
            "latitude_microdegrees": fence and round(fence.latitude_deg * _MICRO),
            "longitude_microdegrees": fence and round(fence.longitude_deg * _MICRO),
            "radius_m": fence and fence.radius_m,
        }
        if not told or not drawn.items() <= told[-1].items():
            told.append({"since": row.recorded_at.isoformat(), **drawn})
    return told


def _cases(connection: Connection, clerk_number: str, since: datetime) -> list[dict[str, Any]]:
    seen, book = sightings.c, tables.registrations
    query = (
        select(
            *(book.c.id, book.c.case_id, book.c.device_id, book.c.flow, book.c.outcome),
            *(book.c.code, book.c.phone_number, book.c.captured_at, book.c.received_at),
        )
        .select_from(
            book.join(
                sightings,
                (seen.device_id == book.c.device_id) & (seen.subject == book.c.id),
            )
        )
        .where(seen.clerk_number == clerk_number, book.c.received_at >= since)
    )
    cases = _rows(connection, query, book.c.received_at)
    for case in cases:
        case["masked_phone_number"] = mask_phone_number(case.pop("phone_number"))
    return cases


def _guards(
    connection: Connection, clerk_number: str, devices: set[str], since: datetime
) -> list[dict[str, Any]]:
    """What the guards have found about the work id, and about the counters that it was used at."""
    book = guard_findings.c
    of_device = (book.counted == Counted.DEVICE.value) & book.subject.in_(sorted(devices))
    of_clerk = (book.counted == Counted.CLERK.value) & (book.subject == clerk_number)
    columns = (book.at, book.rule, book.counted, book.subject, book.outlet_code, book.device_id)
    query = select(*columns, book.registration_id, book.evidence, book.settled_at)
    return _rows(connection, query.where(of_clerk | of_device, book.at >= since), book.at)


def _alarms(connection: Connection, devices: set[str], since: datetime) -> list[dict[str, Any]]:
    book = tables.alarms
    query = select(book.c.at, book.c.device_id, book.c.code, book.c.subject).where(
        book.c.device_id.in_(sorted(devices)), book.c.at >= since
    )
    return _rows(connection, query, book.c.at)
