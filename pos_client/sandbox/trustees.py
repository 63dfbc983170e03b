"""How often somebody opens a number for somebody else: counted by person, limited by policy."""

from __future__ import annotations

from sqlalchemy import Column, Connection, LargeBinary, String, Table, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from drivers.card.read import CardRead
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.protocol.bodies import RegistrationBody
from pos_client.sandbox import tables
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population

__all__ = ["Trustees"]

_ACTS = Table(
    "trustee_acts",
    tables.METADATA,
    Column("device_id", String, primary_key=True),
    Column("registration_id", String, primary_key=True),
    Column("person_key", LargeBinary, nullable=False, index=True),
    Column("at", tables.Instant, nullable=False),
)
_ROWS = tables.registrations
# What was rejected in the end was opened for nobody.
_ACTED = (
    select(func.count())
    .select_from(_ACTS)
    .join(_ROWS, (_ROWS.c.device_id == _ACTS.c.device_id) & (_ROWS.c.id == _ACTS.c.registration_id))
    .where(
        _ACTS.c.person_key == bindparam("trustee"),
        _ACTS.c.at > bindparam("since"),
        _ROWS.c.outcome != Outcome.REJECTED.value,
    )
)


class Trustees:
    """Runs inside the caller's transaction."""

    def __init__(
        self, connection: Connection, clock: Clock, policy: SandboxPolicy, population: Population
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._population = population

    def has_reached_limit(self, card: CardRead) -> bool:
        """Whether this person may open no more numbers for others in the policy's period."""
        wanted = {
            "trustee": self._population.person_key(card),
            "since": self._clock() - self._policy.trustee_period,
        }
        acted = self._connection.scalar(_ACTED, wanted) or 0
        return acted >= self._policy.trustee_quota

    def note(self, device_id: str, registration_id: str, body: RegistrationBody) -> None:
        """Count who has opened a number for somebody else; nobody else is counted."""
        if FLOWS[body.flow].representative is not PartyRole.TRUSTEE:
            return
        read = next(each for each in body.people if each.role is PartyRole.TRUSTEE).evidence[-1]
        card = CardRead.parse(read.raw_text, read.raw_photo, read_at=read.read_at)
        row = {
            "device_id": device_id,
            "registration_id": registration_id,
            "person_key": self._population.person_key(card),
            "at": self._clock(),
        }
        self._connection.execute(insert(_ACTS).on_conflict_do_nothing(), row)
