"""Customers who come back (待到店) to complete what was captured without the gateway."""

from __future__ import annotations

import hashlib
import hmac

from drivers.card.read import CardRead
from pos_client.domain.flows import COMPLETED_BY, FLOWS
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.outcome import Outcome
from pos_client.domain.slip_code import Completing
from pos_client.protocol.api import ReturnAnswer, ReturnRequest, TroubleCode
from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.protocol.envelope import Purpose
from pos_client.sandbox.challenges import Challenges
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.decisions import CUSTOMER_RETURNS_WITHIN, Decisions, LedgerRow
from pos_client.sandbox.devices import Device, Devices
from pos_client.sandbox.face_match import compare_live_photos
from pos_client.sandbox.opening import Opening
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.same_picture import is_certain_copy

__all__ = ["Returns", "token_sha256"]

_SAME = {"FACE_SAME": "CUSTOMER_SAME"}
_STATUS = {
    TroubleCode.RETURN_UNKNOWN: 404,
    TroubleCode.RETURN_TOO_EARLY: 409,
    TroubleCode.RETURN_EXPIRED: 422,
    TroubleCode.RETURN_COMPLETED: 422,
}
# A completion that comes too late is a decision about its case, in the words of receipts.
_IN_A_RECEIPT = {TroubleCode.RETURN_EXPIRED: "EXPIRED"}


def token_sha256(token: str) -> bytes | None:
    """What the book keeps of a slip's token; None where there is no slip."""
    return hashlib.sha256(token.encode()).digest() if token else None


class Returns:
    """Finds the case behind a slip. Runs inside the caller's transaction."""

    def __init__(
        self,
        decisions: Decisions,
        devices: Devices,
        challenges: Challenges,
        opening: Opening,
        population: Population,
        controls: Controls,
    ) -> None:
        self._decisions = decisions
        self._devices = devices
        self._challenges = challenges
        self._opening = opening
        self._population = population
        self._controls = controls

    def open(self, device: Device, request: ReturnRequest) -> ReturnAnswer:
        """Give a returning customer's case its transaction id and the challenge of its read.

        Raises:
            Refusal: no such slip here, or its case is not one that awaits its customer.
        """
        row, trouble = self._look_up(device, Completing(request.registration_id, request.token))
        if row is None or trouble is not None:
            code = trouble or TroubleCode.RETURN_UNKNOWN
            raise Refusal(_STATUS[code], code)
        flow = COMPLETED_BY[row.flow].name
        answer = self._challenges.open_case(device, flow)
        return ReturnAnswer(
            real_name_transaction_id=answer.real_name_transaction_id,
            challenge=answer.challenge,
            flow=flow,
            captured_at=row.captured_at,
            expires_at=row.awaits_since + CUSTOMER_RETURNS_WITHIN,
            phone_number=row.phone_number if FLOWS[flow].activates else "",
        )

    def compare(
        self, device: Device, body: VerificationBody | RegistrationBody, card: CardRead
    ) -> str:
        """Whether this is the person who was captured: a code of the check SAME_CUSTOMER."""
        try:
            row = self.original(device, body, card)
        except CheckFailed as failed:
            return failed.code
        if FLOWS[body.flow].activates or not self._controls.is_on(Control.SAME_CUSTOMER):
            return "CUSTOMER_SAME"  # nobody was photographed then: it is the person on the card
        sealed = self._sealed(row)
        photos, consents = (sealed.live_photo, body.live_photo), (sealed.consent, body.consent)
        if any(consent is None or consent.declines_face_match for consent in consents):
            return "FACE_REFUSED"
        return _compare_photos(*photos)

    def original(
        self, device: Device, body: VerificationBody | RegistrationBody, card: CardRead
    ) -> LedgerRow:
        """The captured case that this card's holder completes.

        Raises:
            CheckFailed: there is none for this slip, it is closed, or it is somebody else's.
        """
        completes = body.completes
        if completes is None:
            raise CheckFailed(TroubleCode.RETURN_UNKNOWN.value)
        row, trouble = self._look_up(device, completes)
        if row is None or trouble is not None:
            code = trouble or TroubleCode.RETURN_UNKNOWN
            raise CheckFailed(_IN_A_RECEIPT.get(code, code.value))
        if row.flow != FLOWS[body.flow].completes:
            raise CheckFailed(TroubleCode.RETURN_UNKNOWN.value)
        if body.subject is not None:
            captured = self._sealed(row)
            about = captured.subject.phone_number if captured.subject else captured.phone_number
            if about != body.subject.phone_number:
                raise CheckFailed("IDENTITY_MISMATCH")  # another number than that of the slip
        is_theirs = row.person_key == self._population.person_key(card)
        self._controls.demand(Control.SAME_CUSTOMER, is_theirs, "IDENTITY_MISMATCH")
        return row

    def of_completion(self, row: LedgerRow) -> LedgerRow | None:
        """The case that a completion under review is about, unless it is closed meanwhile."""
        return self.open_case(row.completes, row.person_key)

    def open_case(self, registration_id: str, person_key: bytes) -> LedgerRow | None:
        """The case of this id and person that awaits its customer."""
        for original in self._decisions.find_all(registration_id):
            is_open = original.outcome == Outcome.AWAITING_CUSTOMER.value
            if is_open and original.person_key == person_key:
                return original
        return None

    def _look_up(
        self, device: Device, completes: Completing
    ) -> tuple[LedgerRow | None, TroubleCode | None]:
        """The row of a slip, and what stands against completing it now."""
        for row in self._decisions.find_all(str(completes.registration_id)):
            if self._is_of(row, device, completes.token):
                return row, self._what_is_against(row)
        return None, None

    def _is_of(self, row: LedgerRow, device: Device, token: str) -> bool:
        kept, shown = row.return_token_sha256 or b"", token_sha256(token) or b"\0"
        capturing = self._devices.find(row.device_id)
        is_token = hmac.compare_digest(kept, shown)
        is_here = capturing is not None and capturing.outlet_code == device.outlet_code
        return is_token and is_here

    def _what_is_against(self, row: LedgerRow) -> TroubleCode | None:
        if self._decisions.has_expired(row):
            self._decisions.expire(row)
            return TroubleCode.RETURN_EXPIRED
        if row.outcome == Outcome.AWAITING_CUSTOMER.value:
            return None
        if row.outcome == Outcome.UNDER_REVIEW.value:
            return TroubleCode.RETURN_TOO_EARLY
        if (row.outcome, row.code) == (Outcome.REJECTED.value, "EXPIRED"):
            return TroubleCode.RETURN_EXPIRED
        return TroubleCode.RETURN_COMPLETED

    def _sealed(self, row: LedgerRow) -> RegistrationBody:
        envelope = self._opening.read(row.envelope, Purpose.REGISTRATION)
        return self._opening.body(envelope, RegistrationBody)


def _compare_photos(sealed: LivePhoto | None, fresh: LivePhoto | None) -> str:
    if sealed is None or fresh is None:
        return "FACE_REFUSED"
    if is_certain_copy(sealed.jpeg, fresh.jpeg):
        return "PHOTO_USED"
    code = compare_live_photos(sealed.jpeg, fresh.jpeg).code
    return _SAME.get(code, code)
