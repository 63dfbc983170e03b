"""What the page of one step asks for beside its question: ticks, a photo, a review, a signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from pos_client.application.commands import ChooseOffer
from pos_client.application.papers import PaperText, paper_text
from pos_client.application.people_commands import ChooseReason, ChooseRelation
from pos_client.application.state import CasePhase, CaseState, CounterState
from pos_client.application.step_state import (
    CentreWait,
    ChoiceState,
    ConsentState,
    ReasonState,
    RelationState,
    ReviewState,
)
from pos_client.domain.flow import Step
from pos_client.domain.review import ReviewWay
from ui.i18n import language
from ui.i18n.message import Message, message
from ui.presenters.documents import DocumentPanel, present_document
from ui.presenters.glance import Glance
from ui.presenters.moments import countdown
from ui.presenters.own_numbers import OwnNumbersPanel, present_own_numbers
from ui.presenters.side import present_sim
from ui.presenters.subject import (
    AuthorisationPanel,
    LookUpPanel,
    ProofPanel,
    present_authorisation,
    present_look_up,
    present_proof,
)
from ui.presenters.units import UnitPanel, present_unit
from ui.presenters.verdicts import reason_of
from ui.theme.tokens import Tone

__all__ = [
    "OFFER_KEYS",
    "ConsentPanel",
    "ContactPanel",
    "FormPanel",
    "NewSimPanel",
    "NoticeLine",
    "OfferLine",
    "Panel",
    "PhotoPanel",
    "RelationLine",
    "RelationPanel",
    "ReviewPanel",
    "offer_span",
    "present_offers",
    "present_panel",
]

OFFER_KEYS = ("F9", "F10", "F11", "F12")
"""As many offers are shown at a time."""
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One thing to agree to; the tenth and later ones have no key."""

    id: str
    key: str
    title: str
    text: str
    may_be_declined: bool


@dataclass(frozen=True, slots=True)
class ConsentPanel:
    notices: tuple[NoticeLine, ...]
    notices_sha256: bytes


@dataclass(frozen=True, slots=True)
class PhotoPanel:
    """`reason` says why another photo is needed; `attempt` tells one from the next."""

    reason: Message | None
    left: Message
    attempt: int


@dataclass(frozen=True, slots=True)
class ReviewPanel:
    """What somebody has to look at, and who may.

    Attributes:
        is_on_site: a supervisor may, at this counter.
        may_ask_centre: the carrier's centre may, and was not asked yet.
        centre: how the case stands there, with its countdown; None where it was not asked.
        card_photo: as it came off the chip; `live_photo`: JPEG, None of whoever was not
            photographed. Both are of the person whom the answers are about.
    """

    reasons: tuple[Message, ...]
    is_deciding: bool
    asks_second_factor: bool = True
    is_on_site: bool = True
    may_ask_centre: bool = False
    centre: Message | None = None
    card_photo: bytes | None = field(default=None, repr=False)
    live_photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RelationLine:
    """One of the list, and the digit that chooses it."""

    key: str
    label: Message
    command: ChooseRelation | ChooseReason


@dataclass(frozen=True, slots=True)
class RelationPanel:
    """What somebody who acts may be to the owner, or why a document has no chip.

    Attributes:
        missing: what the primary key says, which has nothing to take.
        columns: how many stand beside each other.
        note: what is told above the list.
    """

    lines: tuple[RelationLine, ...]
    missing: Message
    columns: int = 3
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class FormPanel:
    paper: PaperText = field(repr=False)
    form_sha256: bytes


@dataclass(frozen=True, slots=True)
class NewSimPanel:
    """The SIM that a number gets; `iccid` is None before it was read."""

    iccid: Message | None
    note: Message | None
    tone: Tone


@dataclass(frozen=True, slots=True)
class ContactPanel:
    """The optional number of a customer captured offline."""

    number: str


Panel: TypeAlias = (
    LookUpPanel
    | UnitPanel
    | OwnNumbersPanel
    | AuthorisationPanel
    | ProofPanel
    | ConsentPanel
    | PhotoPanel
    | ReviewPanel
    | DocumentPanel
    | RelationPanel
    | NewSimPanel
    | FormPanel
    | ContactPanel
)


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One offer, and the key that chooses it while its page of them is shown."""

    key: str
    name: str
    summary: str
    price: Message
    is_chosen: bool
    command: ChooseOffer


def _review(
    case: CaseState, review: ReviewState, state: CounterState, glance: Glance, *, is_working: bool
) -> ReviewPanel:
    ways, wait = review.ways, review.centre
    return ReviewPanel(
        tuple(reason_of(code).why for code in review.codes),
        is_working,
        review.asks_second_factor,
        ReviewWay.ON_SITE in ways,
        ReviewWay.CENTRE in ways and not wait.is_asked,
        _of_centre(wait, state, glance) if wait.is_asked else None,
        case.identity.raw_photo if case.identity is not None else None,
        review.live_photo,
    )


def _of_centre(wait: CentreWait, state: CounterState, glance: Glance) -> Message:
    """How long the centre has left, and what comes then."""
    if state.gateway.is_reachable is False:
        return message("steps.centre_away")
    if wait.until is None:
        return message("steps.centre_asking")
    left = wait.until - glance.now
    if left.total_seconds() <= 0:
        return message("steps.centre_over")
    return message("steps.centre_waiting", left=countdown(left))


def present_panel(case: CaseState, state: CounterState, glance: Glance) -> Panel | None:
    """None where the step asks nothing beside its question."""
    is_working = case.phase is CasePhase.WORKING
    if case.phase not in (CasePhase.OPEN, CasePhase.WORKING):
        return None
    about_number = (
        present_look_up(case)
        or present_proof(case)
        or present_authorisation(case)
        or present_own_numbers(case)
        or present_document(case)
        or present_unit(case)
    )
    if about_number is not None:
        return about_number
    if case.consent is not None:
        return ConsentPanel(_notices(case.consent), case.consent.notices_sha256)
    if case.photo is not None:
        reason = message(f"steps.photo_why_{case.photo.reason}") if case.photo.reason else None
        return PhotoPanel(
            reason, message("steps.photo_left", left=case.photo.left), case.photo.left
        )
    if case.review is not None:
        return _review(case, case.review, state, glance, is_working=is_working)
    if case.relation is not None or case.reason is not None:
        return _list(case)
    sim = present_sim(case) if case.step is Step.NEW_SIM else None
    if sim is not None and case.choice is not None:
        is_read = case.choice.iccid or case.choice.eid or case.choice.imei
        return NewSimPanel(sim.iccid if is_read else None, sim.note, sim.tone)
    if case.form is not None:
        return FormPanel(paper_text(case.form.paper), case.form.form_sha256)
    if case.step is Step.SEAL and case.is_offline and not is_working:
        return ContactPanel(case.contact_number)
    return None


def _list(case: CaseState) -> RelationPanel | None:
    if case.relation is not None:
        return RelationPanel(tuple(_relations(case.relation)), message("case.relation_missing"))
    if case.reason is None:
        return None
    return RelationPanel(
        tuple(_reasons(case.reason)),
        message("documents.missing_reason"),
        columns=2,
        note=message("documents.left_today", left=case.reason.left),
    )


def _relations(asked: RelationState) -> Iterator[RelationLine]:
    for place, each in enumerate(asked.relations, 1):
        yield RelationLine(str(place), message(f"case.relation_{each.value}"), ChooseRelation(each))


def _reasons(asked: ReasonState) -> Iterator[RelationLine]:
    for place, each in enumerate(asked.reasons, 1):
        yield RelationLine(str(place), message(f"documents.{each.value}"), ChooseReason(each))


def _notices(consent: ConsentState) -> tuple[NoticeLine, ...]:
    zh = language() == "zh_CN"
    return tuple(
        NoticeLine(
            each.id,
            str(place) if place <= _DIGITS else "",
            each.title_zh if zh else each.title_en,
            each.text_zh if zh else each.text_en,
            each.may_be_declined,
        )
        for place, each in enumerate(consent.notices, 1)
    )


def offer_span(choice: ChoiceState) -> str:
    """The keys that choose an offer on the page shown, first and last."""
    keys = OFFER_KEYS[: max(1, len(choice.offers))]
    return "–".join(dict.fromkeys((keys[0], keys[-1])))


def present_offers(choice: ChoiceState) -> tuple[OfferLine, ...]:
    """All offers of the signed list; each page of them has the same keys."""
    zh = language() == "zh_CN"
    return tuple(
        OfferLine(
            OFFER_KEYS[place % len(OFFER_KEYS)],
            each.name_zh if zh else each.name_en,
            each.summary_zh if zh else each.summary_en,
            message("steps.sim_price", price=f"{each.monthly_fee_fen / 100:.2f}"),
            each.code == choice.chosen_offer,
            ChooseOffer(each.code),
        )
        for place, each in enumerate(choice.offers)
    )
