"""The port to what the carrier knows of numbers that exist, in masks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from pos_client.domain.own_number import OwnNumber
from pos_client.domain.subject import Subscriber
from pos_client.protocol.words import Session

__all__ = ["Authorisation", "FoundSubscriber", "OwnNumbersAsked", "Subscribers"]


@dataclass(frozen=True, slots=True)
class FoundSubscriber:
    """A number that was looked up.

    Attributes:
        is_sim_in_use: the SIM that was asked with is the one in use under this number.
    """

    subscriber: Subscriber
    is_sim_in_use: bool = False


@dataclass(frozen=True, slots=True)
class OwnNumbersAsked:
    """What says who is here: the signed answers about them, and the review where one was asked for.

    Attributes:
        review: the JWS of a second person's approval; empty where no answer asks for one.
    """

    case_id: UUID
    verdicts: tuple[str, ...] = field(repr=False)
    review: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A code of the carrier that has a number, which was right.

    Attributes:
        reference: the gateway's own name for it.
        donor: that carrier's name (携出方).
    """

    reference: str
    donor: str


class Subscribers(Protocol):
    """Raises `trouble.GatewayTrouble` leaves, and `LookUpRefused` and `PortInRefused`."""

    def look_up(self, phone_number: str, iccid: str, session: Session) -> FoundSubscriber:
        """By number, by SIM, or by both; one of them may be empty."""

    def send_code(self, phone_number: str, session: Session) -> None:
        """Let the carrier send six digits to whoever has this number in use."""

    def check_code(self, phone_number: str, code: str, session: Session) -> str:
        """The gateway's own name for a code that came back right."""

    def own_numbers(self, asked: OwnNumbersAsked, session: Session) -> tuple[OwnNumber, ...]:
        """What stands in the name of whoever was verified, in masks.

        Raises:
            case_trouble.OwnNumbersRefused: nobody was verified, or this is no own hall.
        """

    def authorise(self, phone_number: str, code: str, session: Session) -> Authorisation:
        """Let the carrier that has this number say whether it has given out this code."""
