"""Between two customers: one question, asked large."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass

from pos_client.application.commands import StepBack
from pos_client.application.state import CounterState
from pos_client.application.subject_commands import BeginFlow
from pos_client.domain.outlet import Right
from ui.i18n.message import Message, message
from ui.presenters.action import Action
from ui.presenters.bars import limit_words
from ui.presenters.channel import present_standing
from ui.presenters.ending import Saved, present_saved
from ui.presenters.first import Lamp
from ui.presenters.glance import Glance
from ui.presenters.keys import Key
from ui.presenters.moments import day_and_time
from ui.presenters.reader_words import hindrance_of
from ui.presenters.side import TodayCard, present_today
from ui.theme.tokens import Tone

__all__ = [
    "FLOW_KEYS",
    "CardQuestion",
    "FlowKey",
    "IdleScreen",
    "present_idle",
    "question_for_card",
]

FLOW_KEYS = "1234567890" + string.ascii_uppercase
"""What begins the flows of an outlet, in their order: as it lies on a keyboard, then letters."""


@dataclass(frozen=True, slots=True)
class IdleScreen:
    """`tone` colours the drawing: QUIET while no card would be taken. `back` puts a slip away.

    `has_campaign` and `has_oversight`: whether there are keys that lead to these pages. `standing`
    says how it stands with the outlet.
    """

    headline: Message
    subline: Message
    tone: Tone
    today: TodayCard
    last: Saved | None
    back: Action | None = None
    flows: tuple[FlowKey, ...] = ()
    asks_inspection: bool = False
    has_campaign: bool = False
    has_oversight: bool = False
    standing: Lamp | None = None


@dataclass(frozen=True, slots=True)
class FlowKey:
    """A flow that one key begins; `note` says what stands in its way."""

    key: str
    label: Message
    note: Message | None
    command: BeginFlow


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """What is asked of a card, or why none would be taken."""

    headline: Message
    subline: Message
    tone: Tone


def present_idle(state: CounterState, glance: Glance) -> IdleScreen:
    """Ask for a card, unless none would be taken; then say why."""
    key, tone = "case.lay_card", Tone.INFO
    subline = message("case.lay_card_safe")
    flows = tuple(_flow_keys(state))
    returning = state.returning
    desk = next((each for each in flows if each.command.flow == state.first_flow), None)
    if desk is not None:
        key = "subject.desk"
        safe = "subject.desk_offline_safe" if state.offline is not None else "subject.desk_safe"
        subline = message(safe, key=desk.key)
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
    elif (of_card := _of_card(state)) is not None:
        (key, tone), subline = of_card, message(f"{of_card[0]}_safe")
    back = None
    if returning is not None:
        back = Action(message("frame.back"), Key.BACK, StepBack())
    return IdleScreen(
        message(key),
        subline,
        tone,
        present_today(state),
        present_saved(state, glance),
        back,
        () if hindrance is not None or returning is not None else flows,
        state.inspection.is_asked,
        has_campaign=state.has_campaign and _may(state, Right.REGISTER),
        has_oversight=_may(state, Right.OVERSEE),
        standing=present_standing(state, glance.now),
    )


def _may(state: CounterState, right: Right) -> bool:
    return state.session is not None and state.session.clerk.may(right)


def question_for_card(state: CounterState) -> CardQuestion:
    """Ask for a card inside a case that has begun with something else."""
    hindrance = hindrance_of(state)
    if hindrance is not None:
        return CardQuestion(message(hindrance[0]), hindrance[1], Tone.QUIET)
    key, tone = _of_card(state) or ("case.lay_card", Tone.INFO)
    return CardQuestion(message(key), message(f"{key}_safe"), tone)


def _of_card(state: CounterState) -> tuple[str, Tone] | None:
    """What is the matter with the card that lies there, if anything is."""
    if state.is_preparing:
        return "case.preparing", Tone.INFO
    if state.has_unread_card:
        return "case.lay_again", Tone.WAITING
    if state.has_card_without_sam:
        return "case.lay_elsewhere", Tone.WAITING
    return None


def _flow_keys(state: CounterState) -> Iterator[FlowKey]:
    for key, flow in zip(FLOW_KEYS, state.flows, strict=False):
        note = message("case.needs_network") if flow.needs_network else None
        label = message(f"subject.flow_{flow.name}")
        yield FlowKey(key, label, note, BeginFlow(flow.name))


def _hindrance_by_role(state: CounterState) -> tuple[str, Message] | None:
    """Whoever looks at masks only is asked for no card."""
    session = state.session
    if session is None or session.clerk.may(Right.REGISTER):
        return None
    return "case.looks_only", message("case.looks_only_safe", key=Key.QUEUE)
