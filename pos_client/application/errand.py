"""One thing the carrier does beside delivering; when it fails it waits, and holds up nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from pos_client.application.backoff import Backoff
from pos_client.application.ports import Clock
from pos_client.application.trouble import (
    GatewayTrouble,
    NotAuthorised,
    StoreDamaged,
    Trouble,
    Unreachable,
)

__all__ = ["CHAIN_REFUSED", "Errand"]

log = logging.getLogger(__name__)

CHAIN_REFUSED = "AUDIT_HEAD_REFUSED"
"""The gateway's word for a chain that does not continue what it has countersigned."""
BACKOFF = Backoff(timedelta(seconds=5), timedelta(seconds=300))


class Errand:
    """Runs once each time it is asked for, and again with a back-off while it fails."""

    def __init__(
        self, work: Callable[[], bool | None], clock: Clock, tell: Callable[[Trouble], None]
    ) -> None:
        """Take the work; where it answers True there is more of it, and it runs again soon."""
        self._work = work
        self._clock = clock
        self._tell = tell
        self._is_due = False
        self._failures = 0
        self._not_before_ns = clock.monotonic_ns()

    def ask_for(self) -> None:
        self._is_due = True

    def run(self) -> bool:
        """Do it if it is due, and say whether it was.

        Raises:
            Unreachable, NotAuthorised: those concern the whole line, unless it is the chain alone.
        """
        if not self._is_due or self._clock.monotonic_ns() < self._not_before_ns:
            return False
        try:
            is_more = self._work()
        except Unreachable:
            raise
        except NotAuthorised as no:
            if no.facts.get("code") != CHAIN_REFUSED:
                raise
            # Nothing new for a device whose chain was touched; what is queued is delivered.
            self._wait(StoreDamaged(check="audit"))
        except Trouble as trouble:
            self._wait(trouble)
        else:
            self._is_due, self._failures = is_more is True, 0
        return True

    def _wait(self, trouble: Trouble) -> None:
        if isinstance(trouble, GatewayTrouble):
            log.info("an errand waits: %s", trouble.code)
        else:
            log.warning("an errand waits: %s", trouble.code)
            self._tell(trouble)
        wait_s = BACKOFF.after_at_least(self._failures).total_seconds()
        self._not_before_ns = self._clock.monotonic_ns() + int(wait_s * 1e9)
        self._failures += 1
