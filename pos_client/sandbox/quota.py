"""How many numbers one person has, will have, and may have: counted, and slots kept for cases."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from drivers.card.read import CardRead
from pos_client.domain.brands import brands_of_scope
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.sandbox import tables
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.names import brand_of, count_in_name
from pos_client.sandbox.policy import CARRIER, SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.unit_tables import unit_lines

__all__ = ["Asking", "Quota", "QuotaAnswer"]

_RESERVED, _ROWS = tables.quota_reservations, tables.registrations
# A number that somebody has already, that of a device, and an order are none of theirs.
_GIVES_NONE = tuple(flow.name for flow in FLOWS.values() if not flow.counts_for_lead)
# Each carrier and each MVNO counts its own numbers: those that its own outlets have registered.
_OF_SCOPE = (
    select(tables.devices.c.id)
    .join(tables.outlets, tables.outlets.c.code == tables.devices.c.outlet_code)
    .where(tables.outlets.c.brand.in_(bindparam("brands", expanding=True)))
)
_KEPT_FOR_OTHERS = select(func.count()).where(
    _RESERVED.c.person_key == bindparam("person"),
    or_(
        _RESERVED.c.case_id != bindparam("own_case"),
        _RESERVED.c.device_id != bindparam("own_device"),
    ),
    _RESERVED.c.expires_at > bindparam("now"),
    _RESERVED.c.device_id.in_(_OF_SCOPE),
)
# A completion under review and the case it completes are one number.
_UNDECIDED = select(func.count()).where(
    _ROWS.c.person_key == bindparam("person"),
    _ROWS.c.id != bindparam("own_original"),
    _ROWS.c.flow.not_in(_GIVES_NONE),
    _ROWS.c.device_id.in_(_OF_SCOPE),
    or_(
        _ROWS.c.outcome == Outcome.AWAITING_CUSTOMER.value,
        (_ROWS.c.outcome == Outcome.UNDER_REVIEW.value) & (_ROWS.c.completes == ""),
    ),
)

# Why the answer is what it is, for whoever decides or explains.
_REASONS = {
    "QUOTA_OK": "BELOW_REVIEW",
    "QUOTA_REVIEW": "FURTHER_NUMBER",
    "QUOTA_FULL": "LIMIT_REACHED",
}

_LET_GO_OF_ORDER = update(unit_lines).where(
    unit_lines.c.case_id == bindparam("given_up_case"),
    unit_lines.c.device_id == bindparam("given_up_device"),
)
_AT_A_COUNTER = select(unit_lines.c.case_id).where(
    unit_lines.c.device_id == bindparam("device_id"),
    unit_lines.c.registration_id == "",
    unit_lines.c.kept_until > bindparam("now"),
)
_SETTLE = delete(_RESERVED).where(
    _RESERVED.c.case_id == bindparam("settled_case"),
    _RESERVED.c.device_id == bindparam("settled_device"),
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose count is asked for, and what is not to be counted twice.

    Attributes:
        completes: the registration that a returning customer completes; else empty.
    """

    device_id: str
    case_id: UUID
    completes: str = ""


@dataclass(frozen=True, slots=True)
class QuotaAnswer:
    """The decision and its figures.

    Attributes:
        nth: which number of this person this one would be.
        scope: whose numbers were counted.
    """

    code: str
    in_use: int
    reserved: int
    limit: int
    scope: str = "carrier"

    @property
    def nth(self) -> int:
        return self.in_use + self.reserved + 1

    def facts(self, reservation_id: str) -> dict[str, int | str]:
        """What the signed verdict says beside the code."""
        return {
            "scope": self.scope,
            "reason": _REASONS.get(self.code, ""),
            "in_use": self.in_use,
            "reserved": self.reserved,
            "limit": self.limit,
            "nth": self.nth,
            "reservation_id": reservation_id,
        }


class Quota:
    """Counts by a person's key. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        population: Population,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._population = population

    def ask(self, card: CardRead, asking: Asking) -> QuotaAnswer:
        """Decide whether this case may have one more number; its own slot is not counted."""
        person = self._population.person_key(card)
        brand = brand_of(self._connection, asking.device_id)
        brands = brands_of_scope(brand, self._policy.brands)
        said = {
            "person": person,
            "brands": brands,
            "own_case": str(asking.case_id),
            "own_device": asking.device_id,
            "own_original": asking.completes,
            "now": self._clock(),
        }
        in_use = count_in_name(self._connection, person, brands)
        if CARRIER in brands:  # whom the invented population has its numbers from
            in_use += self._population.numbers_in_use(card)
        reserved = self._connection.scalar(_KEPT_FOR_OTHERS, said) or 0
        reserved += self._connection.scalar(_UNDECIDED, said) or 0
        code = self._code_for(in_use + reserved)
        known = self._policy.brands.get(brand)
        scope = known.quota_scope if known is not None else brand
        return QuotaAnswer(code, in_use, reserved, self._policy.number_quota, scope)

    def _code_for(self, taken: int) -> str:
        if taken >= self._policy.number_quota:
            return "QUOTA_FULL"
        if taken + 1 >= self._policy.quota_review_from:
            return "QUOTA_REVIEW"
        return "QUOTA_OK"

    def reserve(self, device: Device, card: CardRead, case_id: UUID) -> str:
        """Keep a slot for a case for a while; asked again it is prolonged, never doubled.

        It is this person's: one of somebody else's in the same case is given up for it.
        """
        person_key = self._population.person_key(card)
        expires_at = self._clock() + self._policy.reservation_life
        kept = self._connection.scalar(
            update(_RESERVED)
            .where(_RESERVED.c.case_id == str(case_id), _RESERVED.c.device_id == device.id)
            .where(_RESERVED.c.person_key == person_key)
            .values(expires_at=expires_at)
            .returning(_RESERVED.c.id)
        )
        if kept is not None:
            return str(kept)
        self.settle(device.id, case_id)
        reservation_id = f"slot-{secrets.token_hex(8)}"
        self._connection.execute(
            insert(_RESERVED).values(
                id=reservation_id,
                case_id=str(case_id),
                device_id=device.id,
                person_key=person_key,
                expires_at=expires_at,
            )
        )
        return reservation_id

    @staticmethod
    def place_id(device_id: str, case_id: str) -> str:
        """The name of a case's place in a unit's order, for a case that keeps no slot of a limit:
        whoever is responsible for the card of a device has none more by it."""
        return f"slot-{hashlib.sha256(f'{device_id} {case_id}'.encode()).hexdigest()[:16]}"

    def release(self, device: Device, reservation_id: str) -> None:
        """Give a slot back before its case is decided. Giving back twice does nothing.

        A case of a unit's order gives up its place there as well, or its place alone.
        """
        case_id = self._connection.scalar(
            delete(_RESERVED)
            .where(_RESERVED.c.id == reservation_id, _RESERVED.c.device_id == device.id)
            .returning(_RESERVED.c.case_id)
        )
        if case_id is None:
            said = {"device_id": device.id, "now": self._clock()}
            at_counter = self._connection.scalars(_AT_A_COUNTER, said)
            names = {self.place_id(device.id, each): each for each in at_counter}
            case_id = names.get(reservation_id)
        if case_id is not None:
            self._let_go_of_order(device.id, case_id)

    def give_up(self, device_id: str, case_id: UUID) -> None:
        """A case came to nothing: its slot goes back, and its place in a unit's order."""
        self.settle(device_id, case_id)
        self._let_go_of_order(device_id, str(case_id))

    def settle(self, device_id: str, case_id: UUID) -> None:
        """A case is entered in the ledger, which counts for it from now on, or its slot is not
        needed."""
        settled = {"settled_case": str(case_id), "settled_device": device_id}
        self._connection.execute(_SETTLE, settled)

    def _let_go_of_order(self, device_id: str, case_id: str) -> None:
        given_up = {"given_up_case": case_id, "given_up_device": device_id}
        self._connection.execute(_LET_GO_OF_ORDER.values(kept_until=self._clock()), given_up)
