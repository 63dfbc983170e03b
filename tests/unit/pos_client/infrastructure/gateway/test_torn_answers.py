"""Answers that end too early, begin too late or are none: what may have arrived is not known."""

from __future__ import annotations

import socket
import ssl
import struct

import pytest

from pos_client.application.trouble import OutcomeUnknown, Unreachable, UntrustedGateway
from tests.unit.pos_client.infrastructure.gateway.tls_stub import TlsStub, answer
from tests.unit.pos_client.infrastructure.gateway.wires import ask, listening, post, wired

GOOD = answer(b'{"token": "t"}')
REFUSED = answer(b'{"code": "ID_REUSED"}', "422 Unprocessable", "X-Long: " + "y" * 8)
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'5\r\n{"tok\r\n9;a=b\r\nen": "t"}\r\n0\r\nTrailer: x\r\n\r\n'
)


@pytest.mark.fault(30)
@pytest.mark.parametrize("whole", [REFUSED, GOOD, CHUNKED], ids=["refused", "good", "chunked"])
def test_wherever_an_answer_is_torn_it_says_nothing(
    whole: bytes, context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    torn = [whole[:at] + TlsStub.CLOSE for at in range(len(whole))]
    with TlsStub(context, torn) as stub, wired(stub.port, trust, read_s=5) as (line, _):
        for _ in torn:
            with pytest.raises(OutcomeUnknown) as caught:
                post(line)
            assert type(caught.value) is OutcomeUnknown
            assert "code" not in caught.value.facts
        assert len(stub.heard) == len(torn)


@pytest.mark.parametrize("pause_s", [0, 0.001], ids=["at once", "byte by byte"])
def test_an_answer_may_come_in_chunks(
    pause_s: float, context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    with TlsStub(context, [CHUNKED], pause_s) as stub, wired(stub.port, trust) as (line, _):
        assert [ask(line), ask(line)] == ["t", "t"]


def test_an_answer_may_end_with_its_connection(
    context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    said = b'HTTP/1.0 200 OK\r\n\r\n{"token": "t"}' + TlsStub.CLOSE
    with TlsStub(context, [said]) as stub, wired(stub.port, trust) as (line, _):
        assert [ask(line), ask(line)] == ["t", "t"]


@pytest.mark.parametrize("status", [b"100 Continue", b"102 Processing", b"103 Early Hints"])
def test_an_interim_answer_is_waited_behind(
    status: bytes, context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    said = b"HTTP/1.1 " + status + b"\r\nLink: </a>\r\n\r\n" + GOOD
    with TlsStub(context, [said]) as stub, wired(stub.port, trust) as (line, _):
        assert [ask(line), ask(line)] == ["t", "t"]


OK = b"HTTP/1.1 200 OK\r\n"
BODY = b'Content-Length: 14\r\n\r\n{"token": "t"}'


@pytest.mark.fault(28)
@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 ok OK\r\n" + BODY,
        b"HTTP/1.1 0 OK\r\n" + BODY,
        b"ICY 200 OK\r\n" + BODY,
        b"\r\n" * 3,
        b"\x00" * 200,
        OK + b"no colon in it\r\n" + BODY,
        OK + b" folded: before anything\r\n" + BODY,
        OK + b"A: b\r\n" * 200 + BODY,
        OK + b"A: " + b"b" * 70_000 + b"\r\n" + BODY,
        OK + b"Content-Length: 14\r\nContent-Length: 15\r\n\r\n" + b'{"token": "t"}',
        OK + b"Transfer-Encoding: chunked\r\n\r\nmany\r\n" + b'{"token": "t"}',
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 70_000,
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    ],
)
def test_what_is_no_http_says_nothing(
    said: bytes, context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    with (
        TlsStub(context, [said + TlsStub.CLOSE, GOOD]) as stub,
        wired(stub.port, trust) as (line, _),
    ):
        with pytest.raises(OutcomeUnknown) as caught:
            post(line)
        assert type(caught.value) is OutcomeUnknown
        assert ask(line) == "t"


@pytest.mark.expected_log("urllib3.*both Content-Length and Transfer-Encoding")
def test_a_length_that_lies_beside_chunks_is_passed_over(
    context: ssl.SSLContext, trust: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    said = CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1)
    with TlsStub(context, [said]) as stub, wired(stub.port, trust) as (line, _):
        assert ask(line) == "t"
        assert str(stub.port) not in caplog.text


def test_an_answer_that_comes_before_the_end_of_the_question_is_read(
    context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    """A server that finds a body too long answers and stops listening."""

    def stop_listening(plain: socket.socket) -> None:
        with context.wrap_socket(plain, server_side=True) as line:
            line.recv(1000)
            line.sendall(answer(b"", "503 Busy", "Retry-After: 7"))

    with (
        listening(stop_listening) as port,
        wired(port, trust, read_s=5) as (line, _),
        pytest.raises(OutcomeUnknown) as caught,
    ):
        post(line, b"x" * (8 * 1024 * 1024))
    assert caught.value.facts["retry_after_s"] == 7


# Before anything was sent ----------------------------------------------------------------------


@pytest.mark.parametrize("hears", [0, 1], ids=["at once", "while greeting"])
def test_a_line_that_is_reset_before_it_stands_has_carried_nothing(
    hears: int, trust: ssl.SSLContext
) -> None:
    def reset(plain: socket.socket) -> None:
        plain.recv(hears)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with (
        listening(reset) as port,
        wired(port, trust) as (line, _),
        pytest.raises(Unreachable) as caught,
    ):
        post(line)
    assert type(caught.value) is Unreachable


@pytest.mark.fault(35)
def test_noise_instead_of_a_greeting_is_no_gateway(trust: ssl.SSLContext) -> None:
    def sing(plain: socket.socket) -> None:
        plain.recv(65536)
        plain.sendall(b"SSH-2.0-something\r\n")
        plain.recv(65536)

    with (
        listening(sing) as port,
        wired(port, trust) as (line, _),
        pytest.raises(UntrustedGateway),
    ):
        post(line)


@pytest.mark.fault(27)
def test_a_name_that_nobody_knows_is_nowhere(
    trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with wired(1, trust) as (line, _), pytest.raises(Unreachable) as caught:
        post(line)
    assert "127.0.0.1" not in str(caught.value)
