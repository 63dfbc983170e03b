"""Answers that are no success: what HTTP can say no with, and why a read is not believed."""

from __future__ import annotations

from pos_client.domain.outcome import Outcome

__all__ = ["CheckFailed", "Refusal"]


class Refusal(Exception):
    """The request is refused at the door, or cannot be read. Never a decision about a person.

    It is an answer like any other: what was noted on the way to it stays noted.
    """

    def __init__(self, status: int, code: str, retry_after_s: int | None = None) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s


class CheckFailed(Exception):
    """One check says no: the code that stands in the verdict or receipt, and how it ends.

    Attributes:
        open_codes: everything that somebody has to look at, with whom it is about: the value of a
            role, empty where it is nobody's own. The first of a review only, where it names none.
    """

    def __init__(
        self,
        code: str,
        outcome: Outcome = Outcome.REJECTED,
        open_codes: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.outcome = outcome
        under_review = (("", code),) if outcome is Outcome.UNDER_REVIEW else ()
        self.open_codes = open_codes or under_review
