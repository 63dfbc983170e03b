"""What readers tell of cards and SIMs, handed to where it belongs."""

from __future__ import annotations

from drivers.api import (
    CardPresent,
    CardRefused,
    CardRemoved,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.card.read import CardRead
from drivers.hub import CardNews, HubNews, ReaderLost
from pos_client.application.case_desk import CaseDesk
from pos_client.application.day_desk import DayDesk
from pos_client.application.readers import Readers

__all__ = ["LaidCards"]


class LaidCards:
    """Lives on the counter's thread, as everything it tells."""

    def __init__(self, readers: Readers, cases: CaseDesk, day_desk: DayDesk) -> None:
        self._readers = readers
        self._cases = cases
        self._day_desk = day_desk

    def take(self, news: HubNews) -> None:
        if isinstance(news, ReaderLost):
            self._clear(news.address)
        happened = self._readers.take(news)
        if happened is not None:
            self._take(happened)

    def _take(self, news: CardNews) -> None:
        if isinstance(news.event, CardRead):
            self._cases.take_read(news.event, news.info)
        elif isinstance(news.event, CardRefused):
            self._cases.take_refusal(news.event, news.info)
        elif isinstance(news.event, CardPresent):
            self._cases.plate.see(news.info.address)
        elif isinstance(news.event, CardRemoved):
            self._cases.plate.look_away(news.info.address)
        elif isinstance(news.event, SimRead | SimRefused):
            if not self._day_desk.stock.take_sim(news.event):
                self._cases.take_sim(news.event, news.info.address)
        elif isinstance(news.event, SimRemoved):
            self._cases.clear_slot(news.info.address)

    def _clear(self, address: str) -> None:
        """Nothing lies on this reader any more, as far as anybody can tell."""
        self._cases.plate.clear(address)
        self._cases.clear_slot(address)
