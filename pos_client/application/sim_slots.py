"""What lies in the slots of readers that take SIMs."""

from __future__ import annotations

from drivers.api import SimRead, SimRefused

__all__ = ["SimSlots"]


class SimSlots:
    """Remembers a SIM until it is taken out, or has gone over the counter with a number."""

    def __init__(self) -> None:
        self._in: dict[str, SimRead | SimRefused] = {}

    @property
    def latest(self) -> SimRead | SimRefused | None:
        """What was put in last and is still in its slot."""
        return next(reversed(self._in.values()), None)

    def put(self, address: str, sim: SimRead | SimRefused) -> None:
        self.clear(address)
        self._in[address] = sim

    def clear(self, address: str) -> None:
        """It was taken out, or its reader went away."""
        self._in.pop(address, None)

    def use_up(self, iccid: str) -> None:
        """This SIM belongs to somebody now, wherever it still lies."""
        if not iccid:
            return  # an eSIM lies in no slot
        used = [at for at, sim in self._in.items() if getattr(sim, "iccid", "") == iccid]
        for address in used:
            self.clear(address)
