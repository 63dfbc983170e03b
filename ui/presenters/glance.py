"""What the window itself knows beside the counter's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ui.presenters.keys import Page

__all__ = ["Glance"]


@dataclass(frozen=True, slots=True)
class Glance:
    """What only the window knows.

    Attributes:
        now: aware, in the time zone of the counter.
        is_veiled: the lock key was pressed and the counter has not answered yet.
        hidden_read: case and read counter whose minute is over, or whose identity may no longer
            be seen since the case is being cancelled or sealed.
        is_answering: a key was taken for the question on the screen; it is not taken twice.
        is_log_in_sent: log-in was pressed before the counter was up.
        is_enrolled: what the home says before the counter is up.
    """

    now: datetime
    page: Page = Page.COUNTER
    is_veiled: bool = False
    hidden_read: tuple[UUID, int] | None = None
    is_answering: bool = False
    is_log_in_sent: bool = False
    is_enrolled: bool = True
