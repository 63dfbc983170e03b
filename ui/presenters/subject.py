"""The number that a case is about: what the page asks of it, and its card at the side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from pos_client.application.last_saved import LastSaved
from pos_client.application.state import CasePhase, CaseState, CounterState
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.domain.phone_number import grouped
from pos_client.domain.subject import Subject, Subscriber, SubscriberState
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.moments import calendar, day_and_minute
from ui.theme.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AuthorisationPanel",
    "LookUpPanel",
    "ProofPanel",
    "SubjectCard",
    "of_flow",
    "of_person",
    "present_authorisation",
    "present_look_up",
    "present_proof",
    "present_subject",
]


@dataclass(frozen=True, slots=True)
class LookUpPanel:
    """`sim` is what was read already, or why it is none."""

    sim: Message | None
    tone: Tone
    is_asking: bool


@dataclass(frozen=True, slots=True)
class ProofPanel:
    """`note` says what was read in vain, that a code is on its way, or that a SIM is awaited."""

    note: Message | None
    tone: Tone
    may_send_code: bool
    is_code_sent: bool
    is_asking: bool


@dataclass(frozen=True, slots=True)
class AuthorisationPanel:
    """Number and code of one that is brought along; nothing is typed while they are checked."""

    is_asking: bool


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """Each line is there only if there is something to say."""

    label: Message
    number: str
    state: Message
    tone: Tone
    lines: tuple[Message, ...]


def of_flow(key: str, flow: str) -> str:
    """A sentence that this flow has of its own, or that of all flows."""
    own = f"{key}_{flow}"
    return own if has(own) else key


def of_person(key: str, flow: str, role: PartyRole) -> str:
    """A sentence about whoever has this role in this flow, the flow's own, or that of all."""
    own = f"{key}_{flow}_{role.value}"
    return own if has(own) else of_flow(key, flow)


def present_look_up(case: CaseState) -> LookUpPanel | None:
    """None where the step asks for no number."""
    asked = case.look_up
    if asked is None:
        return None
    if asked.sim_refused:
        return LookUpPanel(_refused(asked.sim_refused), Tone.BAD, asked.is_asking)
    key = of_flow("subject.sim_read", case.flow)
    read = message(key, iccid=asked.iccid) if asked.iccid else None
    return LookUpPanel(read, Tone.GOOD, asked.is_asking)


def present_proof(case: CaseState) -> ProofPanel | None:
    """None where the step asks for no proof."""
    asked = case.proof
    if asked is None:
        return None
    note, tone = None, Tone.PLAIN
    if asked.sim_refused:
        note, tone = _refused(asked.sim_refused), Tone.BAD
    elif asked.is_code_sent:
        note, tone = message("subject.code_sent"), Tone.INFO
    elif not asked.may_send_code:
        note, tone = message("subject.no_sim_yet"), Tone.QUIET
    return ProofPanel(note, tone, asked.may_send_code, asked.is_code_sent, asked.is_asking)


def present_authorisation(case: CaseState) -> AuthorisationPanel | None:
    """None where the step asks for no number of another carrier's."""
    asked = case.authorisation
    return None if asked is None else AuthorisationPanel(asked.is_asking)


def _refused(reason: str) -> Message:
    """A scanner and a slot have words of their own for what they read in vain."""
    of_scanner = ("format", "prefix", "length", "blank_card")
    kind = "refused" if reason in of_scanner else "slot"
    return message(f"steps.sim_{kind}_{reason}")


def present_subject(case: CaseState, state: CounterState, now: datetime) -> SubjectCard | None:
    """The card at the side; None in a flow without such a number."""
    subject = case.subject
    if subject is None:
        return None
    last = state.last_saved
    if case.phase is CasePhase.SAVED and last is not None and last.outcome is Outcome.ACCEPTED:
        return _registered(case, subject, last, now)
    subscriber = subject.subscriber
    if subject.donor:
        known = message("subject.state_elsewhere", donor=subject.donor)
        tone, lines = Tone.PLAIN, _proof(subject)
    elif subscriber is None:
        known = message(of_flow("subject.state_unknown", case.flow))
        tone, lines = Tone.WAITING, _proof(subject)
    else:
        known = message(f"subject.state_{subscriber.state.value}")
        if subscriber.is_flagged:
            known = message("subject.state_flagged", state=known)
        is_good = subscriber.state is SubscriberState.REGISTERED and not subscriber.is_flagged
        tone = Tone.PLAIN if is_good else Tone.WAITING  # red is for refusals and faults
        lines = (*_flag(subscriber, now), *_said(subscriber, now.date()), *_proof(subject))
    return SubjectCard(_label(case), grouped(subject.phone_number), known, tone, lines)


def _flag(subscriber: Subscriber, now: datetime) -> tuple[Message, ...]:
    until = subscriber.flagged_until
    if until is None:
        return ()
    key = "subject.flagged_late" if until <= now else "subject.flagged"
    return (message(key, time=day_and_minute(until, now)),)


def _label(case: CaseState) -> Message:
    return message(of_flow("subject.side", case.flow))


def _registered(case: CaseState, subject: Subject, last: LastSaved, now: datetime) -> SubjectCard:
    """After the acceptance: what was said before it is past."""
    registered = message(f"subject.state_{SubscriberState.REGISTERED.value}")
    if FLOWS[case.flow].brings_number:  # it is still the other carrier's for a while
        registered = message("case.ACCEPTED")
    number = grouped(subject.phone_number)
    return SubjectCard(_label(case), number, registered, Tone.GOOD, (_effect(last, now),))


def _effect(last: LastSaved, now: datetime) -> Message:
    """What the acceptance has done about the number."""
    if last.sim_works_from is not None:
        return message("subject.sim_delayed", time=day_and_minute(last.sim_works_from, now))
    flow = FLOWS[last.flow]
    if flow.is_for_flagged:
        return message("subject.flag_lifted")
    if flow.hands_over:
        return message("subject.handed_over")
    if flow.brings_number:
        return message("subject.ported")
    if flow.has(Step.NEW_SIM):
        return message("subject.sim_replaced")
    return message("subject.restored" if last.is_restored else "subject.suspension_NONE")


def _said(subscriber: Subscriber, today: date) -> tuple[Message, ...]:
    found = []
    if subscriber.missing:
        parts = [message(f"subject.missing_{part.value}") for part in subscriber.missing]
        found.append(message("subject.missing", parts=_listed(parts)))
    if subscriber.masked_owner:
        found.append(message("subject.owner", owner=subscriber.masked_owner))
    found.append(message(f"subject.suspension_{subscriber.suspension.value}"))
    if subscriber.deadline is not None:
        key = "subject.overdue" if subscriber.deadline < today else "subject.deadline"
        found.append(message(key, day=calendar(subscriber.deadline)))
    if subscriber.notices:
        told = [
            message(
                "subject.notice",
                channel=message(f"subject.channel_{each.channel.value}"),
                day=f"{each.sent_on:%m-%d}",
            )
            for each in sorted(subscriber.notices, key=lambda each: each.sent_on)
        ]
        found.append(message("subject.notices", notices=_listed(told)))
    return tuple(found)


def _proof(subject: Subject) -> tuple[Message, ...]:
    proof = subject.proof
    return () if proof is None else (message(f"subject.proof_{proof.method.value}"),)


def _listed(parts: Sequence[Message]) -> Message:
    words = parts[-1]
    for each in reversed(parts[:-1]):
        words = message("subject.list", first=each, rest=words)
    return words
