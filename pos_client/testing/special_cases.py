"""Cases without a read, opened in memory: whoever writes the test says how many there were."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from pos_client.application.case_trouble import SpecialLimitReached
from pos_client.application.special_cases import OpenedSpecial
from pos_client.application.trouble import Trouble, Unreachable
from pos_client.domain.evidence import Challenge
from pos_client.protocol.words import Session

__all__ = ["ScriptedSpecialCases"]


class ScriptedSpecialCases:
    """Implements `application.special_cases.SpecialCases`.

    Attributes:
        troubles: raised by the next calls, one each.
        captured_today, daily_cap: what it counts.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.is_reachable = True
        self.troubles: deque[Trouble] = deque()
        self.captured_today, self.daily_cap = 0, 5
        self._clock = clock

    def open(self, session: Session) -> OpenedSpecial:
        del session
        if self.troubles:
            raise self.troubles.popleft()
        if not self.is_reachable:
            raise Unreachable("scripted")
        if self.captured_today >= self.daily_cap:
            raise SpecialLimitReached
        challenge = Challenge(
            f"ch-{secrets.token_hex(10)}",
            secrets.token_bytes(32),
            self._clock() + timedelta(minutes=10),
            f"RN-{secrets.token_hex(8)}",
        )
        return OpenedSpecial(challenge, self.captured_today, self.daily_cap)
