"""Which fault happens now: occasions are counted, moments awaited, chances drawn."""

from __future__ import annotations

import random
from dataclasses import replace

from drivers.simulator.faults.fault import Fault, Faults
from drivers.simulator.faults.kinds import FaultKind

__all__ = ["Schedule"]


class Schedule:
    """Follows a list of faults through what happens."""

    def __init__(self, faults: Faults) -> None:
        self._seed = faults.seed
        self._left = list(faults.active)
        self.chances = random.Random(faults.seed)  # noqa: S311 - play, not cryptography

    @property
    def left(self) -> Faults:
        """What is still in force or waiting: faults that happened as often as told are gone."""
        return Faults(tuple(self._left), self._seed)

    def notice(self, moment: str) -> None:
        """Let those go on that wait for this moment."""
        for index, fault in enumerate(self._left):
            if fault.after == moment and not fault.follows:
                self._left[index] = replace(fault, after=None)

    def in_force(self, kind: FaultKind) -> Fault | None:
        """Return a fault of this kind that is kept to no command, without counting it."""
        for fault in self._left:
            if fault.kind is kind and fault.on is None and not fault.is_waiting and fault.nth == 1:
                return fault
        return None

    def strikes(self, kind: FaultKind, command: str) -> Fault | None:
        """Decide whether a fault of this kind happens to this command now."""
        for index, fault in enumerate(self._left):
            if fault.kind is not kind or fault.is_waiting or fault.on not in (None, command):
                continue
            if fault.nth > 1:
                self._left[index] = replace(fault, nth=fault.nth - 1)
            elif self.chances.random() < fault.chance:
                self._count(index)
                return fault
        return None

    def _count(self, index: int) -> None:
        fault = self._left[index]
        if fault.times is None:
            return
        if fault.times > 1:
            self._left[index] = replace(fault, times=fault.times - 1)
            return
        del self._left[index]
        if index < len(self._left) and self._left[index].follows:
            self._left[index] = replace(self._left[index], follows=False)
