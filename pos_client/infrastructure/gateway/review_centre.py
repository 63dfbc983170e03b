"""The port `ReviewCentre`: a waiting case put before the carrier's centre, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from pos_client.application.case_trouble import ReviewOver
from pos_client.application.review_centre import CentreReview
from pos_client.application.trouble import (
    ReviewRefused,
    Trouble,
    Unreadable,
    UntrustedGateway,
)
from pos_client.domain.review import ReviewWay
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.reviewing import (
    CentreReviewAnswer,
    CentreReviewRequest,
    CentreReviewState,
)
from pos_client.protocol.words import Session, review_from

__all__ = ["HttpReviewCentre", "no_review"]


class HttpReviewCentre:
    """Works over the interactive client's line, on its thread."""

    def __init__(self, line: GatewayLine, wordings: SignedWordings, headers: SignedHeaders) -> None:
        self._line = line
        self._wordings = wordings
        self._headers = headers

    def ask(self, case_id: UUID, verdicts: Sequence[str], session: Session) -> CentreReview:
        try:
            answer = self._line.call(
                "POST",
                Paths.CENTRE_REVIEWS,
                CentreReviewAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=CentreReviewRequest(case_id=case_id, verdicts=tuple(verdicts)),
            )
        except Unreadable as no:
            raise no_review(no) from None
        return self._told(answer)

    def look(self, id_: str, session: Session) -> CentreReview:
        answer = self._line.call(
            "GET",
            f"{Paths.CENTRE_REVIEWS}/{id_}",
            CentreReviewAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
        )
        if answer.id != id_:
            raise UntrustedGateway("a review that nobody asked for")
        return self._told(answer)

    def withdraw(self, id_: str, session: Session) -> None:
        self._line.call_without_answer(
            "DELETE",
            f"{Paths.CENTRE_REVIEWS}/{id_}",
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
        )

    def _told(self, answer: CentreReviewAnswer) -> CentreReview:
        """Check whatever is signed in it, here at the door."""
        review = None
        if answer.state is CentreReviewState.ANSWERED:
            try:
                review = review_from(answer.token, self._wordings.signing_keys)
            except TokenRefused as error:
                raise UntrustedGateway(str(error)) from None
            if review.way is not ReviewWay.CENTRE:
                raise UntrustedGateway("a review of somebody else")
        return CentreReview(
            answer.id,
            timedelta(seconds=answer.seconds_left),
            review,
            is_withdrawn=answer.state is CentreReviewState.WITHDRAWN,
        )


def no_review(no: Unreadable) -> Trouble:
    """What it means that a gateway takes a review or the question for one not."""
    match no.facts.get("code"):
        case TroubleCode.REVIEW_REFUSED:
            return ReviewRefused()
        case TroubleCode.REVIEW_OVER:
            return ReviewOver()
        case _:
            return no
