"""What a computer tells of the hands that work it. Signals are sent, and decide nothing here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_client.domain.location import Location

__all__ = ["NOTHING_SEEN", "Surroundings", "WorkSignal"]


class WorkSignal(StrEnum):
    """A fact about the machine and its screen that an honest counter seldom has."""

    REMOTE_DESKTOP = "REMOTE_DESKTOP"  # the session's screen is shown elsewhere
    REMOTE_CONTROL = "REMOTE_CONTROL"  # a program runs by which others may look on and work it
    SSH_SESSION = "SSH_SESSION"  # the program was started over a line from elsewhere
    VIRTUAL_DISPLAY = "VIRTUAL_DISPLAY"  # the screen is in memory, or on another computer
    VIRTUAL_MACHINE = "VIRTUAL_MACHINE"
    CONTAINER = "CONTAINER"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a device is, and in whose hands it seems to be.

    Attributes:
        location: None where this counter was given no source.
        signals: each once, in the order of their names.
    """

    location: Location | None = None
    signals: tuple[WorkSignal, ...] = ()


NOTHING_SEEN = Surroundings()
