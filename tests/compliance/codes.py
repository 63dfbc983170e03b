"""Every code that a check, a counter or a receipt may say, and when it does.

The first two groups begin with those of the rules' own tables; what follows is this program's.
"""

from __future__ import annotations

from pos_client.domain.outcome import Outcome
from pos_client.domain.verdict import Check

__all__ = [
    "CALLS",
    "COUNTER",
    "OUTCOMES",
    "OUTSIDE",
    "RECEIPTS",
    "RULES",
    "VERDICTS",
    "check_of",
]

OUTCOMES: dict[str, str] = {
    Outcome.ACCEPTED.value: "every check holds",
    Outcome.REJECTED.value: "one does not; the receipt names the first",
    Outcome.UNDER_REVIEW.value: "somebody of the carrier's has to look; final later",
    Outcome.AWAITING_CUSTOMER.value: "sound so far, captured offline: the customer comes back",
}

VERDICTS: dict[str, str] = {
    # Of the rules.
    "ID_MATCH": "number and name stand in the population register",
    "ID_MISMATCH": "the register has another name",
    "ID_NOT_FOUND": "no such number in the register",
    "ID_NO_PHOTO": "the register has no photo of this person",
    "DOC_INVALIDATED": "the card was reported lost or invalid; alarm",
    "DOC_EXPIRED": "the card's last day is over",
    "CARD_INVALID": "the register says that such a card was never issued",
    "FACE_SAME": "live photo and chip photo are near enough",
    "FACE_UNSURE": "the comparison decides nothing",
    "FACE_DIFFERENT": "somebody else is before the camera; alarm",
    "FACE_REFUSED": "the customer has declined the comparison; nothing is compared",
    "FACE_QUALITY": "too dark, too small or no face",
    "LIVENESS_FAILED": "it is no living face; alarm",
    "QUOTA_OK": "below the limit and the number from which is reviewed; a slot is kept",
    "QUOTA_REVIEW": "a further number of this person",
    "QUOTA_FULL": "the limit is reached",
    "RISK_REVIEW": "the carrier's rules ask for a closer look",
    "RISK_DENY": "the carrier's rules say no",
    "PUNISHED_LIMITED": "on the joint punishment list",
    "BLACKLISTED": "on the carrier's list",
    "ARREARS": "money is owed",
    "UNDER_AGE": "younger than the configuration's age",
    "SERVICE_UNAVAILABLE": "the register is away; nothing is invented",
    # Of this program.
    "COOLING_OFF": "asked again within the pause after another face",
    "CUSTOMER_SAME": "whoever comes with the slip is who was captured",
    "IDENTITY_MISMATCH": "whoever comes with the slip is somebody else",
    "USE_PROVEN": "the SIM in use, or a code sent to it, was shown",
    "USE_NOT_PROVEN": "another number's SIM, or no proof",
    "OWNER_CONFIRMED": "the number is in this person's name",
    "OWNER_DIFFERENT": "it is in somebody else's",
    "NUMBER_NOT_FOUND": "no such number",
    "NUMBER_COMPLETE": "nothing of it is missing",
    "NUMBER_INCOMPLETE": "it has to be registered wholly first",
    "NUMBER_NOT_FLAGGED": "nobody asks for a second check of it",
    "NUMBER_FLAGGED": "its person has to be checked once more first",
    "NUMBER_TERMINATED": "it was given up",
    "NUMBER_DISPUTED": "its holder says that it is not theirs; no answer yet",
    "NUMBER_SUSPENDED": "it is suspended",
    "NUMBER_ALREADY_OURS": "to be ported, and here already",
    "DONOR_AGREES": "code, person and conditions hold where it comes from",
    "DONOR_CODE_WRONG": "no code of that carrier's",
    "DONOR_NOT_REGISTERED": "in nobody's name there",
    "DONOR_OTHER_PERSON": "in somebody else's name there",
    "DONOR_ARREARS": "not paid there",
    "DONOR_CONTRACT": "a contract runs on there",
    "DONOR_TOO_NEW": "there for less than 120 days",
    "GUARDIAN_NOT_NEEDED": "old enough to come alone",
    "REPRESENTATIVE_UNDER_AGE": "whoever acts for somebody is not of age",
    "TRUSTEE_LIMIT": "one trustee has opened so many numbers for others",
    "SPECIAL_REVIEW": "a document without a chip is looked at, always",
    "SPECIAL_LIMIT": "as many of them today as policy allows",
    "UNIT_CONFIRMED": "the unit is known under this name",
    "UNIT_NOT_FOUND": "in no register of units",
    "UNIT_REVOKED": "its licence was taken away",
    "UNIT_NAME_DIFFERENT": "two registers, two names",
    "UNIT_LIMIT": "more numbers than an order or a unit may have",
    "UNIT_ORDER_OPEN": "the order takes one more user",
    "UNIT_ORDER_UNKNOWN": "no such order, or another code",
    "UNIT_ORDER_PAUSED": "the order rests",
    "UNIT_ORDER_CLOSED": "the order is over",
    "UNIT_ORDER_FULL": "every number of the order has its user",
    "UNIT_ORDER_OTHER_USE": "a card for devices in an order for staff, or the other way round",
    "PHOTO_ATTEMPTS": "more photos of one case than policy allows",
}

_CHECKS = {
    "ID_": Check.ONLINE_VERIFICATION,
    "FACE_": Check.FACE_MATCH,
    "LIVENESS_": Check.FACE_MATCH,
    "PHOTO_": Check.FACE_MATCH,
    "QUOTA_": Check.QUOTA,
    "CUSTOMER_": Check.SAME_CUSTOMER,
    "IDENTITY_": Check.SAME_CUSTOMER,
    "USE_": Check.PROOF_OF_USE,
    "OWNER_": Check.OWNER,
    "NUMBER_ALREADY_": Check.DONOR,
    "NUMBER_": Check.OWNER,
    "DONOR_": Check.DONOR,
    "SPECIAL_": Check.SPECIAL_DOCUMENT,
    "UNIT_ORDER_": Check.UNIT_ORDER,
    "UNIT_": Check.UNIT,
}


def check_of(code: str) -> Check:
    """Which check says it; what stands for a person as a whole comes from the register's."""
    found = (check for begins, check in _CHECKS.items() if code.startswith(begins))
    return next(found, Check.ONLINE_VERIFICATION)


RECEIPTS: dict[str, str] = {
    # Of the rules.
    "EXPIRED": "captured offline and not completed within 30 days",
    "CERTIFICATE_MISMATCH": "forwarded by a device of another outlet; refused at the door, alarm",
    "SIGNATURE_INVALID": "not the capturing device's signature; alarm",
    "FRAME_INVALID": "raw frames that do not parse; alarm",
    "CAPTURED_AFTER_REVOCATION": "not told before the device was revoked; review, alarm",
    "LEVEL_TOO_LOW": "a lower level of evidence than policy asks for",
    "CHALLENGE_UNKNOWN": "a nonce that was not given to this device for this case",
    "CHALLENGE_USED": "a challenge that another read has used",
    "CHALLENGE_EXPIRED": "read behind the challenge's end",
    "EVIDENCE_USED": "a read that another case has used",
    "READ_EXPIRED": "sealed later than 15 minutes behind the read",
    "COUNTER_GAP": "a number missing, and nothing in the audit chain says why; alarm",
    "READER_NOT_TRUSTED": "a reader that is not this outlet's",
    "READER_SIMULATED": "a simulated reader outside a demo",
    "CLERK_NOT_ENTITLED": "a clerk without a session on this device at that time",
    "AGENT_NOT_COMMISSIONED": "read behind the end of commission or licence",
    "OUTLET_CLOSED": "read outside the outlet's hours",
    "VELOCITY_EXCEEDED": "more or faster than a clerk, outlet, device, reader or person may",
    "GEO_DENIED": "read outside the outlet's fence",
    "LOCATION_UNKNOWN": "in the field, without a position; review",
    "OFFLINE_WINDOW_EXCEEDED": "more captured without the gateway than policy allows",
    "IDEMPOTENCY_CONFLICT": "an id that came before with other bytes; alarm",
    # Of this program.
    "CAMERA_SIMULATED": "an invented camera outside a demo",
    "CASE_USED": "a case that was decided already",
    "CONSENT_MISSING": "a notice that nobody has agreed to",
    "CONTACT_INVALID": "a contact number that cannot be called",
    "CUSTOMER_RETURNS": "captured offline where policy lets the customer come back",
    "DOCUMENT_INVALID": "a document that is no picture",
    "DOCUMENT_MISSING": "a document that the flow asks for is not there",
    "DOCUMENT_USED": "an image that came with another case",
    "EID_INVALID": "an EID whose check digits do not hold",
    "EID_USED": "an eSIM that has a number already",
    "IMEI_INVALID": "an IMEI whose check digit does not hold",
    "ESIM_NOT_HERE": "an eSIM elsewhere than online in an own hall",
    "FLOW_NOT_OFFERED": "a flow that policy does not let this outlet do",
    "FORM_NOT_SIGNED": "no handwriting under the form",
    "NUMBER_NOT_HELD": "a number that is not held for this case",
    "NUMBER_NOT_LISTED": "a disputed number of somebody else's list",
    "OFFER_UNKNOWN": "an offer that nobody sells, or one where nothing is sold",
    "ONLINE_ONLY": "captured without the gateway in a flow that needs it",
    "OWN_HALL_ONLY": "a flow of own halls elsewhere",
    "PHOTO_ALIKE": "a live photo very like another case's; review, alarm",
    "PHOTO_INVALID": "no live photo, or one that is not numbered as it came",
    "PHOTO_USED": "a live photo that another case has used",
    "RELATION_MISSING": "what whoever acts is to the owner was not said",
    "REVIEW_MISSING": "a verdict asked for a review, and none of these answers is there",
    "SAME_PERSON": "two roles of one case, and one person",
    "SIM_INVALID": "no ICCID",
    "SIM_USED": "a SIM of another registration",
    "SIM_SPOILED": "a SIM that was booked as spoiled",
    "SIM_UNKNOWN": "a SIM of no stock",
    "SIM_OF_ANOTHER_OUTLET": "a SIM of another outlet's stock",
    "SIM_NOT_RECEIVED": "a SIM of a parcel that nobody has confirmed",
    "SIM_WITHDRAWN": "a SIM that was sent back or is missing",
    "UNIT_MISSING": "a unit's flow without the unit",
    "UNIT_NEW": "a unit that the carrier has no record of; review",
    "VERDICT_INVALID": "a verdict that is missing, forged, another case's or a no",
    "DISPUTE_UPHELD": "the carrier's answer to a dispute: not this person's",
    "DISPUTE_REGISTERED_IN_PERSON": "the carrier's answer: this person was there",
    "DISPUTE_WITHDRAWN": "taken back by whoever filed it",
}

COUNTER: dict[str, str] = {
    "CARD_UNREADABLE": "nothing comes of it",  # of the rules, too
    "READER_SINCE_LOG_IN": "`CLERK_NOT_ENTITLED`, if it is sealed all the same",
    "UNDER_AGE_GUARDIAN": "`UNDER_AGE`, with the fact that a guardian helps",
    "VISUAL_CHECK_REFUSED": "nothing comes of it",
}
"""What the counter says by itself, and what the gateway does about it."""

RULES = frozenset(
    {
        *list(VERDICTS)[: list(VERDICTS).index("COOLING_OFF")],
        *list(RECEIPTS)[: list(RECEIPTS).index("CAMERA_SIMULATED")],
        *("CARD_UNREADABLE", "IDENTITY_MISMATCH"),
    }
)
"""Those of the rules' own two tables."""

CALLS = frozenset({"AUDIT_HEAD_REFUSED", "REVIEW_REFUSED"})
"""What refuses a call beside `TroubleCode`; no verdict about anybody."""

OUTSIDE = frozenset({"ENVELOPE_DAMAGED", "GATEWAY_FORGOT", "PREDECESSOR_REJECTED", "PUT_ASIDE"})
"""What the queue says of a record that was not delivered."""
