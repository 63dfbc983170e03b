"""The local hint: counts this counter's own saved cases by the limits of the signed configuration.

It stops nothing, for the gateway decides. It counts flow, work id and time of what was saved here,
and masks, never anybody; what other counters of the outlet did is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil

from pos_client.application.desk import Desk
from pos_client.application.hint_state import HintKind, HintState
from pos_client.application.pause import Pause
from pos_client.domain.guards import OPENING_FLOWS, Burst, Counted, CounterGuards, GuardRule
from pos_client.domain.registration import OutboxRow, OutboxState

__all__ = ["Guarding"]

COUNTED_EVERY = timedelta(seconds=5)
NEWEST = 200
"""How many of the newest cases are looked at: one page, also where a day had more of them."""
_NEAR = 0.75
"""From this share of a limit on it is near, for small ones from the last but one."""
_ORDER = tuple(HintKind)


class Guarding:
    """Remembers the hint until it is counted anew."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._until_counted = Pause(desk.tools.clock.monotonic_ns)
        self._saved = -1
        self._hint: HintState | None = None

    @property
    def hint(self) -> HintState | None:
        """The most pressing one; nobody is told anything before a log-in, or behind the lock."""
        return self._hint if self._desk.is_serving else None

    def refresh(self) -> None:
        """Count again, if something was saved or some time has passed."""
        guards = self._desk.configuration.guards
        if guards is None or not self._desk.is_serving:
            self._hint = None
            return
        saved = self._desk.tools.store.next_sequence()
        if self._until_counted.is_over or saved != self._saved:
            self._until_counted.begin(COUNTED_EVERY)
            self._saved = saved
            self._hint = min(
                self._hints(guards), key=lambda each: _ORDER.index(each.kind), default=None
            )

    def _hints(self, guards: CounterGuards) -> Iterator[HintState]:
        now, session = self._desk.now(), self._desk.session
        rows = self._desk.tools.store.page(
            states=tuple(OutboxState), below_sequence=None, above_sequence=None, limit=NEWEST
        )
        own = session.clerk.clerk_number if session is not None else ""
        for burst in guards.bursts:
            of_subject = [
                row
                for row in rows
                if burst.holds(row.flow)
                and (burst.counted is Counted.DEVICE or row.clerk_number == own)
            ]
            yield from _of_burst(burst, of_subject, now, GuardRule.BURST in guards.freezing)
        yield from _of_group(guards, rows, now)
        yield from (HintState(rule, HintKind.NOTED) for rule in guards.noted)


def _of_burst(
    burst: Burst, rows: Sequence[OutboxRow], now: datetime, is_freezing: bool
) -> Iterator[HintState]:
    recent = [row.created_at for row in rows if now - row.created_at < burst.within]
    more = burst.most - len(recent)
    near = min(burst.most - 1, ceil(_NEAR * burst.most))
    if len(recent) < max(1, near):
        return
    is_reached = more <= 0
    # One of the oldest has to be out of the time before there is room again.
    oldest = sorted(recent)[-burst.most] if is_reached else None
    yield HintState(
        GuardRule.BURST,
        HintKind.REACHED if is_reached else HintKind.NEAR,
        burst.counted,
        count=len(recent),
        more=max(0, more),
        minutes=_minutes(burst.within),
        until=oldest + burst.within if oldest is not None else None,
        is_freezing=is_freezing and is_reached,
    )


def _of_group(
    guards: CounterGuards, rows: Sequence[OutboxRow], now: datetime
) -> Iterator[HintState]:
    group = guards.group
    if group is None:
        return
    recent = [
        row for row in rows if row.flow in OPENING_FLOWS and now - row.created_at < group.within
    ]
    people = {(row.masked_name, row.masked_id_number) for row in recent}
    if len(people) >= group.strangers - 1:
        yield HintState(
            GuardRule.GROUP,
            HintKind.REACHED,
            Counted.OUTLET,
            count=len(people),
            minutes=_minutes(group.within),
            until=min(row.created_at for row in recent) + group.within,
        )


def _minutes(span: timedelta) -> int:
    return max(1, round(span.total_seconds() / 60))
