"""Figures of the gateway for its own operator (`GET /metrics`): counts by outlet, code and stage.

No label names a person, a number, a device or a case, and each has at most so many values: what is
beyond them is counted together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome
from pos_client.sandbox import tables
from pos_client.sandbox.back_office_tables import reconciliation_days, reconciliation_findings
from pos_client.sandbox.campaign_tables import campaign_numbers
from pos_client.sandbox.devices import Clock, DeviceState
from pos_client.sandbox.exposition import Gauge, exposition
from pos_client.sandbox.oversight_tables import device_figures, refusal_totals

__all__ = ["MOST_CODES", "MOST_OUTLETS", "OTHER", "Metrics"]

MOST_OUTLETS, MOST_CODES = 50, 40
OTHER = "OTHER"
_ROWS, _DEVICES, _TOLD = tables.registrations, tables.devices, device_figures
_OF_DAY = ("saved", "captured", "accepted", "rejected", "refused")


class Metrics:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def text(self) -> str:
        """Everything, in the text exposition format."""
        return exposition(
            (
                self._counted("devices", "Enrolled devices by state.", "state", self._states()),
                self._counted(
                    "registrations", "Registrations by outcome.", "outcome", self._outcomes()
                ),
                self._counted(
                    "rejections", "Rejected registrations by code.", "code", self._rejections()
                ),
                self._counted(
                    "refusals_today",
                    "Cases that ended at a counter today, by code.",
                    "code",
                    self._refusals(),
                ),
                self._counted("alarms", "Alarms by code.", "code", self._alarms()),
                *self._of_outlets(),
                *self._of_campaign(),
                *self._of_reconciliation(),
            )
        )

    def _counted(
        self, name: str, about: str, label: str, counts: Iterable[tuple[str, int]]
    ) -> Gauge:
        """One figure by the values of one label; the rarest together where there are too many."""
        gauge = Gauge(f"pos_gateway_{name}", about)
        for value, count in _bounded(Counter(dict(counts)), MOST_CODES).items():
            gauge.set(count, {label: value})
        return gauge

    def _states(self) -> Iterator[tuple[str, int]]:
        found = self._pairs(select(_DEVICES.c.state, func.count()).group_by(_DEVICES.c.state))
        yield from ((state.value, dict(found).get(state.value, 0)) for state in DeviceState)

    def _outcomes(self) -> Iterator[tuple[str, int]]:
        found = self._pairs(select(_ROWS.c.outcome, func.count()).group_by(_ROWS.c.outcome))
        yield from ((each.value, dict(found).get(each.value, 0)) for each in Outcome)

    def _rejections(self) -> list[tuple[str, int]]:
        rejected = _ROWS.c.outcome == Outcome.REJECTED.value
        return self._pairs(
            select(_ROWS.c.code, func.count()).where(rejected).group_by(_ROWS.c.code)
        )

    def _refusals(self) -> list[tuple[str, int]]:
        book = refusal_totals
        today = book.c.day == local_day(self._clock())
        return self._pairs(
            select(book.c.code, func.sum(book.c["count"])).where(today).group_by(book.c.code)
        )

    def _alarms(self) -> list[tuple[str, int]]:
        book = tables.alarms
        return self._pairs(select(book.c.code, func.count()).group_by(book.c.code))

    def _of_outlets(self) -> tuple[Gauge, ...]:
        """What devices have told of themselves, summed up by outlet."""
        now, today = self._clock(), local_day(self._clock())
        found = self._connection.execute(
            select(_DEVICES.c.outlet_code, _TOLD)
            .select_from(_TOLD.join(_DEVICES, _DEVICES.c.id == _TOLD.c.device_id))
            .order_by(_DEVICES.c.outlet_code)
        ).all()
        names = _bounded(Counter(row.outlet_code for row in found), MOST_OUTLETS)
        sums: dict[str, Counter[str]] = {}
        oldest: dict[str, datetime] = {}
        heard: dict[str, datetime] = {}
        for row in found:
            outlet = row.outlet_code if row.outlet_code in names else OTHER
            counted = sums.setdefault(outlet, Counter())
            counted.update(pending=row.pending, quarantined=row.quarantined)
            counted.update(readers_lost=row.readers_lost or 0)
            if row.day == today:
                counted.update({name: getattr(row, name) or 0 for name in _OF_DAY})
            if row.oldest_pending_at is not None:
                since = oldest.get(outlet, row.oldest_pending_at)
                oldest[outlet] = min(since, row.oldest_pending_at)
            heard[outlet] = min(heard.get(outlet, row.at), row.at)
        gauges = [
            self._by_outlet(name, about, {outlet: each[name] for outlet, each in sums.items()})
            for name, about in (
                ("pending", "Registrations without a receipt, as devices have told last."),
                ("quarantined", "Registrations put aside, as devices have told last."),
                ("readers_lost", "Readers that were lost, as devices have told last."),
                *((name, f"Today's figure `{name}`, as devices have told.") for name in _OF_DAY),
            )
        ]
        gauges.append(
            self._by_outlet(
                "oldest_pending_seconds",
                "How long the oldest registration without a receipt has waited.",
                {outlet: (now - since).total_seconds() for outlet, since in oldest.items()},
            )
        )
        gauges.append(
            self._by_outlet(
                "heartbeat_age_seconds",
                "How long the most silent device was not heard of.",
                {outlet: (now - at).total_seconds() for outlet, at in heard.items()},
            )
        )
        return tuple(gauges)

    def _by_outlet(self, name: str, about: str, values: Mapping[str, float]) -> Gauge:
        gauge = Gauge(f"pos_gateway_outlet_{name}", about)
        for outlet, value in values.items():
            gauge.set(max(0.0, value), {"outlet": outlet})
        return gauge

    def _of_campaign(self) -> tuple[Gauge, ...]:
        book = campaign_numbers
        is_open = book.c.done_on.is_(None)
        stages = self._pairs(
            select(book.c.stage, func.count()).where(is_open).group_by(book.c.stage)
        )
        done = Gauge("pos_gateway_campaign_done", "Numbers of the campaign registered once more.")
        done.set(self._connection.scalar(select(func.count()).where(~is_open)) or 0)
        about = "Numbers of the campaign that are still open, by stage."
        return (self._counted("campaign_open", about, "stage", stages), done)

    def _of_reconciliation(self) -> tuple[Gauge, ...]:
        """What numbers, registrations and SIMs do not agree about, and since when that is known."""
        book, now = reconciliation_findings, self._clock()
        is_open = book.c.closed_on.is_(None)
        found = self._pairs(select(book.c.code, func.count()).where(is_open).group_by(book.c.code))
        about = "Differences between numbers, registrations and SIMs that are open, by code."
        age = Gauge(
            "pos_gateway_reconciliation_age_seconds",
            "How long ago the books were held to each other.",
        )
        last = self._connection.scalar(select(func.max(reconciliation_days.c.at)))
        if last is not None:
            age.set(max(0.0, (now - last).total_seconds()))
        return (self._counted("reconciliation_open", about, "code", found), age)

    def _pairs(self, query: Select[*tuple[Any, ...]]) -> list[tuple[str, int]]:
        return [(row[0], row[1]) for row in self._connection.execute(query)]


def _bounded(counts: Counter[str], most: int) -> dict[str, int]:
    """At most so many values, `OTHER` among them where some had to be put together."""
    if len(counts) <= most:
        return dict(sorted(counts.items()))
    kept = dict(counts.most_common(most - 1))
    rest = sum(counts.values()) - sum(kept.values())
    return dict(sorted(kept.items())) | {OTHER: kept.get(OTHER, 0) + rest}
