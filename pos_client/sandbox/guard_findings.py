"""What the guards have found: kept once, told to people, and followed by a rest (冷静期)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select, tuple_, update

from pos_client.domain.guards import Counted, GuardRule
from pos_client.sandbox.devices import Clock, Devices
from pos_client.sandbox.guard_tables import guard_findings, guard_rests

__all__ = ["Evidence", "Finding", "Findings", "finding_lines", "findings_about", "open_rules"]

_BOOK, _RESTS = guard_findings, guard_rests
Evidence = Mapping[str, int | str]

_YOUNGER = (
    select(_BOOK.c.id)
    .where(
        _BOOK.c.rule == bindparam("of_rule"),
        _BOOK.c.counted == bindparam("of_counted"),
        _BOOK.c.subject == bindparam("of_subject"),
        _BOOK.c.at > bindparam("since"),
        _BOOK.c.settled_at.is_(None),
    )
    .limit(1)
)
_RESTING = (
    select(_BOOK.c.rule)
    .join_from(_RESTS, _BOOK, _BOOK.c.id == _RESTS.c.finding_id)
    .where(
        tuple_(_RESTS.c.counted, _RESTS.c.subject).in_(bindparam("subjects", expanding=True)),
        _RESTS.c.since <= bindparam("at"),
        _RESTS.c.until > bindparam("at"),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a guard has noticed.

    Attributes:
        at: when what was noticed happened; a rest begins then.
        quiet: how long the same thing about the same subject is not told again.
        rests: how long everything of the subject is reviewed.
        asks_freeze: that the work id be frozen, where the rule is one that freezes.
    """

    rule: GuardRule
    counted: Counted
    subject: str
    outlet_code: str
    device_id: str
    registration_id: str
    at: datetime
    quiet: timedelta
    rests: timedelta = timedelta()
    asks_freeze: bool = False
    evidence: Evidence = field(default_factory=dict)


class Findings:
    """The book of findings. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, devices: Devices) -> None:
        self._connection = connection
        self._clock = clock
        self._devices = devices

    def add(self, finding: Finding) -> bool:
        """Keep a finding, tell people, and let its subject rest.

        Returns:
            Whether it is news: the same thing is told once within its time.
        """
        known = {
            "of_rule": finding.rule.value,
            "of_counted": finding.counted.value,
            "of_subject": finding.subject,
            "since": self._clock() - finding.quiet,
        }
        if self._connection.scalar(_YOUNGER, known) is not None:
            return False
        added = self._connection.execute(
            insert(_BOOK).values(
                at=self._clock(),
                rule=finding.rule.value,
                counted=finding.counted.value,
                subject=finding.subject,
                outlet_code=finding.outlet_code,
                device_id=finding.device_id,
                registration_id=finding.registration_id,
                asks_freeze=finding.asks_freeze,
                evidence=json.dumps(finding.evidence, ensure_ascii=False, sort_keys=True),
            )
        )
        (id_,) = added.inserted_primary_key or (0,)
        code = f"GUARD_{finding.rule.value}"
        self._devices.raise_alarm(finding.device_id, code, f"finding {id_}")
        if finding.rests:
            self._connection.execute(
                insert(_RESTS).values(
                    finding_id=id_,
                    counted=finding.counted.value,
                    subject=finding.subject,
                    since=finding.at,
                    until=finding.at + finding.rests,
                )
            )
        return True

    def rest_of(self, subjects: Iterable[tuple[str, str]], at: datetime) -> str:
        """The rule after which one of these rests at a time; empty where none does."""
        asked = {"subjects": list(subjects), "at": at}
        return self._connection.scalar(_RESTING, asked) or ""

    def freezes(self) -> Sequence[Row[tuple[Any, ...]]]:
        """Open findings that ask for the freezing of somebody's work id, oldest first."""
        asked = select(_BOOK).where(_BOOK.c.asks_freeze.is_(True), _BOOK.c.settled_at.is_(None))
        return self._connection.execute(asked.order_by(_BOOK.c.id)).all()

    def settle(self, finding_id: int) -> None:
        """The carrier has looked at it: the rest that it began is over.

        Raises:
            LookupError: there is no such finding, or it was settled before.
        """
        settled = self._connection.execute(
            update(_BOOK)
            .where(_BOOK.c.id == finding_id, _BOOK.c.settled_at.is_(None))
            .values(settled_at=self._clock())
        )
        if settled.rowcount != 1:
            raise LookupError(str(finding_id))
        self._connection.execute(delete(_RESTS).where(_RESTS.c.finding_id == finding_id))


def findings_about(
    connection: Connection, row: Row[tuple[Any, ...]], clerk_number: str
) -> dict[str, Any]:
    """What the guards have found about a registration or whoever captured it, for its reviewer.

    Returns:
        `guards`: rule, who rests, and figures of each; no member where there is nothing.
    """
    whose = ((Counted.CLERK, clerk_number), (Counted.DEVICE, row.device_id))
    subjects = [(counted.value, subject) for counted, subject in whose]
    subjects.append((Counted.OUTLET.value, row.outlet_code))
    asked = select(_BOOK).where(
        or_(
            _BOOK.c.registration_id == row.id,
            tuple_(_BOOK.c.counted, _BOOK.c.subject).in_(subjects),
        ),
        _BOOK.c.settled_at.is_(None),
    )
    found = [
        {"rule": each.rule, "counted": each.counted, "evidence": json.loads(each.evidence)}
        for each in connection.execute(asked.order_by(_BOOK.c.id))
    ]
    return {"guards": found} if found else {}


def open_rules(connection: Connection, outlet_code: str) -> frozenset[str]:
    """By which rules something is open about an outlet or its people."""
    asked = select(_BOOK.c.rule).where(
        _BOOK.c.outlet_code == outlet_code, _BOOK.c.settled_at.is_(None)
    )
    return frozenset(connection.scalars(asked))


def finding_lines(connection: Connection) -> list[dict[str, Any]]:
    """All findings for whoever reads the books beside a running gateway, oldest first."""
    rows = connection.execute(select(_BOOK).order_by(_BOOK.c.id))
    return [
        {
            "id": row.id,
            "at": row.at.isoformat(),
            "rule": row.rule,
            "counted": row.counted,
            "subject": row.subject,
            "outlet": row.outlet_code,
            "registration_id": row.registration_id,
            "asks_freeze": row.asks_freeze,
            "evidence": json.loads(row.evidence),
            "is_settled": row.settled_at is not None,
        }
        for row in rows
    ]
