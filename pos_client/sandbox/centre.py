"""The carrier's review centre (复核中心): what waits, how long it has waited, and who decided."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from pos_client.domain.outcome import Outcome
from pos_client.domain.review import Review, ReviewReason, ReviewWay
from pos_client.protocol import strict_json
from pos_client.protocol.api import CentreReviewAnswer, CentreReviewRequest, TroubleCode
from pos_client.protocol.reviewing import CentreReviewState
from pos_client.protocol.words import Session
from pos_client.sandbox import tables
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.guard_findings import findings_about
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.registrations import Registrations
from pos_client.sandbox.review_tables import centre_reviews
from pos_client.sandbox.reviews import Reviews, ToReview, hashes_shown
from pos_client.sandbox.sealed_cases import SealedCase, SealedCases, hashes_of, name_of, photos_of
from pos_client.sandbox.sights import Sight, SightKey, Sights, key_of_verdict
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
        sealed_cases: SealedCases,
        sights: Sights,
        transcriptions: Transcriptions,
        unit_reviews: UnitReviews,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._reviews = reviews
        self._registrations = registrations
        self._sealed_cases = sealed_cases
        self._sights = sights
        self._transcriptions = transcriptions
        self._unit_reviews = unit_reviews

    # For the counter ------------------------------------------------------------------------

    def ask(
        self, device: Device, session: Session, request: CentreReviewRequest
    ) -> CentreReviewAnswer:
        """Put a waiting case into the queue; asked again, the same one goes on.

        Whom nobody could see any more is left for after the seal at once.

        Raises:
            Refusal: nothing that the centre may review for this outlet.
        """
        case_id = request.case_id
        asked = self._reviews.to_review(device, case_id, request.verdicts, ReviewWay.CENTRE)
        known = self._reviews.before_centre(device, case_id, asked)
        if known is not None:
            return self._answer(self._run_out(known))
        now, shown = self._clock(), self._shown(device, session, asked)
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

        Photos are WebP (`card_photo`, of an invented card) and JPEG (`live_photo`) in base64; of a
        sealed case everybody's, in `people`.
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
        row = next((each for each in self._open_registrations() if name_of(each) == id_), None)
        if row is None:
            raise Refusal(404, TroubleCode.REVIEW_UNKNOWN)
        case = self._sealed_cases.open(row)
        if not self._reviews.is_second(decision.reviewer_number, case.clerk_number):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        said = self._said_of(row, case)
        for read in (self._transcriptions, self._unit_reviews):
            said |= read.check_decision(
                row, decision.reviewer_number, is_approved=decision.is_approved
            )
        shown = strict_json.canonical(said).decode()
        now = self._clock()
        review = Review(
            case_id=UUID(row.case_id),
            supervisor_number=decision.reviewer_number,
            codes=case.codes,
            is_approved=decision.is_approved,
            issued_at=now,
            expires_at=now,
            token="",
            way=ReviewWay.CENTRE,
            reason=decision.reason.value if decision.reason else "",
        )
        self._reviews.note(row.device_id, case.clerk_number, review, shown)
        self._registrations.finish_review(
            UUID(row.id), is_accepted=decision.is_approved, device_id=row.device_id
        )

    def _live(self) -> Iterator[dict[str, Any]]:
        now = self._clock()
        waiting = select(_BOOK).where(_BOOK.c.state == _WAITING, _BOOK.c.expires_at > now)
        for row in self._connection.execute(waiting.order_by(_BOOK.c.asked_at)).all():
            sight = self._sight(row)
            if sight is None:
                continue
            said = strict_json.loads(row.shown.encode())
            yield {
                "id": row.id,
                "kind": "LIVE",
                "age_s": _seconds(row.asked_at, now),
                "seconds_left": _seconds(now, row.expires_at),
                **said,
                **photos_of(sight.card_photo, sight.live_photo),
            }

    def _sealed(self) -> Iterator[dict[str, Any]]:
        now = self._clock()
        for row in self._open_registrations():
            case, age = self._sealed_cases.open(row), _seconds(row.received_at, now)
            said = self._said_of(row, case)
            people = [
                each | photos_of(one.card_photo, one.live_photo)
                for each, one in zip(said["people"], case.people, strict=True)
            ]
            waiting = {"id": name_of(row), "kind": "SEALED", "age_s": age}
            yield {**waiting, **said, "people": people}

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

    def _said_of(self, row: _Waiting, case: SealedCase) -> dict[str, Any]:
        """What a reviewer sees of a sealed case, photos by their hashes."""
        return {
            "codes": list(case.codes),
            "flow": row.flow,
            "outlet_code": row.outlet_code,
            "clerk_number": case.clerk_number,
            "masked_name": case.people[0].masked_name,
            "phone_number": row.phone_number,
            "people": [each.said for each in case.people],
            **self._transcriptions.facts(row),
            **self._unit_reviews.facts(row),
            **findings_about(self._connection, row, case.clerk_number),
        }

    # Rows -----------------------------------------------------------------------------------

    def _find(self, id_: str) -> _Waiting | None:
        return self._connection.execute(select(_BOOK).where(_BOOK.c.id == id_)).one_or_none()

    def _run_out(self, row: _Waiting) -> _Waiting:
        """The row as of now: what nobody has decided in time is left for after the seal.

        So is whom nobody can see any more, for what was seen is in memory only.
        """
        can_be_decided = row.expires_at > self._clock() and self._sight(row) is not None
        if row.state != _WAITING or can_be_decided:
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
            verdicts=hashes_shown(row),
        )

    def _settle(self, row: _Waiting, state: CentreReviewState, token: str = "") -> None:
        settled = update(_BOOK).where(_BOOK.c.id == row.id, _BOOK.c.state == _WAITING)
        self._connection.execute(settled.values(state=state.value, token=token))
        self._sights.forget(_key_of(row))

    def _found(self, id_: str) -> _Waiting:
        return self._connection.execute(select(_BOOK).where(_BOOK.c.id == id_)).one()

    def _answer(self, row: _Waiting) -> CentreReviewAnswer:
        state = CentreReviewState(row.state)
        is_waiting = state is CentreReviewState.WAITING
        left = max(0, _seconds(self._clock(), row.expires_at)) if is_waiting else 0
        return CentreReviewAnswer(id=row.id, state=state, seconds_left=left, token=row.token)

    # What is shown --------------------------------------------------------------------------

    def _shown(self, device: Device, session: Session, asked: ToReview) -> bytes:
        """What the reviewer will see, photos by their hashes: kept, and bound to the decision."""
        facts, key = asked.verdicts[0].facts, key_of_verdict(device.id, asked.verdicts[0])
        said: dict[str, Any] = {
            "codes": list(asked.codes),
            "verdicts": [
                {"check": each.check.value, "code": each.code, "facts": _figures(each.facts)}
                for each in asked.verdicts
            ],
            "flow": str(facts.get("flow", "")),
            "role": key[2],
            "outlet_code": device.outlet_code,
            "clerk_number": session.clerk.clerk_number,
            "verdicts_sha256": [each.hex() for each in asked.hashes],
            "read_id": str(key[3]),
            "photo_sha256": key[4].hex(),
        }
        sight = self._sights.find(key)
        if sight is not None:
            said["masked_name"] = sight.masked_name
            said["masked_id_number"] = sight.masked_id_number
            said |= hashes_of(sight.card_photo, sight.live_photo)
        return strict_json.canonical(said)

    def _sight(self, row: _Waiting) -> Sight | None:
        return self._sights.find(_key_of(row))


def _key_of(row: _Waiting) -> SightKey:
    """Whom a row is about, as they were judged."""
    shown = strict_json.loads(row.shown.encode())
    read_id, photo = UUID(shown["read_id"]), bytes.fromhex(shown["photo_sha256"])
    return row.device_id, UUID(row.case_id), shown["role"], read_id, photo


def _figures(facts: Any) -> dict[str, Any]:
    """What a verdict says beside its code, without the names of rows and flows."""
    hidden = ("reservation_id", "flow", "role")
    return {name: fact for name, fact in facts.items() if name not in hidden}


def _seconds(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds())
