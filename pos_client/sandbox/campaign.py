"""The campaign at the gateway: whom it concerns, what they were sent, and what comes next.

Nobody but the gateway moves a number: by its own day, or by its master's word. An acceptance takes
a number off the list in its own transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, or_, select, update

from pos_client.domain.campaign import (
    NEXT_STAGE,
    SUSPENDS,
    CampaignDates,
    CampaignFigures,
    CampaignLine,
    CampaignPage,
    CampaignStage,
    DoneOn,
)
from pos_client.domain.local_day import local_day
from pos_client.domain.masking import mask_phone_number
from pos_client.domain.subject import MissingPart, NoticeChannel, SentNotice, SubscriberState
from pos_client.protocol.campaign import LINES_A_PAGE
from pos_client.sandbox import subscriber_tables
from pos_client.sandbox.campaign_rules import PARTIAL_PERCENT, CampaignRules, dates_of
from pos_client.sandbox.campaign_tables import campaign_numbers, campaigns
from pos_client.sandbox.devices import Clock

__all__ = ["Campaign", "ListedNumber", "notices_of"]

_FAR = date(9999, 12, 31)
_SOON = timedelta(days=7)
_BOOK, _LIST = subscriber_tables.subscribers, campaign_numbers
_OF_OUTLET = _LIST.c.outlet_code == bindparam("outlet")
_IS_OPEN = _LIST.c.done_on.is_(None)
_DONE_BY_DAY = (
    select(_LIST.c.done_on, func.count())
    .where(_OF_OUTLET, _LIST.c.done_on.is_not(None))
    .group_by(_LIST.c.done_on)
    .order_by(_LIST.c.done_on)
)
_BY_STAGE = select(_LIST.c.stage, func.count()).where(_OF_OUTLET, _IS_OPEN).group_by(_LIST.c.stage)
_BEFORE_SUSPENSION = tuple(
    stage.value for stage, following in NEXT_STAGE.items() if following in SUSPENDS
)
_DUE_SOON = select(func.count()).where(
    _OF_OUTLET,
    _IS_OPEN,
    _LIST.c.stage.in_(_BEFORE_SUSPENSION),
    _LIST.c.due_on <= bindparam("until"),
)
_DUE = select(_LIST).where(_IS_OPEN, _LIST.c.due_on <= bindparam("today"))
_LINES = select(
    _LIST.c.position, _LIST.c.stage, _LIST.c.due_on, _LIST.c.phone_number, _BOOK.c.state,
    _BOOK.c.missing, _BOOK.c.notices,
).select_from(_LIST.join(_BOOK, _BOOK.c.phone_number == _LIST.c.phone_number))  # fmt: skip
_PLACE = select(_LIST.c.due_on).where(_LIST.c.position == bindparam("behind"), _OF_OUTLET)
_DONE = (
    update(_LIST)
    .where(_LIST.c.phone_number == bindparam("wanted"), _IS_OPEN)
    .values(done_on=bindparam("today"), due_on=_FAR)
)
# What a customer is told by, at the stages that tell them something.
_TELLS = {
    CampaignStage.NOTIFIED: NoticeChannel.SMS,
    CampaignStage.REMINDED: NoticeChannel.CALL,
}


@dataclass(frozen=True, slots=True)
class ListedNumber:
    """A number that is put on the list.

    Attributes:
        due_on: when it is moved first; None for never.
        done_on: when it was registered, of one that was done before.
    """

    phone_number: str
    stage: CampaignStage
    due_on: date | None = None
    done_on: date | None = None


class Campaign:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, rules: CampaignRules) -> None:
        self._connection = connection
        self._clock = clock
        self._rules = rules

    @property
    def dates(self) -> CampaignDates | None:
        """None where no campaign runs."""
        row = self._connection.execute(select(campaigns)).one_or_none()
        if row is None:
            return None
        partial = (row.partial_percent, row.partial_on)
        return dates_of(row.id, row.begins_on, partial, row.whole_on)

    def begin(self) -> None:
        """Enter the campaign, by the rules' days from today on."""
        today, rules = self._today, self._rules
        self._connection.execute(
            insert(campaigns).values(
                only=1,
                id=rules.id,
                begins_on=today - timedelta(days=rules.began_days_ago),
                partial_percent=PARTIAL_PERCENT,
                partial_on=today + timedelta(days=rules.partial_in_days),
                whole_on=today + timedelta(days=rules.whole_in_days),
            )
        )

    def set_dates(self, *, partial_on: date | None = None, whole_on: date | None = None) -> None:
        """A later notice moves a date.

        Raises:
            ValueError: no campaign runs, or it would end before it begins.
        """
        new = {"partial_on": partial_on, "whole_on": whole_on}
        changes = {name: day for name, day in new.items() if day is not None}
        row = self._connection.execute(select(campaigns)).one_or_none()
        if row is None or any(day < row.begins_on for day in changes.values()):
            raise ValueError("no campaign that could end then")
        self._connection.execute(update(campaigns).values(**changes))

    def list_numbers(self, outlet_code: str, numbers: Iterable[ListedNumber]) -> None:
        """Put numbers on the list of an outlet."""
        rows = [
            {
                "phone_number": each.phone_number,
                "outlet_code": outlet_code,
                "stage": each.stage.value,
                "due_on": each.due_on or _FAR,
                "done_on": each.done_on,
            }
            for each in numbers
        ]
        if rows:
            self._connection.execute(insert(_LIST), rows)

    def show(self, outlet_code: str, behind: int) -> CampaignPage:
        """The figures of an outlet, and its worklist behind a line; 0 for its beginning."""
        found = self._connection.execute(*self._lines_behind(outlet_code, behind)).all()
        lines = tuple(_line(row) for row in found[:LINES_A_PAGE])
        return CampaignPage(self._figures(outlet_code), lines, len(found) > LINES_A_PAGE)

    def sweep(self) -> None:
        """Move what is due by today, each number one stage: nobody is passed over."""
        for row in self._connection.execute(_DUE, {"today": self._today}).all():
            self._move(row)

    def step(self, phone_number: str) -> CampaignStage:
        """Move a number one stage on now, whatever its day; for the sandbox's master.

        Raises:
            LookupError: it is not on the list, done, or was stopped.
        """
        row = self._connection.execute(
            select(_LIST).where(_LIST.c.phone_number == phone_number, _IS_OPEN)
        ).one_or_none()
        if row is None or row.stage == CampaignStage.STOPPED.value:
            raise LookupError(phone_number)
        return self._move(row)

    def note_registered(self, phone_number: str) -> None:
        """An acceptance: the number is done, in the transaction of its receipt."""
        self._connection.execute(_DONE, {"wanted": phone_number, "today": self._today})

    @property
    def _today(self) -> date:
        return local_day(self._clock())

    def _figures(self, outlet_code: str) -> CampaignFigures:
        asked, today = {"outlet": outlet_code}, self._today
        days = [DoneOn(*row) for row in self._connection.execute(_DONE_BY_DAY, asked)]
        counted = self._connection.execute(_BY_STAGE, asked)
        stages = {CampaignStage(stage): count for stage, count in counted}
        total = sum(each.count for each in days) + sum(stages.values())
        soon = self._connection.scalar(_DUE_SOON, asked | {"until": today + _SOON})
        return CampaignFigures(today, total, tuple(days), stages, soon or 0)

    def _lines_behind(self, outlet_code: str, behind: int) -> tuple[Any, dict[str, Any]]:
        """A walk of the index from a line on, in the order in which the gateway goes on."""
        query = _LINES.where(_OF_OUTLET, _IS_OPEN, _LIST.c.stage != CampaignStage.STOPPED.value)
        asked = {"outlet": outlet_code, "behind": behind}
        place = self._connection.scalar(_PLACE, asked) if behind else None
        if place is not None:
            query = query.where(
                or_(
                    _LIST.c.due_on > place,
                    and_(_LIST.c.due_on == place, _LIST.c.position > behind),
                )
            )
        query = query.order_by(_LIST.c.due_on, _LIST.c.position).limit(LINES_A_PAGE + 1)
        return query, {"outlet": outlet_code}

    def _move(self, row: Row[Any]) -> CampaignStage:
        stage, today = NEXT_STAGE[CampaignStage(row.stage)], self._today
        following = self._rules.after(stage, today)
        self._connection.execute(
            update(_LIST)
            .where(_LIST.c.position == row.position)
            .values(stage=stage.value, due_on=following or _FAR)
        )
        # Whoever looks the number up is told until when its customer may come.
        told: dict[str, Any] = {"deadline": following and following - timedelta(days=1)}
        if stage in SUSPENDS:
            told["suspension"] = SUSPENDS[stage].value
        if stage is CampaignStage.STOPPED:
            told["state"] = SubscriberState.TERMINATED.value
        if stage in _TELLS:
            told["notices"] = func.trim(_BOOK.c.notices + f" {_TELLS[stage].value}:{today}")
        self._connection.execute(
            update(_BOOK).where(_BOOK.c.phone_number == row.phone_number).values(**told)
        )
        return stage


def notices_of(text: str) -> tuple[SentNotice, ...]:
    """What was sent, out of a row of the book of numbers."""
    notices = (each.split(":", 1) for each in text.split())
    return tuple(
        SentNotice(NoticeChannel(channel), date.fromisoformat(day)) for channel, day in notices
    )


def _line(row: Row[Any]) -> CampaignLine:
    return CampaignLine(
        position=row.position,
        masked_phone_number=mask_phone_number(row.phone_number),
        state=SubscriberState(row.state),
        missing=tuple(MissingPart(each) for each in row.missing.split()),
        stage=CampaignStage(row.stage),
        notices=notices_of(row.notices),
        next_on=row.due_on if row.due_on != _FAR else None,
    )
