"""Who is at work in the review centre: people of the carrier, with a log-in and no device."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from pos_client.domain.outlet import Right
from pos_client.domain.review import ReviewReason
from pos_client.protocol.api import TokenAnswer, TroubleCode
from pos_client.protocol.message import Length, Message, MessageRefused, NoIdNumber, Pattern
from pos_client.protocol.reviewing import SixDigits
from pos_client.sandbox.credentials import CENTRE, Credentials
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.sessions import Sessions

__all__ = ["CentreDecision", "CentreDoor", "CentreLogIn"]

_SESSION_LIFE = timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreLogIn(Message):
    """A reviewer logs in; the six digits are asked for always."""

    clerk_number: Annotated[str, Length(most=32), NoIdNumber()]
    password: Annotated[str, Length(most=256), NoIdNumber()] = field(repr=False)
    second_factor: SixDigits = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreDecision(Message):
    """Yes without a reason, or no with one."""

    id: Annotated[str, Pattern(r"^[0-9a-z-]{1,64}$")]
    is_approved: bool
    reason: ReviewReason | None = None

    def check(self) -> None:
        if self.is_approved is (self.reason is not None):
            raise MessageRefused("belongs to a refusal, and to nothing else", "reason")


class CentreDoor:
    """Who is at work in the centre; in memory, so that everybody logs in anew after a restart."""

    def __init__(self, clock: Clock, credentials: Credentials, sessions: Sessions) -> None:
        self._clock = clock
        self._credentials = credentials
        self._sessions = sessions
        self._inside: dict[str, tuple[str, datetime]] = {}

    def log_in(self, claimed: CentreLogIn) -> TokenAnswer:
        """Let a reviewer in.

        Raises:
            Refusal: not who they say, or nobody who reviews here.
        """
        clerk = self._credentials.check(claimed, CENTRE, always_second_factor=True)
        if not self._sessions.may(clerk, Right.REVIEW_REMOTELY):
            raise Refusal(403, TroubleCode.ROLE_REFUSED)
        now = self._clock()
        self._inside = {token: each for token, each in self._inside.items() if each[1] > now}
        token = secrets.token_urlsafe(32)
        self._inside[token] = (clerk.clerk_number, now + _SESSION_LIFE)
        return TokenAnswer(token=token)

    def reviewer(self, token: str) -> str:
        """The work id behind a log-in.

        Raises:
            Refusal: 401, there is none, it has run out, or they have been dismissed since.
        """
        number, until = self._inside.get(token, ("", self._clock()))
        clerk = self._credentials.clerk(number) if until > self._clock() else None
        if clerk is None or clerk.dismissed_at is not None:
            raise Refusal(401, TroubleCode.SESSION_UNKNOWN)
        return number
