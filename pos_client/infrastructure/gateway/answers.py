"""What a failed call means for the outbox: every error of urllib3 and every status, in tables.

What certainly did not arrive is `Unreachable`; what may have arrived is `OutcomeUnknown`. Only the
gateway's own words, about this very request, refuse a record or this device; a page of whatever
stands on the road, a balancer or a firewall, means that the outcome is unknown.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from urllib3 import exceptions

from pos_client.application.trouble import (
    DeviceRefused,
    GatewayTrouble,
    LogInRefused,
    NotAuthorised,
    OutcomeUnknown,
    TooManyTries,
    Unreachable,
    Unreadable,
    UntrustedGateway,
)
from pos_client.application.work_id_trouble import WorkIdFrozen
from pos_client.protocol import strict_json
from pos_client.protocol.api import TroubleAnswer, TroubleCode
from pos_client.protocol.message import MessageRefused, read

__all__ = ["ERRORS", "clerk_refused", "trouble_of_error", "trouble_of_status"]

# Everything a call to urllib3 may raise; most of what lies below it comes wrapped, but not all.
ERRORS = (exceptions.HTTPError, http.client.HTTPException, OSError, ValueError)

# All that goes wrong before a connection stands is a ConnectTimeoutError to urllib3.
_NEVER_ARRIVED = (
    exceptions.ConnectTimeoutError,
    exceptions.EmptyPoolError,
    exceptions.ClosedPoolError,
)

# Alerts by which a server refuses *our* certificate; it has then read nothing of the request.
_OUR_CERTIFICATE_REFUSED = {
    "SSLV3_ALERT_BAD_CERTIFICATE",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED",
    "SSLV3_ALERT_CERTIFICATE_REVOKED",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
    "TLSV1_ALERT_ACCESS_DENIED",
    "TLSV1_ALERT_UNKNOWN_CA",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED",
}

# OpenSSL's verify codes; the first two may also mean that this computer's date is wrong.
_DISTRUST = {
    9: "CERTIFICATE_NOT_YET_VALID",
    10: "CERTIFICATE_EXPIRED",
    62: "HOST_MISMATCH",
    64: "HOST_MISMATCH",
}

_ASK_AGAIN = {408, 409, 425, 429}
_NOT_AUTHORISED = {401, 403}
# Waiting or logging in again changes nothing about these.
_DEVICE_REFUSED = {
    TroubleCode.CERTIFICATE_MISSING,
    TroubleCode.DEVICE_REVOKED,
    TroubleCode.DEVICE_UNKNOWN,
}
# Those that ask everybody to wait, whatever it is about.
_BUSY = {429, 503}
_LONGEST_WAIT_S = 24 * 3600
_CLERK_REFUSED: dict[str, type[LogInRefused]] = {
    TroubleCode.LOG_IN_REFUSED: LogInRefused,
    TroubleCode.TOO_MANY_TRIES: TooManyTries,
    TroubleCode.WORK_ID_FROZEN: WorkIdFrozen,
}


def trouble_of_error(error: Exception) -> GatewayTrouble:
    """Say what an error of the line means. Its text is not passed on: it may quote an address."""
    name = type(error).__name__
    tls = next((each for each in _causes(error) if isinstance(each, ssl.SSLError)), None)
    said = getattr(tls, "reason", None)  # not every SSLError is OpenSSL's
    if said in _OUR_CERTIFICATE_REFUSED:
        return DeviceRefused(f"{name}: {said}", code="DEVICE_CERTIFICATE")
    if not isinstance(error, _NEVER_ARRIVED):
        return OutcomeUnknown(name)
    # A connection that breaks while greeting is a bad line, not a stranger.
    if tls is None or isinstance(tls, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Unreachable(name)
    reason = "TLS"
    if isinstance(tls, ssl.SSLCertVerificationError):
        reason = _DISTRUST.get(getattr(tls, "verify_code", 0), "CERTIFICATE_UNKNOWN")
    return UntrustedGateway(f"{name}: {said or type(tls).__name__}", reason=reason)


def trouble_of_status(
    status: int, body: bytes, headers: Mapping[str, str], about: str = ""
) -> GatewayTrouble:
    """Say what an answer that is no success means.

    Args:
        headers: of the answer, their names in any case.
        about: the registration that was sent; an answer has to name it to refuse it.
    """
    said = _words(body, headers.get("Content-Type", ""))
    facts: dict[str, str | int] = {"code": said.code if said else f"HTTP_{status}"}
    wait_s = _seconds(headers.get("Retry-After"))
    if wait_s is None and said is not None:
        wait_s = said.retry_after_s
    if wait_s is not None:
        facts["retry_after_s"] = max(0, min(wait_s, _LONGEST_WAIT_S))
        if status in _BUSY:
            facts["status"] = status
    detail = f"status {status}"
    if said is None or status in _ASK_AGAIN or status >= 500:
        return OutcomeUnknown(detail, **facts)
    if status in _NOT_AUTHORISED:
        refused = DeviceRefused if facts["code"] in _DEVICE_REFUSED else NotAuthorised
        return refused(detail, **facts)
    if about and str(said.registration_id) != about:
        return OutcomeUnknown(detail, **facts)
    return Unreadable(detail, **facts)


@contextmanager
def clerk_refused() -> Iterator[None]:
    """Whoever has guessed too often is refused too, or the guessing would go on offline."""
    try:
        yield
    except (NotAuthorised, OutcomeUnknown) as refusal:
        refused = _CLERK_REFUSED.get(str(refusal.facts.get("code")))
        if refused is not None:
            raise refused(**refusal.facts) from None
        raise


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _words(body: bytes, media_type: str) -> TroubleAnswer | None:
    if media_type.partition(";")[0].strip().lower() != "application/json":
        return None
    try:
        return read(TroubleAnswer, strict_json.loads(body))
    except (strict_json.JsonRefused, MessageRefused):
        return None


def _seconds(retry_after: str | None) -> int | None:
    """Read Retry-After, which is seconds or a date."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 10:
        return int(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return int((until - datetime.now(UTC)).total_seconds())
