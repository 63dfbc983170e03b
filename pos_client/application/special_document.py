"""无芯片证件: a case that begins with no card, and only where the gateway lets one begin."""

from __future__ import annotations

from collections.abc import Callable

from pos_client.application.case_trouble import OnlineOnly, SpecialLimitReached
from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.refusals import what_was_refused
from pos_client.application.special_cases import OpenedSpecial
from pos_client.application.trouble import NotAuthorised, OutcomeUnknown, Trouble, Unreachable
from pos_client.application.workers import Workers

__all__ = ["SpecialDocument"]


class SpecialDocument:
    """Asks the gateway before anything begins: nothing is photographed without its word."""

    def __init__(self, desk: Desk, workers: Workers, open_case: OpenCase) -> None:
        self._desk = desk
        self._workers = workers
        self._open = open_case
        self._is_asking = False

    def begin(self, opened: Callable[[OpenedSpecial], None]) -> None:
        """Have a case opened; where none may be, say so and leave the counter idle."""
        desk, session = self._desk, self._desk.session
        if session is None or self._is_asking:
            return
        self._is_asking = True
        special = desk.tools.special

        def answered(found: OpenedSpecial) -> None:
            self._is_asking = False
            if not self._open.is_open:  # else somebody's card was laid meanwhile
                opened(found)

        def failed(trouble: Trouble) -> None:
            self._is_asking = False
            if isinstance(trouble, (Unreachable, OutcomeUnknown)):
                trouble = OnlineOnly()
            elif isinstance(trouble, NotAuthorised):
                trouble = what_was_refused(trouble)
            if isinstance(trouble, SpecialLimitReached):
                desk.audit("special_limit_reached")
            desk.tell(trouble)

        self._workers.ask(lambda: special.open(session), answered, failed)
