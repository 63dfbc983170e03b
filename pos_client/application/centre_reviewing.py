"""A waiting case before the carrier's centre: asked, looked at every second, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.pause import Pause
from pos_client.application.refusals import what_was_refused
from pos_client.application.review_centre import CentreReview
from pos_client.application.state import CasePhase
from pos_client.application.step_state import CentreWait
from pos_client.application.trouble import NotAuthorised, ReviewRefused, Trouble
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.flow import Step
from pos_client.domain.review import Review, ReviewWay

__all__ = ["CentreReviewing"]

_LOOK_EVERY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the centre was asked about: these answers about this case, and no others.

    Attributes:
        id: the gateway's name for it; empty until it has answered.
        ends_at: when the countdown ends, by the clock of this computer.
    """

    case_id: UUID
    verdicts: tuple[str, ...]
    id: str = ""
    ends_at: datetime | None = None


class CentreReviewing:
    """The clerk's screen stays free meanwhile: a supervisor who comes may decide first."""

    def __init__(
        self,
        desk: Desk,
        workers: Workers,
        open_case: OpenCase,
        take: Callable[[Case, Review], None],
    ) -> None:
        """Take what is needed; `take` is given the open case and what the centre has signed."""
        self._desk = desk
        self._workers = workers
        self._open = open_case
        self._take = take
        self._asked: _Asked | None = None
        self._is_looking = False
        self._pause = Pause(desk.tools.clock.monotonic_ns)

    @property
    def is_asked(self) -> bool:
        """Whether this case waits for the centre, or is on its way to it."""
        return self._asked is not None and self._is_about(self._open.case)

    @property
    def state(self) -> CentreWait:
        """How the open case stands there."""
        if self._asked is None or not self.is_asked:
            return CentreWait()
        return CentreWait(is_asked=True, until=self._asked.ends_at)

    def ask(self) -> None:
        """Put the open case before the centre."""
        desk, case, session = self._desk, self._open.case, self._desk.session
        if case is None or session is None or self.is_asked:
            return
        ways = desk.configuration.case.ways_to_review(case.party.codes_to_review)
        if ReviewWay.CENTRE not in ways:
            desk.tell(ReviewRefused())
            return
        self._withdraw()
        case_id, verdicts = case.id, _tokens(case)
        asked = self._asked = _Asked(case_id, verdicts)
        desk.audit("centre_asked", case_id=str(case_id), codes=" ".join(case.party.codes_to_review))
        self._workers.ask(
            lambda: desk.tools.centre.ask(case_id, verdicts, session),
            lambda found: self._stands(asked, found),
            lambda trouble: self._not_asked(asked, trouble),
        )

    def tick(self) -> None:
        """Several times a second: look how it stands, and take back what nobody waits for."""
        asked, session = self._asked, self._desk.session
        if asked is None or session is None or self._is_looking:
            return
        if not self._is_about(self._open.case):
            self._withdraw()
            return
        if not asked.id or not self._pause.is_over or self._open.phase is not CasePhase.OPEN:
            return
        self._is_looking = True
        self._pause.begin(_LOOK_EVERY)
        self._workers.ask(
            lambda: self._desk.tools.centre.look(asked.id, session),
            lambda found: self._stands(asked, found),
            lambda _: self._not_looked(),
        )

    def _stands(self, asked: _Asked, found: CentreReview) -> None:
        self._is_looking = False
        if self._asked is None or self._asked.case_id != asked.case_id:
            self._give_back(found.id)  # the case went while it was being asked for
            return
        self._pause.begin(_LOOK_EVERY)
        ends_at = self._desk.now() + found.ends_in
        self._asked = _Asked(asked.case_id, asked.verdicts, found.id, ends_at)
        case = self._open.case
        if case is None or not self._is_about(case) or self._open.phase is not CasePhase.OPEN:
            return  # the next tick takes it back, or looks once more
        if found.is_withdrawn:
            self._asked = None
        elif found.review is not None:
            self._asked = None
            self._take(case, found.review)

    def _not_asked(self, asked: _Asked, trouble: Trouble) -> None:
        if self._asked != asked:
            return
        self._asked = None
        if isinstance(trouble, NotAuthorised):
            trouble = what_was_refused(trouble)
        self._desk.tell(trouble)

    def _not_looked(self) -> None:
        """The line is away; the countdown runs at the gateway, and its word is fetched later."""
        self._is_looking = False

    def _withdraw(self) -> None:
        asked, self._asked = self._asked, None
        self._pause.end()
        if asked is not None:
            self._give_back(asked.id)

    def _give_back(self, id_: str) -> None:
        session, centre = self._desk.session, self._desk.tools.centre
        if session is not None and id_:
            self._workers.ask(
                lambda: centre.withdraw(id_, session),
                lambda _: None,
                lambda _: None,  # its countdown ends by itself
            )

    def _is_about(self, case: Case | None) -> bool:
        """Whether the open case still asks for just this."""
        asked = self._asked
        if case is None or asked is None or case.step is not Step.REVIEW:
            return False
        return (case.id, _tokens(case)) == (asked.case_id, asked.verdicts)


def _tokens(case: Case) -> tuple[str, ...]:
    return tuple(verdict.token for verdict in case.party.verdicts)
