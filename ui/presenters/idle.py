"""Between two customers: one question, asked large."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.application.commands import StepBack
from pos_client.application.state import CounterState
from pos_client.domain.outlet import Right
from ui.i18n.message import Message, message
from ui.presenters.action import Action
from ui.presenters.bars import limit_words
from ui.presenters.ending import Saved, present_saved
from ui.presenters.glance import Glance
from ui.presenters.keys import Key
from ui.presenters.moments import day_and_time
from ui.presenters.reader_words import hindrance_of
from ui.presenters.side import TodayCard, present_today
from ui.theme.tokens import Tone

__all__ = ["IdleScreen", "present_idle"]


@dataclass(frozen=True, slots=True)
class IdleScreen:
    """`tone` colours the drawing: QUIET while no card would be taken. `back` puts a slip away."""

    headline: Message
    subline: Message
    tone: Tone
    today: TodayCard
    last: Saved | None
    back: Action | None = None


def present_idle(state: CounterState, glance: Glance) -> IdleScreen:
    """Ask for a card, unless none would be taken; then say why."""
    key, tone = "case.lay_card", Tone.INFO
    subline = message("case.lay_card_safe")
    returning = state.returning
    hindrance = _hindrance_by_role(state) or hindrance_of(state)
    if hindrance is not None:
        (key, subline), tone = hindrance, Tone.QUIET
    elif state.offline is not None and state.offline.allowed_more == 0:
        key, tone = "case.capture_closed", Tone.QUIET
        subline = message("case.capture_closed_safe", reason=limit_words(state.offline.limit))
    elif returning is not None:
        key, subline = "steps.return_asking", message("steps.return_asking_safe")
        if returning.captured_at is not None and returning.expires_at is not None:
            key = "steps.return_headline"
            subline = message(
                "steps.return_safe",
                captured=day_and_time(returning.captured_at, glance.now),
                until=day_and_time(returning.expires_at, glance.now),
            )
    elif state.is_preparing:
        key, subline = "case.preparing", message("case.preparing_safe")
    elif state.has_unread_card:
        key, tone, subline = "case.lay_again", Tone.WAITING, message("case.lay_again_safe")
    elif state.has_card_without_sam:
        key, tone, subline = "case.lay_elsewhere", Tone.WAITING, message("case.lay_elsewhere_safe")
    back = None
    if returning is not None:
        back = Action(message("frame.back"), Key.BACK, StepBack())
    return IdleScreen(
        message(key), subline, tone, present_today(state), present_saved(state, glance), back
    )


def _hindrance_by_role(state: CounterState) -> tuple[str, Message] | None:
    """Whoever looks at masks only is asked for no card."""
    session = state.session
    if session is None or session.clerk.may(Right.REGISTER):
        return None
    return "case.looks_only", message("case.looks_only_safe", key=Key.QUEUE)
