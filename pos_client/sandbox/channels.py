"""The carrier's book of outlets as channels: proposed, admitted, suspended, revoked.

Whatever is entered is added to the book and changes nothing that stood there, so that a read is
judged by what was true when it was made, and the list of a day can be written once more.
"""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.channel import ChannelState, Geofence
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Outlet, OutletKind
from pos_client.domain.unit_credit_code import is_credit_code
from pos_client.sandbox import tables
from pos_client.sandbox.channel_facts import ChannelFacts
from pos_client.sandbox.channel_tables import revoked_readers
from pos_client.sandbox.commissions import ChannelRecord
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy

__all__ = ["ChannelRefused", "Channels"]

_SIGN_NUMBER = re.compile(r"[A-Z]{2}-[0-9]{4}")
_AGENT_NUMBER = re.compile(r"DL-[0-9]{6}-[0-9]{4}")


class ChannelRefused(ValueError):
    """The carrier's book takes no such entry. Its text is a word that says why."""


class Channels:
    """The book of channels. Runs inside the caller's transaction."""

    def __init__(
        self, connection: Connection, clock: Clock, policy: SandboxPolicy, outlets: Outlets
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._controls = policy.controls
        self._outlets = outlets
        self._commissions = outlets.commissions

    def issue_numbers(self, province: str, district: str) -> tuple[str, str]:
        """The next sign and agent number that nobody has: `FJ-0043` and `DL-350100-0043`."""
        book = tables.outlets.c
        taken = set(self._connection.scalars(select(book.sign_number)))
        taken |= set(self._connection.scalars(select(book.agent_number)))
        for number in range(1, 10_000):
            sign, agent = f"{province}-{number:04d}", f"DL-{district}-{number:04d}"
            if not {sign, agent} & taken:
                return sign, agent
        raise ChannelRefused("NUMBERS_USED_UP")

    def propose(self, facts: ChannelFacts) -> None:
        """Enter an outlet that nobody has admitted yet, or propose one anew that was revoked.

        Raises:
            ChannelRefused: it is under another outlet, its licence or numbers do not hold, or it
                is at work already.
        """
        self._check(facts)
        code, before = facts.outlet.code, self._commissions.newest(facts.outlet.code)
        if before is not None and before.state is not ChannelState.REVOKED:
            raise ChannelRefused("ALREADY_THERE")
        self._keep_outlet(facts.outlet)
        self._append(ChannelState.PROPOSED, facts)
        self._outlets.forget(code)

    def admit(self, code: str) -> None:
        """The last step of an admission; who has approved it is looked at by `Admissions`.

        Raises:
            ChannelRefused: licence or data-protection conditions do not hold, so that it cannot be
                enabled.
        """
        record = self._record(code, ChannelState.PROPOSED)
        self._check(record.facts)
        examined = record.facts.data_protection
        if not examined.is_fulfilled or examined.examined_on > self._today():
            raise ChannelRefused("DATA_PROTECTION")
        self._append(ChannelState.ADMITTED, record.facts)

    def suspend(self, code: str, reason: str = "") -> None:
        self._append(
            ChannelState.SUSPENDED, self._record(code, ChannelState.ADMITTED).facts, reason
        )

    def restore(self, code: str) -> None:
        """End a suspension. What was revoked is proposed anew, and admitted by two people."""
        self._append(ChannelState.ADMITTED, self._record(code, ChannelState.SUSPENDED).facts)

    def revoke(self, code: str, reason: str = "") -> None:
        """From now on this outlet registers nobody."""
        record = self._commissions.newest(code)
        if record is None or record.state is ChannelState.REVOKED:
            raise ChannelRefused("NOT_THERE")
        self._append(ChannelState.REVOKED, record.facts, reason)

    def end_licence(self, code: str, last_day: date) -> None:
        """The licence of an outlet counts until this day and no longer."""
        record = self._in_force(code)
        licence = replace(record.facts.licence, valid_until=last_day)
        self._append(record.state, replace(record.facts, licence=licence), record.reason)

    def set_sign_end(self, code: str, last_day: date) -> None:
        """The sign of an outlet hangs there until this day; a code made now says so."""
        record = self._in_force(code)
        self._append(record.state, replace(record.facts, sign_until=last_day), record.reason)

    def set_commission_end(self, code: str, last_day: date) -> None:
        """The commission of an outlet ends with this day, sooner or later than it would have."""
        record = self._in_force(code)
        outlet = replace(self._outlets.get(code), commission_until=last_day)
        self._keep_outlet(outlet)
        self._append(record.state, replace(record.facts, outlet=outlet), record.reason)

    def set_kind(self, code: str, kind: OutletKind) -> None:
        """The carrier files an outlet under another kind.

        Raises:
            LookupError: there is no such outlet.
        """
        self._outlets.set_kind(code, kind)
        record = self._commissions.newest(code)
        if record is not None:
            facts = replace(record.facts, outlet=self._outlets.get(code))
            self._append(record.state, facts, record.reason)

    def set_fence(self, code: str, fence: Geofence) -> None:
        """The outlet stands there from now on; who has agreed is looked at by `Moves`."""
        record = self._in_force(code)
        self._append(record.state, replace(record.facts, geofence=fence), record.reason)

    def change(self, facts: ChannelFacts) -> None:
        """Enter other facts of an outlet that stays where and what it is, such as its hours.

        A fence may be taken away: then nobody is inside any more.

        Raises:
            ChannelRefused: they would not have been taken in the first place, or the fence is
                another one.
        """
        self._check(facts)
        record = self._in_force(facts.outlet.code)
        has_moved = facts.geofence not in (None, record.facts.geofence)
        if has_moved and self._controls.is_on(Control.OUTLET_MOVE):
            raise ChannelRefused("NOT_MOVED")
        self._keep_outlet(facts.outlet)
        self._append(record.state, facts, record.reason)

    def revoke_reader(self, code: str, sam_id: str) -> None:
        """From now on this reader is none of the outlet's; what it read before stays as it was."""
        digits = "".join(character for character in sam_id if character.isdigit())
        self._connection.execute(
            insert(revoked_readers)
            .values(outlet_code=code, sam_digits=digits, revoked_at=self._clock())
            .on_conflict_do_nothing()
        )

    def _check(self, facts: ChannelFacts) -> None:
        outlet = facts.outlet
        is_under_carrier = facts.above in self._policy.brands and facts.above == outlet.brand
        if not is_under_carrier and self._controls.is_on(Control.OUTLET_TREE):
            raise ChannelRefused("SUB_AGENT")  # at most a carrier stands above an outlet
        if not is_credit_code(facts.licence.unit_credit_code):
            raise ChannelRefused("LICENCE_CODE")
        if facts.licence.valid_until < self._today():
            raise ChannelRefused("LICENCE_ENDED")
        written = _SIGN_NUMBER.fullmatch(outlet.sign_number)
        if written is None or _AGENT_NUMBER.fullmatch(outlet.agent_number) is None:
            raise ChannelRefused("NUMBERS_NOT_ISSUED")
        book = tables.outlets.c
        is_anothers = (book.code != outlet.code) & (
            (book.sign_number == outlet.sign_number) | (book.agent_number == outlet.agent_number)
        )
        if self._connection.scalar(select(book.code).where(is_anothers).limit(1)) is not None:
            raise ChannelRefused("NUMBERS_OF_ANOTHER")

    def _keep_outlet(self, outlet: Outlet) -> None:
        plain = asdict(outlet) | {"kind": outlet.kind.value}
        self._connection.execute(
            insert(tables.outlets)
            .values(plain)
            .on_conflict_do_update(index_elements=["code"], set_=plain)
        )
        self._outlets.forget(outlet.code)

    def _append(self, state: ChannelState, facts: ChannelFacts, reason: str = "") -> None:
        self._commissions.append(self._clock(), state, facts, reason)

    def _record(self, code: str, expected: ChannelState) -> ChannelRecord:
        record = self._commissions.newest(code)
        if record is None or record.state is not expected:
            raise ChannelRefused(f"NOT_{expected.value}")
        return record

    def _in_force(self, code: str) -> ChannelRecord:
        record = self._commissions.newest(code)
        if record is None:
            raise ChannelRefused("NOT_THERE")
        return record

    def _today(self) -> date:
        return local_day(self._clock())
