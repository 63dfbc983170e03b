"""Numbers that exist, in memory: looked up, proven by their SIM or by a code."""

from __future__ import annotations

from collections import Counter, deque
from datetime import date

from pos_client.application.case_trouble import LookUpRefused, OwnNumbersRefused, PortInRefused
from pos_client.application.subscribers import Authorisation, FoundSubscriber, OwnNumbersAsked
from pos_client.application.trouble import Trouble, Unreachable
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.subject import MissingPart, Subscriber, SubscriberState, Suspension
from pos_client.protocol.words import Session
from pos_client.testing.customer import iccid_of

__all__ = [
    "DONOR",
    "DONOR_CODE",
    "INCOMPLETE",
    "OWN_NUMBERS",
    "PORTED",
    "REGISTERED",
    "ScriptedSubscribers",
]

INCOMPLETE = Subscriber(
    "17055600001",
    SubscriberState.INCOMPLETE,
    (MissingPart.DOCUMENT_ADDRESS, MissingPart.PHOTO),
    Suspension.SUSPENDED_ONE_WAY,
    masked_owner="张*",
)
OWN_NUMBERS = tuple(
    OwnNumber(f"own-{mask[-4:]:0>60}", mask, day, is_disputed)
    for mask, day, is_disputed in (
        ("170****0001", None, False),
        ("170****0007", date(2024, 3, 9), False),
        ("170****0010", date(2026, 5, 30), True),
    )
)
REGISTERED = Subscriber("17055600007", SubscriberState.REGISTERED, masked_owner="张*")

PORTED, DONOR, DONOR_CODE = "17155600001", "示例联通", "61803399"
"""A number of another carrier's, that carrier, and the code that it has given out."""

_OPEN = (SubscriberState.UNREGISTERED, SubscriberState.INCOMPLETE)
_MOST_TRIES = 5


class ScriptedSubscribers:
    """Implements `ports.Subscribers`.

    Attributes:
        troubles: raised by the next calls, one each.
        known: what it knows, by ICCID in use.
        own, refuses_own_numbers: what stands in everybody's name, and whether nobody sees it.
        codes: what was sent to whom; the newest counts, once, and for five tries.
        elsewhere: the codes that another carrier has given out, by number; for five wrong tries.
    """

    def __init__(self) -> None:
        self.is_reachable = True
        self.troubles: deque[Trouble] = deque()
        self.known = {iccid_of(9001): INCOMPLETE}
        self.codes: dict[str, str] = {}
        self.own = OWN_NUMBERS
        self.refuses_own_numbers = False
        self.elsewhere = {PORTED: DONOR_CODE}
        self._wrong: Counter[str] = Counter()
        self._sent = 0
        self._tries = 0
        self._authorised = 0

    def look_up(self, phone_number: str, iccid: str, session: Session) -> FoundSubscriber:
        del session
        self._pass()
        for sim, subscriber in self.known.items():
            if phone_number in ("", subscriber.phone_number) and (phone_number or sim == iccid):
                return FoundSubscriber(subscriber, is_sim_in_use=sim == iccid)
        raise LookUpRefused(reason="unknown")

    def send_code(self, phone_number: str, session: Session) -> None:
        found = self.look_up(phone_number, "", session).subscriber
        if not found.takes_messages or found.state not in _OPEN:
            raise LookUpRefused(reason="not_sent")
        self._sent, self._tries = self._sent + 1, 0
        self.codes[phone_number] = f"{self._sent:06}"

    def check_code(self, phone_number: str, code: str, session: Session) -> str:
        del session
        self._pass()
        self._tries += 1
        if self.codes.get(phone_number) != code or self._tries > _MOST_TRIES:
            raise LookUpRefused(reason="code")
        del self.codes[phone_number]
        return f"use-{int(code):016x}"

    def own_numbers(self, asked: OwnNumbersAsked, session: Session) -> tuple[OwnNumber, ...]:
        del session
        self._pass()
        if not asked.verdicts or self.refuses_own_numbers:
            raise OwnNumbersRefused
        return self.own

    def authorise(self, phone_number: str, code: str, session: Session) -> Authorisation:
        del session
        self._pass()
        if any(phone_number == each.phone_number for each in self.known.values()):
            raise PortInRefused(reason="ours")
        if phone_number not in self.elsewhere:
            raise PortInRefused(reason="nobodys")
        if self.elsewhere[phone_number] != code or self._wrong[phone_number] >= _MOST_TRIES:
            self._wrong[phone_number] += 1
            raise PortInRefused(reason="code")
        self._authorised += 1
        return Authorisation(f"port-{self._authorised:016x}", DONOR)

    def _pass(self) -> None:
        if self.troubles:
            raise self.troubles.popleft()
        if not self.is_reachable:
            raise Unreachable("scripted")
