"""What the sandbox's own master may turn while it runs. A restart turns all of it back."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from pos_client.domain.outcome import Outcome
from pos_client.domain.policy import Completion
from pos_client.domain.verdict import Check

__all__ = ["OUTCOMES", "Switches"]

OUTCOMES = (Outcome.REJECTED, Outcome.UNDER_REVIEW, Outcome.AWAITING_CUSTOMER)
"""What a registration that nothing speaks against may be told to end with all the same."""

_CODE = re.compile("[A-Z][A-Z0-9_]*")


@dataclass(slots=True)
class _Scripted:
    code: str
    times: int | None


class Switches:
    """Lives on the desk's thread.

    Attributes:
        completion: how cases captured offline end from now on.
        is_register_down: the population register answers nothing.
    """

    def __init__(self, completion: Completion) -> None:
        self.completion = completion
        self.is_register_down = False
        self._scripted: dict[Check | Outcome, deque[_Scripted]] = {
            each: deque() for each in (*Check, *OUTCOMES)
        }

    def script(self, what: Check | Outcome, code: str, times: int | None) -> None:
        """Let a check end with this code, or a registration that passes all of them with this
        outcome, from now on, `times` times or until it is cleared.

        Raises:
            ValueError: not the form of a code, or not once.
        """
        if not _CODE.fullmatch(code) or (times is not None and times < 1):
            raise ValueError(f"{code} {times}")
        self._scripted[what].append(_Scripted(code, times))

    def clear(self) -> None:
        """Let every check and every registration be judged by itself again."""
        for waiting in self._scripted.values():
            waiting.clear()

    def scripted(self, what: Check | Outcome) -> str:
        """What was told to be said of this, counted as said; empty when nothing was."""
        waiting = self._scripted[what]
        if not waiting:
            return ""
        first = waiting[0]
        if first.times is not None:
            first.times -= 1
            if not first.times:
                waiting.popleft()
        return first.code
