"""Verdicts in a row: each says itself in a word, a shape and a colour. Not yet is never green."""

from __future__ import annotations

from dataclasses import dataclass

from pos_client.application.progress_state import StepStatus, VerdictState
from pos_client.application.state import CaseState
from pos_client.domain.flow import Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.verdict import Check, Consequence
from ui.i18n import has
from ui.i18n.message import Message, message
from ui.presenters.subject import of_flow
from ui.theme.tokens import Tone

__all__ = ["Reason", "VerdictTile", "present_quota", "present_verdicts", "reason_of"]

# Codes whose reason stands neither on the screen nor on paper.
NEUTRAL = frozenset({"RISK_REVIEW", "RISK_DENY", "PUNISHED_LIMITED", "BLACKLISTED"})

_TONES = {
    Consequence.GOES_ON: Tone.GOOD,
    Consequence.NEEDS_PHOTO: Tone.WAITING,
    Consequence.ENDS: Tone.BAD,
    Consequence.UNAVAILABLE: Tone.QUIET,
}
_TO_DO = {
    "ID_MISMATCH": "once_more",
    "ID_NOT_FOUND": "police",
    "CARD_UNREADABLE": "unreadable",
    **dict.fromkeys(("DOC_INVALIDATED", "DOC_EXPIRED"), "renew"),
    **dict.fromkeys(
        ("ID_NO_PHOTO", "FACE_REFUSED", "FACE_UNSURE", "QUOTA_REVIEW", "REVIEW_REFUSED"), "own_hall"
    ),
    **dict.fromkeys(
        (
            *("SIM_USED", "SIM_INVALID", "SIM_OF_ANOTHER_OUTLET", "SIM_SPOILED", "SIM_UNKNOWN"),
            *("SIM_NOT_RECEIVED", "SIM_WITHDRAWN", "SIM_NOT_BOOKED"),
            *("EID_INVALID", "IMEI_INVALID", "EID_USED"),
        ),
        "sim",
    ),
    "DELIVERY_REFUSED": "parcel",
    **dict.fromkeys(
        (
            *("INSPECTION_TOO_EARLY", "INSPECTION_REFUSED"),
            *("INSPECTION_SIGNED", "INSPECTION_OVERDUE"),
        ),
        "inspect",
    ),
    "UNDER_AGE": "too_young",
    "UNDER_AGE_GUARDIAN": "guardian",
    "GUARDIAN_NOT_NEEDED": "alone",
    "REPRESENTATIVE_UNDER_AGE": "of_age",
    **dict.fromkeys(("RELATION_MISSING", "DOCUMENT_MISSING"), "anew"),
    **dict.fromkeys(("DOCUMENT_INVALID", "DOCUMENT_USED"), "anew"),
    "TRUSTEE_LIMIT": "in_person",
    "SPECIAL_LIMIT": "another_day",
    "SPECIAL_REVIEW": "own_hall",
    "SPECIAL_REFUSED": "own_hall",
    "FLOW_NOT_OFFERED": "own_hall",
    **dict.fromkeys(("CARD_INVALID", "READER_NOT_TRUSTED", "READER_SIMULATED"), "other_reader"),
    "DECODING_REFUSED": "other_reader",
    "CAMERA_SIMULATED": "camera",
    "QUOTA_FULL": "numbers",
    "ARREARS": "arrears",
    "FACE_DIFFERENT": "stop",
    "COOLING_OFF": "cooling_off",
    "GEO_DENIED": "area",
    "VELOCITY_EXCEEDED": "later",
    **dict.fromkeys(("CLERK_NOT_ENTITLED", "ROLE_REFUSED"), "another_clerk"),
    "RETURN_COMPLETED": "nothing",
    "RETURN_TOO_EARLY": "wait",
    **dict.fromkeys(("RETURN_UNKNOWN", "RETURN_EXPIRED"), "anew"),
    **dict.fromkeys(("RISK_DENY", "RISK_REVIEW", "PUNISHED_LIMITED", "BLACKLISTED"), "appeal"),
    **dict.fromkeys(("VISUAL_CHECK_REFUSED", "LIVENESS_FAILED"), "check"),
    **dict.fromkeys(
        (
            *("CHALLENGE_UNKNOWN", "CHALLENGE_USED", "CHALLENGE_EXPIRED", "EVIDENCE_USED"),
            "CASE_USED",
            *("READ_EXPIRED", "EXPIRED", "FRAME_INVALID", "IDENTITY_MISMATCH"),
            *("FACE_QUALITY", "SERVICE_UNAVAILABLE", "OFFLINE_WINDOW_EXCEEDED"),
            *("CONSENT_MISSING", "PHOTO_USED", "PHOTO_INVALID", "PHOTO_ATTEMPTS", "PHOTO_ALIKE"),
            "OFFER_UNKNOWN",
            *("FORM_NOT_SIGNED", "CONTACT_INVALID", "ONLINE_ONLY", "REVIEW_MISSING"),
            *("VERDICT_INVALID", "NUMBER_NOT_HELD", "CUSTOMER_RETURNS", "DECODING_UNKNOWN"),
        ),
        "anew",
    ),
    **dict.fromkeys(("SESSION_UNKNOWN", "LOG_IN_REFUSED", "READER_SINCE_LOG_IN"), "log_in"),
    **dict.fromkeys(("IN_PROGRESS", "TOO_MANY_REQUESTS", "UNAVAILABLE"), "wait"),
    "GATEWAY_FORGOT": "wait",
    **dict.fromkeys(("ENVELOPE_DAMAGED", "REQUEST_TOO_LARGE"), "support"),
    **dict.fromkeys(("PUT_ASIDE", "PREDECESSOR_REJECTED"), "let_go"),
    "TOO_MANY_TRIES": "minute",
    "OWNER_DIFFERENT": "transfer",
    **dict.fromkeys(("USE_NOT_PROVEN", "CODE_WRONG", "CODE_NOT_SENT"), "use"),
    **dict.fromkeys(("NUMBER_COMPLETE", "NUMBER_TERMINATED", "NUMBER_NOT_FLAGGED"), "nothing"),
    **dict.fromkeys(("OWN_HALL_ONLY", "ESIM_NOT_HERE"), "own_hall"),
    "DONOR_CODE_WRONG": "donor_code",
    "DONOR_OTHER_PERSON": "donor_owner",
    **dict.fromkeys(
        ("DONOR_NOT_REGISTERED", "DONOR_ARREARS", "DONOR_CONTRACT", "DONOR_TOO_NEW"), "donor"
    ),
    "NUMBER_ALREADY_OURS": "nothing",
    **dict.fromkeys(("NUMBER_NOT_LISTED", "OWN_NUMBERS_REFUSED"), "anew"),
    "SAME_PERSON": "anew",
    "NUMBER_INCOMPLETE": "re_register",
    "NUMBER_FLAGGED": "second_check",
    "NUMBER_DISPUTED": "dispute",
    "NUMBER_SUSPENDED": "restore_first",
    **dict.fromkeys(("DISPUTE_UPHELD", "DISPUTE_WITHDRAWN"), "nothing"),
    "DISPUTE_REGISTERED_IN_PERSON": "appeal",
    "NUMBER_NOT_FOUND": "another_number",
    "NUMBER_TAKEN": "another_number",
    **dict.fromkeys(
        ("UNIT_NOT_FOUND", "UNIT_REVOKED", "UNIT_NAME_DIFFERENT", "UNIT_LIMIT"), "unit"
    ),
    **dict.fromkeys(
        (
            *("UNIT_ORDER_UNKNOWN", "UNIT_ORDER_PAUSED", "UNIT_ORDER_CLOSED", "UNIT_ORDER_FULL"),
            *("UNIT_ORDER_OTHER_USE", "UNIT_ORDER_REJECTED"),
        ),
        "unit_order",
    ),
    **dict.fromkeys(("UNIT_ORDER_TOO_EARLY", "UNIT_NEW"), "wait"),
    "UNIT_REFUSED": "own_hall",
    "UNIT_MISSING": "anew",
    "CODE_REFUSED": "code",
}
# What helps a minor to a new number, and nobody with one that they have already.
_FOR_A_NEW_NUMBER = ("too_young", "guardian")
# What the outbox notes of a refusal that came without words.
_STATUS = "HTTP_"


@dataclass(frozen=True, slots=True)
class VerdictTile:
    check: Check
    label: Message
    word: Message
    tone: Tone


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case or a registration did not pass; `code` is empty where it must not be shown."""

    why: Message
    to_do: Message
    code: str


def present_verdicts(case: CaseState) -> tuple[VerdictTile, ...]:
    """One tile for each check that was asked or is being asked."""
    is_reviewed = case.role not in case.left_to_centre and any(
        each.step is Step.REVIEW and each.status is StepStatus.DONE and each.role is case.role
        for each in case.steps
    )
    return tuple(
        _verdict(verdict, is_offline=case.is_offline, is_reviewed=is_reviewed)
        for verdict in case.verdicts
    )


def _verdict(verdict: VerdictState, *, is_offline: bool, is_reviewed: bool) -> VerdictTile:
    if is_offline and verdict.code in ("", "SERVICE_UNAVAILABLE"):
        return _tile(verdict.check, message("verdicts.captured"), Tone.WAITING)
    if not verdict.code:
        return _tile(verdict.check, message("verdicts.asking"), Tone.QUIET)
    if verdict.code in NEUTRAL:  # each like the other, whatever the carrier does with it
        return _tile(verdict.check, message("verdicts.word_neutral"), Tone.BAD)
    if verdict.consequence is Consequence.NEEDS_REVIEW:
        return _to_review(verdict, is_reviewed=is_reviewed)
    tone = Tone.QUIET if verdict.consequence is None else _TONES[verdict.consequence]
    return _tile(verdict.check, _word(verdict.code), tone)


def _to_review(verdict: VerdictState, *, is_reviewed: bool) -> VerdictTile:
    """What a supervisor has to look at, or has; how many numbers is settled at the counter."""
    nth = dict(verdict.facts).get("nth")
    if verdict.code == "QUOTA_REVIEW" and nth is not None:
        key = "verdicts.quota_reviewed" if is_reviewed else "verdicts.quota_review"
        tone = Tone.GOOD if is_reviewed else Tone.WAITING
        return _tile(verdict.check, message(key, this=nth), tone)
    word = _word(verdict.code)
    if is_reviewed:
        word = message("verdicts.word_reviewed", word=word)
    return _tile(verdict.check, word, Tone.WAITING)


def present_quota(case: CaseState) -> Message | None:
    """How many numbers the person has, this one included: the gateway's own figures.

    Of a captured case those that were queued here since the start, which is all that is known.
    """
    for verdict in case.verdicts:
        facts = dict(verdict.facts)
        if verdict.check is Check.QUOTA and "queued" in facts:
            return message("verdicts.quota_queued", queued=facts["queued"])
        if verdict.check is Check.QUOTA and {"in_use", "nth", "limit"} <= facts.keys():
            return message(
                "verdicts.quota",
                in_use=facts["in_use"],
                this=facts["nth"],
                limit=facts["limit"],
            )
    return None


def _tile(check: Check, word: Message, tone: Tone) -> VerdictTile:
    return VerdictTile(check, message(f"verdicts.check_{check.value}"), word, tone)


def _word(code: str) -> Message:
    key = f"verdicts.word_{code}"
    return message(key if has(key) else "verdicts.word_unknown")


def reason_of(code: str, flow: str = "") -> Reason:
    """Say a code of the gateway; an unknown one honestly, with the code."""
    advice, known = _TO_DO.get(code, "carrier"), FLOWS.get(flow)
    if advice in _FOR_A_NEW_NUMBER and known is not None and known.is_about_own_number:
        return Reason(message("verdicts.why_minor"), message("advice.minors_number"), code)
    to_do = message(of_flow(f"advice.{advice}", flow))
    if code in NEUTRAL:
        return Reason(message("verdicts.why_neutral"), to_do, "")
    if code.startswith(_STATUS):
        status = message("verdicts.why_HTTP", status=code.removeprefix(_STATUS))
        return Reason(status, to_do, code)
    key = of_flow(f"verdicts.why_{code}", flow)
    return Reason(message(key if has(key) else "verdicts.why_unknown"), to_do, code)
