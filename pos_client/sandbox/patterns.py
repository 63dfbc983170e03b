"""All that is looked for over many cases, at one door: velocity first, then the guards."""

from __future__ import annotations

from drivers.card.read import CardRead
from pos_client.sandbox.guards import Guards
from pos_client.sandbox.submission import Submission
from pos_client.sandbox.velocity import Velocity

__all__ = ["Patterns"]


class Patterns:
    """Runs inside the caller's transaction."""

    def __init__(self, velocity: Velocity, guards: Guards) -> None:
        self._velocity = velocity
        self._guards = guards
        self.check_hours = velocity.check_hours

    def judge(self, submission: Submission, card: CardRead) -> tuple[str, ...]:
        """Enter a case and look for patterns that it completes.

        Returns:
            The codes for which it has to be reviewed.

        Raises:
            CheckFailed: one case more than is allowed.
        """
        paced = self._velocity.judge(submission, card)
        guarded = self._guards.judge(submission, card)
        return tuple(dict.fromkeys(code for code in (paced, *guarded) if code))

    def note(self, submission: Submission, card: CardRead) -> None:
        """Enter a case that was judged before."""
        self._velocity.note(submission, card)
        self._guards.note(submission, card)
