"""The carrier has taken back what this counter works with: commission, device, or a reader.

What was saved stays saved and goes on being delivered. The case at hand is given up, with the
number and the slot that were kept for it, and its clerk is told.
"""

from __future__ import annotations

from datetime import date

from pos_client.application.case_desk import CaseDesk
from pos_client.application.case_trouble import CaseWithdrawn
from pos_client.application.closure_state import ClosureState
from pos_client.application.desk import Desk
from pos_client.application.trouble import DeviceRefused
from pos_client.domain.channel import Gap
from pos_client.domain.local_day import local_day
from pos_client.domain.policy import Configuration
from pos_client.domain.standing import Standing

__all__ = ["Closing"]


_BY_DAY = frozenset({Gap.NOT_BEGUN, Gap.ENDED, Gap.LICENCE_ENDED})


class Closing:
    """Looks whether the counter is open, after whatever may change that and with every tick.

    Attributes:
        state: why it is not; None while it is open.
    """

    def __init__(self, desk: Desk, cases: CaseDesk) -> None:
        self._desk = desk
        self._cases = cases
        self._told = ""
        self._is_refused = False
        self.state: ClosureState | None = None

    def _look(self) -> ClosureState | None:
        now = self._desk.now()
        gap = self._desk.configuration.gap_on(local_day(now))
        if gap in _BY_DAY and self._desk.closed_by_clock(now):
            gap = None  # by a wrong date a commission has ended, or not begun
        if gap is None:
            if self._is_refused:
                return ClosureState("REFUSED")
            is_drained = self._desk.standing is Standing.DRAIN_ONLY
            return ClosureState("DRAIN_ONLY") if is_drained else None
        configuration = self._desk.configuration
        days: dict[Gap, date] = {Gap.ENDED: configuration.outlet.commission_until}
        channel = configuration.channel
        if channel is not None and channel.licence is not None:
            days[Gap.LICENCE_ENDED] = channel.licence.valid_until
        return ClosureState(gap.value, days.get(gap))

    def follow(self) -> None:
        """Say once that it is closed, and give up what cannot be finished any more.

        A line on which somebody has to log in again is no refusal of the device. What a card was
        read for on the last day is finished behind it while the gateway is away: the gateway goes
        by the time of the read.
        """
        line = self._desk.gateway
        if line.is_reachable or line.code == DeviceRefused.code:
            self._is_refused = not line.is_reachable
        self.state = closure = self._look()
        reason = closure.reason if closure is not None else ""
        if reason != self._told:
            self._told = reason
            self._desk.audit("counter_closed" if reason else "counter_opened", reason=reason)
        is_known_there = line.is_reachable is True or reason not in _BY_DAY
        if reason and is_known_there:
            self._withdraw(reason)

    def follow_readers(self, before: Configuration) -> None:
        """A newer configuration may have taken the reader away by which a card was read."""
        gone = _digits_of(before) - _digits_of(self._desk.configuration)
        if gone & {_digits(sam_id) for sam_id in self._cases.steps.lapses.sam_ids}:
            self._withdraw("READER")

    def _withdraw(self, reason: str) -> None:
        """A seal that is under way is finished: it was captured before anybody said so."""
        cases = self._cases
        if not cases.steps.lapses.withdraw(reason):
            return
        cases.plate.wipe()
        cases.ordering.give_up()
        self._desk.tell(CaseWithdrawn(reason=reason))


def _digits_of(configuration: Configuration) -> set[str]:
    return {_digits(rule.sam_id) for rule in configuration.readers}


def _digits(sam_id: str) -> str:
    return "".join(character for character in sam_id if character.isdigit())
