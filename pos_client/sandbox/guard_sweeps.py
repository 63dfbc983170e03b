"""What shows over days only: asked of an outlet once a day, with the first case of that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.guards import Counted, GuardRule, GuardRules
from pos_client.domain.local_day import local_day
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.guard_figures import GuardFigures, most_of_one_age, most_together
from pos_client.sandbox.guard_findings import Evidence, Finding, Findings
from pos_client.sandbox.guard_freezes import GuardFreezes
from pos_client.sandbox.guard_tables import guard_sweeps

__all__ = ["GuardSweeps"]

_DAY = timedelta(days=1)
_LONGEST = timedelta(days=30)
_Noticed = Iterator[tuple[GuardRule, Counted, str, timedelta, Evidence, bool]]


class GuardSweeps:
    """Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        controls: Controls,
        findings: Findings,
        freezes: GuardFreezes | None = None,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._is_on = controls.is_on
        self._findings = findings
        self._freezes = freezes
        self._figures = GuardFigures(connection)

    def run_if_due(self, device: Device, rules: GuardRules) -> bool:
        """Look at a device's outlet as a whole, if nobody has on this day of China's calendar.

        Returns:
            Whether it was due.
        """
        book, today = guard_sweeps, local_day(self._clock())
        last = self._connection.scalar(
            select(book.c.day).where(book.c.outlet_code == device.outlet_code)
        )
        if last == today:
            return False
        row = {"outlet_code": device.outlet_code, "day": today}
        self._connection.execute(
            insert(book).values(**row).on_conflict_do_update(["outlet_code"], set_={"day": today})
        )
        self.run(device, rules)
        return True

    def run(self, device: Device, rules: GuardRules) -> None:
        """Look at a device's outlet as a whole, now."""
        now = self._clock()
        for rule, counted, subject, rests, evidence, asks_freeze in self._noticed(
            device.outlet_code, rules, now
        ):
            finding = Finding(
                rule=rule,
                counted=counted,
                subject=subject,
                outlet_code=device.outlet_code,
                device_id=device.id,
                registration_id="",
                at=now,
                quiet=max(rests, _DAY),
                rests=rests,
                asks_freeze=asks_freeze,
                evidence=evidence,
            )
            is_of_clerk = counted is Counted.CLERK
            if self._findings.add(finding) and is_of_clerk and self._freezes is not None:
                self._freezes.follow(finding, subject, rules)

    def _noticed(self, outlet: str, rules: GuardRules, now: datetime) -> _Noticed:
        for clerk in self._figures.clerks(outlet, now - _LONGEST):
            yield from self._further_numbers(clerk, rules, now)
            yield from self._drip(clerk, rules, now)
            yield from self._silent(clerk, rules, now)
        yield from self._ages(outlet, rules, now)
        yield from self._ride_along(outlet, rules, now)
        yield from self._handset(outlet, rules, now)
        yield from self._woken(outlet, rules, now)
        yield from self._stock(outlet, rules, now)

    def _further_numbers(self, clerk: str, rules: GuardRules, now: datetime) -> _Noticed:
        rule = rules.second_numbers
        if rule is None or not self._is_on(Control.GUARD_SECOND_NUMBERS):
            return
        cases, further = self._figures.further_numbers(clerk, rule, now)
        if cases >= rule.least and further >= rule.share * cases:
            figures: Evidence = {"cases": cases, "further": further, "from_nth": rule.from_nth}
            yield GuardRule.SECOND_NUMBERS, Counted.CLERK, clerk, rule.rests, figures, False

    def _drip(self, clerk: str, rules: GuardRules, now: datetime) -> _Noticed:
        rule = rules.drip
        if rule is None or not self._is_on(Control.GUARD_DRIP):
            return
        for burst in rules.bursts:
            if burst.counted is not Counted.CLERK or burst.within < _DAY:
                continue
            of_days = self._figures.days(clerk, burst.flows, now - rule.within)
            near = sum(count >= rule.near * burst.most for count in of_days.values())
            if near >= rule.days:
                figures: Evidence = {"days": near, "most_a_day": burst.most}
                yield GuardRule.DRIP, Counted.CLERK, clerk, rule.rests, figures, False

    def _silent(self, clerk: str, rules: GuardRules, now: datetime) -> _Noticed:
        rule = rules.silent
        if rule is None or not self._is_on(Control.GUARD_SILENT):
            return
        old, unused = self._figures.silent(clerk, rule, now)
        if old >= rule.least and unused >= rule.share * old:
            figures: Evidence = {"numbers": old, "unused": unused, "days": rule.after.days}
            yield GuardRule.SILENT, Counted.CLERK, clerk, rule.rests, figures, True

    def _ages(self, outlet: str, rules: GuardRules, now: datetime) -> _Noticed:
        rule = rules.ages
        if rule is None or not self._is_on(Control.GUARD_AGES):
            return
        ages = self._figures.ages(outlet, rule, now)
        low, count = most_of_one_age(ages, rule.span_years)
        if len(ages) >= rule.least and count >= rule.share * len(ages):
            figures: Evidence = {
                "cases": len(ages),
                "of_one_age": count,
                "from_age": low,
                "to_age": low + rule.span_years - 1,
            }
            yield GuardRule.AGES, Counted.OUTLET, outlet, rule.rests, figures, False

    def _ride_along(self, outlet: str, rules: GuardRules, now: datetime) -> _Noticed:
        rule = rules.ride_along
        if rule is None or not self._is_on(Control.GUARD_RIDE_ALONG):
            return
        came, both = self._figures.ride_along(outlet, rule, now)
        if both >= rule.persons and both >= rule.share * came:
            figures: Evidence = {"registered_anew": came, "with_a_number": both}
            yield GuardRule.RIDE_ALONG, Counted.OUTLET, outlet, rule.rests, figures, False

    def _handset(self, outlet: str, rules: GuardRules, now: datetime) -> _Noticed:
        rule = rules.handset
        if rule is None or not self._is_on(Control.GUARD_HANDSET):
            return
        found = self._figures.crowded_handset(outlet, rule, now)
        if found is not None:
            figures: Evidence = {"persons": found.persons, "imei_ends": found.imei[-4:]}
            yield GuardRule.HANDSET, Counted.OUTLET, outlet, rule.rests, figures, False

    def _woken(self, outlet: str, rules: GuardRules, now: datetime) -> _Noticed:
        rule = rules.woken
        if rule is None or not self._is_on(Control.GUARD_WOKEN):
            return
        together = most_together(self._figures.woken(outlet, rule, now), rule)
        if together >= rule.numbers:
            figures: Evidence = {
                "numbers": together,
                "within_s": int(rule.together.total_seconds()),
            }
            yield GuardRule.WOKEN, Counted.OUTLET, outlet, rule.rests, figures, False

    def _stock(self, outlet: str, rules: GuardRules, now: datetime) -> _Noticed:
        rule = rules.stock
        if rule is None or not self._is_on(Control.GUARD_STOCK):
            return
        lacking = self._figures.lacking(outlet, rule, now)
        gone, lost = self._figures.taken_out(outlet, rule, now)
        untrue = self._figures.untrue(outlet) if rule.reconciles else 0
        too_many = lost >= rule.least and lost >= rule.spoiled * gone
        if lacking >= rule.lacking or too_many or untrue >= rule.lacking:
            figures: Evidence = {"lacking": lacking, "gone": gone, "lost": lost, "untrue": untrue}
            yield GuardRule.STOCK, Counted.OUTLET, outlet, rule.rests, figures, False
