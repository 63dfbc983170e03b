"""Getting ready while nobody waits: a challenge for the next case, a session that counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pos_client.application.desk import Desk
from pos_client.application.pause import Pause
from pos_client.application.reading import Reading
from pos_client.application.refusals import what_was_refused
from pos_client.application.trouble import NotAuthorised, Trouble
from pos_client.application.workers import Workers
from pos_client.domain.evidence import Challenge

__all__ = ["NextCase"]

ASKED_AGAIN_AFTER = timedelta(seconds=5)


class NextCase:
    """Asks the gateway for the next case's challenge.

    After an offline log-in the same question shows whether the gateway still knows the session
    it signed earlier: then the clerk is online again, otherwise a new log-in is asked for.
    """

    def __init__(
        self, desk: Desk, workers: Workers, reading: Reading, answered: Callable[[], None]
    ) -> None:
        self._desk = desk
        self._workers = workers
        self._reading = reading
        self._answered = answered
        self._is_asking = False
        self._pause = Pause(desk.tools.clock.monotonic_ns)

    @property
    def may_bring_challenge(self) -> bool:
        """Whether a challenge may come in a moment: it was asked for, or will be."""
        if self._desk.gateway.is_reachable is False:
            return False
        is_line_unknown = self._desk.gateway.is_reachable is None
        return self._is_asking or (self._desk.is_offline_session and is_line_unknown)

    def hurry(self) -> None:
        """Somebody waits: the pause after a question that failed is over."""
        self._pause.end()

    def prepare(self) -> None:
        """Ask if there is somebody to ask, and no good answer yet."""
        desk, session = self._desk, self._desk.session
        if session is None or desk.gateway.is_reachable is False or self._is_asking:
            return
        if desk.gateway.is_drain_only:
            return
        if desk.is_offline_session and desk.gateway.is_reachable is None:
            return
        if not (self._reading.needs_challenge() or desk.is_offline_session):
            return
        if session.id == desk.refused_session_id:
            return
        if not self._pause.is_over:
            return
        self._is_asking = True
        gateway, session_id = desk.tools.gateway, session.id
        flow = self._flow()
        self._workers.ask(
            lambda: gateway.open_case(flow, session),
            lambda challenge: self._got(challenge, session_id),
            lambda trouble: self._got_none(trouble, session_id),
        )

    def _flow(self) -> str:
        """What to ask for: whatever comes next, the challenge is the same; but none is given for
        a flow that is closed here, while others may go on."""
        desk, now, case = self._desk, self._desk.now(), self._desk.configuration.case
        asked = (case.first_flow, *case.flows)
        open_ones = (name for name in asked if not desk.closed_by_policy(name, now))
        return next(open_ones, case.first_flow)

    def _got(self, challenge: Challenge, session_id: str) -> None:
        self._is_asking = False
        if not self._reading.keep_for_next_case(challenge):
            self._pause.begin(ASKED_AGAIN_AFTER)
        session = self._desk.session
        if session is not None and session.id == session_id and self._desk.is_offline_session:
            self._desk.is_offline_session = False
            self._desk.audit("session_resumed", clerk=session.clerk.clerk_number)
        self._answered()

    def _got_none(self, trouble: Trouble, session_id: str) -> None:
        self._is_asking = False
        self._pause.begin(ASKED_AGAIN_AFTER)
        session = self._desk.session
        if isinstance(trouble, NotAuthorised) and session is not None and session.id == session_id:
            self._desk.refused_session_id = session_id
            self._desk.tell(what_was_refused(trouble))
        self._answered()
