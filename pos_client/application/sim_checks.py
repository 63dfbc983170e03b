"""Whether a SIM may go over this counter, asked before a case takes it.

The gateway says so, and says it again with the registration. Without the gateway the counter knows
what its outlet has received, by its configuration, and what has gone out since the program began:
what went out before, or over another counter, is found out on arrival.
"""

from __future__ import annotations

from collections.abc import Callable

from pos_client.application.desk import Desk
from pos_client.application.refusals import what_was_refused
from pos_client.application.trouble import NotAuthorised, Trouble
from pos_client.application.workers import Workers
from pos_client.domain.esim import AnySim
from pos_client.domain.flow import Mode
from pos_client.domain.sim import Sim
from pos_client.domain.sim_stock import SimStanding, ranges_hold

__all__ = ["SimChecks"]


class SimChecks:
    """Lives on the counter's thread, as long as the program."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._workers = workers
        self._usable = ""
        self._gone: set[str] = set()

    def forget(self) -> None:
        """Another case: what was said of its SIM is asked for anew."""
        self._usable = ""

    def note_gone(self, sim: AnySim | None) -> None:
        """It went over this counter, or was put elsewhere."""
        if sim is not None:
            self._gone.add(sim.stock_number)

    def is_usable(self, sim: AnySim) -> bool:
        """Whether that is known already."""
        return self._usable == sim.stock_number

    def ask(
        self,
        mode: Mode,
        sim: AnySim,
        told: Callable[[SimStanding], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Find out; `told` or `failed` is called now or later, on this thread."""
        stock, session = self._desk.tools.stock, self._desk.session

        def answered(standing: SimStanding) -> None:
            if standing is SimStanding.USABLE:
                self._usable = sim.stock_number
            told(standing)

        def not_answered(trouble: Trouble) -> None:
            failed(what_was_refused(trouble) if isinstance(trouble, NotAuthorised) else trouble)

        is_kept = self._desk.configuration.sim_stock is not None and isinstance(sim, Sim)
        if not is_kept or session is None:
            answered(SimStanding.USABLE)  # in no drawer: an eSIM, or a gateway that keeps no stock
        elif mode is Mode.OFFLINE:
            answered(self._known_here(sim.stock_number))
        else:
            self._workers.ask(lambda: stock.check(sim.iccid, session), answered, not_answered)

    def _known_here(self, stock_number: str) -> SimStanding:
        if stock_number in self._gone:
            return SimStanding.USED
        is_ours = ranges_hold(self._desk.configuration.sim_stock or (), stock_number)
        return SimStanding.USABLE if is_ours else SimStanding.UNKNOWN
