"""What the gateway counts of an outlet, in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import date, datetime

from pos_client.application.trouble import Trouble, Unreachable
from pos_client.domain.campaign import (
    CampaignFigures,
    CampaignLine,
    CampaignPage,
    CampaignStage,
)
from pos_client.domain.local_day import local_day
from pos_client.domain.oversight import OutletOversight
from pos_client.domain.subject import SubscriberState
from pos_client.protocol.words import Session

__all__ = ["ScriptedFigures"]


class ScriptedFigures:
    """Implements `application.outlet_figures.OutletFigures`.

    Attributes:
        lines: the whole worklist, which is shown in pages of `a_page`.
        watched: what is known of the outlet; None for nothing to speak of.
        asked: what was asked for: the line behind which a page begins, or the month.
        troubles: raised by the next calls, one each.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.is_reachable = True
        self.troubles: deque[Trouble] = deque()
        self.a_page = 2
        self.lines = tuple(
            CampaignLine(
                position,
                f"170****{position:04d}",
                SubscriberState.UNREGISTERED,
                (),
                CampaignStage.NOTIFIED,
            )
            for position in range(1, 6)
        )
        self.watched: OutletOversight | None = None
        self.asked: list[int | date] = []

    def campaign(self, behind: int, session: Session) -> CampaignPage:
        del session
        self._pass(behind)
        rest = [each for each in self.lines if each.position > behind]
        stages = {CampaignStage.NOTIFIED: len(self.lines)}
        figures = CampaignFigures(local_day(self._now()), len(self.lines), (), stages)
        return CampaignPage(figures, tuple(rest[: self.a_page]), len(rest) > self.a_page)

    def oversight(self, month: date, session: Session) -> OutletOversight:
        del session
        self._pass(month)
        return self.watched or OutletOversight(local_day(self._now()))

    def _pass(self, asked: int | date) -> None:
        if self.troubles:
            raise self.troubles.popleft()
        if not self.is_reachable:
            raise Unreachable("scripted")
        self.asked.append(asked)
