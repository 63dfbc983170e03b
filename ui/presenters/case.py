"""The counter page: one question at a time, and the one key that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from pos_client.application.commands import (
    ChooseNumber,
    ConfirmStep,
    CounterCommand,
    FinishCase,
    MakePaper,
    RefuseVisualCheck,
    StepBack,
)
from pos_client.application.state import CasePhase, CaseState, CounterState
from pos_client.application.subject_commands import CloseOwnNumbers
from pos_client.domain.flow import SIM_STEPS, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.phone_number import grouped
from pos_client.domain.review import ReviewWay
from ui.i18n.message import Message, message
from ui.presenters.action import Action
from ui.presenters.documents import DocumentPanel, document_question
from ui.presenters.ending import Ending, Saved, present_ending, present_saved
from ui.presenters.glance import Glance
from ui.presenters.idle import question_for_card
from ui.presenters.keys import Key
from ui.presenters.own_numbers import OwnNumbersPanel, own_numbers_question
from ui.presenters.panels import (
    ConsentPanel,
    FormPanel,
    OfferLine,
    Panel,
    PhotoPanel,
    ReviewPanel,
    offer_span,
    present_offers,
    present_panel,
)
from ui.presenters.person import PersonScreen, present_person
from ui.presenters.side import (
    NumberCard,
    SimCard,
    TodayCard,
    present_number,
    present_sim,
    present_today,
)
from ui.presenters.steps import StepLine, of_role, present_steps
from ui.presenters.subject import SubjectCard, of_flow, of_person, present_subject
from ui.presenters.summary import SummaryLine, present_summary
from ui.presenters.units import present_order_card, unit_question
from ui.presenters.verdicts import VerdictTile, present_quota, present_verdicts
from ui.theme.tokens import Tone

__all__ = ["CaseScreen", "NumberChoice", "Offer", "present_case"]

_OVER = (
    CasePhase.SAVED,
    CasePhase.REFUSED,
    CasePhase.CARD_REFUSED,
    CasePhase.CARD_UNREADABLE,
)
# Steps whose page needs all the room, and which the customer may look at.
_ABOUT_NUMBER = (Step.LOOK_UP, Step.PROOF_OF_USE, Step.AUTHORISATION)
_NO_PERSON = (
    *_ABOUT_NUMBER,
    Step.UNIT,
    *(Step.CONSENT, Step.LIVE_PHOTO, Step.DOCUMENT, Step.OWN_NUMBERS, Step.FORM, Step.REASON),
)
_COMPACT = (Step.REVIEW, Step.RELATION, *SIM_STEPS, Step.SEAL)
_WIDE = (ConsentPanel, PhotoPanel, DocumentPanel, OwnNumbersPanel, FormPanel)
_NO_TILES = (Step.READ_CARD, *_NO_PERSON)


@dataclass(frozen=True, slots=True)
class Offer:
    """One number that a digit chooses."""

    number: str
    key: str
    is_chosen: bool
    command: ChooseNumber


@dataclass(frozen=True, slots=True)
class NumberChoice:
    """`is_open` is false while the marked number is being held: the numbers stay, keys do not.

    Without `has_numbers` only an offer is chosen: the customer has brought the number along.
    """

    numbers: tuple[Offer, ...]
    offers: tuple[OfferLine, ...]
    note: Message | None
    is_open: bool
    has_numbers: bool = True


@dataclass(frozen=True, slots=True)
class CaseScreen:
    """Everything the page needs, and nothing it would have to work out.

    Attributes:
        awaits_card: a case that has begun with something else; now the card is laid.
        panel: what this step asks for; where `asks_panel`, the primary key takes its answer.
        is_wide: the customer looks at the screen now and needs the room of the side.
        hold: the number and its countdown, where the side that shows them has no room.
        subject: the number that the case is about, where it is known.
        has_number: a number is chosen here; else none is, and nothing stands in its place.
        today: None where an order counts, which needs its room.
    """

    headline: Message
    subline: Message
    tone: Tone
    steps: tuple[StepLine, ...]
    awaits_card: bool
    person: PersonScreen | None
    verdicts: tuple[VerdictTile, ...]
    quota: Message | None
    panel: Panel | None
    asks_panel: bool
    is_wide: bool
    choice: NumberChoice | None
    sim: SimCard | None
    summary: tuple[SummaryLine, ...]
    ending: Ending | None
    saved: Saved | None
    number: NumberCard
    hold: Message | None
    subject: SubjectCard | None
    has_number: bool
    today: TodayCard | None
    primary: Action
    back: Action | None
    other: Action | None


def present_case(case: CaseState, state: CounterState, glance: Glance) -> CaseScreen:
    """Say what the page about this case asks now."""
    ending = present_ending(case)
    saved = present_saved(state, glance) if case.phase is CasePhase.SAVED else None
    headline, subline, primary, tone = _question(case, ending, saved)
    is_open = case.phase is CasePhase.OPEN
    awaits_card = is_open and case.step is Step.READ_CARD
    if awaits_card:
        asked = question_for_card(state)
        headline, tone = asked.headline, asked.tone
        subline = asked.subline._replace(key=of_person(asked.subline.key, case.flow, case.role))
        primary = Action(message("case.wait_card"), Key.GO_ON)
    if state.is_preparing and case.phase is CasePhase.REREAD:
        headline, subline = message("case.preparing"), message("case.preparing_safe")
        primary = Action(message("case.wait"), Key.GO_ON)
    if glance.is_answering:
        primary = Action(primary.label, primary.key)
    is_over = case.phase in _OVER
    is_choosing = not is_over and case.step in (Step.NUMBER_AND_SIM, Step.OFFER_AND_SIM)
    is_sealing = case.step is Step.SEAL
    is_reread = case.phase is CasePhase.REREAD
    is_read = bool(case.masked_name)
    has_person = not is_over and is_read and (is_reread or case.step not in _NO_PERSON)
    is_told_below = case.is_offline and is_sealing and not is_over
    has_tiles = saved is None and case.step not in _NO_TILES and not is_told_below
    panel = present_panel(case, state, glance)
    is_wide = isinstance(panel, _WIDE)
    number = present_number(case, state, glance)
    asks_panel = is_open and case.step in (*_ASKED, *_ASKED_IN_TURN) and not glance.is_answering
    return CaseScreen(
        headline=headline if saved is not None else of_role(headline, case),
        subline=subline,
        tone=tone,
        steps=present_steps(case),
        awaits_card=awaits_card,
        person=present_person(case, glance, is_compact=is_reread or case.step in _COMPACT)
        if has_person
        else None,
        verdicts=present_verdicts(case) if has_tiles else (),
        quota=present_quota(case) if has_tiles else None,
        panel=panel,
        asks_panel=asks_panel,
        is_wide=is_wide,
        choice=_choice(case) if is_choosing else None,
        sim=None if is_over or case.step is Step.NEW_SIM else present_sim(case),
        summary=present_summary(case, state) if is_sealing and not is_over else (),
        ending=ending,
        saved=saved,
        number=number,
        hold=message("case.hold_of", number=number.number, hold=number.note)
        if is_wide and case.held_number and number.note is not None
        else None,
        subject=present_subject(case, state, glance.now) or present_order_card(case, state),
        has_number=_has_number(case),
        today=None if FLOWS[case.flow].is_of_order else present_today(state),
        primary=primary,
        back=Action(message("frame.back"), Key.BACK, StepBack()) if case.can_step_back else None,
        other=_other(case, state, panel, glance),
    )


def _has_number(case: CaseState) -> bool:
    flow = FLOWS[case.flow]
    return not (flow.is_about_number or flow.disputes or flow.opens_order)


def _other(
    case: CaseState, state: CounterState, panel: Panel | None, glance: Glance
) -> Action | None:
    """The second thing one may do here: refuse, or print."""
    if case.phase is CasePhase.SAVED and state.last_saved is not None:
        for kind in state.last_saved.papers:
            return Action(message(f"steps.paper_{kind.value}"), Key.PRINT, MakePaper(kind))
    if case.phase is not CasePhase.OPEN:
        return None
    if case.step is Step.VISUAL_CHECK:
        refuse = None if glance.is_answering else RefuseVisualCheck()
        return Action(message("case.refuse_visual_check"), Key.REFUSE, refuse)
    if isinstance(panel, ReviewPanel) and panel.is_on_site:
        return Action(message("steps.review_refuse"), Key.REFUSE)
    if isinstance(panel, OwnNumbersPanel) and panel.lines:
        close = None if glance.is_answering else CloseOwnNumbers()
        return Action(message("own_numbers.close"), Key.REFUSE, close)
    return None


def _question(
    case: CaseState, ending: Ending | None, saved: Saved | None
) -> tuple[Message, Message, Action, Tone]:
    if saved is not None:
        label = of_flow("case.next_customer", case.flow)
        return saved.headline, saved.safe, _go(FinishCase(), label), saved.tone
    if ending is not None:
        again = case.phase is not CasePhase.REFUSED
        label = "case.try_another_card" if again else of_flow("case.next_customer", case.flow)
        return ending.headline, ending.safe, _go(FinishCase(), label), Tone.BAD
    if case.phase is CasePhase.REREAD:
        wait = Action(message("case.wait_card"), Key.GO_ON)
        return message("case.reread"), message("case.reread_safe"), wait, Tone.WAITING
    if case.phase is CasePhase.WORKING:
        key = _WORKING.get(case.step, "case.reading")
        wait = Action(message("case.wait"), Key.GO_ON)
        safe = "case.verifying" if case.step is Step.NUMBER_AND_SIM else key
        return message(key), message(f"{safe}_safe"), wait, Tone.INFO
    return _open_question(case)


_WORKING = {
    Step.UNIT: "case.looking_up_unit",
    Step.LOOK_UP: "subject.looking_up",
    Step.PROOF_OF_USE: "subject.proving",
    Step.AUTHORISATION: "subject.authorising",
    Step.VERIFICATION: "case.verifying",
    Step.REVIEW: "case.reviewing",
    Step.OWN_NUMBERS: "own_numbers.asking",
    Step.NUMBER_AND_SIM: "case.holding_number",
    Step.SEAL: "case.sealing",
}


# Answered by what stands in the page's panel.
_ASKED = {
    Step.LOOK_UP: "look_up",
    Step.PROOF_OF_USE: "proof",
    Step.AUTHORISATION: "authorisation",
    Step.CONSENT: "consent",
    Step.LIVE_PHOTO: "live_photo",
    Step.REVIEW: "review",
    Step.RELATION: "relation",
    Step.REASON: "reason",
    Step.FORM: "form",
}


# The same, where one thing is asked after the other.
_ASKED_IN_TURN = {
    Step.OWN_NUMBERS: own_numbers_question,
    Step.DOCUMENT: document_question,
    Step.UNIT: unit_question,
}


def _open_question(case: CaseState) -> tuple[Message, Message, Action, Tone]:
    confirm: CounterCommand | None = ConfirmStep(case.step.value)
    about = "_number" if case.subject is not None else ""
    offline = f"_offline{about}" if case.is_offline else ""
    match case.step:
        case Step.VISUAL_CHECK:
            key, safe, label = "case.visual_check", "", "case.go_on_visual_check"
        case step if step in _ASKED:
            topic = "subject" if step in _ABOUT_NUMBER else "case"
            name = _ASKED[step]
            key, label, confirm = f"{topic}.{name}", f"{topic}.go_on_{name}", None
            seals = "_seals" if case.seals_with_form else ""
            safe = offline or seals if step is Step.FORM else _without_gateway(case)
            label += seals
            if case.review is not None and ReviewWay.ON_SITE not in case.review.ways:
                key, label = "case.review_far", "case.go_on_review_far"
        case Step.VERIFICATION:
            key, safe, label = "case.not_verified_yet", "", "case.retry_verification"
        case Step.NUMBER_AND_SIM:
            key, safe, label = "case.choose_number", offline, "case.go_on_number"
            confirm = confirm if case.chosen_number else None
        case Step.OWN_NUMBERS | Step.DOCUMENT | Step.UNIT:
            key, label = _ASKED_IN_TURN[case.step](case)
            safe, confirm = "", None
        case Step.NEW_SIM | Step.OFFER_AND_SIM:
            is_read = case.choice is not None and bool(case.choice.iccid or case.choice.has_esim)
            is_new = case.step is Step.NEW_SIM
            key, safe = "subject.new_sim" if is_new else "case.choose_offer", ""
            label = "subject.go_on_new_sim" if is_new else "case.go_on_offer"
            label = label if is_read else "subject.new_sim_waiting"
            confirm = confirm if is_read else None
        case Step.SEAL:
            key, safe, label = "case.seal", offline, "case.go_on_seal"
        case _:
            key, safe, label, confirm = "case.reading", "", "case.wait", None
    tone = Tone.WAITING if case.is_offline else Tone.PLAIN
    primary = Action(message(label), Key.GO_ON, confirm)
    of_this = partial(of_person, flow=case.flow, role=case.role)
    offers = {} if case.choice is None else {"offers": offer_span(case.choice)}
    return message(of_this(key)), message(of_this(f"{key}{safe}_safe"), **offers), primary, tone


def _without_gateway(case: CaseState) -> str:
    """Which of its sentences a step about the number says."""
    asked = case.look_up or case.authorisation
    if asked is not None and not asked.is_online:
        return "_online_only" if FLOWS[case.flow].is_online_only else "_offline"
    return "_sim" if case.proof is not None and not case.proof.may_send_code else ""


def _go(command: CounterCommand, label: str) -> Action:
    return Action(message(label), Key.GO_ON, command)


def _choice(case: CaseState) -> NumberChoice:
    numbers = tuple(
        Offer(grouped(number), str(place), number == case.chosen_number, ChooseNumber(number))
        for place, number in enumerate(case.numbers, 1)
    )
    has_numbers = case.step is Step.NUMBER_AND_SIM
    note = message("case.no_numbers") if has_numbers and not numbers else None
    offers = present_offers(case.choice) if case.choice else ()
    return NumberChoice(numbers, offers, note, case.phase is CasePhase.OPEN, has_numbers)
