"""Which readers this computer has, what stands in the way of one, and how far one gets."""

from drivers.discovery.ladder import RUNGS, Rung, RungState, climb, ladder_of
from drivers.discovery.lookout import Lookout

__all__ = ["RUNGS", "Lookout", "Rung", "RungState", "climb", "ladder_of"]
