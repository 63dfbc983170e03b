"""The outlets of the invented carrier."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from pos_client.domain.outlet import Outlet, OutletKind
from pos_client.domain.policy import ReaderRule
from pos_client.sandbox import tables
from pos_client.sandbox.channel_tables import revoked_readers
from pos_client.sandbox.commissions import Commissions
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.policy import SandboxPolicy

__all__ = ["Outlets"]


class Outlets:
    """The book of outlets. Runs inside the caller's transaction.

    Attributes:
        commissions: what the book of channels says of them.
    """

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._known: dict[str, Outlet] = {}
        self.commissions = Commissions(connection, policy.controls)

    def enter(self, outlet: Outlet) -> None:
        """Enter a name and nothing else: nobody is enrolled there before `Admissions` says so."""
        self._connection.execute(
            insert(tables.outlets).values(asdict(outlet) | {"kind": outlet.kind.value})
        )

    def find(self, code: str) -> Outlet | None:
        row = self._connection.execute(
            select(tables.outlets).where(tables.outlets.c.code == code)
        ).one_or_none()
        if row is None:
            return None
        plain = row._asdict()
        return Outlet(**plain | {"kind": OutletKind(plain["kind"])})

    def get(self, code: str) -> Outlet:
        """The outlet of an enrolled device: it was there when the device was enrolled."""
        if code not in self._known:
            outlet = self.find(code)
            if outlet is None:
                raise LookupError(code)
            self._known[code] = outlet
        return self._known[code]

    def forget(self, code: str) -> None:
        """An outlet has changed; it is looked up anew."""
        self._known.pop(code, None)

    def is_commissioned(self, code: str) -> bool:
        """Whether this outlet registers anybody at this moment."""
        return self.commissions.gap_at(self.get(code), self._clock()) is None

    def register_reader(self, code: str, rule: ReaderRule) -> None:
        """One more reader for one outlet; sessions that are open do not cover it."""
        self._connection.execute(
            insert(tables.outlet_readers).values(
                outlet_code=code, sam_id=rule.sam_id, driver=rule.driver
            )
        )

    def readers(
        self, code: str, policy: SandboxPolicy, at: datetime | None = None
    ) -> tuple[ReaderRule, ...]:
        """The readers registered for one outlet: the policy's and its own.

        Args:
            at: when a card was read; a reader that was revoked since was the outlet's then. Now,
                where nothing is said.
        """
        book, at = tables.outlet_readers, at or self._clock()
        own = self._connection.execute(select(book).where(book.c.outlet_code == code))
        known = (*policy.readers, *(ReaderRule(row.sam_id, row.driver) for row in own))
        gone = set(
            self._connection.scalars(
                select(revoked_readers.c.sam_digits).where(
                    revoked_readers.c.outlet_code == code, revoked_readers.c.revoked_at <= at
                )
            )
        )
        return tuple(rule for rule in known if _digits(rule.sam_id) not in gone)

    def set_kind(self, code: str, kind: OutletKind) -> None:
        """The carrier files an outlet under another kind; every configuration of it changes.

        Raises:
            LookupError: there is no such outlet.
        """
        book = tables.outlets
        changed = self._connection.execute(
            update(book).where(book.c.code == code).values(kind=kind.value)
        )
        if changed.rowcount != 1:
            raise LookupError(code)
        self._known.pop(code, None)


def _digits(sam_id: str) -> str:
    return "".join(character for character in sam_id if character.isdigit())
