"""The carrier's review centre (复核中心): what waits, how long it has waited, and who decided."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from drivers.photo import SimulatedWebpDecoder
from pos_client.domain.outcome import Outcome
from pos_client.domain.review import Review, ReviewReason, ReviewWay
from pos_client.protocol import strict_json
from pos_client.protocol.api import CentreReviewAnswer, CentreReviewRequest, TroubleCode
from pos_client.protocol.reviewing import CentreReviewState
from pos_client.protocol.words import Session
from pos_client.sandbox import tables
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.registrations import Registrations
from pos_client.sandbox.review_tables import centre_reviews
from pos_client.sandbox.reviews import Reviews, ToReview
from pos_client.sandbox.sights import Sights
from pos_client.sandbox.transcriptions import Transcriptions
from pos_client.sandbox.unit_reviews import UnitReviews

__all__ = ["Decision", "ReviewCentre"]

_BOOK = centre_reviews
_WAITING = CentreReviewState.WAITING.value
_Waiting = Row[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer says; `reason` of a refusal, None of an approval."""

    reviewer_number: str
    is_approved: bool
    reason: ReviewReason | None


class ReviewCentre:
    """Live cases with a countdown, sealed ones without. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        reviews: Reviews,
        registrations: Registrations,
        population: Population,
        sights: Sights,
        transcriptions: Transcriptions,
        unit_reviews: UnitReviews,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._reviews = reviews
        self._registrations = registrations
        self._population = population
        self._sights = sights
        self._transcriptions = transcriptions
        self._unit_reviews = unit_reviews

    # For the counter ------------------------------------------------------------------------

    def ask(
        self, device: Device, session: Session, request: CentreReviewRequest
    ) -> CentreReviewAnswer:
        """Put a waiting case into the queue; asked again, the same one goes on.

        Raises:
            Refusal: nothing that the centre may review for this outlet.
        """
        case_id = request.case_id
        asked = self._reviews.to_review(device, case_id, request.verdicts, ReviewWay.CENTRE)
        known = self._of_case(device, case_id, asked)
        if known is not None:
            return self._answer(self._run_out(known))
        now, shown = self._clock(), self._shown(device, session, case_id, asked)
        id_ = f"review-{secrets.token_hex(8)}"
        self._connection.execute(
            insert(_BOOK).values(
                id=id_,
                case_id=str(case_id),
                device_id=device.id,
                outlet_code=device.outlet_code,
                clerk_number=session.clerk.clerk_number,
                codes=" ".join(asked.codes),
                shown=shown.decode(),
                shown_sha256=hashlib.sha256(shown).digest(),
                state=_WAITING,
                asked_at=now,
                expires_at=min(now + self._policy.centre_answers_within, asked.until),
                verdicts_until=asked.until,
                token="",
            )
        )
        return self.look(device, id_)

    def look(self, device: Device, id_: str) -> CentreReviewAnswer:
        """How a review of this counter stands; at the end of its countdown it is left for later.

        Raises:
            Refusal: 404, this counter asks for no such review.
        """
        row = self._find(id_)
        if row is None or row.device_id != device.id:
            raise Refusal(404, TroubleCode.REVIEW_UNKNOWN)
        return self._answer(self._run_out(row))

    def withdraw(self, device: Device, id_: str) -> None:
        """The case is not there any more, or needs no answer. What was decided stays decided."""
        row = self._find(id_)
        if row is not None and row.device_id == device.id and row.state == _WAITING:
            self._settle(row, CentreReviewState.WITHDRAWN)

    # For the reviewers ----------------------------------------------------------------------

    def queue(self) -> list[dict[str, Any]]:
        """All that waits: live cases first, each with its age and what there is to see of it.

        Photos are WebP (`card_photo`, of an invented card) and JPEG (`live_photo`) in base64;
        absent where none is in memory.
        """
        return [*self._live(), *self._sealed()]

    def decide(self, id_: str, decision: Decision) -> None:
        """A reviewer has decided about a live case, or about a sealed one.

        Raises:
            Refusal: 404 where nothing of this name waits, 422 where it is over, or where it would
                be the clerk's own case.
        """
        row = self._find(id_)
        if row is None:
            self._decide_sealed(id_, decision)
            return
        row = self._run_out(row)
        if row.state != _WAITING:
            raise Refusal(422, TroubleCode.REVIEW_OVER)
        if not self._reviews.is_second(decision.reviewer_number, row.clerk_number):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        review = replace(
            self._unsaid(row),
            supervisor_number=decision.reviewer_number,
            is_approved=decision.is_approved,
            reason=decision.reason.value if decision.reason else "",
            is_left=False,
        )
        token = self._reviews.sign(row.device_id, row.clerk_number, review, row.shown)
        self._settle(row, CentreReviewState.ANSWERED, token)

    def _decide_sealed(self, id_: str, decision: Decision) -> None:
        row = next((each for each in self._open_registrations() if each.id == id_), None)
        if row is None:
            raise Refusal(404, TroubleCode.REVIEW_UNKNOWN)
        said = self._said_of(row)
        for read in (self._transcriptions, self._unit_reviews):
            said |= read.check_decision(
                row, decision.reviewer_number, is_approved=decision.is_approved
            )
        shown = strict_json.canonical(said).decode()
        now = self._clock()
        review = Review(
            case_id=UUID(row.case_id),
            supervisor_number=decision.reviewer_number,
            codes=(row.code,),
            is_approved=decision.is_approved,
            issued_at=now,
            expires_at=now,
            token="",
            way=ReviewWay.CENTRE,
            reason=decision.reason.value if decision.reason else "",
        )
        self._reviews.note(row.device_id, "", review, shown)
        self._registrations.finish_review(UUID(row.id), is_accepted=decision.is_approved)

    def _live(self) -> Iterator[dict[str, Any]]:
        now = self._clock()
        waiting = select(_BOOK).where(_BOOK.c.state == _WAITING, _BOOK.c.expires_at > now)
        for row in self._connection.execute(waiting.order_by(_BOOK.c.asked_at)).all():
            said = strict_json.loads(row.shown.encode())
            yield {
                "id": row.id,
                "kind": "LIVE",
                "age_s": _seconds(row.asked_at, now),
                "seconds_left": _seconds(now, row.expires_at),
                **said,
                **self._photos(row.device_id, UUID(row.case_id), said["role"]),
            }

    def _sealed(self) -> Iterator[dict[str, Any]]:
        now = self._clock()
        for row in self._open_registrations():
            age = _seconds(row.received_at, now)
            yield {"id": row.id, "kind": "SEALED", "age_s": age, **self._said_of(row)}

    def _open_registrations(self) -> list[_Waiting]:
        book = tables.registrations
        devices = tables.devices.c
        waiting = (
            select(book, devices.outlet_code)
            .join(tables.devices, devices.id == book.c.device_id)
            .where(book.c.outcome == Outcome.UNDER_REVIEW.value)
            .order_by(book.c.received_at)
        )
        return list(self._connection.execute(waiting))

    def _said_of(self, row: _Waiting) -> dict[str, Any]:
        return {
            "codes": [row.code],
            "flow": row.flow,
            "outlet_code": row.outlet_code,
            "masked_name": self._population.mask_of(row.person_key) if row.person_key else "",
            "phone_number": row.phone_number,
            **self._transcriptions.facts(row),
            **self._unit_reviews.facts(row),
        }

    # Rows -----------------------------------------------------------------------------------

    def _of_case(self, device: Device, case_id: UUID, asked: ToReview) -> _Waiting | None:
        """What was asked for about these very verdicts, unless it was withdrawn."""
        return self._connection.execute(
            select(_BOOK)
            .where(_BOOK.c.case_id == str(case_id), _BOOK.c.device_id == device.id)
            .where(_BOOK.c.state != CentreReviewState.WITHDRAWN.value)
            .where(_BOOK.c.codes == " ".join(asked.codes), _BOOK.c.asked_at >= asked.newest_at)
            .order_by(_BOOK.c.asked_at.desc())
            .limit(1)
        ).one_or_none()

    def _find(self, id_: str) -> _Waiting | None:
        return self._connection.execute(select(_BOOK).where(_BOOK.c.id == id_)).one_or_none()

    def _run_out(self, row: _Waiting) -> _Waiting:
        """The row as of now: what nobody has decided in time is left for after the seal."""
        if row.state != _WAITING or row.expires_at > self._clock():
            return row
        token = self._reviews.leave(self._unsaid(row))
        self._settle(row, CentreReviewState.ANSWERED, token)
        return self._found(row.id)

    def _unsaid(self, row: _Waiting) -> Review:
        """A review of this row that says nothing yet but that it is left."""
        return Review(
            case_id=UUID(row.case_id),
            supervisor_number="",
            codes=tuple(row.codes.split()),
            is_approved=False,
            issued_at=self._clock(),
            expires_at=row.verdicts_until,
            token="",
            way=ReviewWay.CENTRE,
            is_left=True,
            shown_sha256=row.shown_sha256,
        )

    def _settle(self, row: _Waiting, state: CentreReviewState, token: str = "") -> None:
        settled = update(_BOOK).where(_BOOK.c.id == row.id, _BOOK.c.state == _WAITING)
        self._connection.execute(settled.values(state=state.value, token=token))
        self._sights.forget(row.device_id, UUID(row.case_id))

    def _found(self, id_: str) -> _Waiting:
        return self._connection.execute(select(_BOOK).where(_BOOK.c.id == id_)).one()

    def _answer(self, row: _Waiting) -> CentreReviewAnswer:
        state = CentreReviewState(row.state)
        is_waiting = state is CentreReviewState.WAITING
        left = max(0, _seconds(self._clock(), row.expires_at)) if is_waiting else 0
        return CentreReviewAnswer(id=row.id, state=state, seconds_left=left, token=row.token)

    # What is shown --------------------------------------------------------------------------

    def _shown(self, device: Device, session: Session, case_id: UUID, asked: ToReview) -> bytes:
        """What the reviewer will see, photos by their hashes: kept, and bound to the decision."""
        facts = asked.verdicts[0].facts
        role = str(facts.get("role", ""))
        said: dict[str, Any] = {
            "codes": list(asked.codes),
            "verdicts": [
                {"check": each.check.value, "code": each.code, "facts": _figures(each.facts)}
                for each in asked.verdicts
            ],
            "flow": str(facts.get("flow", "")),
            "role": role,
            "outlet_code": device.outlet_code,
            "clerk_number": session.clerk.clerk_number,
        }
        sight = self._sights.find(device.id, case_id, role)
        if sight is not None:
            said["masked_name"] = sight.masked_name
            said["masked_id_number"] = sight.masked_id_number
            said["card_photo_sha256"] = hashlib.sha256(sight.card_photo).hexdigest()
            if sight.live_photo:
                said["live_photo_sha256"] = hashlib.sha256(sight.live_photo).hexdigest()
        return strict_json.canonical(said)

    def _photos(self, device_id: str, case_id: UUID, role: str) -> dict[str, str]:
        sight = self._sights.find(device_id, case_id, role)
        if sight is None:
            return {}
        card_photo = SimulatedWebpDecoder().decode(sight.card_photo)
        photos = {"live_photo": sight.live_photo} if sight.live_photo else {}
        if card_photo is not None:  # a real card's needs the decoder of its vendor
            photos["card_photo"] = card_photo.data
        return {name: base64.b64encode(data).decode() for name, data in photos.items()}


def _figures(facts: Any) -> dict[str, Any]:
    """What a verdict says beside its code, without the names of rows and flows."""
    hidden = ("reservation_id", "flow", "role")
    return {name: fact for name, fact in facts.items() if name not in hidden}


def _seconds(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds())
