"""The line over real TLS: strangers, bad certificates, broken and endless answers."""

from __future__ import annotations

import io
import socket
import ssl
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from pos_client.application.trouble import (
    DeviceTrouble,
    GatewayTrouble,
    KeyFileExposed,
    NotAuthorised,
    OutcomeUnknown,
    Unreachable,
    UntrustedGateway,
    UntrustedReceipt,
)
from pos_client.infrastructure.gateway.line import (
    CONNECT_S,
    DELIVERY_S,
    QUESTION_S,
    READ_S,
    GatewayLine,
)
from pos_client.infrastructure.gateway.tls import device_context, trusting_context
from pos_client.protocol.api import TokenAnswer
from pos_client.testing.gateway_words import GatewayWords
from tests.unit.pos_client.infrastructure.gateway.mock_line import MockWire, reply_of
from tests.unit.pos_client.infrastructure.gateway.tls_stub import (
    TlsStub,
    answer,
    folder_of,
    gateway_file,
    server_context,
)

GOOD = answer(b'{"token": "t"}')
HTML = answer(b"<html>Please pay for this network</html>", "200 OK", "Content-Type: text/html")


@contextmanager
def line_to(
    port: int, ca: trustme.CA, words: GatewayWords, host: str = "127.0.0.1"
) -> Iterator[GatewayLine]:
    file = gateway_file(port, ca, words.root, host)
    line = GatewayLine.to(file.url, trusting_context(file), read_s=0.5)
    try:
        yield line
    finally:
        line.close()


def ask(
    line: GatewayLine,
    stranger: type[GatewayTrouble] = UntrustedGateway,
    within_s: float = QUESTION_S,
) -> TokenAnswer:
    path = "/v1/configuration"
    return line.call("GET", path, TokenAnswer, stranger=stranger, headers={}, within_s=within_s)


def test_a_good_answer_is_read_and_the_connection_kept(
    ca: trustme.CA, gateway_words: GatewayWords
) -> None:
    context = server_context(ca.issue_cert("127.0.0.1"))
    with TlsStub(context, [GOOD]) as stub, line_to(stub.port, ca, gateway_words) as line:
        assert [ask(line).token for _ in range(3)] == ["t", "t", "t"]
        assert len(stub.heard) == 3


@pytest.mark.parametrize(
    "said",
    [
        HTML,
        answer(b""),
        answer(b'{"token": "t", "token": "u"}'),
        answer(b'{"token": "t", "extra": 1}'),
        answer(b"{}"),
        answer(b"[]"),
        answer(b'{"token": NaN}'),
        answer(b"\xff\xfe"),
        answer(b"", "204 No Content"),
        answer(b"", "302 Found", "Location: http://portal.example/"),
        answer(b"", "304 Not Modified"),
    ],
)
@pytest.mark.parametrize("stranger", [UntrustedGateway, UntrustedReceipt])
def test_success_that_is_not_ours_is_a_stranger(
    said: bytes, stranger: type[GatewayTrouble], ca: trustme.CA, gateway_words: GatewayWords
) -> None:
    context = server_context(ca.issue_cert("127.0.0.1"))
    with TlsStub(context, [said]) as stub, line_to(stub.port, ca, gateway_words) as line:
        with pytest.raises(stranger) as caught:
            ask(line, stranger)
        assert type(caught.value) is stranger
        assert "pay" not in str(caught.value)


@pytest.mark.parametrize(
    "said",
    [
        answer(b'{"token"', length=14) + TlsStub.CLOSE,
        b"HTTP/1.1 200" + TlsStub.CLOSE,
        b"not HTTP at all\r\n\r\n" + TlsStub.CLOSE,
        TlsStub.CLOSE,
        answer(b'{"token"', length=14),  # and then silence
    ],
)
def test_a_broken_answer_leaves_the_outcome_unknown(
    said: bytes, ca: trustme.CA, gateway_words: GatewayWords
) -> None:
    context = server_context(ca.issue_cert("127.0.0.1"))
    with TlsStub(context, [said]) as stub, line_to(stub.port, ca, gateway_words) as line:
        with pytest.raises(OutcomeUnknown) as caught:
            ask(line)
        assert type(caught.value) is OutcomeUnknown


def test_a_busy_gateway_says_when_to_come_back(ca: trustme.CA, gateway_words: GatewayWords) -> None:
    context = server_context(ca.issue_cert("127.0.0.1"))
    busy = answer(b'{"code": "UNAVAILABLE"}', "503 Busy", "Retry-After: 7")
    with TlsStub(context, [busy]) as stub, line_to(stub.port, ca, gateway_words) as line:
        with pytest.raises(OutcomeUnknown) as caught:
            ask(line)
        assert caught.value.facts == {
            "code": "UNAVAILABLE",
            "retry_after_s": 7,
            "status": 503,
        }


class Drip(io.BufferedIOBase):
    """A body that comes in parts, each a while after the last one."""

    def __init__(self, part: bytes, times: int) -> None:
        self.left = [part] * times

    def read1(self, _size: int = -1, /) -> bytes:
        return self.left.pop() if self.left else b""


def test_an_answer_without_end_is_cut_off() -> None:
    line = GatewayLine(MockWire(lambda _: reply_of(200, Drip(b" " * 65536, 1000))))
    with pytest.raises(UntrustedGateway):
        ask(line)
    line.close()


@pytest.mark.limit_in_seconds
@pytest.mark.fault(33)
@pytest.mark.parametrize(
    ("said", "within_s"),
    [
        (answer(b"{}", "200 OK", "X-Long: " + "a" * 9000), 0.2),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 400, 0.2),
        (answer(b" " * 9000), 1.0),
    ],
    ids=["head", "interim heads", "body"],
)
def test_an_answer_that_drips_is_cut_off_long_before_its_end(
    said: bytes, within_s: float, ca: trustme.CA, gateway_words: GatewayWords
) -> None:
    context = server_context(ca.issue_cert("127.0.0.1"))
    with (
        TlsStub(context, [said], pause_s=0.005) as stub,
        line_to(stub.port, ca, gateway_words) as line,
    ):
        begun = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            ask(line, within_s=within_s)
        assert time.monotonic() - begun < 5


def test_each_call_has_its_own_time(ca: trustme.CA, gateway_words: GatewayWords) -> None:
    context = server_context(ca.issue_cert("127.0.0.1"))
    with TlsStub(context, [GOOD]) as stub, line_to(stub.port, ca, gateway_words) as line:
        ask(line, within_s=0.5)
        time.sleep(0.6)
        ask(line, within_s=5)
        assert len(stub.heard) == 2


def test_nobody_listens(ca: trustme.CA, gateway_words: GatewayWords) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with line_to(port, ca, gateway_words) as line, pytest.raises(Unreachable) as caught:
        ask(line)
    assert type(caught.value) is Unreachable


def test_a_closed_line_reaches_nobody(ca: trustme.CA, gateway_words: GatewayWords) -> None:
    with line_to(1, ca, gateway_words) as line:
        line.close()
        with pytest.raises(Unreachable):
            ask(line)


def expired(ca: trustme.CA) -> trustme.LeafCert:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    return ca.issue_cert("127.0.0.1", not_before=past, not_after=past)


@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        (lambda ca: ca.issue_cert("other.example"), "HOST_MISMATCH"),
        (lambda _: trustme.CA().issue_cert("127.0.0.1"), "CERTIFICATE_UNKNOWN"),
        (expired, "CERTIFICATE_EXPIRED"),
    ],
    ids=["wrong host", "unknown root", "expired"],
)
def test_a_certificate_that_does_not_prove_it_is_refused(
    certificate: Callable[[trustme.CA], trustme.LeafCert],
    reason: str,
    ca: trustme.CA,
    gateway_words: GatewayWords,
) -> None:
    context = server_context(certificate(ca))
    with TlsStub(context, [GOOD]) as stub, line_to(stub.port, ca, gateway_words) as line:
        with pytest.raises(UntrustedGateway) as caught:
            ask(line)
        assert caught.value.facts["reason"] == reason
        assert stub.heard == []


def test_a_server_without_tls_is_no_gateway(ca: trustme.CA, gateway_words: GatewayWords) -> None:
    portal = answer(b"<html>Bad request</html>", "400 Bad Request") + TlsStub.CLOSE
    with (
        TlsStub(None, [portal]) as stub,
        line_to(stub.port, ca, gateway_words) as line,
        pytest.raises(UntrustedGateway),
    ):
        ask(line)


def test_an_old_protocol_is_refused(ca: trustme.CA, gateway_words: GatewayWords) -> None:
    context = server_context(ca.issue_cert("127.0.0.1"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with (
        TlsStub(context, [GOOD]) as stub,
        line_to(stub.port, ca, gateway_words) as line,
        pytest.raises(UntrustedGateway),
    ):
        ask(line)


@pytest.fixture
def picky(ca: trustme.CA) -> ssl.SSLContext:
    context = server_context(ca.issue_cert("127.0.0.1"))
    ca.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def test_both_sides_prove_themselves(
    picky: ssl.SSLContext, ca: trustme.CA, gateway_words: GatewayWords, tmp_path: Path
) -> None:
    chain, key = folder_of(tmp_path, ca.issue_cert("device-1"))
    with TlsStub(picky, [GOOD]) as stub:
        file = gateway_file(stub.port, ca, gateway_words.root)
        line = GatewayLine.to(file.url, device_context(file, chain, key))
        assert ask(line).token == "t"
        line.close()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize(
    "certificate",
    [expired, lambda _: trustme.CA().issue_cert("device-1")],
    ids=["expired", "other"],
)
def test_a_refused_device_certificate_pauses_the_queue(
    certificate: Callable[[trustme.CA], trustme.LeafCert],
    version: ssl.TLSVersion,
    picky: ssl.SSLContext,
    ca: trustme.CA,
    gateway_words: GatewayWords,
    tmp_path: Path,
) -> None:
    picky.maximum_version = version
    chain, key = folder_of(tmp_path, certificate(ca))
    with TlsStub(picky, [GOOD]) as stub:
        file = gateway_file(stub.port, ca, gateway_words.root)
        line = GatewayLine.to(file.url, device_context(file, chain, key))
        with pytest.raises(NotAuthorised) as caught:
            ask(line)
        line.close()
    assert caught.value.facts["code"] == "DEVICE_CERTIFICATE"


def test_a_missing_device_certificate_pauses_the_queue(
    picky: ssl.SSLContext, ca: trustme.CA, gateway_words: GatewayWords
) -> None:
    with (
        TlsStub(picky, [GOOD]) as stub,
        line_to(stub.port, ca, gateway_words) as line,
        pytest.raises(NotAuthorised),
    ):
        ask(line)


def test_a_key_that_others_may_read_connects_nowhere(
    ca: trustme.CA, gateway_words: GatewayWords, tmp_path: Path
) -> None:
    chain, key = folder_of(tmp_path, ca.issue_cert("device-1"))
    key.chmod(0o640)
    with pytest.raises(KeyFileExposed):
        device_context(gateway_file(1, ca, gateway_words.root), chain, key)


def test_a_certificate_for_another_key_is_told(
    ca: trustme.CA, gateway_words: GatewayWords, tmp_path: Path
) -> None:
    chain, key = folder_of(tmp_path, ca.issue_cert("device-1"))
    key.write_bytes(ca.issue_cert("device-1").private_key_pem.bytes())
    with pytest.raises(DeviceTrouble, match="belong together"):
        device_context(gateway_file(1, ca, gateway_words.root), chain, key)


def test_old_tls_and_foreign_roots_are_never_believed(
    ca: trustme.CA, gateway_words: GatewayWords
) -> None:
    context = trusting_context(gateway_file(1, ca, gateway_words.root))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert len(context.get_ca_certs()) == 1


def test_the_time_outs_are_those_of_the_fault_matrix() -> None:
    assert (CONNECT_S, READ_S) == (5, 15)
    assert (QUESTION_S, DELIVERY_S) == (20, 30)


def test_the_environment_names_no_proxy(
    ca: trustme.CA, gateway_words: GatewayWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    context = server_context(ca.issue_cert("127.0.0.1"))
    with TlsStub(context, [GOOD]) as stub, line_to(stub.port, ca, gateway_words) as line:
        assert ask(line).token == "t"


def test_the_environment_cannot_have_the_secrets_of_a_session_written_down(
    ca: trustme.CA, gateway_words: GatewayWords, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    context = trusting_context(gateway_file(1, ca, gateway_words.root))
    assert not context.keylog_filename
    assert not (tmp_path / "keys").exists()
