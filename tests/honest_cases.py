"""What an honest customer leaves behind in a case: consent, a face, a SIM, a signed form.

For tests that seal bodies by hand. Each part can be exchanged for one that is not honest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from itertools import count, product

from PIL import Image

from drivers.card.read import CardKind, CardRead, RecordRefused
from drivers.photo import SIMULATED_PHOTO_MARK
from drivers.simulator.live_portraits import MANNERS, draw_live_portrait
from pos_client.domain.consent import Consent, Notices
from pos_client.domain.flow import FLOWS
from pos_client.domain.form import form_of
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.local_day import local_day
from pos_client.domain.masking import mask_id_number, mask_name
from pos_client.domain.outlet import Outlet
from pos_client.domain.sim import Sim, SimSource
from pos_client.protocol.bodies import RegistrationBody
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.notices import RISK_NOTICE
from pos_client.testing.customer import iccid_of, signature_under

__all__ = [
    "SAME_FACE_AGAIN",
    "SAME_PERSON_ALL_DAY",
    "consent_to",
    "first_light_again",
    "fresh_sim",
    "in_other_bytes",
    "live_photo_of",
    "signed_form",
    "years_on",
]

SAME_FACE_AGAIN = Controls(frozenset({Control.PHOTO_NEAR_IDENTICAL}))
"""For a gateway that sees one drawn face in many cases: honest customers never look so alike."""

SAME_PERSON_ALL_DAY = Controls(frozenset({Control.PHOTO_NEAR_IDENTICAL, Control.VELOCITY}))
"""For a gateway that sees one person in every case of a test about something else."""

_MARKS = count(1)
_SIMS = count(1)
_GROWN_UP = 30
_TIMES: defaultdict[tuple[bytes, str], Iterator[int]] = defaultdict(count)
# How bright, and how red and blue; the first one changes nothing.
_LIGHTS = tuple(product((1.0, 0.96, 1.04, 0.92, 1.08, 0.88), (1.0, 0.96, 1.04), (1.0, 0.96, 1.04)))


def consent_to(
    notices: Notices, at: datetime, age: int = _GROWN_UP, declined: tuple[str, ...] = ()
) -> Consent:
    """Agree to everything that this age is shown, but for what may be declined."""
    asked = [notice.id for notice in notices.for_age(age)]
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
    time the light is another one: the first 54 photos of a face look different.

    Args:
        raw_photo: the photo file of a simulated card.
    """
    webp = _webp(raw_photo)
    frame = _frame(webp, manner, seed)
    if manner == "everyday":
        frame = _in_other_light(frame, next(_TIMES[webp, seed]))
    return LivePhoto(
        jpeg=in_other_bytes(frame),
        taken_at=at,
        camera_id="simulated:test",
        camera_name="simulated camera",
        is_simulated=True,
    )


def first_light_again() -> None:
    """Let the next photo of every face be in the light of the first one."""
    _TIMES.clear()


def in_other_bytes(jpeg: bytes) -> bytes:
    """The same pixels under a hash that no photo of this process has had."""
    mark = f"{next(_MARKS)}".encode()
    comment = b"\xff\xfe" + (len(mark) + 2).to_bytes(2, "big") + mark
    return jpeg[:2] + comment + jpeg[2:]  # right behind the marker that every JPEG begins with


def fresh_sim() -> Sim:
    """A SIM that no case of this process has had."""
    return Sim(iccid_of(next(_SIMS)), SimSource.SCANNER)


def signed_form(body: RegistrationBody, outlet: Outlet) -> RegistrationBody:
    """Fill in the form of a body and sign it; one without a number has no form yet."""
    if body.is_offline and not body.phone_number:
        return replace(body, offer_code="", sim=None, form_number="", form_signature=None)
    card = _card(body)
    proof = body.subject.proof if body.subject else None
    form = form_of(
        case_id=body.case_id,
        flow=body.flow,
        opened_at=body.opened_at,
        outlet=outlet,
        clerk_number=body.clerk_number,
        document_kind=card.kind if card else CardKind.RESIDENT,
        masked_name=mask_name(card.display_name) if card else "*",
        masked_id_number=mask_id_number(card.id_number) if card else "*",
        first_raw_text=body.evidence[0].raw_text,
        consent_sha256=body.consent.notices_sha256,
        phone_number=body.phone_number,
        iccid=body.sim.iccid if body.sim else proof.iccid if proof else "",
        offer_code=body.offer_code,
        is_offline=body.is_offline,
        risk_notice_sha256=RISK_NOTICE.sha256 if FLOWS[body.flow].is_for_flagged else b"",
    )
    signature = signature_under(form.sha256, body.confirmed_at)
    return replace(body, form_number=form.form_number, form_signature=signature)


def years_on(raw_text: bytes, raw_photo: bytes, at: datetime) -> int:
    """The age of a card's holder; of a frame that no reader would deliver, a grown-up's."""
    try:
        birth = CardRead.parse(raw_text, raw_photo, read_at=at).birth_date
    except RecordRefused:
        return _GROWN_UP
    today = local_day(at)
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _card(body: RegistrationBody) -> CardRead | None:
    first = body.evidence[0]
    try:
        return CardRead.parse(first.raw_text, first.raw_photo, read_at=first.read_at)
    except RecordRefused:
        return None


def _webp(raw_photo: bytes) -> bytes:
    begin = len(SIMULATED_PHOTO_MARK) + 2
    if not raw_photo.startswith(SIMULATED_PHOTO_MARK):
        return b""
    return raw_photo[begin : begin + int.from_bytes(raw_photo[begin - 2 : begin], "big")]


def _in_other_light(frame: bytes, times: int) -> bytes:
    bright, red, blue = _LIGHTS[times % len(_LIGHTS)]
    factors = (bright * red, bright, bright * blue)
    if factors == (1.0, 1.0, 1.0):
        return frame
    with Image.open(BytesIO(frame)) as opened:
        bands = opened.convert("RGB").split()
    lit = [
        band.point([min(255, round(value * factor)) for value in range(256)])
        for band, factor in zip(bands, factors, strict=True)
    ]
    made = BytesIO()
    Image.merge("RGB", lit).save(made, "JPEG", quality=88)
    return made.getvalue()


@cache
def _frame(webp: bytes, manner: str, seed: str) -> bytes:
    return draw_live_portrait(webp, distortion=MANNERS[manner](seed))
