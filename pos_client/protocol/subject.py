"""The subject number of a case: its member of sealed bodies, and the calls that are about it.

What is keyed in here is a phone number or a code that was sent to it; neither identifies anybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pos_client.domain.phone_number import is_mobile_number
from pos_client.domain.sim import is_iccid
from pos_client.domain.subject import (
    MissingPart,
    NoticeChannel,
    ProofMethod,
    ProofOfUse,
    SentNotice,
    Subject,
    Subscriber,
    SubscriberState,
    Suspension,
)
from pos_client.protocol.form import has_form
from pos_client.protocol.message import (
    Length,
    Message,
    Moment,
    NoIdNumber,
    Pattern,
)
from pos_client.protocol.parts import BodyRefused

__all__ = [
    "AuthorisationAnswer",
    "AuthorisationRequest",
    "SentNoticeJson",
    "SubscriberAnswer",
    "SubscriberRequest",
    "UsageCodeAnswer",
    "UsageCodeRequest",
    "UsageProofAnswer",
    "UsageProofRequest",
    "pack_subject",
    "subscriber_from",
    "subscriber_json",
    "unpack_subject",
]

_FORM = dict.fromkeys(("phone_number", "proof", "iccid", "reference"), str)
_REFERENCE = r"^use-[0-9a-f]{16}$"
_AUTHORISATION = r"^port-[0-9a-f]{16}$"
_ANY_REFERENCE = re.compile(f"{_REFERENCE}|{_AUTHORISATION}")
_PHONE_NUMBER = r"^1[3-9][0-9]{9}$"
_ICCID = r"^(89[0-9A-F]{17,18})?$"


def pack_subject(subject: Subject) -> dict[str, Any]:
    """Write number and proof; what the gateway said of the number it knows better itself."""
    proof = subject.proof
    return {
        "phone_number": subject.phone_number,
        "proof": proof.method.value if proof else "",
        "iccid": proof.iccid if proof else "",
        "reference": proof.reference if proof else "",
    }


def unpack_subject(plain: Any) -> Subject:
    """Read number and proof back.

    Raises:
        BodyRefused: it has another form.
    """
    if not has_form(plain, _FORM) or not is_mobile_number(plain["phone_number"]):
        raise BodyRefused("subject: form")
    iccid, reference, method = plain["iccid"], plain["reference"], plain["proof"]
    is_iccid_or_none = not iccid or is_iccid(iccid)
    is_reference_or_none = not reference or _ANY_REFERENCE.fullmatch(reference)
    if not (is_iccid_or_none and is_reference_or_none) or (not method and (iccid or reference)):
        raise BodyRefused("subject: proof")
    try:
        proof = ProofOfUse(ProofMethod(method), iccid, reference) if method else None
    except ValueError:
        raise BodyRefused("subject: proof") from None
    return Subject(plain["phone_number"], proof=proof)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberRequest(Message):
    """Whose number is this, in masks? By the number, by the SIM in use, or by both.

    What names neither is the number of nobody.
    """

    phone_number: Annotated[str, Pattern(r"^(1[3-9][0-9]{9})?$")]
    iccid: Annotated[str, Pattern(_ICCID), NoIdNumber()]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentNoticeJson(Message):
    """One reminder that the carrier has sent."""

    channel: NoticeChannel
    sent_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberAnswer(Message):
    """What the carrier knows of a number; `is_sim_in_use` of the SIM that was asked with."""

    phone_number: Annotated[str, Pattern(_PHONE_NUMBER)]
    state: SubscriberState
    missing: tuple[MissingPart, ...] = ()
    suspension: Suspension = Suspension.NONE
    deadline: date | None = None
    notices: Annotated[tuple[SentNoticeJson, ...], Length(most=50)] = ()
    masked_owner: Annotated[str, Length(most=40)] = ""
    flagged_until: Moment | None = None
    is_sim_in_use: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageCodeRequest(Message):
    """Send a code to this number; its user reads it out."""

    phone_number: Annotated[str, Pattern(_PHONE_NUMBER)]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageCodeAnswer(Message):
    """It is on its way, and good until then."""

    expires_at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageProofRequest(Message):
    """The code that the user of this number has read out."""

    phone_number: Annotated[str, Pattern(_PHONE_NUMBER)]
    code: Annotated[str, Pattern(r"^[0-9]{6}$")] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageProofAnswer(Message):
    """The gateway's own name for a code that came back right."""

    reference: Annotated[str, Pattern(_REFERENCE)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationRequest(Message):
    """A number of another carrier's, and the code that it has given out for it (授权码)."""

    phone_number: Annotated[str, Pattern(_PHONE_NUMBER)]
    code: Annotated[str, Pattern(r"^[0-9]{4,12}$")] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationAnswer(Message):
    """The gateway's own name for a code that was right, and the name of that carrier."""

    reference: Annotated[str, Pattern(_AUTHORISATION)]
    donor: Annotated[str, Length(most=40), NoIdNumber()]


def subscriber_json(subscriber: Subscriber, *, is_sim_in_use: bool) -> SubscriberAnswer:
    """What the gateway answers."""
    return SubscriberAnswer(
        phone_number=subscriber.phone_number,
        state=subscriber.state,
        missing=subscriber.missing,
        suspension=subscriber.suspension,
        deadline=subscriber.deadline,
        notices=tuple(
            SentNoticeJson(channel=each.channel, sent_on=each.sent_on)
            for each in subscriber.notices
        ),
        masked_owner=subscriber.masked_owner,
        flagged_until=subscriber.flagged_until,
        is_sim_in_use=is_sim_in_use,
    )


def subscriber_from(answer: SubscriberAnswer) -> Subscriber:
    """What the client makes of it."""
    return Subscriber(
        phone_number=answer.phone_number,
        state=answer.state,
        missing=answer.missing,
        suspension=answer.suspension,
        deadline=answer.deadline,
        notices=tuple(SentNotice(each.channel, each.sent_on) for each in answer.notices),
        masked_owner=answer.masked_owner,
        flagged_until=answer.flagged_until,
    )
