"""How a case ends: refused, a card that gives nothing, or saved with what has become of it.

A lower level of done is never called by a higher word: saved, then the outcome of a receipt.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.application.last_saved import LastSaved
from pos_client.application.state import CasePhase, CaseState, CounterState
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import PaperKind
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.glance import Glance
from ui.presenters.moments import day_and_minute, day_and_time
from ui.presenters.subject import of_flow
from ui.presenters.trouble import card_words
from ui.presenters.verdicts import reason_of
from ui.theme.tokens import Tone

__all__ = ["Ending", "Saved", "present_ending", "present_saved"]

_SLIP = {
    None: "steps.saved_slip",
    True: "steps.saved_slip_sim_along",
    False: "steps.saved_slip_sim_stays",
}
"""What goes along with the customer: the inactive SIM too, where there is one and it may."""
_TONES = {
    Outcome.ACCEPTED: Tone.GOOD,
    Outcome.REJECTED: Tone.BAD,
    Outcome.UNDER_REVIEW: Tone.WAITING,
    Outcome.AWAITING_CUSTOMER: Tone.WAITING,
}


_SLIP_CODE = message("steps.qr")


@dataclass(frozen=True, slots=True)
class Ending:
    """Nothing was saved: what happened, what is safe, what to do."""

    headline: Message
    happened: Message
    safe: Message
    to_do: Message
    code: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved, and its outcome so far.

    Attributes:
        slip_code: what the code of the customer's slip holds, as long as there is a slip, or that
            of a unit's order, or of a number that waits for its user; `caption` says which.
    """

    headline: Message
    outcome: Message
    safe: Message
    reason: Message | None
    to_do: Message | None
    tone: Tone
    sequence: Message
    masked_name: str
    saved_at: Message
    code: str
    slip_code: str = ""
    caption: Message = _SLIP_CODE


def present_ending(case: CaseState) -> Ending | None:
    """None while the case goes on or when it was saved."""
    safe = message(of_flow("case.ended_safe", case.flow))
    if case.phase is CasePhase.CARD_UNREADABLE:
        return Ending(
            message("case.unreadable_headline"),
            message("case.unreadable"),
            safe,
            card_words(case.code),
            case.code,
        )
    if case.phase is CasePhase.CARD_REFUSED:
        return Ending(
            message("case.card_refused"),
            card_words(case.code),
            safe,
            message("cards.to_do"),
            case.code,
        )
    if case.phase is CasePhase.REFUSED:
        if has(f"troubles.{case.code}.happened"):
            happened = message(f"troubles.{case.code}.happened")
            to_do = message(f"troubles.{case.code}.to_do")
            return Ending(message("case.refused_headline"), happened, safe, to_do, case.code)
        reason = reason_of(case.code, case.flow)
        why = _refused_by_review(case) or reason.why
        return Ending(message("case.refused_headline"), why, safe, reason.to_do, reason.code)
    return None


def _refused_by_review(case: CaseState) -> Message | None:
    """A second person's refusal with the reason they gave; None for any other."""
    if case.code != "REVIEW_REFUSED" or not case.refused_because:
        return None
    reason = message(f"steps.review_reason_{case.refused_because}")
    return message("steps.review_refused", reason=reason)


def present_saved(state: CounterState, glance: Glance) -> Saved | None:
    """The registration that was saved last; 已受理 stands there after a signed receipt only."""
    last = state.last_saved
    if last is None:
        return None
    code, reason, to_do = "", None, None
    if last.outcome not in (None, Outcome.ACCEPTED) and last.code:
        told = reason_of(last.code, last.flow)
        code, reason = told.code, told.why
        to_do = told.to_do if last.outcome is Outcome.REJECTED else None
    if last.sim_works_from is not None:
        time = day_and_minute(last.sim_works_from, glance.now)
        to_do = message("case.sim_delayed", time=time)
    has_slip = PaperKind.CUSTOMER_SLIP in last.papers
    if has_slip:
        to_do = message(_SLIP[last.sim_is_handed_over])
    kind = _code_kind(last)
    if kind:
        to_do = to_do or message(f"units.saved_{kind}")
    return Saved(
        headline=message(of_flow(f"case.{last.outcome or 'saved'}_headline", last.flow)),
        outcome=message(f"case.{last.outcome or 'saved'}"),
        safe=_safe(last),
        reason=reason,
        to_do=to_do,
        tone=_tone(last),
        sequence=message("case.sequence", sequence=last.sequence),
        masked_name=last.masked_name,
        saved_at=message("case.saved_at", time=day_and_time(last.saved_at, glance.now)),
        code=code,
        slip_code=last.qr_text if has_slip or kind else "",
        caption=message(f"units.qr_{kind}") if kind else _SLIP_CODE,
    )


def _code_kind(last: LastSaved) -> str:
    """What the code on the page is for, where it is no slip's: an order, or who comes later."""
    flow = FLOWS[last.flow]
    if not last.qr_text or last.outcome is Outcome.REJECTED:
        return ""
    return "order" if flow.opens_order else "later" if flow.awaits_user else ""


def _safe(last: LastSaved) -> Message:
    """What is promised of the number: one that exists stays as it is, another is not activated."""
    if last.outcome is Outcome.ACCEPTED or not (last.outcome or last.is_offline):
        return message(of_flow(f"case.{last.outcome or 'saved'}_safe", last.flow))
    about = "_number" if last.is_of_subject else ""
    return message(of_flow(f"case.{last.outcome or 'saved_offline'}{about}_safe", last.flow))


def _tone(last: LastSaved) -> Tone:
    if last.outcome is not None:
        return _TONES[last.outcome]
    return Tone.WAITING if last.is_offline else Tone.INFO
