"""Every error of urllib3, of what lies below it, and every status has exactly one meaning."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from urllib3 import exceptions

from pos_client.application.trouble import (
    DeviceRefused,
    GatewayTrouble,
    NotAuthorised,
    OutcomeUnknown,
    Unreachable,
    Unreadable,
    UntrustedGateway,
)
from pos_client.infrastructure.gateway.answers import ERRORS, trouble_of_error, trouble_of_status

OF_URLLIB3: dict[type[Exception], type[GatewayTrouble]] = {
    exceptions.ConnectTimeoutError: Unreachable,
    exceptions.NewConnectionError: Unreachable,
    exceptions.NameResolutionError: Unreachable,
    exceptions.EmptyPoolError: Unreachable,
    exceptions.ClosedPoolError: Unreachable,
    exceptions.BodyNotHttplibCompatible: OutcomeUnknown,
    exceptions.DecodeError: OutcomeUnknown,
    exceptions.FullPoolError: OutcomeUnknown,
    exceptions.HTTPError: OutcomeUnknown,
    exceptions.HeaderParsingError: OutcomeUnknown,
    exceptions.HostChangedError: OutcomeUnknown,
    exceptions.IncompleteRead: OutcomeUnknown,
    exceptions.InvalidChunkLength: OutcomeUnknown,
    exceptions.InvalidHeader: OutcomeUnknown,
    exceptions.LocationParseError: OutcomeUnknown,
    exceptions.LocationValueError: OutcomeUnknown,
    exceptions.MaxRetryError: OutcomeUnknown,
    exceptions.PoolError: OutcomeUnknown,
    exceptions.ProtocolError: OutcomeUnknown,
    exceptions.ProxyError: OutcomeUnknown,
    exceptions.ProxySchemeUnknown: OutcomeUnknown,
    exceptions.ProxySchemeUnsupported: OutcomeUnknown,
    exceptions.ReadTimeoutError: OutcomeUnknown,
    exceptions.RequestError: OutcomeUnknown,
    exceptions.ResponseError: OutcomeUnknown,
    exceptions.ResponseNotChunked: OutcomeUnknown,
    exceptions.SSLError: OutcomeUnknown,
    exceptions.TimeoutError: OutcomeUnknown,
    exceptions.TimeoutStateError: OutcomeUnknown,
    exceptions.URLSchemeUnknown: OutcomeUnknown,
    exceptions.UnrewindableBodyError: OutcomeUnknown,
}

# Bare, these do not say when they happened; what never arrived comes as an error of urllib3.
BELOW: list[type[Exception]] = [
    http.client.HTTPException,
    http.client.NotConnected,
    http.client.InvalidURL,
    http.client.UnknownProtocol,
    http.client.UnknownTransferEncoding,
    http.client.UnimplementedFileMode,
    http.client.IncompleteRead,
    http.client.ImproperConnectionState,
    http.client.CannotSendRequest,
    http.client.CannotSendHeader,
    http.client.ResponseNotReady,
    http.client.BadStatusLine,
    http.client.LineTooLong,
    http.client.RemoteDisconnected,
    *(OSError, TimeoutError, socket.gaierror, socket.herror),
    *(ConnectionError, ConnectionResetError, ConnectionAbortedError, ConnectionRefusedError),
    *(BrokenPipeError, InterruptedError, PermissionError),
    *(ssl.SSLError, ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError),
    *(ssl.SSLCertVerificationError, ssl.SSLWantReadError, ssl.SSLWantWriteError),
    *(ValueError, UnicodeEncodeError),
]


def errors_in(names: dict[str, object]) -> set[type[Exception]]:
    kinds = {each for each in names.values() if isinstance(each, type)}
    return {each for each in kinds if issubclass(each, Exception) and not issubclass(each, Warning)}


def made(kind: type[Exception]) -> Exception:
    """Make an error without what its own kind would like to be told."""
    return kind.__new__(kind)


def test_the_tables_name_every_error_there_is() -> None:
    own = {each for each in errors_in(vars(exceptions)) if each.__module__ == exceptions.__name__}
    assert set(OF_URLLIB3) == own
    assert errors_in(vars(http.client)) <= set(BELOW)
    assert errors_in(vars(ssl)) - {KeyError} <= set(BELOW)
    assert all(issubclass(kind, ERRORS) for kind in (*OF_URLLIB3, *BELOW))


@pytest.mark.parametrize(
    ("kind", "meaning"), [*OF_URLLIB3.items(), *((kind, OutcomeUnknown) for kind in BELOW)]
)
def test_an_error_means(kind: type[Exception], meaning: type[GatewayTrouble]) -> None:
    assert type(trouble_of_error(made(kind))) is meaning


def caused_by(outer: Exception, cause: Exception) -> Exception:
    outer.__cause__ = cause
    return outer


def ssl_error(reason: str, kind: type[ssl.SSLError] = ssl.SSLError) -> ssl.SSLError:
    error = kind(1, f"[SSL: {reason}] words")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (ssl_error("WRONG_VERSION_NUMBER"), UntrustedGateway),
        (ssl_error("CERTIFICATE_VERIFY_FAILED", ssl.SSLCertVerificationError), UntrustedGateway),
        (ssl_error("EOF", ssl.SSLEOFError), Unreachable),
        (ssl_error("CLOSED", ssl.SSLZeroReturnError), Unreachable),
        (ConnectionResetError(), Unreachable),
        (ssl_error("SSLV3_ALERT_CERTIFICATE_EXPIRED"), DeviceRefused),
    ],
)
def test_what_tls_says_of_a_greeting_decides(
    error: Exception, meaning: type[GatewayTrouble]
) -> None:
    outer = made(exceptions.NewConnectionError)
    assert type(trouble_of_error(caused_by(outer, error))) is meaning


@pytest.mark.parametrize("outer", [exceptions.SSLError, exceptions.ProtocolError])
@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (ssl_error("DECRYPTION_FAILED"), OutcomeUnknown),
        (ssl_error("EOF", ssl.SSLEOFError), OutcomeUnknown),
        (ssl_error("SSLV3_ALERT_CERTIFICATE_REVOKED"), DeviceRefused),
        (ssl_error("TLSV13_ALERT_CERTIFICATE_REQUIRED"), DeviceRefused),
    ],
)
def test_what_tls_says_later_decides(
    error: Exception, meaning: type[GatewayTrouble], outer: type[Exception]
) -> None:
    assert type(trouble_of_error(caused_by(made(outer), error))) is meaning


def words(code: str, **more: object) -> bytes:
    return json.dumps({"code": code, **more}).encode()


JSON = {"Content-Type": "application/json"}
THIS, ANOTHER = "019f0000-0000-7000-8000-000000000001", "019f0000-0000-7000-8000-000000000002"
STATUSES = [
    *((status, OutcomeUnknown) for status in (408, 409, 425, 429)),
    *((status, OutcomeUnknown) for status in (500, 502, 503, 504, 511, 599)),
    *((status, NotAuthorised) for status in (401, 403)),
    *((status, Unreadable) for status in (400, 402, 404, 405, 406, 413, 415, 422, 431)),
]


@pytest.mark.parametrize(("status", "meaning"), STATUSES)
def test_a_status_in_the_gateways_own_words_means(
    status: int, meaning: type[GatewayTrouble]
) -> None:
    said = words("ANYTHING", registration_id=THIS)
    assert type(trouble_of_status(status, said, JSON)) is meaning
    assert type(trouble_of_status(status, said, JSON, THIS)) is meaning


@pytest.mark.parametrize("body", [b"", b"<html>nginx</html>", b"{}", b'{"code": "A", "code": "B"}'])
@pytest.mark.parametrize("status", [each for each, _ in STATUSES] + [407, 410, 411, 421, 451, 494])
def test_a_status_alone_is_of_the_road_and_refuses_nobody(status: int, body: bytes) -> None:
    """A sick balancer may answer a whole queue; none of it is put aside, no counter is closed."""
    assert type(trouble_of_status(status, body, JSON)) is OutcomeUnknown


@pytest.mark.parametrize("media_type", [{}, {"Content-Type": "text/html"}])
@pytest.mark.parametrize("status", [400, 403, 422])
def test_what_is_not_called_json_is_not_the_gateways(
    status: int, media_type: dict[str, str]
) -> None:
    said = words("ANYTHING", registration_id=THIS)
    assert type(trouble_of_status(status, said, media_type, THIS)) is OutcomeUnknown
    told = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert type(trouble_of_status(422, said, told, THIS)) is Unreadable


@pytest.mark.parametrize("named", [{}, {"registration_id": None}, {"registration_id": ANOTHER}])
def test_only_an_answer_to_this_registration_puts_it_aside(named: dict[str, str | None]) -> None:
    assert type(trouble_of_status(422, words("ID_REUSED", **named), JSON, THIS)) is OutcomeUnknown
    assert type(trouble_of_status(403, words("DEVICE_REVOKED", **named), JSON, THIS)) is (
        DeviceRefused
    )


def test_the_code_goes_with_the_trouble() -> None:
    assert trouble_of_status(422, words("ID_REUSED"), JSON).facts["code"] == "ID_REUSED"
    assert trouble_of_status(413, b"<html>", {}).facts["code"] == "HTTP_413"


def test_a_newer_gateway_may_say_more() -> None:
    trouble = trouble_of_status(404, words("UNKNOWN", hint={"a": 1}, retry_after_s=3), JSON)
    assert type(trouble) is Unreadable
    assert trouble.facts == {"code": "UNKNOWN", "retry_after_s": 3}


@pytest.mark.parametrize("code", ["404", "", "not_found", "Not found", 404])
def test_a_code_that_has_another_form_is_a_strangers(code: object) -> None:
    body = json.dumps({"code": code, "message": "no"}).encode()
    assert type(trouble_of_status(404, body, JSON)) is OutcomeUnknown


@pytest.mark.parametrize(
    ("header", "body", "seconds"),
    [
        ("7", b"", 7),
        (None, words("BUSY", retry_after_s=9), 9),
        ("7", words("BUSY", retry_after_s=9), 7),
        ("-5", b"", None),
        ("soon", b"", None),
        ("999999999", b"", 86400),
        ("²", b"", None),
        (None, b"", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", b"", 0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", b"", 0),
    ],
)
def test_retry_after_is_read(header: str | None, body: bytes, seconds: int | None) -> None:
    told = JSON if header is None else {**JSON, "Retry-After": header}
    assert trouble_of_status(503, body, told).facts.get("retry_after_s") == seconds


def test_retry_after_may_be_a_date() -> None:
    header = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert trouble_of_status(429, b"", {"Retry-After": header}).facts["retry_after_s"] in range(
        55, 61
    )


def test_no_trouble_quotes_what_was_on_the_line() -> None:
    error = exceptions.ProtocolError("张三 11010119900101123X")
    assert "11010119900101123X" not in str(trouble_of_error(error))
    assert "secret" not in str(trouble_of_status(500, b"secret", {}))
