"""The local hint in words: which rule, why, and what to do. It accuses nobody and stops nothing."""

from __future__ import annotations

from datetime import datetime

from pos_client.application.hint_state import HintKind, HintState
from pos_client.application.state import CasePhase, CounterState
from pos_client.domain.flow import Step
from pos_client.domain.guards import Counted, GuardRule
from ui.i18n.message import Message, message
from ui.presenters.first import HintScreen
from ui.presenters.moments import clock_time

__all__ = ["present_hint"]

_A_DAY = 24 * 60
# The customer looks at the screen, or reads and signs there.
_SHARED = frozenset({Step.CONSENT, Step.LIVE_PHOTO, Step.FORM, Step.OWN_NUMBERS, Step.DOCUMENT})


def present_hint(state: CounterState, now: datetime) -> HintScreen | None:
    """Say it between two customers and while the clerk alone is asked something."""
    hint, session, case = state.hint, state.session, state.case
    if hint is None or session is None or session.is_locked:
        return None
    if case is not None and case.phase is not CasePhase.SAVED and case.step in _SHARED:
        return None
    if hint.kind is HintKind.NOTED:
        key = f"guards.noted_{hint.rule.value}"
        return HintScreen(message(key), message(f"{key}_to_do"))
    if hint.rule is GuardRule.GROUP:
        said = message("guards.group", count=hint.count, minutes=hint.minutes)
        return HintScreen(said, message("guards.group_to_do"))
    return HintScreen(_of_burst(hint), _to_do(hint, now))


def _of_burst(hint: HintState) -> Message:
    whose = "device" if hint.counted is Counted.DEVICE else "clerk"
    span = "day" if hint.minutes >= _A_DAY else "minutes"
    key = f"guards.{hint.kind.value.lower()}_{whose}_{span}"
    return message(key, count=hint.count, more=hint.more, minutes=hint.minutes)


def _to_do(hint: HintState, now: datetime) -> Message:
    if hint.kind is HintKind.NEAR:
        return message("guards.near_to_do")
    more = "_freezing" if hint.is_freezing else ""
    if hint.until is None:
        return message(f"guards.reached_to_do{more}")
    return message(f"guards.reached_to_do_until{more}", time=clock_time(hint.until, now))
