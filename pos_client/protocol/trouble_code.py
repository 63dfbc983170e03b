"""What the gateway says where an answer is no success."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["TroubleCode"]


class TroubleCode(StrEnum):
    """What a `TroubleAnswer` says, with the status it comes with.

    408, 409, 425, 429 and 5xx mean "ask again with the same bytes"; 401 and 403 are about the
    device or the log-in and stop the whole queue; any other 4xx is about this one request and puts
    it aside.
    """

    CODE_REFUSED = "CODE_REFUSED"  # 403: one-time code unknown, used, not approved, too old
    LOG_IN_REFUSED = "LOG_IN_REFUSED"  # 401: unknown work id, wrong password or second factor
    WORK_ID_FROZEN = "WORK_ID_FROZEN"  # 403: right in every part, and frozen by the carrier
    ROLE_REFUSED = "ROLE_REFUSED"  # 403: this clerk's role may not do that
    SESSION_UNKNOWN = "SESSION_UNKNOWN"  # 401: no session, or it has ended
    CERTIFICATE_MISSING = "CERTIFICATE_MISSING"  # 401: a call that needs mutual TLS
    DEVICE_UNKNOWN = "DEVICE_UNKNOWN"  # 403: this certificate names no live device
    DEVICE_REVOKED = "DEVICE_REVOKED"  # 403
    DEVICE_DRAIN_ONLY = "DEVICE_DRAIN_ONLY"  # 403: may deliver and nothing else
    OUTLET_UNKNOWN = "OUTLET_UNKNOWN"  # 403: the header names another outlet than the device's
    AUDIT_HEAD_REFUSED = "AUDIT_HEAD_REFUSED"  # 403: not this device's signature, or a fork
    REQUEST_UNREADABLE = "REQUEST_UNREADABLE"  # 400: not the form of this call
    ENVELOPE_UNREADABLE = "ENVELOPE_UNREADABLE"  # 422: form, signature, key or body
    CERTIFICATE_MISMATCH = "CERTIFICATE_MISMATCH"  # 422: captured at another outlet than this one
    ID_REUSED = "ID_REUSED"  # 422: this id came before with other bytes
    REQUEST_TOO_LARGE = "REQUEST_TOO_LARGE"  # 413
    REGISTRATION_UNKNOWN = "REGISTRATION_UNKNOWN"  # 404: never seen, so send it
    NUMBER_TAKEN = "NUMBER_TAKEN"  # 422: somebody else was quicker
    REVIEW_REFUSED = "REVIEW_REFUSED"  # 422: not this person, or nothing to review here
    REVIEW_UNKNOWN = "REVIEW_UNKNOWN"  # 404: this counter asks the centre for no such review
    REVIEW_OVER = "REVIEW_OVER"  # 422: it was decided, withdrawn, or its countdown has ended
    RETURN_UNKNOWN = "RETURN_UNKNOWN"  # 404: no such case, or another token
    RETURN_TOO_EARLY = "RETURN_TOO_EARLY"  # 409: the gateway has not looked at the case yet
    RETURN_EXPIRED = "RETURN_EXPIRED"  # 422: the 30 days are over
    RETURN_COMPLETED = "RETURN_COMPLETED"  # 422: it was completed or refused before
    NUMBER_NOT_FOUND = "NUMBER_NOT_FOUND"  # 404: nobody here or there has such a number or SIM
    NUMBER_ALREADY_OURS = "NUMBER_ALREADY_OURS"  # 422: to be ported, but with this carrier already
    CODE_WRONG = "CODE_WRONG"  # 422: not the code that was given out, too old, tried too often
    CODE_NOT_SENT = "CODE_NOT_SENT"  # 422: none reaches this number now, or it got too many
    UNIT_REFUSED = "UNIT_REFUSED"  # 422: units are registered in own halls only
    UNIT_NOT_FOUND = "UNIT_NOT_FOUND"  # 404: in no register of units
    UNIT_REVOKED = "UNIT_REVOKED"  # 422: its licence was taken away
    UNIT_NAME_DIFFERENT = "UNIT_NAME_DIFFERENT"  # 422: two registers, two names
    UNIT_ORDER_UNKNOWN = "UNIT_ORDER_UNKNOWN"  # 404: no such order in this hall, or another token
    UNIT_ORDER_TOO_EARLY = "UNIT_ORDER_TOO_EARLY"  # 409: the carrier is still looking at the unit
    UNIT_ORDER_REJECTED = "UNIT_ORDER_REJECTED"  # 422: its unit registration was
    UNIT_ORDER_CLOSED = "UNIT_ORDER_CLOSED"  # 422: it stays so
    SPECIAL_LIMIT = "SPECIAL_LIMIT"  # 422: so many documents without a chip a day, and no more
    SPECIAL_REFUSED = "SPECIAL_REFUSED"  # 422: none of them at this outlet
    OWN_NUMBERS_REFUSED = "OWN_NUMBERS_REFUSED"  # 422: nobody verified, or in no own hall
    SIM_NOT_BOOKED = "SIM_NOT_BOOKED"  # 422: it is not where that would need it to be
    DELIVERY_REFUSED = "DELIVERY_REFUSED"  # 422: no such parcel here, or another was scanned
    INSPECTION_TOO_EARLY = "INSPECTION_TOO_EARLY"  # 422: this month is not over, or not asked for
    INSPECTION_REFUSED = "INSPECTION_REFUSED"  # 422: not whole, not its sample, not its signer
    INSPECTION_SIGNED = "INSPECTION_SIGNED"  # 422: this month has another report already
    INSPECTION_OVERDUE = "INSPECTION_OVERDUE"  # 422: no new number before a month is signed off
    DECODING_REFUSED = "DECODING_REFUSED"  # 422: challenge, card or reader prove nothing here
    DECODING_UNKNOWN = "DECODING_UNKNOWN"  # 404: no such conversation, or it is over: begin anew
    IN_PROGRESS = "IN_PROGRESS"  # 409: the same id is being worked on right now
    TOO_MANY_TRIES = "TOO_MANY_TRIES"  # 429: this clerk has guessed too often, with Retry-After
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"  # 429, with Retry-After
    UNAVAILABLE = "UNAVAILABLE"  # 503
