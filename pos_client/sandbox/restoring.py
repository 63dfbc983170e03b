"""Believes its own earlier receipts, once the books were put back to an older copy.

A receipt is signed in the transaction that enters its registration. So a registration that these
books do not know, or hold open, while its device shows a receipt of ours for the very bytes, was
decided and forgotten: it is entered again as it was decided then, under the same receipt, and no
check is made a second time. docs/gateway.md, "After a restoration".
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, select, update

from drivers.card.read import CardRead
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.words import receipt_from
from pos_client.sandbox import tables
from pos_client.sandbox.acceptance import Acceptance, Decision
from pos_client.sandbox.cases import Cases
from pos_client.sandbox.challenges import Challenges
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.decisions import Decisions, LedgerRow
from pos_client.sandbox.devices import Device, Devices
from pos_client.sandbox.documents import Documents
from pos_client.sandbox.keys import KeyRing, token_key
from pos_client.sandbox.live_photos import LivePhotos
from pos_client.sandbox.numbers import Numbers
from pos_client.sandbox.offline_checks import OfflineChecks
from pos_client.sandbox.patterns import Patterns
from pos_client.sandbox.population import Population
from pos_client.sandbox.quota import Quota
from pos_client.sandbox.returns import Returns
from pos_client.sandbox.submission import Submission

__all__ = ["Restoring"]

_EFFECTS = tables.effects


class Restoring:
    """Takes decisions back into the books. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        keys: KeyRing,
        controls: Controls,
        devices: Devices,
        decisions: Decisions,
        challenges: Challenges,
        photos: LivePhotos,
        numbers: Numbers,
        quota: Quota,
        returns: Returns,
        patterns: Patterns,
        offline: OfflineChecks,
        population: Population,
        cases: Cases,
        documents: Documents,
    ) -> None:
        self._connection = connection
        self._keys = keys
        self._controls = controls
        self._devices = devices
        self._decisions = decisions
        self._challenges = challenges
        self._photos = photos
        self._numbers = numbers
        self._quota = quota
        self._returns = returns
        self._patterns = patterns
        self._offline = offline
        self._population = population
        self._cases = cases
        self._documents = documents

    def word(
        self, token: str, device: Device, registration_id: UUID, body_sha256: bytes
    ) -> Receipt | None:
        """The receipt of ours for exactly these bytes of this device; None where it is none.

        One that is not is an alarm, and the registration is judged as if it had come alone.
        """
        if not token:
            return None
        keys = self._keys.words_keys
        if not self._controls.is_on(Control.EARLIER_RECEIPT):
            keys = {**keys, device.id: token_key(device.evidence_key)}
        try:
            word = receipt_from(token, keys)
        except TokenRefused:
            word = None
        said = word and (word.registration_id, word.device_id, word.body_sha256)
        if said == (registration_id, device.id, body_sha256):
            return word
        self._devices.raise_alarm(device.id, "RECEIPT_INVALID", str(registration_id))
        return None

    def decide(self, submission: Submission, word: Receipt) -> tuple[Decision, str]:
        """Have again the effect that was forgotten, and say how the registration is entered.

        Returns:
            The decision, and the receipt that says so: the earlier one. Where the number is
            somebody else's by now, people have to look, and the receipt is empty: a new one is due.
        """
        body, device = submission.body, submission.device
        self._cases.take_back(device, body, submission.id)
        self._challenges.take_back(device, body.reads, body.case_id, submission.id)
        self._quota.settle(device.id, body.case_id)
        if word.outcome is Outcome.REJECTED:
            return Decision(word.outcome, word.code), word.token
        if not body.reads:  # what people have transcribed is forgotten: they look again
            self._documents.enter(device.id, body)
            return Decision(Outcome.UNDER_REVIEW, "SPECIAL_REVIEW"), ""
        read = body.evidence[-1]
        card = CardRead.parse(read.raw_text, read.raw_photo, read_at=read.read_at)
        person_key = self._population.person_key(card)
        for person in body.people:
            self._photos.take_back(device, person, body.case_id)
        self._documents.enter(device.id, body)
        self._patterns.note(submission, card)
        self._offline.note_captured(submission, word.issued_at)
        if word.outcome is not Outcome.ACCEPTED:
            if self._numbers.may_be_had(body.phone_number):
                self._numbers.keep(body.phone_number)
            return Decision(word.outcome, word.code, person_key), word.token
        completes = str(body.completes.registration_id) if body.completes else ""
        iccid = body.sim_number or self._sim_kept(body.flow, completes, person_key)
        whose = (body.flow, device.id, str(submission.id))
        # The receipt of a disputed number does not tell it; its reference does.
        number = word.phone_number or submission.phone_number
        accepted = Acceptance(*whose, number, person_key, iccid, word)
        if not self._assign(accepted, completes):
            return Decision(Outcome.UNDER_REVIEW, "NUMBER_NOT_HELD", person_key), ""
        if completes:
            self._complete(completes, person_key, word.phone_number)
        return Decision(word.outcome, "", person_key), word.token

    def decide_again(self, row: LedgerRow, word: Receipt) -> None:
        """Take a final outcome back for a registration that these books hold open."""
        is_open = row.outcome in (Outcome.UNDER_REVIEW, Outcome.AWAITING_CUSTOMER)
        if not (is_open and word.outcome.is_final):
            return
        if word.outcome is Outcome.REJECTED:
            self._numbers.void(row.phone_number)
        # What awaited its customer had its effect by the registration that completed it.
        elif row.outcome == Outcome.UNDER_REVIEW:
            number = word.phone_number or row.phone_number
            whose = (row.flow, row.device_id, row.id)
            iccid = row.iccid or self._sim_kept(row.flow, row.completes, row.person_key)
            accepted = Acceptance(*whose, number, row.person_key, iccid, word)
            if not self._assign(accepted, row.completes, row.phone_number):
                return
            if row.completes:
                self._complete(row.completes, row.person_key, number)
        self._decisions.take_back(row, word)

    def _assign(self, accepted: Acceptance, completes: str, kept: str = "") -> bool:
        """Give a number to its owner again; False where somebody else has it by now.

        A case and the registration that completes it have one effect, that of the latter,
        whichever is taken back first.

        Args:
            kept: the number that these books keep for it already; else empty.
        """
        flow, number, person_key = FLOWS[accepted.flow], accepted.phone_number, accepted.person_key
        row = (accepted.device_id, accepted.registration_id)
        if (
            flow.opens_order
            or flow.hands_over
            or (flow.keeps_owner and self._decisions.is_of(number, person_key))
        ):
            self._decisions.take_effect(accepted)
            return True
        by = select(_EFFECTS).where(_EFFECTS.c.phone_number == number)
        owner = self._connection.execute(by).first()
        exists = flow.is_about_number  # such a number is none of the pool
        is_free = exists or number == kept or self._numbers.may_be_had(number)
        if owner is None and is_free and not flow.keeps_owner:
            self._decisions.take_effect(accepted)
            return True
        if owner is not None and owner.person_key == person_key:
            if owner.registration_id == completes:
                theirs = dict(zip(("device_id", "registration_id"), row, strict=True))
                self._connection.execute(
                    update(_EFFECTS).where(_EFFECTS.c.id == owner.id).values(theirs)
                )
                return True
            found = self._decisions.find(owner.device_id, owner.registration_id)
            if found is not None and found.completes == row[1]:
                if flow.awaits_user:  # the registration that activated it brought no SIM
                    self._decisions.give_sim(number, accepted.iccid)
                return True
        self._devices.raise_alarm(row[0], "NUMBER_TWICE", row[1])
        return False

    def _sim_kept(self, flow: str, completes: str, person_key: bytes) -> str:
        """The SIM that waited with its number for this person; empty where none is known to."""
        if not FLOWS[flow].activates:
            return ""
        found = self._decisions.find_all(completes)
        return next((each.iccid for each in found if each.person_key == person_key), "")

    def _complete(self, completes: str, person_key: bytes, phone_number: str) -> None:
        original = self._returns.open_case(completes, person_key)
        if original is not None:
            self._decisions.complete(original, phone_number)
