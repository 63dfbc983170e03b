"""The races: what is asked for at once, and what was granted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from threading import Event

from drivers.simulator.device import SimulatedCard
from pos_client.protocol.api import Paths
from tests.faults.races.hall import Hall, at_once, hold, hold_any
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import outcome_of

__all__ = ["RACES", "Race", "Tally"]

_NEVER, _ALWAYS = 9, 2
_MOMENTS = ("asked", "approved", "sealed")
_CANCELLED = "cancelled"
_HALF = 0.5


@dataclass(slots=True)
class Tally:
    """What became of the rounds of one race.

    Attributes:
        accepted: how many ended with a number.
        doubled: grants beyond the one that there was to give: of a slot, a number or an effect.
        unserved: rounds that had to end with a number for somebody, and did not.
        ends: how the cases ended, by the two counters' outcomes.
    """

    rounds: int = 0
    accepted: int = 0
    doubled: int = 0
    unserved: int = 0
    ends: Counter[str] = field(default_factory=Counter)

    def take(self, ends: list[str], *, slots: int = 1, holds: int = 1, must_serve: bool) -> None:
        """Enter one round: how each case ended, and how often slot and number were promised."""
        accepted = sum(end == "ACCEPTED" for end in ends)
        self.rounds += 1
        self.accepted += accepted
        self.doubled += max(0, slots - 1) + max(0, holds - 1) + max(0, accepted - 1)
        self.unserved += must_serve and not accepted
        self.ends[" / ".join(ends)] += 1

    @property
    def told(self) -> str:
        """One line of figures."""
        return f"{self.rounds} rounds, {self.accepted} accepted, {self.doubled} granted twice"


@dataclass(frozen=True, slots=True)
class Race:
    """One thing that two want at once.

    Attributes:
        reviews_from: which number of a person the first review is asked for.
    """

    run: Callable[[Hall, SimulatedCard, Random, Tally], None]
    reviews_from: int


def two_devices_one_slot(hall: Hall, card: SimulatedCard, _chance: Random, tally: Tally) -> None:
    """Both ask for the last slot at once, for the same number at once, and deliver at once.

    Whoever was told no goes on all the same, as a client that somebody has changed would.
    """
    cases = [(counter, hall.read(counter, card)) for counter in hall.counters]
    verdicts = at_once(*(partial(device.verify, case) for device, case in cases))
    slots = sum(bool(said[-1]["facts"].get("reservation_id")) for said in verdicts)
    free = hall.counters[0].call("GET", Paths.NUMBERS, params={"limit": 1}).json()["numbers"]
    number = free[0]["phone_number"]
    held = at_once(*(partial(hold, device, case, number) for device, case in cases))
    for (device, case), answer in zip(cases, held, strict=True):
        if answer.is_success:
            case.phone_number, case.hold_id = number, answer.json()["hold_id"]
        else:
            hold_any(device, case)
    holds = sum(answer.is_success for answer in held)
    ends = at_once(*(partial(_delivered, device, case) for device, case in cases))
    tally.take(ends, slots=slots, holds=holds, must_serve=True)


def one_customer_at_two_counters(
    hall: Hall, card: SimulatedCard, chance: Random, tally: Tally
) -> None:
    """Each counter takes the customer its whole way, with the gateway or without it."""
    ways = [chance.random() < 0.6 for _ in hall.counters]

    def serve(device: TestDevice, is_online: bool) -> str:
        case = hall.read(device, card, is_online=is_online)
        if is_online:
            device.verify(case)
            hold_any(device, case)
        else:
            hall.take_block_number(device, case)
        return _delivered(device, case)

    works = zip(hall.counters, ways, strict=True)
    ends = at_once(*(partial(serve, device, way) for device, way in works))
    tally.take(ends, must_serve=True)


def approved_and_cancelled(hall: Hall, card: SimulatedCard, chance: Random, tally: Tally) -> None:
    """A supervisor approves at one counter while its clerk cancels, and another serves the same.

    What was approved is sealed and delivered although the slot was given back, and the number as
    well unless the line broke in between.
    """
    (first, second), moment = hall.counters, chance.choice(_MOMENTS)
    breaks_off = chance.random() < _HALF
    case, again = hall.read(first, card), hall.read(second, card)
    slot = first.verify(case)[-1]["facts"]["reservation_id"]
    hold_any(first, case)
    reached = {name: Event() for name in (*_MOMENTS, _CANCELLED)}
    reached[_MOMENTS[0]].set()

    def approve() -> str:
        hall.approve(first, case)
        reached["approved"].set()
        data = first.registration(case)
        reached["sealed"].set()
        return outcome_of(first, data)[0]

    def cancel() -> str:
        reached[moment].wait()
        first.call("DELETE", f"{Paths.QUOTA_RESERVATIONS}/{slot}")
        reached[_CANCELLED].set()
        if not breaks_off:
            first.call("DELETE", f"{Paths.NUMBER_HOLDS}/{case.hold_id}")
        return ""

    def serve_again() -> str:
        reached[_CANCELLED].wait()
        second.verify(again)
        hall.approve(second, again)
        hold_any(second, again)
        return _delivered(second, again)

    ends = at_once(approve, cancel, serve_again)
    tally.take([end for end in ends if end], must_serve=False)


def two_reviewers(hall: Hall, card: SimulatedCard, chance: Random, tally: Tally) -> None:
    """The centre decides while a supervisor does, or while the counter takes the case back.

    Only one of the two counts. What nobody has approved, or both have seen otherwise, is accepted
    by nobody; what was withdrawn is decided by nobody.
    """
    device, centre_says_yes = hall.counters[0], chance.random() < _HALF
    case = hall.read(device, card)
    device.verify(case)
    hold_any(device, case)
    id_ = device.ask_centre(case).json()["id"]
    is_taken_back = chance.random() < _HALF

    def centre() -> str:
        return "centre" if hall.decide(id_, is_approved=centre_says_yes) else ""

    def counter() -> str:
        if is_taken_back:
            return "back" if device.withdraw_from_centre(id_).is_success else ""
        said = hall.approve(device, case, is_approved=not centre_says_yes)
        return "here" if said.is_success else ""

    decided = [each for each in at_once(centre, counter) if each]
    device.look_at_centre(case, id_)
    end = _delivered(device, case)
    may_be_accepted = "centre" in decided if centre_says_yes else "here" in decided
    twice = "centre" in decided and "here" in decided
    tally.take([end], slots=1 + twice, must_serve=may_be_accepted and not twice)
    tally.doubled += end == "ACCEPTED" and not may_be_accepted


def _delivered(device: TestDevice, case: CaseAtHand) -> str:
    return outcome_of(device, device.registration(case))[0]


RACES: dict[str, Race] = {
    "slot": Race(two_devices_one_slot, _NEVER),
    "customer": Race(one_customer_at_two_counters, _NEVER),
    "cancel": Race(approved_and_cancelled, _ALWAYS),
    "review": Race(two_reviewers, _ALWAYS),
}
