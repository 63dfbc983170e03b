"""Completing what was captured offline (待到店): the slip's code, then the customer's own card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from pos_client.application.case_trouble import OnlineOnly, ReturnRefused
from pos_client.application.desk import Desk
from pos_client.application.ports import Return
from pos_client.application.refusals import what_was_refused
from pos_client.application.step_state import ReturnState
from pos_client.application.trouble import NotAuthorised, OutcomeUnknown, Trouble, Unreachable
from pos_client.application.workers import Workers
from pos_client.domain.evidence import Challenge
from pos_client.domain.flow import Flow
from pos_client.domain.flows import FLOWS
from pos_client.domain.slip_code import Completing

__all__ = ["AwaitedReturn", "Returns"]

# A challenge about to expire would be dead on arrival.
_SPARE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class AwaitedReturn:
    """A slip that the gateway knows, until its customer's card lies on the reader."""

    completing: Completing = field(repr=False)
    answer: Return

    @property
    def challenge(self) -> Challenge:
        return self.answer.challenge


class Returns:
    """At most one slip at a time. A slip without its holder's card opens nothing."""

    def __init__(self, desk: Desk, workers: Workers, opened: Callable[[], None]) -> None:
        self._desk = desk
        self._workers = workers
        self._tell_opened = opened
        self._awaited: AwaitedReturn | None = None
        self._asking: Completing | None = None

    @property
    def state(self) -> ReturnState | None:
        if self._asking is not None:
            return ReturnState(is_asking=True)
        if self._awaited is None:
            return None
        answer = self._awaited.answer
        return ReturnState(answer.captured_at, answer.expires_at)

    @property
    def is_open(self) -> bool:
        return self._asking is not None or self._awaited is not None

    @property
    def is_asking(self) -> bool:
        return self._asking is not None

    @property
    def flow(self) -> Flow | None:
        """What completes the case of the slip; None while there is none that is known."""
        return FLOWS.get(self._awaited.answer.flow) if self._awaited is not None else None

    @property
    def challenge(self) -> Challenge | None:
        """What the customer's read has to answer, once the gateway has said so."""
        return self._awaited.challenge if self._awaited is not None else None

    def begin(self, completing: Completing) -> None:
        """A slip was scanned: ask the gateway, which alone knows what it is."""
        desk, session = self._desk, self._desk.session
        desk.trouble = None
        if session is None:
            return
        if not desk.is_reachable or desk.is_offline_session:
            desk.tell(OnlineOnly())
            return
        self._asking, self._awaited = completing, None
        self._workers.ask(
            lambda: desk.tools.gateway.open_return(completing, session),
            lambda answer: self._opened(completing, answer),
            lambda trouble: self._refused(completing, trouble),
        )

    def take(self) -> AwaitedReturn | None:
        """The return whose card was laid just now; it is used up.

        Raises:
            ReturnRefused: the card came too late for it.
        """
        awaited, self._awaited = self._awaited, None
        if awaited is not None and self._is_too_old(awaited):
            raise ReturnRefused(reason="waited")
        return awaited

    def give_up(self) -> None:
        """Esc, lock or the end of the session: the slip has to be scanned again."""
        self._asking = self._awaited = None

    def tick(self) -> None:
        """A slip waits as long as its challenge lives."""
        awaited = self._awaited
        if awaited is not None and self._is_too_old(awaited):
            self.give_up()
            self._desk.tell(ReturnRefused(reason="waited"))

    def _is_too_old(self, awaited: AwaitedReturn) -> bool:
        return awaited.challenge.expires_at <= self._desk.now() + _SPARE

    def _opened(self, completing: Completing, answer: Return) -> None:
        if self._asking == completing:
            self._asking, self._awaited = None, AwaitedReturn(completing, answer)
            self._desk.audit("return_opened", registration_id=str(completing.registration_id))
            self._tell_opened()

    def _refused(self, completing: Completing, trouble: Trouble) -> None:
        if self._asking != completing:
            return
        self._asking = None
        if isinstance(trouble, (Unreachable, OutcomeUnknown)):
            trouble = OnlineOnly()
        elif isinstance(trouble, NotAuthorised):
            trouble = what_was_refused(trouble)
        elif isinstance(trouble, ReturnRefused):
            self._desk.audit(
                "return_refused",
                registration_id=str(completing.registration_id),
                reason=str(trouble.facts.get("reason", "")),
            )
        self._desk.tell(trouble)
