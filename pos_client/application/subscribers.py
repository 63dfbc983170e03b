"""The port to what the carrier knows of numbers that exist, in masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos_client.domain.subject import Subscriber
from pos_client.protocol.words import Session

__all__ = ["Authorisation", "FoundSubscriber", "Subscribers"]


@dataclass(frozen=True, slots=True)
class FoundSubscriber:
    """A number that was looked up.

    Attributes:
        is_sim_in_use: the SIM that was asked with is the one in use under this number.
    """

    subscriber: Subscriber
    is_sim_in_use: bool = False


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

    def authorise(self, phone_number: str, code: str, session: Session) -> Authorisation:
        """Let the carrier that has this number say whether it has given out this code."""
