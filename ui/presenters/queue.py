"""The queue page: figures above, one keyset page of rows below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pos_client.application.commands import MakePaper, SendNow
from pos_client.application.news import QueueExported, QueueImported
from pos_client.application.paperwork import papers_of
from pos_client.application.state import CounterState
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import PaperKind
from pos_client.domain.registration import OutboxRow, OutboxState
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.action import Action
from ui.presenters.glance import Glance
from ui.presenters.keys import Key, Page
from ui.presenters.moments import age, clock_time, day_and_time
from ui.presenters.trouble import DAMAGED_CODE
from ui.presenters.verdicts import reason_of
from ui.theme.tokens import Tone

__all__ = [
    "QueueFilter",
    "QueueLine",
    "QueueScreen",
    "present_file",
    "present_queue",
    "present_row",
]

_PARTS = ("happened", "safe", "to_do")


class QueueFilter(StrEnum):
    """What the table shows; filtering happens in SQL."""

    OPEN = "open"
    QUARANTINED = "quarantined"
    SETTLED = "settled"
    ALL = "all"
    CUSTOMER = "customer"
    OTHERS = "others"
    REVIEWS = "reviews"

    @property
    def needs_customer(self) -> bool:
        """Whether only outcomes that need their customer are shown (待到店)."""
        return self is QueueFilter.CUSTOMER

    @property
    def under_review(self) -> bool:
        """Whether only what waits for a reviewer is shown (复核), on a tab of its own."""
        return self is QueueFilter.REVIEWS

    @property
    def forwarded(self) -> bool:
        """Whether those are shown that other counters captured and this one delivers."""
        return self is QueueFilter.OTHERS

    @property
    def states(self) -> tuple[OutboxState, ...]:
        match self:
            case QueueFilter.OPEN:
                return (OutboxState.PENDING, OutboxState.QUARANTINED)
            case QueueFilter.QUARANTINED:
                return (OutboxState.QUARANTINED,)
            case QueueFilter.SETTLED | QueueFilter.CUSTOMER | QueueFilter.REVIEWS:
                return (OutboxState.SETTLED,)
            case QueueFilter.ALL | QueueFilter.OTHERS:
                return tuple(OutboxState)


@dataclass(frozen=True, slots=True)
class QueueScreen:
    """`drained_percent` is None while nothing is being submitted.

    Attributes:
        is_reviews: only what waits for a reviewer is shown.
    """

    headline: Message
    subline: Message
    drained_percent: int | None
    drained: Message | None
    send: Action
    awaiting: int
    is_reviews: bool = False


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One row as words: sequence, time, name, document, number, state, reason, tries.

    Attributes:
        told: what happened, what is safe and what to do, where the row has a reason.
        paper: what may be printed for this customer now.
    """

    id: UUID
    sequence: int
    cells: tuple[Message | str, ...]
    tone: Tone
    can_release: bool
    can_put_aside: bool = False
    told: Message | None = None
    paper: Action | None = None


def present_queue(state: CounterState, glance: Glance) -> QueueScreen:
    """How many, how old, how far."""
    queue, gateway = state.queue, state.gateway
    count = queue.pending + queue.quarantined
    headline = message("queue.headline", count=count)
    subline = message("queue.subline_empty")
    if not count:
        headline = message("queue.headline_empty")
    elif queue.oldest_pending_at is not None:
        subline = message("queue.subline_oldest", age=age(queue.oldest_pending_at, glance.now))
        if queue.last_receipt_at is not None:
            time = day_and_time(queue.last_receipt_at, glance.now)
            subline = message("queue.subline_progress", subline=subline, time=time)
    percent, drained = None, None
    if gateway.is_draining and gateway.to_drain:
        percent = round(100 * gateway.drained / gateway.to_drain)
        drained = message("queue.draining", drained=gateway.drained, total=gateway.to_drain)
    can_send = queue.pending > 0 and not gateway.is_draining
    send = Action(message("queue.send_now"), Key.SEND, SendNow() if can_send else None)
    is_reviews = glance.page is Page.REVIEWS
    if is_reviews:
        send = replace(send, command=None)
        waiting = queue.under_review
        key = "queue.headline_reviews" if waiting else "queue.headline_no_reviews"
        headline, subline = message(key, count=waiting), message("queue.subline_reviews")
    return QueueScreen(
        headline, subline, percent, drained, send, state.awaiting_customer, is_reviews
    )


def present_row(row: OutboxRow, now: datetime) -> QueueLine:
    """Put one row of the outbox into words."""
    state, tone = _state(row)
    return QueueLine(
        id=row.id,
        sequence=row.sequence,
        cells=(
            str(row.sequence),
            day_and_time(row.created_at, now),
            row.masked_name or _of_whom(row),
            row.masked_id_number,
            row.masked_phone_number,
            state,
            _reason(row),
            _tries(row, now),
        ),
        tone=tone,
        can_release=row.state is OutboxState.QUARANTINED,
        can_put_aside=row.state is OutboxState.PENDING,
        told=_told(row),
        paper=_paper(row),
    )


def present_file(news: QueueExported | QueueImported) -> Message:
    """What came of an export or an import."""
    if isinstance(news, QueueImported):
        return message("queue.imported", records=news.records, new=news.new)
    if news.damaged:
        return message(
            "queue.exported_but", name=news.name, records=news.records, damaged=news.damaged
        )
    return message("queue.exported", name=news.name, records=news.records)


def _of_whom(row: OutboxRow) -> Message | str:
    return message("queue.of_another", device=row.captured_by) if row.captured_by else ""


def _paper(row: OutboxRow) -> Action | None:
    """What was signed is sealed; a slip and an acceptance can be printed again."""
    for kind in papers_of(row.outcome, is_offline=row.is_offline):
        if kind is not PaperKind.REGISTRATION_FORM and row.masked_id_number:
            return Action(message(f"queue.paper_{kind}"), Key.PRINT, MakePaper(kind, row.id))
    return None


def _told(row: OutboxRow) -> Message | None:
    if row.code and row.outcome is not None:
        # A number that exists stays as it is; no other is activated.
        flow = FLOWS[row.flow]
        about = "_number" if flow.is_about_number or flow.disputes else ""
        reason, safe = reason_of(row.code, row.flow), message(f"case.{row.outcome}{about}_safe")
        if row.outcome is Outcome.REJECTED:
            words = message("queue.told", happened=reason.why, safe=safe, to_do=reason.to_do)
        else:
            words = message("queue.told_no_to_do", happened=reason.why, safe=safe)
        code = reason.code
    elif has(f"troubles.{_cause(row)}.happened"):
        code = _cause(row)
        parts = {part: message(f"troubles.{code}.{part}") for part in _PARTS}
        words = message("queue.told", **parts)
    elif row.reason:
        reason, safe = reason_of(_cause(row)), message("queue.put_aside_safe")
        words = message("queue.told", happened=reason.why, safe=safe, to_do=reason.to_do)
        code = reason.code
    else:
        return None
    return message("queue.told_with_code", told=words, code=code) if code else words


def _cause(row: OutboxRow) -> str:
    """Of one record only that one is said to be damaged, and not the whole file."""
    return "ENVELOPE_DAMAGED" if row.reason == DAMAGED_CODE else row.reason


def _state(row: OutboxRow) -> tuple[Message, Tone]:
    if row.outcome is not None:
        tones = {"ACCEPTED": Tone.GOOD, "REJECTED": Tone.BAD}
        tone = tones.get(row.outcome.value, Tone.WAITING)
        return message(f"queue.state_{row.outcome.value}"), tone
    if row.state is OutboxState.QUARANTINED:
        return message("queue.state_QUARANTINED"), Tone.BAD
    tone = Tone.WAITING if row.state is OutboxState.PENDING else Tone.QUIET
    return message(f"queue.state_{row.state.value}"), tone


def _reason(row: OutboxRow) -> Message | str:
    if row.code:
        return reason_of(row.code, row.flow).why
    if row.reason:
        if has(f"troubles.{_cause(row)}.happened"):
            return message(f"troubles.{_cause(row)}.happened")
        return reason_of(_cause(row)).why
    if row.held_by:
        return message("queue.held_by", sequence=row.held_by)
    return message("queue.offline_mark") if row.is_offline else ""


def _tries(row: OutboxRow, now: datetime) -> Message | str:
    if row.outcome is Outcome.UNDER_REVIEW and row.settled_at:
        return age(row.settled_at, now)  # it waits, and since when is what counts
    if row.state is OutboxState.SETTLED:
        return clock_time(row.settled_at, now) if row.settled_at else ""
    if not row.attempts:
        return message("queue.not_tried")
    if row.state is OutboxState.PENDING and row.next_try_at is not None:
        time = day_and_time(row.next_try_at, now)
        return message("queue.tries_next", count=row.attempts, time=time)
    return message("queue.tries", count=row.attempts)
