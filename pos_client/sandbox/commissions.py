"""What the book of channels says of an outlet at a moment: asked at every call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from pos_client.domain.brands import BRANDS
from pos_client.domain.channel import Channel, ChannelState, Gap, Geofence, gap_on
from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Outlet
from pos_client.sandbox.channel_facts import ChannelFacts, facts_from
from pos_client.sandbox.channel_tables import channel_records
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.refusal import CheckFailed

__all__ = ["ChannelRecord", "Commissions"]

_BOOK = channel_records
_OF_OUTLET = select(_BOOK).where(_BOOK.c.outlet_code == bindparam("code")).order_by(_BOOK.c.id)


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    """One row of the book."""

    recorded_at: datetime
    state: ChannelState
    facts: ChannelFacts
    reason: str


class Commissions:
    """Reads and appends the records of outlets. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, controls: Controls) -> None:
        self._connection = connection
        self._controls = controls
        self._known: dict[str, Sequence[ChannelRecord]] = {}

    def records(self, code: str) -> Sequence[ChannelRecord]:
        """Everything that was entered of one outlet, the oldest first."""
        if code not in self._known:
            rows = self._connection.execute(_OF_OUTLET, {"code": code})
            self._known[code] = tuple(
                ChannelRecord(
                    row.recorded_at, ChannelState(row.state), facts_from(row.facts), row.reason
                )
                for row in rows
            )
        return self._known[code]

    def newest(self, code: str) -> ChannelRecord | None:
        """What is in force; None for an outlet that nobody has proposed."""
        records = self.records(code)
        return records[-1] if records else None

    def append(
        self, at: datetime, state: ChannelState, facts: ChannelFacts, reason: str = ""
    ) -> None:
        """Enter what is true from now on; what was true before stays in the book."""
        code = facts.outlet.code
        self._connection.execute(
            insert(_BOOK).values(
                outlet_code=code,
                recorded_at=at,
                state=state.value,
                facts=facts.canonical,
                reason=reason,
            )
        )
        self._known.pop(code, None)

    def channel(self, outlet: Outlet, at: datetime, *, asks_for_sign: bool = False) -> Channel:
        """What a configuration says of an outlet.

        One that nobody has proposed says so, and registers nobody.
        """
        record = self.newest(outlet.code)
        if record is None:
            return Channel(ChannelState.PROPOSED)
        facts, brand = record.facts, BRANDS.get(outlet.brand)
        return Channel(
            state=self._state_at(outlet.code, at),
            licence=facts.licence,
            sign_until=facts.sign_until,
            geofence=facts.geofence,
            hours=facts.hours,
            basic_carrier=brand.basic_carrier if brand is not None else "",
            asks_for_sign=asks_for_sign,
        )

    def gap_at(self, outlet: Outlet, at: datetime) -> Gap | None:
        """Why an outlet might register nobody at a moment; None where it might.

        A suspension or a revocation holds from the moment on which it was entered, the ends of
        commission and licence by the day. Controls that are off see no gap of theirs.
        """
        gap = gap_on(outlet, self.channel(outlet, at), local_day(at))
        if gap is None and self.is_below_outlet(outlet.code):
            return Gap.NOT_ADMITTED
        control = Control.ADMISSION if gap is Gap.NOT_ADMITTED else Control.COMMISSION
        return gap if self._controls.is_on(control) else None

    def demand(self, outlet: Outlet, at: datetime) -> None:
        """Let nothing pass that was read while the outlet had no commission.

        Raises:
            CheckFailed: it had none.
        """
        if self.gap_at(outlet, at) is not None:
            raise CheckFailed("AGENT_NOT_COMMISSIONED")

    def is_below_outlet(self, code: str) -> bool:
        """Whether this outlet stands under another one, and not under a carrier.

        Nothing enters such a one; the book may have been edited by hand.
        """
        record = self.newest(code)
        is_above_carrier = record is None or record.facts.above in BRANDS
        return not is_above_carrier and self._controls.is_on(Control.OUTLET_TREE)

    def revoked_at(self, code: str) -> datetime | None:
        """Since when the commission is revoked; None while it is not."""
        record = self.newest(code)
        is_revoked = record is not None and record.state is ChannelState.REVOKED
        return record.recorded_at if record is not None and is_revoked else None

    def fence_at(self, code: str, at: datetime) -> Geofence | None:
        """The circle around an outlet at a moment; None for one that is bound to no place."""
        record = self._record_at(code, at)
        return record.facts.geofence if record is not None else None

    def _state_at(self, code: str, at: datetime) -> ChannelState:
        record = self._record_at(code, at)
        return record.state if record is not None else ChannelState.PROPOSED

    def _record_at(self, code: str, at: datetime) -> ChannelRecord | None:
        """Before all records is a clock that is behind: no device was enrolled by then."""
        records = self.records(code)
        known = [each for each in records if each.recorded_at <= at] or records
        return known[-1] if known else None
