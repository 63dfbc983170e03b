"""Logging in: with the gateway, and without it for clerks who were seen here lately."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from pos_client.application.desk import Desk
from pos_client.application.guesses import Guesses
from pos_client.application.state import SessionState
from pos_client.application.trouble import (
    ClerkTrouble,
    LogInRefused,
    NoGatewayForLogIn,
    OutcomeUnknown,
    TooManyTries,
    Trouble,
    Unreachable,
)
from pos_client.application.workers import Workers
from pos_client.protocol.words import Session

__all__ = ["Asked", "Sessions"]

log = logging.getLogger(__name__)

# Unlocking goes on with a session that is open; how long clerks may log in offline is another
# question.
UNLOCKED_WITHIN = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who says who they are.

    Attributes:
        proved: takes the session, and whether it was proved without the gateway.
        answered: called first, whatever the answer is.
    """

    clerk_number: str
    password: str = field(repr=False)
    proved: Callable[[Session, bool], None]
    answered: Callable[[], None]


class Sessions:
    """One clerk at a time. A role opens doors, it removes no step."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._workers = workers
        self._guesses = Guesses(desk.tools.clock.monotonic_ns)

    @property
    def state(self) -> SessionState | None:
        session = self._desk.session
        if session is None:
            return None
        desk = self._desk
        is_ended = session.id == desk.ended_session_id
        return SessionState(session.clerk, desk.is_offline_session, desk.is_locked, is_ended)

    def log_in(self, clerk_number: str, password: str, second_factor: str = "") -> None:
        """Ask the gateway; if it cannot be reached, ask the clerk book.

        The second factor is the gateway's to check: without the gateway nobody looks at it.
        """
        desk = self._desk
        if desk.is_logging_in or desk.session is not None:
            return
        desk.is_logging_in = True
        desk.trouble = None
        self.prove(Asked(clerk_number, password, self.let_in, self._answered), second_factor)

    def prove(self, asked: Asked, second_factor: str) -> None:
        """Ask who somebody is, with credentials of their own; nobody is let in by that."""
        gateway = self._desk.tools.gateway
        self._workers.ask(
            lambda: gateway.log_in(asked.clerk_number, asked.password, second_factor),
            lambda session: self._proved(session, asked),
            lambda trouble: self._not_proved(trouble, asked),
        )

    def log_out(self) -> None:
        """End the session. What is queued stays queued and goes on being delivered."""
        session = self._desk.session
        if session is not None:
            clerk_number = session.clerk.clerk_number
            self._desk.audit("logged_out", clerk=clerk_number)
            log.info("a clerk logged out", extra={"clerk_number": clerk_number})
        self._desk.session = None
        self._desk.is_locked = False

    def end(self, session_id: str, *, is_frozen: bool) -> bool:
        """Nothing goes on in this log-in any more; whether it was the one at this counter.

        A work id that is frozen logs in without the gateway no more either.
        """
        desk, session = self._desk, self._desk.session
        if session is None or session.id != session_id or desk.ended_session_id == session_id:
            return False
        desk.ended_session_id, desk.is_work_id_frozen = session_id, is_frozen
        if is_frozen:
            desk.tools.clerk_book.forget(session.clerk.clerk_number)
        kind = "work_id_frozen" if is_frozen else "session_ended_elsewhere"
        desk.audit(kind, clerk=session.clerk.clerk_number)
        log.info("a log-in was ended", extra={"clerk_number": session.clerk.clerk_number})
        return True

    def lock(self) -> None:
        session, was_locked = self._desk.session, self._desk.is_locked
        self._desk.is_locked = session is not None  # first: whatever fails, nobody is shown
        if session is not None and not was_locked:
            self._desk.audit("locked", clerk=session.clerk.clerk_number)

    def unlock(self, password: str) -> None:
        """The same clerk's password opens the counter again, also without the gateway."""
        session = self._desk.session
        if session is None:
            return
        if session.id == self._desk.ended_session_id:
            self._desk.tell(self._desk.why_ended())
            return
        try:
            known = self._checked(session.clerk.clerk_number, password, UNLOCKED_WITHIN)
        except TooManyTries as wait:
            self._desk.tell(wait)
            return
        if known is None:
            self._desk.audit("unlock_refused", clerk=session.clerk.clerk_number)
            self._desk.tell(LogInRefused())
            return
        self._desk.audit("unlocked", clerk=session.clerk.clerk_number)
        self._desk.trouble = None
        self._desk.is_locked = False

    def let_in(self, session: Session, is_offline: bool) -> None:
        """Open the counter to somebody who has shown who they are."""
        desk, clerk_number = self._desk, session.clerk.clerk_number
        desk.audit("logged_in", clerk=clerk_number, offline=is_offline)
        desk.tools.store.days.begin_shift(clerk_number, desk.now())
        # Behind what is written, so that a log-in that could not be kept is none.
        desk.session, desk.is_offline_session, desk.is_locked = session, is_offline, False
        desk.ended_session_id = ""  # without the gateway it may be the same; it will be asked again
        said = {"clerk_number": clerk_number, "is_offline": is_offline}
        log.info("a clerk logged in", extra=said)

    def _answered(self) -> None:
        self._desk.is_logging_in = False

    def _proved(self, session: Session, asked: Asked) -> None:
        desk = self._desk
        asked.answered()
        self._guesses.forget(session.clerk.clerk_number)
        desk.tools.clerk_book.remember(session.clerk, asked.password, session, desk.now())
        desk.note_contact(session.gateway_time)
        asked.proved(session, False)

    def _not_proved(self, trouble: Trouble, asked: Asked) -> None:
        desk = self._desk
        asked.answered()
        if isinstance(trouble, (Unreachable, OutcomeUnknown)):
            self._prove_offline(asked)
            return
        if isinstance(trouble, ClerkTrouble):
            desk.tools.clerk_book.forget(asked.clerk_number)
            desk.audit("log_in_refused", code=trouble.code)
        desk.tell(trouble)

    def _prove_offline(self, asked: Asked) -> None:
        desk = self._desk
        window = desk.configuration.offline.log_in_window
        try:
            known = self._checked(asked.clerk_number, asked.password, window)
        except TooManyTries as wait:
            desk.tell(wait)
            return
        if known is None:
            desk.audit("log_in_refused", code=NoGatewayForLogIn.code)
            desk.tell(NoGatewayForLogIn())
            return
        asked.proved(known, True)

    def _checked(self, clerk_number: str, password: str, within: timedelta) -> Session | None:
        """Ask the clerk book, unless somebody has guessed too often."""
        desk = self._desk
        wait_s = self._guesses.wait_s(clerk_number)
        if wait_s:
            raise TooManyTries(retry_after_s=wait_s)
        book = desk.tools.clerk_book
        known = book.check(clerk_number, password, desk.now(), within.total_seconds())
        if known is None:
            self._guesses.note_wrong(clerk_number)
        else:
            self._guesses.forget(clerk_number)
        return known
