"""A review centre in memory: whoever writes the test is its reviewer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from pos_client.application.review_centre import CentreReview
from pos_client.application.trouble import ReviewRefused, Trouble, Unreachable
from pos_client.domain.review import Review, ReviewReason, ReviewWay
from pos_client.domain.verdict import Consequence, Verdict
from pos_client.protocol import words
from pos_client.protocol.words import Session
from pos_client.testing.gateway_words import GatewayWords

__all__ = ["ScriptedCentre"]

_SHOWN = bytes(range(32))


class ScriptedCentre:
    """Implements `ports.ReviewCentre`.

    Attributes:
        troubles: raised by the next calls, one each.
        answers_within: how long a case waits before it is left for after the seal.
        waiting: the ids that nobody has decided yet.
        withdrawn: the ids that were taken back.
    """

    def __init__(self, gateway_words: GatewayWords, clock: Callable[[], datetime]) -> None:
        self.is_reachable = True
        self.troubles: deque[Trouble] = deque()
        self.answers_within = timedelta(minutes=3)
        self.withdrawn: list[str] = []
        self._words = gateway_words
        self._clock = clock
        self._asked: dict[str, tuple[UUID, tuple[Verdict, ...], datetime, datetime]] = {}
        self._said: dict[str, Review] = {}

    @property
    def waiting(self) -> list[str]:
        return [id_ for id_ in self._asked if id_ not in self._said and id_ not in self.withdrawn]

    def ask(self, case_id: UUID, verdicts: Sequence[str], session: Session) -> CentreReview:
        del session
        self._pass()
        read = tuple(words.verdict_from(token, self._words.keys) for token in verdicts)
        open_ones = [each for each in read if each.consequence is Consequence.NEEDS_REVIEW]
        if not open_ones:
            raise ReviewRefused
        for id_, known in self._asked.items():
            if known[:2] == (case_id, read) and id_ not in self.withdrawn:
                return self._stands(id_)
        id_ = f"review-{len(self._asked):016x}"
        until = min(each.expires_at for each in open_ones)
        self._asked[id_] = (case_id, read, self._clock() + self.answers_within, until)
        return self._stands(id_)

    def look(self, id_: str, session: Session) -> CentreReview:
        del session
        self._pass()
        return self._stands(id_)

    def withdraw(self, id_: str, session: Session) -> None:
        del session
        self._pass()
        if id_ in self.waiting:
            self.withdrawn.append(id_)

    def decide(self, id_: str, reason: ReviewReason | None = None, number: str = "9071") -> None:
        """The reviewer approves, or refuses for this reason."""
        why = reason.value if reason else ""
        self._say(id_, number, is_approved=reason is None, reason=why)

    def _stands(self, id_: str) -> CentreReview:
        ends_in = self._asked[id_][2] - self._clock()
        if id_ in self.waiting and ends_in <= timedelta():
            self._say(id_, "", is_left=True)
        review = self._said.get(id_)
        left = timedelta() if review is not None else max(timedelta(), ends_in)
        return CentreReview(id_, left, review, is_withdrawn=id_ in self.withdrawn)

    def _say(
        self,
        id_: str,
        number: str,
        *,
        is_approved: bool = False,
        reason: str = "",
        is_left: bool = False,
    ) -> None:
        case_id, read, _, until = self._asked[id_]
        needed = [each for each in read if each.consequence is Consequence.NEEDS_REVIEW]
        review = Review(
            case_id=case_id,
            supervisor_number=number,
            codes=tuple(each.code for each in needed),
            is_approved=is_approved,
            issued_at=self._clock(),
            expires_at=until,
            token="",
            way=ReviewWay.CENTRE,
            reason=reason,
            is_left=is_left,
            shown_sha256=_SHOWN,
            verdicts=tuple(each.sha256 for each in read),
        )
        self._said[id_] = self._words.signed(review)

    def _pass(self) -> None:
        if not self.is_reachable:
            raise Unreachable("no network")
        if self.troubles:
            raise self.troubles.popleft()
