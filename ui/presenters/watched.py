"""Reasons and alarms of an outlet in words, for the page and for the report alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pos_client.domain.oversight import CodeCount, OutletOversight
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.verdicts import NEUTRAL, reason_of

__all__ = ["ReasonLine", "alarm_words", "reason_lines"]

_OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why cases did not pass, where, and how often.

    Attributes:
        code: empty where the reason is told to nobody.
    """

    words: Message
    code: str
    place: Message
    today: int
    month: int


def reason_lines(outlet: OutletOversight) -> tuple[ReasonLine, ...]:
    """The most frequent first, those at a counter before those at the gateway."""
    lines = [
        *_lines(outlet.refusals, message("oversight.at_counter")),
        *_lines(outlet.rejections, message("oversight.at_gateway")),
    ]
    return tuple(sorted(lines, key=lambda each: -each.month))


def alarm_words(code: str) -> Message:
    """An alarm in a sentence; one that is not known honestly, by its code."""
    key = f"oversight.alarm_{code}"
    return message(key) if has(key) else message("oversight.alarm_unknown", code=code)


def _lines(counts: Iterable[CodeCount], place: Message) -> list[ReasonLine]:
    """One line for each reason; those that stand on no screen together in one."""
    neutral_today = neutral_month = 0
    lines = []
    for each in counts:
        if each.code in NEUTRAL:
            neutral_today += each.today
            neutral_month += each.month
        else:
            lines.append(ReasonLine(_words(each.code), each.code, place, each.today, each.month))
    if neutral_today or neutral_month:
        words = message("verdicts.why_neutral")
        lines.append(ReasonLine(words, "", place, neutral_today, neutral_month))
    return lines


def _words(code: str) -> Message:
    if code == _OTHER:
        return message("oversight.reason_OTHER")
    why = reason_of(code).why
    is_known = why.key != "verdicts.why_unknown"
    return why if is_known else message("oversight.reason_unknown", code=code)
