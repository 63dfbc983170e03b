"""Whether somebody is who they say: work id, password and second factor, tried not too often."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from pos_client.domain.policy import SecondFactor
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox import passwords, second_factors, tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Devices
from pos_client.sandbox.log_in_tries import LogInTries
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.work_id_tables import freezes

__all__ = ["CENTRE", "Claimed", "Credentials"]

CENTRE = "centre"
"""Where reviewers belong: no outlet can be called that, so no counter lets them in."""

_CLERK = select(tables.clerks).where(tables.clerks.c.clerk_number == bindparam("clerk_number"))


class Claimed(Protocol):
    """What somebody shows of themselves."""

    @property
    def clerk_number(self) -> str: ...

    @property
    def password(self) -> str: ...

    @property
    def second_factor(self) -> str: ...


class Credentials:
    """The book of clerks, for whoever wants in. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._controls = policy.controls
        self._tries = LogInTries(connection, clock, policy.controls)

    def clerk(self, clerk_number: str) -> Row[tuple[object, ...]] | None:
        found = self._connection.execute(_CLERK, {"clerk_number": clerk_number})
        return found.one_or_none()

    def enter_person(self, clerk_number: str, person: str) -> None:
        """Note who stands behind a work id; an alarm, where somebody at work has another one."""
        book, clerks = tables.clerk_people.c, tables.clerks.c
        other = self._connection.scalar(
            select(book.clerk_number)
            .join(tables.clerks, clerks.clerk_number == book.clerk_number)
            .where(book.person == person, clerks.dismissed_at.is_(None))
            .limit(1)
        )
        self._connection.execute(
            insert(tables.clerk_people).values(clerk_number=clerk_number, person=person)
        )
        if other is not None:
            subject = f"{clerk_number} as well as {other}"
            Devices(self._connection, self._clock).raise_alarm("", "PERSON_TWICE", subject)

    def person_of(self, clerk_number: str) -> tuple[str, str]:
        """Who stands behind a work id; one that nobody is known by is a person of its own."""
        book = tables.clerk_people.c
        person = self._connection.scalar(
            select(book.person).where(book.clerk_number == clerk_number)
        )
        return ("", clerk_number) if person is None else (str(person), "")

    def check(
        self, claimed: Claimed, place: str, *, always_second_factor: bool = False
    ) -> Row[tuple[object, ...]]:
        """Make sure who it is, in words that tell nobody what was wrong.

        Args:
            place: the outlet where they stand, or the carrier's centre; they belong to one.
            always_second_factor: the six digits are asked for whatever the policy says of log-ins.

        Raises:
            Refusal: number, password, second factor or place do not fit, or too many tries.
        """
        clerk_number = claimed.clerk_number
        self._tries.check(clerk_number)
        clerk = self.clerk(clerk_number)
        # A number that is nobody's costs as much time and is answered in the same words.
        verifier = passwords.of_nobody() if clerk is None else clerk.password_hash
        is_right = passwords.fits(claimed.password, verifier)
        is_asked = always_second_factor or self._policy.second_factor is SecondFactor.REQUIRED
        if clerk is None or not (
            is_right
            and clerk.dismissed_at is None
            # The answer tells neither which outlet is theirs, nor what was wrong.
            and (clerk.outlet_code == place or not self._controls.is_on(Control.CLERK_OUTLET))
            and (not is_asked or self._takes_second_factor(clerk, claimed.second_factor))
        ):
            self._tries.note_wrong(clerk_number, is_known=clerk is not None)
            raise Refusal(401, TroubleCode.LOG_IN_REFUSED)
        self._tries.forget(clerk_number)
        if self._controls.is_on(Control.WORK_ID_FROZEN) and self._is_frozen(clerk_number):
            raise Refusal(403, TroubleCode.WORK_ID_FROZEN)
        return clerk

    def _is_frozen(self, clerk_number: str) -> bool:
        return bool(
            self._connection.scalar(
                select(freezes.c.id).where(
                    freezes.c.clerk_number == clerk_number, freezes.c.released_at.is_(None)
                )
            )
        )

    def _takes_second_factor(self, clerk: Row[tuple[object, ...]], digits: str) -> bool:
        """Whether these digits may be used; from now on they are used."""
        if not self._controls.is_on(Control.SECOND_FACTOR):
            return True
        if clerk.second_factor_secret is None:
            return False
        is_once = self._controls.is_on(Control.SECOND_FACTOR_ONCE)
        newest = clerk.second_factor_step if is_once else 0
        step = second_factors.used_step(clerk.second_factor_secret, digits, self._clock(), newest)
        if step is None:
            return False
        self._connection.execute(
            update(tables.clerks)
            .where(tables.clerks.c.clerk_number == clerk.clerk_number)
            .values(second_factor_step=step)
        )
        return True
