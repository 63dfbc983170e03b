"""Patterns over many cases: too many, too quick, in two places at once, at night."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from drivers.card.number import CHINA_TIME
from drivers.card.read import CardRead
from drivers.simulator.device import is_simulated_sam_id
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.sandbox import pattern_tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Devices
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import CheckFailed
from pos_client.sandbox.submission import Submission
from pos_client.sandbox.velocity_rules import Limit, Subject

__all__ = ["Velocity"]

_BOOK, _SIGNALS = pattern_tables.paces, pattern_tables.signals
_NOTHING = timedelta()
# Made once: putting a statement together costs more than running it.
_ENTER = insert(_BOOK).on_conflict_do_nothing()
_SIGNAL = insert(_SIGNALS).on_conflict_do_nothing()
_IN_SPAN = _BOOK.c.read_at.between(bindparam("since"), bindparam("until"))
_COUNTS = {
    subject: select(
        func.count().filter(_BOOK.c.read_at <= bindparam("at")),
        func.count().filter(_BOOK.c.read_at >= bindparam("at")),
    )
    .select_from(_BOOK)
    .where(
        _BOOK.c[subject.value] == bindparam("subject"),
        _IN_SPAN,
        _BOOK.c.flow.in_(bindparam("flows", expanding=True)),
    )
    for subject in Subject
}
_ELSEWHERE = {
    (subject, place): select(_BOOK.c.device_id)
    .where(
        _BOOK.c[subject.value] == bindparam("subject"),
        _BOOK.c[place.value] != bindparam("place"),
        _IN_SPAN,
    )
    .limit(1)
    for subject in Subject
    for place in (Subject.OUTLET, Subject.DEVICE)
}
_NEIGHBOUR = (
    select(_BOOK.c.device_id)
    .where(
        _BOOK.c.device_id == bindparam("device"),
        _BOOK.c.registration_id != bindparam("own"),
        _IN_SPAN,
    )
    .limit(1)
)

_OTHER_CARD = (
    select(_BOOK.c.device_id)
    .where(
        _BOOK.c.sam_id == bindparam("reader"), _BOOK.c.person_key != bindparam("person"), _IN_SPAN
    )
    .limit(1)
)


class Velocity:
    """The book of when, where and by whom. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        outlets: Outlets,
        population: Population,
        devices: Devices,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._rules = policy.velocity
        self._controls = policy.controls
        self._outlets = outlets
        self._population = population
        self._devices = devices

    def check_hours(self, submission: Submission) -> None:
        """Check that the outlet was open when the card was read, by its own hours and its kind's.

        Raises:
            CheckFailed: it was not.
        """
        outlet, body = self._outlets.get(submission.device.outlet_code), submission.body
        at = body.evidence[-1].read_at if body.evidence else body.confirmed_at
        is_open = self._outlets.commissions.channel(outlet, at).is_open_at(at)
        hours = self._rules.hours.get(outlet.kind)
        if hours is not None:
            is_open = is_open and hours[0] <= at.astimezone(CHINA_TIME).time() <= hours[1]
        self._controls.demand(Control.WORKING_HOURS, is_open, "OUTLET_CLOSED")

    def judge(self, submission: Submission, card: CardRead) -> str:
        """Enter a case and look for patterns that it completes.

        Returns:
            The code for which it has to be reviewed, or nothing.

        Raises:
            CheckFailed: one case more than is allowed.
        """
        case = self._enter(submission, card)
        self._signal_speed(submission, case)
        found = self._beyond_limits(case)
        found = found or self._places(case) or self._impossible(submission, case)
        found = found or self._cards_at_once(case)
        if found:
            self._alarm(found, case)
        return "VELOCITY_EXCEEDED" if found else ""

    def note(self, submission: Submission, card: CardRead) -> None:
        """Enter a case that was judged before."""
        self._enter(submission, card)

    def _enter(self, submission: Submission, card: CardRead) -> dict[str, Any]:
        body, device = submission.body, submission.device
        read = body.evidence[-1]
        case = {
            "registration_id": str(submission.id),
            "device_id": device.id,
            "outlet_code": device.outlet_code,
            "clerk_number": body.clerk_number,
            "sam_id": read.sam_id,
            "person_key": self._population.person_key(card),
            "flow": body.flow,
            "read_at": read.read_at,
            "sealed_at": body.confirmed_at,
        }
        self._connection.execute(_ENTER, case)
        return case

    def _beyond_limits(self, case: dict[str, Any]) -> str:
        if not self._controls.is_on(Control.VELOCITY):
            return ""
        found = ""
        for limit in self._rules.limits:
            if limit.flows and case["flow"] not in limit.flows:
                continue
            if not self._is_beyond(limit, case):
                continue
            found = f"TOO_MANY_{limit.subject.name}"
            if limit.beyond is Outcome.REJECTED:
                self._alarm(found, case)
                raise CheckFailed("VELOCITY_EXCEEDED")
        return found

    def _is_beyond(self, limit: Limit, case: dict[str, Any]) -> bool:
        """Reads may arrive in any order, so both what came before and what came after count."""
        asked = {
            "subject": case[limit.subject.value],
            "at": case["read_at"],
            "flows": limit.flows or tuple(FLOWS),
            **_span(case, limit.within),
        }
        counts = self._connection.execute(_COUNTS[limit.subject], asked).one()
        return max(counts) > limit.most

    def _places(self, case: dict[str, Any]) -> str:
        """Somebody or something that would have to be in two places."""
        if not self._controls.is_on(Control.TWO_PLACES):
            return ""
        rules = self._rules
        for subject in (Subject.CLERK, Subject.PERSON, Subject.READER):
            if self._is_elsewhere(subject, Subject.OUTLET, case, rules.outlets_apart):
                return f"TWO_OUTLETS_{subject.name}"
        for subject in (Subject.CLERK, Subject.READER):
            if self._is_elsewhere(subject, Subject.DEVICE, case, rules.devices_apart):
                return f"TWO_DEVICES_{subject.name}"
        return ""

    def _is_elsewhere(
        self, subject: Subject, place: Subject, case: dict[str, Any], apart: timedelta
    ) -> bool:
        if apart <= _NOTHING:
            return False
        if subject is Subject.READER and is_simulated_sam_id(case["sam_id"]):
            return False  # every simulator is the same reader
        asked = {"subject": case[subject.value], "place": case[place.value], **_span(case, apart)}
        return self._connection.scalar(_ELSEWHERE[subject, place], asked) is not None

    def _cards_at_once(self, case: dict[str, Any]) -> str:
        apart = self._rules.reads_apart
        is_asked = self._controls.is_on(Control.READS_APART) and apart > _NOTHING
        if not is_asked or is_simulated_sam_id(case["sam_id"]):
            return ""
        asked = {"reader": case["sam_id"], "person": case["person_key"], **_span(case, apart)}
        is_taken = self._connection.scalar(_OTHER_CARD, asked) is not None
        return "TWO_CARDS_READER" if is_taken else ""

    def _impossible(self, submission: Submission, case: dict[str, Any]) -> str:
        pace = self._rules.paces.get(case["flow"])
        if pace is None or not self._controls.is_on(Control.IMPOSSIBLE_SPEED):
            return ""
        # A card laid again is sealed soon after: what counts is the first read.
        took = submission.body.confirmed_at - submission.body.evidence[0].read_at
        return "IMPOSSIBLE_SPEED" if took < pace.impossible else ""

    def _signal_speed(self, submission: Submission, case: dict[str, Any]) -> None:
        pace = self._rules.paces.get(case["flow"])
        if pace is None:
            return
        took = submission.body.confirmed_at - submission.body.evidence[0].read_at
        if took < pace.read_to_seal:
            self._signal("SEALED_QUICKLY", case)
        if self._has_neighbour(case, pace.apart):
            self._signal("CASES_CLOSE", case)

    def _has_neighbour(self, case: dict[str, Any], apart: timedelta) -> bool:
        if apart <= _NOTHING:
            return False
        own = {"device": case["device_id"], "own": case["registration_id"]}
        return self._connection.scalar(_NEIGHBOUR, own | _span(case, apart)) is not None

    def _signal(self, code: str, case: dict[str, Any]) -> None:
        subject = {"device_id": case["device_id"], "subject": case["registration_id"]}
        self._connection.execute(_SIGNAL, {"at": self._clock(), "code": code, **subject})

    def _alarm(self, code: str, case: dict[str, Any]) -> None:
        self._devices.raise_alarm(case["device_id"], code, case["registration_id"])


def _span(case: dict[str, Any], reach: timedelta) -> dict[str, datetime]:
    return {"since": case["read_at"] - reach, "until": case["read_at"] + reach}
