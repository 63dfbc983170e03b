"""What a counter says before it dies, on a line each: whether it is ready, and what was saved."""

from __future__ import annotations

from uuid import UUID

from pos_client.application.news import CounterChanged, News
from pos_client.application.state import DevicePhase
from tests.faults.kill.mutants import MUTANTS
from tests.faults.kill.orders import Orders
from tests.faults.kill.steps import STEPS, TOLD, Striker
from tests.integration.chain.watch import Watch, say

__all__ = ["Telling", "prepare"]


class Telling(Watch):
    """Says what the counter has told, in the moment in which it is told."""

    def __init__(self, striker: Striker, step: str) -> None:
        super().__init__()
        self._striker = striker
        self._dies_told = step.startswith(TOLD)
        self._is_ready = False
        self._saved: UUID | None = None

    def tell(self, news: News) -> None:
        if isinstance(news, CounterChanged):
            state = news.state
            if not self._is_ready and state.device is not DevicePhase.STARTING:
                self._is_ready = True
                trouble = state.trouble.code if state.trouble else ""
                say(f"ready {state.device.value} {trouble}".strip())
            if state.last_saved is not None and state.last_saved.id != self._saved:
                self._saved = state.last_saved.id
                say(f"saved {self._saved}")
                if self._dies_told:
                    self._striker.reach()
            if self.news:
                self.news.clear()
        super().tell(news)


def prepare(orders: Orders) -> Striker:
    """Hang mutant and step into this process."""
    if orders.mutant:
        MUTANTS[orders.mutant]()
    striker = Striker(orders.step, orders.nth, orders.seed)
    if orders.step:
        STEPS[orders.step].hang(striker)
    return striker
