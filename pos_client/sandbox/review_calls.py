"""The calls of a counter about reviews."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from pos_client.protocol import api
from pos_client.protocol.api import Paths
from pos_client.sandbox.calls import ByClerk
from pos_client.sandbox.strict_route import strict_router

__all__ = ["ask_centre", "look_at_centre", "review", "router", "withdraw_from_centre"]

_ReviewId = Annotated[str, Path(pattern=r"^review-[0-9a-f]{16}$")]

router = strict_router()


@router.post(Paths.REVIEWS)
async def review(call: ByClerk, message: api.ReviewRequest) -> api.TokenAnswer:
    """A supervisor's signed decision about what verdicts ask to be reviewed."""
    token = await call.do(
        lambda desk, caller: desk.reviews.decide(caller.device, caller.session, message)
    )
    return api.TokenAnswer(token=token)


@router.post(Paths.CENTRE_REVIEWS)
async def ask_centre(call: ByClerk, message: api.CentreReviewRequest) -> api.CentreReviewAnswer:
    """Let the carrier's centre decide while the customer waits; a countdown begins."""
    return await call.do(
        lambda desk, caller: desk.centre.ask(caller.device, caller.session, message)
    )


@router.get(Paths.CENTRE_REVIEWS + "/{review_id}")
async def look_at_centre(call: ByClerk, review_id: _ReviewId) -> api.CentreReviewAnswer:
    """How it stands; at the end of the countdown the signed word leaves it for after the seal."""
    return await call.do(lambda desk, caller: desk.centre.look(caller.device, review_id))


@router.delete(Paths.CENTRE_REVIEWS + "/{review_id}", status_code=204)
async def withdraw_from_centre(call: ByClerk, review_id: _ReviewId) -> None:
    """The case needs no answer any more; again does nothing."""
    await call.do(lambda desk, caller: desk.centre.withdraw(caller.device, review_id))
