"""An invented customer who reads, signs, stands before the camera and hands a SIM over.

For tests, the demo and the headless walk through a case in demo mode. What stands in for the
camera is marked as simulated, so a gateway outside demo mode refuses it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from pos_client.application import commands, people_commands
from pos_client.application.state import CaseState
from pos_client.application.step_state import DocumentState, UnitState
from pos_client.application.subject_commands import CloseOwnNumbers, DisputeNumber
from pos_client.application.unit_commands import AskForOrder, LookUpUnit, UnitCommand
from pos_client.domain.document import DocumentImage
from pos_client.domain.flow import SIM_STEPS, Step
from pos_client.domain.handwritten_signature import (
    PAD_WIDTH,
    HandwrittenSignature,
    Pen,
    Point,
)
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.sim import luhn_holds
from pos_client.domain.unit import UnitUse

__all__ = [
    "InventedCustomer",
    "device_of",
    "document_image",
    "iccid_of",
    "plain_jpeg",
    "signature_under",
]

_PAD_HEIGHT = PAD_WIDTH // 3
_UNIT = "91350100MA00DEM00M"  # an invented one that every invented carrier knows
_CAMERA = "simulated:invented-customer"


def signature_under(
    signed_sha256: bytes, at: datetime, pen: Pen = Pen.FINGER
) -> HandwrittenSignature:
    """A wavy line, as nobody's name, under what has this hash."""
    middle, reach = _PAD_HEIGHT // 2, PAD_WIDTH // 2
    wave = tuple(
        Point(
            x=PAD_WIDTH // 4 + reach * step // 40,
            y=middle + round(middle * 0.6 * math.sin(step / 2)),
            t_ms=12 * step,
        )
        for step in range(41)
    )
    return HandwrittenSignature((wave,), _PAD_HEIGHT, pen, signed_sha256, at)


def iccid_of(number: int) -> str:
    """An invented ICCID of 20 digits whose Luhn digit holds; another for every number."""
    body = f"898600{number % 10**13:013d}"
    return next(body + str(digit) for digit in range(10) if luhn_holds(body + str(digit)))


def device_of(number: int) -> tuple[str, str]:
    """EID and IMEI of an invented device, whose check digits hold; another for every number."""
    plain = f"89086030{number % 10**22:022d}00"
    imei = f"35000000{number % 10**6:06d}"
    return (
        f"{plain[:-2]}{98 - int(plain) % 97:02d}",
        next(imei + str(digit) for digit in range(10) if luhn_holds(imei + str(digit))),
    )


def plain_jpeg() -> bytes:
    """The smallest picture that is one; for tests in which nobody looks at it."""
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (32, 24), "#9aa7b4").save(made, "JPEG")
    return made.getvalue()


def document_image(at: datetime, words: str = "") -> DocumentImage:
    """A drawn page of an invented paper; other words, another page."""
    from io import BytesIO

    from PIL import Image, ImageDraw

    page = Image.new("RGB", (800, 600), "#f4f1ea")
    pen = ImageDraw.Draw(page)
    for line in range(9):
        pen.rectangle((80, 80 + 50 * line, 720 - 40 * (line % 3), 92 + 50 * line), "#3c4650")
    pen.text((80, 40), words, "#101820")
    made = BytesIO()
    page.save(made, "JPEG", quality=80)
    return DocumentImage(made.getvalue(), at, _CAMERA, "simulated camera", is_simulated=True)


class InventedCustomer:
    """Answers each step with the command that a clerk and this customer would give.

    Args:
        now: the time at the counter.
        face: what the camera sees of the customer whose case this is, as JPEG.
        sim_number: which of the shop's SIMs is taken; any number, each once.

    Attributes:
        device: EID and IMEI of a phone that gets an eSIM instead; None for a SIM.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        face: Callable[[CaseState], bytes] = lambda _case: plain_jpeg(),
        sim_number: int = 1,
    ) -> None:
        self._now = now
        self._face = face
        self.sim_number = sim_number
        self.declined: tuple[str, ...] = ()
        self.device: tuple[str, str] | None = None

    def answer(self, case: CaseState) -> commands.CounterCommand | None:
        """The next command at this step; None where somebody else has to decide."""
        if case.step is Step.CONSENT and case.consent is not None:
            return self.consent(case)
        if case.step is Step.LIVE_PHOTO:
            return self.photo(case)
        if case.step is Step.REVIEW:
            return None
        if chosen := self._choice(case):
            return chosen
        choice = case.choice if case.step in SIM_STEPS else None
        if choice is not None and self.device is not None and not choice.has_esim:
            return commands.TakeScan(self.device[1 if choice.eid else 0])
        if choice is not None and self.device is None and not choice.iccid:
            return commands.TakeScan(iccid_of(self.sim_number))
        if case.step is Step.FORM and case.form is not None:
            return commands.SignForm(signature_under(case.form.form_sha256, self._now()))
        return commands.ConfirmStep(case.step.value)

    def _choice(self, case: CaseState) -> commands.CounterCommand | None:
        """What is chosen out of a list; None where none is shown."""
        if case.own_numbers is not None and case.own_numbers.numbers is not None:
            return self.dispute(case.own_numbers.numbers)
        if case.reason is not None:
            return people_commands.ChooseReason(case.reason.reasons[0])
        if case.unit is not None:
            return self.unit(case.unit)
        if case.document is not None:
            return self.document(case.document)
        if case.relation is not None:
            return people_commands.ChooseRelation(case.relation.relations[0])
        return None

    def unit(self, asked: UnitState) -> UnitCommand:
        """A unit that the carrier knows asks for three numbers for its staff."""
        if asked.unit is None:
            return LookUpUnit(_UNIT)
        return AskForOrder(UnitUse.STAFF, 3)

    def document(self, asked: DocumentState) -> people_commands.PeopleCommand:
        """The first of what it may be, in one image."""
        if asked.chosen is None:
            return people_commands.ChooseDocument(asked.types[0])
        if asked.images:
            return people_commands.FinishDocument()
        image = document_image(self._now(), f"{uuid4()}")
        return people_commands.TakeDocumentImage(image)

    def consent(self, case: CaseState) -> commands.GiveConsent:
        """Tick and sign everything but what this customer declines."""
        if case.consent is None:
            raise ValueError("no notices are shown")
        asked = tuple(notice.id for notice in case.consent.notices)
        return commands.GiveConsent(
            agreed=tuple(each for each in asked if each not in self.declined),
            declined=tuple(each for each in asked if each in self.declined),
            handwritten_signature=signature_under(case.consent.notices_sha256, self._now()),
        )

    def dispute(self, numbers: tuple[OwnNumber, ...]) -> commands.CounterCommand:
        """The first number that may be disputed is not theirs; without one there is nothing."""
        chosen = next((each.reference for each in numbers if each.may_be_disputed), "")
        return DisputeNumber(chosen) if chosen else CloseOwnNumbers()

    def photo(self, case: CaseState) -> commands.TakeLivePhoto:
        """Look into the camera."""
        return commands.TakeLivePhoto(
            LivePhoto(
                jpeg=self._face(case),
                taken_at=self._now(),
                camera_id=_CAMERA,
                camera_name="simulated camera",
                is_simulated=True,
            )
        )
