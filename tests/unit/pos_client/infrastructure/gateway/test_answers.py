"""Every error of httpx and every status has exactly one meaning."""

from __future__ import annotations

import json
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from pos_client.application.trouble import (
    GatewayTrouble,
    NotAuthorised,
    OutcomeUnknown,
    Unreachable,
    Unreadable,
    UntrustedGateway,
)
from pos_client.infrastructure.gateway.answers import ERRORS, trouble_of_error, trouble_of_status

MEANINGS: dict[type[Exception], type[GatewayTrouble]] = {
    httpx.ConnectError: Unreachable,
    httpx.ConnectTimeout: Unreachable,
    httpx.PoolTimeout: Unreachable,
    httpx.ReadError: OutcomeUnknown,
    httpx.ReadTimeout: OutcomeUnknown,
    httpx.WriteError: OutcomeUnknown,
    httpx.WriteTimeout: OutcomeUnknown,
    httpx.CloseError: OutcomeUnknown,
    httpx.ProxyError: OutcomeUnknown,
    httpx.UnsupportedProtocol: OutcomeUnknown,
    httpx.LocalProtocolError: OutcomeUnknown,
    httpx.RemoteProtocolError: OutcomeUnknown,
    httpx.ProtocolError: OutcomeUnknown,
    httpx.NetworkError: OutcomeUnknown,
    httpx.TimeoutException: OutcomeUnknown,
    httpx.TransportError: OutcomeUnknown,
    httpx.DecodingError: OutcomeUnknown,
    httpx.TooManyRedirects: OutcomeUnknown,
    httpx.RequestError: OutcomeUnknown,
    httpx.HTTPStatusError: OutcomeUnknown,
    httpx.HTTPError: OutcomeUnknown,
    httpx.InvalidURL: OutcomeUnknown,
    httpx.CookieConflict: OutcomeUnknown,
    httpx.StreamError: OutcomeUnknown,
    httpx.StreamConsumed: OutcomeUnknown,
    httpx.StreamClosed: OutcomeUnknown,
    httpx.ResponseNotRead: OutcomeUnknown,
    httpx.RequestNotRead: OutcomeUnknown,
}


def named_by_httpx() -> set[type[Exception]]:
    found = (getattr(httpx, name) for name in httpx.__all__)
    return {each for each in found if isinstance(each, type) and issubclass(each, Exception)}


def made(kind: type[Exception]) -> Exception:
    request = httpx.Request("GET", "https://gateway.example")
    if issubclass(kind, httpx.HTTPStatusError):
        return kind("no", request=request, response=httpx.Response(500))
    if issubclass(kind, (httpx.StreamConsumed, httpx.StreamClosed)) or kind in (
        httpx.ResponseNotRead,
        httpx.RequestNotRead,
    ):
        return kind()
    return kind("no")


def test_the_table_names_every_error_that_httpx_has() -> None:
    assert set(MEANINGS) == named_by_httpx()
    assert all(issubclass(kind, ERRORS) for kind in MEANINGS)


@pytest.mark.parametrize(("kind", "meaning"), MEANINGS.items())
def test_an_error_of_httpx_means(kind: type[Exception], meaning: type[GatewayTrouble]) -> None:
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
        (caused_by(httpx.ConnectError("no"), ssl_error("WRONG_VERSION_NUMBER")), UntrustedGateway),
        (caused_by(httpx.ConnectError("no"), ssl_error("EOF", ssl.SSLEOFError)), Unreachable),
        (caused_by(httpx.ReadError("no"), ssl_error("DECRYPTION_FAILED")), OutcomeUnknown),
        (
            caused_by(httpx.ReadError("no"), ssl_error("SSLV3_ALERT_CERTIFICATE_REVOKED")),
            NotAuthorised,
        ),
        (
            caused_by(httpx.ConnectError("no"), ssl_error("SSLV3_ALERT_CERTIFICATE_EXPIRED")),
            NotAuthorised,
        ),
    ],
)
def test_what_tls_says_decides(error: Exception, meaning: type[GatewayTrouble]) -> None:
    assert type(trouble_of_error(error)) is meaning


def words(code: str, **more: object) -> bytes:
    return json.dumps({"code": code, **more}).encode()


STATUSES = [
    *((status, OutcomeUnknown) for status in (408, 409, 425, 429)),
    *((status, OutcomeUnknown) for status in (500, 502, 503, 504, 511, 599)),
    *((status, NotAuthorised) for status in (401, 403)),
    *((status, Unreadable) for status in (400, 413, 415, 422, 431)),
]


@pytest.mark.parametrize("body", [b"", b"<html>", words("ANYTHING"), b'{"code": "A", "code": "B"}'])
@pytest.mark.parametrize(("status", "meaning"), STATUSES)
def test_a_status_means(status: int, meaning: type[GatewayTrouble], body: bytes) -> None:
    assert type(trouble_of_status(status, body, None)) is meaning


@pytest.mark.parametrize("status", [404, 405, 407, 410, 421, 451])
def test_only_the_gateway_itself_puts_a_record_aside(status: int) -> None:
    """A stranger's "not found" says nothing about a registration; a whole queue may meet it."""
    assert type(trouble_of_status(status, words("UNKNOWN"), None)) is Unreadable
    assert type(trouble_of_status(status, b"<html>Not here</html>", None)) is OutcomeUnknown


def test_the_code_goes_with_the_trouble() -> None:
    assert trouble_of_status(422, words("ID_REUSED"), None).facts["code"] == "ID_REUSED"
    assert trouble_of_status(413, b"<html>", None).facts["code"] == "HTTP_413"


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
    assert trouble_of_status(503, body, header).facts.get("retry_after_s") == seconds


def test_retry_after_may_be_a_date() -> None:
    header = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert trouble_of_status(429, b"", header).facts["retry_after_s"] in range(55, 61)


def test_no_trouble_quotes_what_was_on_the_line() -> None:
    error = httpx.ReadError("张三 11010119900101123X")
    assert "11010119900101123X" not in str(trouble_of_error(error))
    assert "secret" not in str(trouble_of_status(500, b"secret", None))
