"""Frozen work ids: their sessions have ended, nobody logs in, and two people let them go again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from pos_client.domain.outlet import RIGHTS, Right, Role
from pos_client.protocol import jws
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.credentials import Credentials
from pos_client.sandbox.devices import Clock, Devices
from pos_client.sandbox.evidence_package import facts_about, signed_package
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.sessions import Sessions
from pos_client.sandbox.work_id_tables import freezes, releases

__all__ = ["BY_HAND", "Freezes"]

BY_HAND = "BY_HAND"
_PEOPLE = 2
_OPEN = select(freezes).where(
    freezes.c.clerk_number == bindparam("clerk_number"), freezes.c.released_at.is_(None)
)


class Freezes:
    """The book of frozen work ids. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        keys: KeyRing,
        controls: Controls,
        devices: Devices,
        sessions: Sessions,
        credentials: Credentials,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._keys = keys
        self._controls = controls
        self._devices = devices
        self._sessions = sessions
        self._credentials = credentials

    def is_frozen(self, clerk_number: str) -> bool:
        return self._open(clerk_number) is not None

    def freeze(self, clerk_number: str, rule: str, why: Mapping[str, Any]) -> None:
        """Freeze a work id and keep the evidence of this moment. One that is frozen stays so.

        Args:
            why: the figures that have decided it, and the rules in force.

        Raises:
            LookupError: no such work id.
        """
        if self._credentials.clerk(clerk_number) is None:
            raise LookupError(clerk_number)
        if self.is_frozen(clerk_number):
            return
        now = self._clock()
        self._sessions.end_all(clerk_number)
        self._devices.raise_alarm("", "WORK_ID_FROZEN", f"{clerk_number} at {now.isoformat()}")
        facts = facts_about(self._connection, clerk_number, now) | {
            "frozen_at": now.isoformat(),
            "rule": rule,
            "why": dict(why),
        }
        self._connection.execute(
            insert(freezes).values(
                clerk_number=clerk_number,
                frozen_at=now,
                rule=rule,
                package=signed_package(facts, self._sign),
            )
        )

    def release(self, clerk_number: str, by: str) -> bool:
        """Somebody of the carrier's centre says that it may be let go.

        Returns:
            Whether it is: the second of two people has said so.

        Raises:
            LookupError: it is not frozen.
            ValueError: who says so may not, or stands behind the frozen work id.
        """
        frozen = self._open(clerk_number)
        if frozen is None:
            raise LookupError(clerk_number)
        clerk = self._credentials.clerk(by)
        is_of_centre = (
            clerk is not None
            and clerk.dismissed_at is None
            and Right.REVIEW_REMOTELY in RIGHTS[Role(clerk.role)]
        )
        if not is_of_centre or self._sessions.are_one_person(by, clerk_number):
            raise ValueError(f"{by} may not")
        self._connection.execute(
            upsert(releases)
            .values(freeze_id=frozen.id, clerk_number=by, at=self._clock())
            .on_conflict_do_nothing()
        )
        said = self._connection.scalars(
            select(releases.c.clerk_number).where(releases.c.freeze_id == frozen.id)
        )
        people = {self._credentials.person_of(each) for each in said}
        is_asked = self._controls.is_on(Control.RELEASE_BY_TWO)
        if is_asked and len(people) < _PEOPLE:
            return False
        self._connection.execute(
            update(freezes).where(freezes.c.id == frozen.id).values(released_at=self._clock())
        )
        return True

    def last_released_at(self, clerk_number: str) -> Any:
        """Since when whatever is found about a work id counts; None for always."""
        return self._connection.scalar(
            select(func.max(freezes.c.released_at)).where(freezes.c.clerk_number == clerk_number)
        )

    def package(self, clerk_number: str) -> str:
        """The newest evidence about a work id.

        Raises:
            LookupError: it was never frozen.
        """
        found = self._connection.scalar(
            select(freezes.c.package)
            .where(freezes.c.clerk_number == clerk_number)
            .order_by(freezes.c.id.desc())
            .limit(1)
        )
        if found is None:
            raise LookupError(clerk_number)
        return str(found)

    def _open(self, clerk_number: str) -> Row[Any] | None:
        return self._connection.execute(_OPEN, {"clerk_number": clerk_number}).first()

    def _sign(self, claims: Mapping[str, Any]) -> str:
        return self._keys.sign_word(claims, jws.TokenType.EVIDENCE_PACKAGE)
