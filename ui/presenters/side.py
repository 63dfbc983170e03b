"""What the customer gets, and the day in figures."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.application.last_saved import LastSaved
from pos_client.application.state import CasePhase, CaseState, CounterState
from pos_client.application.step_state import ChoiceState
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Outcome
from pos_client.domain.phone_number import grouped
from ui.i18n.message import Message, message
from ui.presenters.glance import Glance
from ui.presenters.moments import countdown
from ui.theme.tokens import Tone

__all__ = [
    "NumberCard",
    "SimCard",
    "TodayCard",
    "present_number",
    "present_sim",
    "present_today",
]


@dataclass(frozen=True, slots=True)
class NumberCard:
    """The number as far as it is known; `note` counts the hold down."""

    label: Message
    number: str
    note: Message | None
    tone: Tone


@dataclass(frozen=True, slots=True)
class SimCard:
    """The SIM as far as it was read; `note` says how, or what is wrong with it."""

    iccid: Message
    note: Message | None
    tone: Tone


@dataclass(frozen=True, slots=True)
class TodayCard:
    accepted: int
    pending: int
    rejected: int


def present_today(state: CounterState) -> TodayCard:
    """Figures of one local day; pending is the whole queue."""
    queue = state.queue
    return TodayCard(queue.accepted_today, queue.pending + queue.quarantined, queue.rejected_today)


def present_sim(case: CaseState) -> SimCard | None:
    """The SIM while one is chosen and before the case is sealed."""
    choice = case.choice
    if choice is None or (case.is_offline and case.step is Step.SEAL and not choice.iccid):
        return None
    known = message("steps.sim_is", iccid=_in_fours(choice.iccid)) if choice.iccid else None
    if choice.eid or choice.imei:
        known = _esim(choice)
    if choice.scan_refused:
        note = message(f"steps.sim_refused_{choice.scan_refused}")
        return SimCard(known or message("steps.sim_scan"), note, Tone.BAD)
    if choice.stock_refused:
        why = message(f"verdicts.why_{choice.stock_refused}")
        return SimCard(known or message("steps.sim_scan"), why, Tone.BAD)
    if choice.slot_refused:
        note = message(f"steps.sim_slot_{choice.slot_refused}")
        return SimCard(known or message("steps.sim_scan"), note, Tone.BAD)
    if known is None:
        scan = "steps.sim_scan_or_esim" if choice.takes_esim else "steps.sim_scan"
        return SimCard(message(scan), None, Tone.QUIET)
    if choice.eid or choice.imei:
        missing = "imei" if choice.eid else "eid"
        note = message("steps.esim_whole" if choice.has_esim else f"steps.esim_needs_{missing}")
        return SimCard(known, note, Tone.GOOD if choice.has_esim else Tone.WAITING)
    if choice.sim_warnings:
        odd = message(f"steps.sim_warning_{choice.sim_warnings[0]}")
        return SimCard(known, odd, Tone.WAITING)
    source = choice.sim_source.value if choice.sim_source else "SCANNER"
    return SimCard(known, message(f"steps.sim_from_{source}"), Tone.GOOD)


def _esim(choice: ChoiceState) -> Message:
    """Both numbers of a device as far as they were scanned."""
    if choice.has_esim:
        return message("steps.esim_is", eid=_in_fours(choice.eid), imei=choice.imei)
    if choice.eid:
        return message("steps.esim_eid", eid=_in_fours(choice.eid))
    return message("steps.esim_imei", imei=choice.imei)


def _in_fours(iccid: str) -> str:
    return " ".join(iccid[place : place + 4] for place in range(0, len(iccid), 4))


def present_number(case: CaseState, state: CounterState, glance: Glance) -> NumberCard:
    """The held number with its countdown, else the marked one, else none yet."""
    label = message("case.side_number")
    if case.phase is CasePhase.SAVED and state.last_saved is not None:
        return _number_of(state.last_saved)
    if case.held_number:
        return NumberCard(label, grouped(case.held_number), *_hold(case, glance))
    if case.chosen_number and case.step is Step.NUMBER_AND_SIM:  # found earlier, chosen here
        marked = message("case.side_number_marked")
        return NumberCard(marked, grouped(case.chosen_number), None, Tone.PLAIN)
    return NumberCard(label, "", message("case.side_number_none"), Tone.QUIET)


def _number_of(last: LastSaved) -> NumberCard:
    """Before the acceptance a number is applied for, no more."""
    is_accepted = last.outcome is Outcome.ACCEPTED
    label = message("case.side_number" if is_accepted else "case.side_number_applied")
    if not last.phone_number:
        return NumberCard(label, "", message("case.summary_no_number"), Tone.QUIET)
    return NumberCard(label, grouped(last.phone_number), None, Tone.PLAIN)


def _hold(case: CaseState, glance: Glance) -> tuple[Message | None, Tone]:
    if case.is_offline:
        return message("case.hold_offline"), Tone.WAITING
    if case.held_until is None:
        return None, Tone.PLAIN
    left = case.held_until - glance.now
    if left.total_seconds() <= 0:
        return message("case.hold_over"), Tone.BAD
    is_short = left.total_seconds() < 120
    held = message("case.hold", left=countdown(left))
    return held, Tone.WAITING if is_short else Tone.QUIET
