"""The number that a case is about (补登记 and whatever else begins with one that exists)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pos_client.domain.phone_number import is_mobile_number
from pos_client.domain.sim import is_iccid

__all__ = [
    "MissingPart",
    "NoticeChannel",
    "ProofMethod",
    "ProofOfUse",
    "SentNotice",
    "Subject",
    "Subscriber",
    "SubscriberState",
    "Suspension",
]


class SubscriberState(StrEnum):
    """Whether the carrier knows, by the law's measure, who has the number."""

    UNREGISTERED = "UNREGISTERED"  # 未登记
    INCOMPLETE = "INCOMPLETE"  # 登记信息不全: `missing` says what
    REGISTERED = "REGISTERED"
    TERMINATED = "TERMINATED"


class MissingPart(StrEnum):
    """What a registration lacks: one of the law's four fields, or the photo."""

    DOCUMENT_TYPE = "DOCUMENT_TYPE"
    DOCUMENT_NAME = "DOCUMENT_NAME"
    DOCUMENT_NUMBER = "DOCUMENT_NUMBER"
    DOCUMENT_ADDRESS = "DOCUMENT_ADDRESS"
    PHOTO = "PHOTO"


class Suspension(StrEnum):
    """单停, 双停: the gateway's word only."""

    NONE = "NONE"
    SUSPENDED_ONE_WAY = "SUSPENDED_ONE_WAY"
    SUSPENDED_BOTH_WAYS = "SUSPENDED_BOTH_WAYS"


class NoticeChannel(StrEnum):
    """How the carrier has told a customer to come."""

    SMS = "SMS"
    CALL = "CALL"
    LETTER = "LETTER"
    ANNOUNCEMENT = "ANNOUNCEMENT"


@dataclass(frozen=True, slots=True)
class SentNotice:
    """One reminder (催告)."""

    channel: NoticeChannel
    sent_on: date


@dataclass(frozen=True, slots=True)
class Subscriber:
    """What the gateway says of a number. It is shown, and decides nothing.

    Attributes:
        deadline: until when the customer has to have come; None where there is no date.
        masked_owner: in whose name it stands, as a mask; empty where nobody is registered.
        flagged_until: the carrier has flagged it for fraud, and waits so long for its person to
            be checked once more; None where it has not.
    """

    phone_number: str
    state: SubscriberState
    missing: tuple[MissingPart, ...] = ()
    suspension: Suspension = Suspension.NONE
    deadline: date | None = None
    notices: tuple[SentNotice, ...] = ()
    masked_owner: str = ""
    flagged_until: datetime | None = None

    @property
    def is_flagged(self) -> bool:
        """Whether its person has to be checked once more, in time or late."""
        return self.flagged_until is not None

    @property
    def takes_messages(self) -> bool:
        """Whether a code sent to this number can arrive."""
        return self.suspension is not Suspension.SUSPENDED_BOTH_WAYS


class ProofMethod(StrEnum):
    """How a customer shows that they have the number in use, or may take it along."""

    SIM_READER = "SIM_READER"
    SCANNER = "SCANNER"
    SMS_CODE = "SMS_CODE"
    AUTHORISATION_CODE = "AUTHORISATION_CODE"  # 授权码: given by the carrier that has the number


@dataclass(frozen=True, slots=True)
class ProofOfUse:
    """What was shown; the gateway alone says whether it proves anything.

    Attributes:
        iccid: of the SIM in use, as a device read it; empty where a code was sent.
        reference: the gateway's own name for a code that came back right; else empty.
    """

    method: ProofMethod
    iccid: str = ""
    reference: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it holds what its way of proving needs, and nothing of the other."""
        if self.method not in (ProofMethod.SIM_READER, ProofMethod.SCANNER):
            return bool(self.reference) and not self.iccid
        return is_iccid(self.iccid) and not self.reference

    @property
    def shows_use(self) -> bool:
        """Whether it is about the use: another carrier's code for a number is no proof of that."""
        return self.is_whole and self.method is not ProofMethod.AUTHORISATION_CODE


@dataclass(frozen=True, slots=True)
class Subject:
    """The number of this case.

    Attributes:
        subscriber: None while nobody could be asked: its state is unknown (停机状态以核验后为准).
        donor: the carrier that a ported number comes from (携出方), by its name; else empty.
    """

    phone_number: str
    subscriber: Subscriber | None = None
    proof: ProofOfUse | None = None
    donor: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it is one number, and what is said of it is said of this one."""
        about = self.subscriber.phone_number if self.subscriber else self.phone_number
        return is_mobile_number(self.phone_number) and about == self.phone_number

    @property
    def is_authorised(self) -> bool:
        """Whether it comes with what its donor's code was taken for."""
        proof = self.proof
        if proof is None or proof.method is not ProofMethod.AUTHORISATION_CODE:
            return False
        return self.is_sound and proof.is_whole
