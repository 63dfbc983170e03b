"""Where the counter is and who seems to work it, as ports. Nobody waits for either."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from pos_client.domain.location import Location
from pos_client.domain.work_signal import NOTHING_SEEN, Surroundings

__all__ = ["NOWHERE", "Locator", "LocatorAway", "Whereabouts"]


class LocatorAway(Exception):
    """A receiver or service cannot be reached, or is none. Its text is a word of ours."""


class Locator(Protocol):
    """One opened source of positions, used from one thread only."""

    def poll(self, timeout_s: float) -> Location | None:
        """The newest word that has come, or None after `timeout_s` seconds of silence.

        Raises:
            LocatorAway: it is gone; open another one later.
        """

    def close(self) -> None:
        """Let it go. Closing twice does nothing."""


class Whereabouts(Protocol):
    """What is known by now, or was at a moment of the last minutes. Any thread may ask."""

    def at(self, moment: datetime) -> Surroundings:
        """The place of that moment, never of a later one, and the signals of now."""

    def now(self) -> Surroundings: ...


class _Nowhere:
    """A counter that was given no source, and looks at nothing."""

    def at(self, _moment: datetime) -> Surroundings:
        return NOTHING_SEEN

    def now(self) -> Surroundings:
        return NOTHING_SEEN


NOWHERE: Whereabouts = _Nowhere()
