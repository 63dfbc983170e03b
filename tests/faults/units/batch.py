"""One unit's order, user by user at two counters, until it is full: nobody lost, nobody twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from random import Random

from pos_client.domain.slip_code import new_token
from pos_client.domain.unit import Unit, UnitAsked, UnitUse
from pos_client.domain.unit_order import OrderCode, OrderState
from pos_client.sandbox.controls import Control
from tests.faults.races.hall import Hall, at_once, opened_hall
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.test_guardian import OWN_HALL
from tests.integration.sandbox.units import KNOWN, ask_order, register_unit, set_order
from tests.integration.sandbox.walks import codes_of

__all__ = ["MUTANTS", "Batch", "run_batch"]

MUTANTS = {"": frozenset[Control](), "uncounted": frozenset({Control.UNIT_ORDER_COUNT})}
"""What may be taken away from the gateway: then an order grants more numbers than it has."""
_GOOD = ("ID_MATCH", "QUOTA_OK", "UNIT_ORDER_OPEN")
_REFUSED_OF = 9
"""One in so many comes once more, and has no number left of their own."""


@dataclass(slots=True)
class Batch:
    """What has become of the users of one order.

    Attributes:
        accepted: how many the gateway's receipts have said are.
        told: what the order itself says at its end, by state.
        refusals: why users went without, by code.
        doubled: effects beyond the one of each number, and numbers beyond those of the order.
    """

    accepted: int = 0
    told: dict[str, int] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    doubled: int = 0

    @property
    def lost(self) -> int:
        """Users whom a receipt has accepted and of whom the order knows nothing."""
        return max(0, self.accepted - self.told["accepted"])


def run_batch(count: int, seed: int, mutant: str = "") -> Batch:
    """Register every user of an order of so many numbers; the same seed draws the same counters."""
    chance, batch = Random(f"{seed}/units"), Batch()
    with opened_hall(count + 3, MUTANTS[mutant], reviews_from=9, outlet=OWN_HALL) as hall:
        order = _opened(hall, count)
        for place in range(count - 1):
            device = chance.choice(hall.counters)
            if place == count // 2:
                _rest(hall, order, batch)
            _register(batch, device, _judged(hall, device, order, place, batch))
            if place % _REFUSED_OF == 0:
                _judged(hall, device, order, place, batch)
        _race(hall, order, count, batch)
        _judged(hall, hall.counters[0], order, count + 1, batch)
        answer = ask_order(hall.counters[1], order).json()
        batch.told = {each: answer[each] for each in ("accepted", "under_review", "refused")}
        batch.doubled = hall.doubled_effects() + max(0, batch.accepted - count)
    return batch


def _opened(hall: Hall, count: int) -> OrderCode:
    device = hall.counters[0]
    case = device.open_case()
    case.flow, case.order_token = "unit_registration", new_token()
    case.unit = UnitAsked(Unit(KNOWN), UnitUse.STAFF, count)
    device.read(case, hall.card_of(count + 2))
    device.verify(case)
    receipt, order = register_unit(device, case)
    assert receipt["outcome"] == "ACCEPTED", receipt
    return order


def _judged(
    hall: Hall, device: TestDevice, order: OrderCode, place: int, batch: Batch
) -> CaseAtHand | None:
    """A user's card, read now and judged; None for one who is refused."""
    case = _read(hall, device, order, place)
    return _kept(batch, codes_of(device, case), case)


def _read(hall: Hall, device: TestDevice, order: OrderCode, place: int) -> CaseAtHand:
    case = device.open_case()
    case.flow, case.unit_order = "unit_user", order
    device.read(case, hall.card_of(place))
    return case


def _kept(batch: Batch, codes: list[str], case: CaseAtHand) -> CaseAtHand | None:
    against = [each for each in codes if each not in _GOOD]
    batch.refusals.update(against[:1])
    return None if against else case


def _register(batch: Batch, device: TestDevice, case: CaseAtHand | None) -> None:
    """Deliver it, and deliver it again as after a lost answer."""
    if case is None:
        return
    device.hold(case)
    sealed = device.registration(case)
    said = [device.receipt(device.register(sealed))["outcome"] for _ in range(2)]
    assert said == ["ACCEPTED", "ACCEPTED"], said
    batch.accepted += 1


def _rest(hall: Hall, order: OrderCode, batch: Batch) -> None:
    """Paused at one counter it takes nobody at the other, until it goes on there."""
    one, other = hall.counters
    assert set_order(one, order, OrderState.PAUSED).is_success
    assert _judged(hall, other, order, len(hall.people) - 1, batch) is None
    assert set_order(other, order, OrderState.OPEN).is_success


def _race(hall: Hall, order: OrderCode, count: int, batch: Batch) -> None:
    """The last number, wanted at both counters at the same moment."""
    cases = [
        (device, _read(hall, device, order, count - 1 + place))
        for place, device in enumerate(hall.counters)
    ]
    codes = at_once(*(partial(codes_of, *each) for each in cases))
    for (device, case), said in zip(cases, codes, strict=True):
        _register(batch, device, _kept(batch, said, case))
