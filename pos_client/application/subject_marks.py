"""What the pages 号码查询 and 使用证明 have come to so far; the case takes it when it is whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_client.domain.case import Case
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.sim import Sim
from pos_client.domain.unit import Unit

__all__ = ["SubjectMarks"]


@dataclass(slots=True)
class SubjectMarks:
    """Lives on the counter's thread.

    Attributes:
        sim: the SIM that was read last.
        sim_refused: why what was read last is none.
        is_code_sent: a code is on its way to the number.
        own_numbers: what the customer is being shown; None before and afterwards.
        special_left: how many documents without a chip may still be captured here today.
        unit: which unit was looked up last.
    """

    sim: Sim | None = None
    sim_refused: str = ""
    is_code_sent: bool = False
    own_numbers: tuple[OwnNumber, ...] | None = field(default=None, repr=False)
    special_left: int = 0
    unit: Unit | None = None

    def clear(self) -> None:
        self.sim, self.sim_refused, self.is_code_sent = None, "", False
        self.own_numbers, self.special_left, self.unit = None, 0, None

    def may_send_code(self, case: Case, *, is_reachable: bool) -> bool:
        """Whether a message would reach the number of this case, and we the gateway."""
        subscriber = case.subject.subscriber if case.subject is not None else None
        return is_reachable and subscriber is not None and subscriber.takes_messages
