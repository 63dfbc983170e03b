"""What an honest customer leaves behind in a case: consent, a face, a SIM, a signed form.

For tests that seal bodies by hand. Each part can be exchanged for one that is not honest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import count

from drivers.card.read import CardKind, CardRead, RecordRefused
from drivers.photo import SIMULATED_PHOTO_MARK
from drivers.simulator.live_portraits import MANNERS, draw_live_portrait
from pos_client.domain.consent import Consent, Notices
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.form import DocumentOnForm, PersonOnForm, form_of
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.local_day import local_day
from pos_client.domain.masking import mask_id_number, mask_name
from pos_client.domain.outlet import Outlet
from pos_client.domain.sim import Sim, SimSource
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.people import SealedPerson
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.notices import RISK_NOTICE
from pos_client.testing.customer import iccid_of, signature_under

__all__ = [
    "SAME_FACE_AGAIN",
    "SAME_PERSON_ALL_DAY",
    "consent_to",
    "first_moment_again",
    "fresh_sim",
    "in_other_bytes",
    "live_photo_of",
    "signed_form",
    "years_on",
]

_ALIKE = frozenset(
    {
        *(Control.PHOTO_NEAR_IDENTICAL, Control.PHOTO_ALIKE),
        *(Control.FACE_COOLING_OFF, Control.MISMATCH_RETRY),
    }
)
SAME_FACE_AGAIN = Controls(_ALIKE)
"""For a gateway that sees one drawn face in many cases, and one person refused in several: honest
customers never look so alike, and do not come again at once."""

SAME_PERSON_ALL_DAY = Controls(_ALIKE | {Control.VELOCITY})
"""For a gateway that sees one person in every case of a test about something else."""

_MARKS = count(1)
_SIMS = count(1)
_GROWN_UP = 30
_TIMES: defaultdict[tuple[bytes, str], Iterator[int]] = defaultdict(count)
_PLACE = "counter"


def consent_to(
    notices: Notices,
    at: datetime,
    age: int = _GROWN_UP,
    declined: tuple[str, ...] = (),
    *,
    matches_face: bool = True,
) -> Consent:
    """Agree to everything that this age is shown, but for what may be declined."""
    asked = [notice.id for notice in notices.for_age(age, matches_face=matches_face)]
    return Consent(
        version=notices.version,
        notices_sha256=notices.sha256,
        agreed=tuple(each for each in asked if each not in declined),
        declined=declined,
        handwritten_signature=signature_under(notices.sha256, at),
    )


def live_photo_of(
    raw_photo: bytes, at: datetime, manner: str = "everyday", seed: str = "1"
) -> LivePhoto:
    """The holder of a card before the camera.

    Its bytes are never those of another one. Manner and seed decide about the pixels, and each
    time of an everyday one it is another moment before the same wall.

    Args:
        raw_photo: the photo file of a simulated card.
    """
    webp = _webp(raw_photo)
    moment = next(_TIMES[webp, seed]) if manner == "everyday" else 0
    frame = _frame(webp, manner, f"{seed} {moment}" if moment else seed)
    return LivePhoto(
        jpeg=in_other_bytes(frame),
        taken_at=at,
        camera_id="simulated:test",
        camera_name="simulated camera",
        is_simulated=True,
    )


def first_moment_again() -> None:
    """Let the next photo of every face be that of the first moment."""
    _TIMES.clear()


def in_other_bytes(jpeg: bytes) -> bytes:
    """The same pixels under a hash that no photo of this process has had."""
    mark = f"{next(_MARKS)}".encode()
    comment = b"\xff\xfe" + (len(mark) + 2).to_bytes(2, "big") + mark
    return jpeg[:2] + comment + jpeg[2:]  # right behind the marker that every JPEG begins with


def fresh_sim(first_of_stock: str = "") -> Sim:
    """A SIM that no case of this process has had.

    Args:
        first_of_stock: where the outlet's stock begins; empty for the demo's outlet.
    """
    begins = int(first_of_stock[6:] or "0")
    return Sim(iccid_of(begins + next(_SIMS)), SimSource.SCANNER)


def signed_form(body: RegistrationBody, outlet: Outlet, mask: str = "") -> RegistrationBody:
    """Fill in the form of a body and sign it; one without a number has no form yet.

    Args:
        mask: of a disputed number, which the body does not name.
    """
    if body.is_offline and not body.phone_number:
        return replace(body, offer_code="", sim=None, form_number="", form_signature=None)
    proof = body.subject.proof if body.subject else None
    form = form_of(
        case_id=body.case_id,
        flow=body.flow,
        opened_at=body.opened_at,
        outlet=outlet,
        clerk_number=body.clerk_number,
        people=tuple(map(_on_form, body.people)),
        phone_number=body.phone_number or mask,
        iccid=body.sim.iccid if body.sim else proof.iccid if proof else "",
        offer_code=body.offer_code,
        is_offline=body.is_offline,
        risk_notice_sha256=RISK_NOTICE.sha256 if FLOWS[body.flow].is_for_flagged else b"",
        relation=body.relation,
        reason=body.reason,
        documents=tuple(
            DocumentOnForm.of(person.role, each)
            for person in body.people
            for each in person.documents
        ),
        unit=body.unit,
        order=body.unit_order,
        sim=body.sim,
    )
    ink, flow = signature_under(form.sha256, body.confirmed_at), FLOWS[body.flow]
    signs = dict.fromkeys(flow.roles_at(Step.FORM), ink)
    parties = tuple(replace(each, form_signature=signs.get(each.role)) for each in body.parties)
    own = signs.get(flow.lead)
    return replace(body, form_number=form.form_number, form_signature=own, parties=parties)


def _on_form(person: SealedPerson) -> PersonOnForm:
    if not person.evidence:
        return PersonOnForm.without_read(person.role, person.documents[0], person.notices_sha256)
    card = _card(person.evidence[0])
    return PersonOnForm.of(
        person.role,
        card.kind if card else CardKind.RESIDENT,
        mask_name(card.display_name) if card else "*",
        mask_id_number(card.id_number) if card else "*",
        person.evidence[0].raw_text,
        person.notices_sha256,
    )


def years_on(raw_text: bytes, raw_photo: bytes, at: datetime) -> int:
    """The age of a card's holder; of a frame that no reader would deliver, a grown-up's."""
    try:
        birth = CardRead.parse(raw_text, raw_photo, read_at=at).birth_date
    except RecordRefused:
        return _GROWN_UP
    today = local_day(at)
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _card(first: Evidence) -> CardRead | None:
    try:
        return CardRead.parse(first.raw_text, first.raw_photo, read_at=first.read_at)
    except RecordRefused:
        return None


def _webp(raw_photo: bytes) -> bytes:
    begin = len(SIMULATED_PHOTO_MARK) + 2
    if not raw_photo.startswith(SIMULATED_PHOTO_MARK):
        return b""
    return raw_photo[begin : begin + int.from_bytes(raw_photo[begin - 2 : begin], "big")]


@cache
def _frame(webp: bytes, manner: str, seed: str) -> bytes:
    distortion = replace(MANNERS[manner](seed), place=_PLACE)
    return draw_live_portrait(webp, distortion=distortion)
