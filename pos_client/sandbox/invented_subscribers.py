"""Invented numbers that exist: some nobody is registered for, some not wholly, some for good."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from pos_client.domain.sim import luhn_holds
from pos_client.domain.subject import MissingPart, NoticeChannel, SubscriberState, Suspension

__all__ = ["INVENTED", "InventedSubscriber", "iccid_in_use"]

_SMS, _CALL = NoticeChannel.SMS, NoticeChannel.CALL
_LETTER, _ANNOUNCEMENT = NoticeChannel.LETTER, NoticeChannel.ANNOUNCEMENT


@dataclass(frozen=True, slots=True)
class InventedSubscriber:
    """One number of the carrier's.

    Attributes:
        owner: who is registered, by the name of the card in the deck; empty for nobody.
        deadline_in_days: from the founding of the sandbox; None where there is no date.
        notices: how the customer was told, and how many days before the founding.
        owner_for, sim_for: how long it has stood in this name, and had this SIM; zero for years.
        flagged_for: how much longer the person of a flagged number is waited for.
        arrears_fen: what is owed for it.
    """

    number: int
    state: SubscriberState
    missing: tuple[MissingPart, ...] = ()
    suspension: Suspension = Suspension.NONE
    owner: str = ""
    deadline_in_days: int | None = None
    notices: tuple[tuple[NoticeChannel, int], ...] = field(default=())
    owner_for: timedelta = timedelta(0)
    sim_for: timedelta = timedelta(0)
    flagged_for: timedelta | None = None
    arrears_fen: int = 0

    @property
    def phone_number(self) -> str:
        return f"170556{self.number:05d}"

    @property
    def iccid(self) -> str:
        return iccid_in_use(self.number)


def iccid_in_use(number: int) -> str:
    """The SIM in use under an invented number: 20 digits whose Luhn digit holds."""
    # Scattered, so that no row of zeros looks like an invented number of somebody's document.
    body = f"8986009{number * 618_033_988_749 % 10**12:012d}"
    return next(body + str(digit) for digit in range(10) if luhn_holds(body + str(digit)))


_UNREGISTERED = tuple(
    InventedSubscriber(number, SubscriberState.UNREGISTERED, notices=((_SMS, 30),))
    for number in range(100, 160)
)

_REGISTERED = SubscriberState.REGISTERED
# Registered for good: for whoever needs another SIM.
_OWNED = (
    InventedSubscriber(7, _REGISTERED, owner="resident-lin"),
    InventedSubscriber(8, _REGISTERED, owner="resident-jin", sim_for=timedelta(days=3)),
    InventedSubscriber(9, _REGISTERED, owner="resident-ma", owner_for=timedelta(days=6)),
    # Flagged for fraud: its person has to be checked once more, in time or late.
    InventedSubscriber(10, _REGISTERED, owner="resident-lin", flagged_for=timedelta(hours=20)),
    InventedSubscriber(
        11,
        _REGISTERED,
        suspension=Suspension.SUSPENDED_BOTH_WAYS,
        owner="resident-jin",
        flagged_for=timedelta(hours=-3),
    ),
    # Nobody is rid of these by giving them away.
    InventedSubscriber(12, _REGISTERED, (), Suspension.SUSPENDED_ONE_WAY, owner="resident-ma"),
    InventedSubscriber(13, _REGISTERED, (), Suspension.SUSPENDED_BOTH_WAYS, owner="resident-ma"),
    InventedSubscriber(14, _REGISTERED, owner="resident-ma", arrears_fen=4_250),
    *(
        InventedSubscriber(number, _REGISTERED, owner=owner, flagged_for=timedelta(hours=24))
        for owner, numbers in (
            ("resident-jin", range(250, 260)),
            ("hmt-ho", range(260, 266)),
            ("resident-tong", range(266, 270)),
            ("resident-other-name", range(270, 272)),
        )
        for number in numbers
    ),
    *(
        InventedSubscriber(number, _REGISTERED, owner=owner)
        for owner, numbers in (
            ("resident-jin", range(200, 220)),
            ("hmt-ho", range(220, 230)),
            ("resident-tong", range(230, 240)),
            ("resident-other-name", range(240, 242)),
        )
        for number in numbers
    ),
)

INVENTED = (
    InventedSubscriber(
        1,
        SubscriberState.INCOMPLETE,
        (MissingPart.DOCUMENT_ADDRESS, MissingPart.PHOTO),
        Suspension.SUSPENDED_ONE_WAY,
        owner="resident-lin",
        deadline_in_days=20,
        notices=((_SMS, 40), (_CALL, 12)),
    ),
    InventedSubscriber(
        2,
        SubscriberState.UNREGISTERED,
        suspension=Suspension.SUSPENDED_BOTH_WAYS,
        deadline_in_days=-5,
        notices=((_SMS, 60), (_LETTER, 30), (_ANNOUNCEMENT, 90)),
    ),
    InventedSubscriber(3, SubscriberState.UNREGISTERED, deadline_in_days=45, notices=((_SMS, 10),)),
    InventedSubscriber(
        4,
        SubscriberState.INCOMPLETE,
        (MissingPart.PHOTO,),
        Suspension.SUSPENDED_ONE_WAY,
        owner="resident-ma",
        deadline_in_days=20,
        notices=((_CALL, 7),),
    ),
    InventedSubscriber(5, SubscriberState.REGISTERED, owner="resident-tong"),
    InventedSubscriber(6, SubscriberState.TERMINATED, owner="resident-tong"),
    *_OWNED,
    *_UNREGISTERED,
)
