"""自查: the list, the sample and the violations of a month, one question at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from pos_client.application.inspection_commands import (
    AnswerItem,
    InspectionCommand,
    JudgeCase,
    LookAt,
)
from pos_client.application.inspection_state import InspectionPage, InspectionState
from pos_client.application.papers import PaperText, paper_text
from pos_client.application.state import CounterState
from pos_client.domain.inspection import (
    CaseFinding,
    ChecklistAnswer,
    InspectionPlan,
    Measure,
    Violation,
    ViolationKind,
)
from pos_client.domain.inspection_draft import InspectionDraft
from pos_client.domain.inspection_due import Urgency
from pos_client.domain.inspection_paper import InspectionPaper
from ui.i18n.message import Message, message
from ui.presenters.first import ReminderScreen
from ui.presenters.glance import Glance
from ui.presenters.inspection_words import facts_of, masks_of, wording_of
from ui.theme.tokens import Tone

__all__ = [
    "InspectionChoice",
    "InspectionLine",
    "InspectionScreen",
    "InspectionSheetScreen",
    "ViolationLists",
    "present_inspection",
    "present_reminder",
]

_AROUND = 6
_TONES = {Urgency.READY: Tone.INFO, Urgency.DUE: Tone.WAITING, Urgency.OVERDUE: Tone.BAD}


@dataclass(frozen=True, slots=True)
class InspectionLine:
    """One line of the list at the left."""

    words: Message
    tone: Tone
    is_here: bool


@dataclass(frozen=True, slots=True)
class InspectionChoice:
    """An answer that one digit gives."""

    label: Message
    command: InspectionCommand
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ViolationLists:
    """What a violation is put together of; each is chosen from its list."""

    kinds: tuple[tuple[Message, ViolationKind], ...] = ()
    clerks: tuple[str, ...] = ()
    measures: tuple[tuple[Message, Measure], ...] = ()
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class InspectionScreen:
    """The page of the self-inspection.

    Attributes:
        details: what the program knows itself, or the sampled case in masks.
        is_last: behind all questions: violations, note, and who signs.
        earlier, later: the places beside this one; None where there is none.
        signer: the work id to begin with.
    """

    headline: Message
    subline: Message
    lines: tuple[InspectionLine, ...] = ()
    question: Message | None = None
    details: tuple[Message, ...] = ()
    choices: tuple[InspectionChoice, ...] = ()
    is_last: bool = False
    earlier: LookAt | None = None
    later: LookAt | None = None
    may_sign: bool = False
    has_report: bool = False
    violations: tuple[Message, ...] = ()
    lists: ViolationLists = field(default_factory=ViolationLists)
    note: str = ""
    signer: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class InspectionSheetScreen:
    """The frozen report. `sha256` is what the signature is bound to."""

    headline: Message
    paper: PaperText
    sha256: bytes
    signer: Message
    password: Message
    password_missing: Message
    confirm: Message
    asks_second_factor: bool
    is_confirming: bool = False


def present_inspection(
    page: InspectionPage, state: CounterState, glance: Glance
) -> InspectionScreen | InspectionSheetScreen:
    """The report while it is being signed, else the question at hand."""
    if page.paper is not None:
        return _sheet(page.paper, state, is_confirming=page.is_confirming)
    plan, draft = page.plan, page.draft
    if plan is None or draft is None:
        return _nothing_to_ask(page, state.inspection)
    question, details, choices = _asked(page, plan, draft, state, glance)
    is_last = page.place == page.last_place
    return InspectionScreen(
        headline=message("inspection.headline", month=str(plan.month)),
        subline=_subline(page),
        lines=_lines(page, plan, draft),
        question=question,
        details=details,
        choices=choices,
        is_last=is_last,
        earlier=LookAt(page.place - 1) if page.place else None,
        later=None if is_last else LookAt(page.place + 1),
        may_sign=page.may_sign,
        has_report=page.last is not None,
        violations=tuple(_violation(each) for each in draft.violations[-_AROUND:]),
        lists=_lists(page, plan),
        note=draft.note,
        signer=plan.responsible[0] if plan.responsible else "",
        month=str(plan.month),
    )


def present_reminder(state: CounterState) -> ReminderScreen | None:
    """What is due, above the page; nothing while a customer is served."""
    session, asked = state.session, state.inspection
    if session is None or session.is_locked or state.case is not None:
        return None
    due = asked.due
    if due is not None:
        words = message(
            f"inspection.reminder_{due.urgency.value}",
            month=str(due.month),
            day=f"{due.blocks_from:%Y-%m-%d}",
        )
        return ReminderScreen(words, _TONES[due.urgency])
    if asked.waiting:
        return ReminderScreen(message("inspection.waiting", month=asked.waiting), Tone.INFO)
    return None


def _nothing_to_ask(page: InspectionPage, asked: InspectionState) -> InspectionScreen:
    key = "inspection.asking" if page.is_asking else "inspection.nothing_due"
    if not page.is_asking and asked.due is not None:
        key = "inspection.not_shown"
    last = page.last
    subline = message("inspection.none_signed")
    if last is not None:
        state = "refused" if last.reason else "waiting" if last.is_waiting else "taken"
        subline = message(f"inspection.last_{state}", month=str(last.report.month))
    return InspectionScreen(headline=message(key), subline=subline, has_report=last is not None)


def _subline(page: InspectionPage) -> Message:
    if not page.may_sign:
        return message("inspection.looks_only")
    if page.open_count:
        return message("inspection.open", count=page.open_count)
    return message("inspection.whole")


def _asked(
    page: InspectionPage,
    plan: InspectionPlan,
    draft: InspectionDraft,
    state: CounterState,
    glance: Glance,
) -> tuple[Message, tuple[Message, ...], tuple[InspectionChoice, ...]]:
    place = page.place
    if place < len(plan.items):
        item = plan.items[place]
        answers = tuple(
            InspectionChoice(
                message(f"inspection.answer_{each.value}"),
                AnswerItem(item.id, each),
                draft.answers.get(item.id) is each,
            )
            for each in ChecklistAnswer
        )
        return wording_of(item, place), tuple(facts_of(item.fact, page, plan, state)), answers
    place -= len(plan.items)
    if place < len(plan.sample):
        case = plan.sample[place]
        findings = tuple(
            InspectionChoice(
                message(f"inspection.finding_{each.value}"),
                JudgeCase(str(case.id), each),
                draft.findings.get(str(case.id)) is each,
            )
            for each in CaseFinding
        )
        said = message("inspection.case", place=place + 1, count=len(plan.sample))
        return said, masks_of(case, glance), findings
    return message("inspection.last_page"), (), ()


def _lines(
    page: InspectionPage, plan: InspectionPlan, draft: InspectionDraft
) -> tuple[InspectionLine, ...]:
    """The places around the one at hand, each with its answer."""
    every = [*_of_items(plan, draft), *_of_cases(plan, draft)]
    every.append((message("inspection.line_last"), Tone.QUIET))
    first = max(0, min(page.place - _AROUND, len(every) - 2 * _AROUND - 1))
    return tuple(
        InspectionLine(words, tone, place == page.place)
        for place, (words, tone) in list(enumerate(every))[first : first + 2 * _AROUND + 1]
    )


def _of_items(plan: InspectionPlan, draft: InspectionDraft) -> Iterator[tuple[Message, Tone]]:
    tones = {ChecklistAnswer.YES: Tone.GOOD, ChecklistAnswer.NO: Tone.BAD}
    for place, item in enumerate(plan.items):
        said = draft.answers.get(item.id)
        answer = f"inspection.answer_{said.value}" if said is not None else "inspection.unanswered"
        tone = Tone.WAITING if said is None else tones.get(said, Tone.QUIET)
        words = wording_of(item, place)
        yield message("inspection.line", answer=message(answer), words=words), tone


def _of_cases(plan: InspectionPlan, draft: InspectionDraft) -> Iterator[tuple[Message, Tone]]:
    for place, case in enumerate(plan.sample, 1):
        said = draft.findings.get(str(case.id))
        answer = f"inspection.finding_{said.value}" if said is not None else "inspection.unanswered"
        tone = Tone.WAITING if said is None else Tone.BAD
        words = message("inspection.case", place=place, count=len(plan.sample))
        good = said is CaseFinding.IN_ORDER
        line = message("inspection.line", answer=message(answer), words=words)
        yield line, Tone.GOOD if good else tone


def _violation(each: Violation) -> Message:
    return message(
        "inspection.violation",
        clerk=each.clerk_number,
        kind=message(f"inspection.violation_{each.kind.value}"),
        measure=message(f"inspection.measure_{each.measure.value}"),
        day=each.day.isoformat(),
    )


def _lists(page: InspectionPage, plan: InspectionPlan) -> ViolationLists:
    today = page.today or plan.month.last_day
    days = (today - plan.month.first_day).days + 1
    return ViolationLists(
        tuple((message(f"inspection.violation_{each.value}"), each) for each in ViolationKind),
        plan.clerks,
        tuple((message(f"inspection.measure_{each.value}"), each) for each in Measure),
        tuple(today - timedelta(days=ago) for ago in range(max(1, days))),
    )


def _sheet(
    paper: InspectionPaper, state: CounterState, *, is_confirming: bool
) -> InspectionSheetScreen:
    signer = paper.report.signer
    confirm = "inspection.confirming" if is_confirming else "inspection.confirm"
    return InspectionSheetScreen(
        headline=message("inspection.sheet_headline"),
        paper=paper_text(paper),
        sha256=paper.report.sha256,
        signer=message("inspection.sign", clerk=signer),
        password=message("day.password", clerk=signer),
        password_missing=message("day.password_missing", clerk=signer),
        confirm=message(confirm),
        asks_second_factor=state.asks_second_factor,
        is_confirming=is_confirming,
    )
