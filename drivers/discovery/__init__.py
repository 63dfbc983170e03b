"""Which readers this computer has, what stands in the way of one, and how far one gets."""

from drivers.discovery.ladder import Rung, RungState, climb
from drivers.discovery.lookout import Lookout

__all__ = ["Lookout", "Rung", "RungState", "climb"]
