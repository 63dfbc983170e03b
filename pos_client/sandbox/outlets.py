"""The outlets of the invented carrier."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, insert, select, update

from pos_client.domain.outlet import Outlet, OutletKind
from pos_client.domain.policy import ReaderRule
from pos_client.sandbox import tables
from pos_client.sandbox.policy import SandboxPolicy

__all__ = ["Outlets"]


class Outlets:
    """The book of outlets. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, Outlet] = {}

    def enter(self, outlet: Outlet) -> None:
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

    def register_reader(self, code: str, rule: ReaderRule) -> None:
        """One more reader for one outlet; sessions that are open do not cover it."""
        self._connection.execute(
            insert(tables.outlet_readers).values(
                outlet_code=code, sam_id=rule.sam_id, driver=rule.driver
            )
        )

    def readers(self, code: str, policy: SandboxPolicy) -> tuple[ReaderRule, ...]:
        """The readers registered for one outlet: the policy's and its own."""
        book = tables.outlet_readers
        own = self._connection.execute(select(book).where(book.c.outlet_code == code))
        return (*policy.readers, *(ReaderRule(row.sam_id, row.driver) for row in own))

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
