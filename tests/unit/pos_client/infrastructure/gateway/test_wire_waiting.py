"""How long the wire waits, and how it hangs up on whoever waits."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pos_client.application.trouble import (
    GatewayTrouble,
    OutcomeUnknown,
    Unreachable,
    UntrustedGateway,
)
from pos_client.infrastructure.gateway import connection
from pos_client.infrastructure.gateway import line as line_module
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.protocol.api import TokenAnswer
from tests.unit.pos_client.infrastructure.gateway.mock_line import MockWire, reply_of
from tests.unit.pos_client.infrastructure.gateway.tls_stub import TlsStub, answer
from tests.unit.pos_client.infrastructure.gateway.wires import ask, listening, post, wired

GOOD = answer(b'{"token": "t"}')


def say_nothing(plain: socket.socket) -> None:
    while plain.recv(65536):
        pass


def test_an_answer_that_is_refused_halfway_is_hung_up_on(
    context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    rest: list[int] = []

    def say_too_much(plain: socket.socket) -> None:
        with context.wrap_socket(plain, server_side=True) as line:
            line.recv(65536)
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8589934592\r\n\r\n")
            rest.append(8589934592)
            while rest[0]:
                line.sendall(b" " * 65536)
                rest[0] -= 65536

    with listening(say_too_much) as port, wired(port, trust, read_s=5) as (line, made):
        with pytest.raises(UntrustedGateway):
            ask(line)
        assert made._pool.pool is not None
        assert made._pool.pool.queue[-1].is_closed
    assert rest[0] > 0


@pytest.mark.limit_in_seconds
def test_a_greeting_that_is_not_returned_never_sent_anything(trust: ssl.SSLContext) -> None:
    begun = time.monotonic()
    with (
        listening(say_nothing) as port,
        wired(port, trust, connect_s=0.1, read_s=9) as (line, _),
        pytest.raises(Unreachable) as caught,
    ):
        post(line)
    assert type(caught.value) is Unreachable
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("patience_s", "meaning"), [(0.3, OutcomeUnknown), (9.0, None)], ids=["lost", "slow"]
)
def test_sending_may_take_as_long_as_waiting_does(
    patience_s: float,
    meaning: type[GatewayTrouble] | None,
    context: ssl.SSLContext,
    trust: ssl.SSLContext,
) -> None:
    """A whole scan over a poor line takes longer than a greeting may."""
    size = 8 * 1024 * 1024
    reads = threading.Event()

    def read_late(plain: socket.socket) -> None:
        with context.wrap_socket(plain, server_side=True) as line:
            assert reads.wait(5)
            left = size
            while left > 0 and (data := line.recv(65536)):
                left -= len(data)
            line.sendall(GOOD)

    late = threading.Timer(0.8, reads.set)
    late.start()
    try:
        with (
            listening(read_late) as port,
            wired(port, trust, connect_s=0.2, read_s=patience_s) as (line, _),
        ):
            if meaning is None:
                assert post(line, b"x" * size) == "t"
            else:
                with pytest.raises(meaning):
                    post(line, b"x" * size)
                assert not reads.is_set()
                line.close()
    finally:
        late.join()


@contextmanager
def calling(line: GatewayLine) -> Iterator[list[GatewayTrouble]]:
    """A call in another thread, and what became of it."""
    troubles: list[GatewayTrouble] = []

    def call() -> None:
        try:
            post(line)
        except GatewayTrouble as trouble:
            troubles.append(trouble)

    thread = threading.Thread(target=call)
    thread.start()
    yield troubles
    thread.join(5)
    assert not thread.is_alive()


def test_closing_ends_a_call_that_waits_for_an_answer(
    context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    heard = threading.Event()

    def hear(plain: socket.socket) -> None:
        with context.wrap_socket(plain, server_side=True) as line:
            line.recv(1)
            heard.set()
            say_nothing(line)

    with listening(hear) as port, wired(port, trust, read_s=60) as (line, _):
        with calling(line) as troubles:
            assert heard.wait(5)
            line.close()
        assert [type(trouble) for trouble in troubles] == [OutcomeUnknown]
        with pytest.raises(Unreachable):
            post(line)


def test_closing_ends_a_call_that_waits_to_be_greeted(trust: ssl.SSLContext) -> None:
    greeted = threading.Event()

    def hear(plain: socket.socket) -> None:
        plain.recv(1)
        greeted.set()
        say_nothing(plain)

    with listening(hear) as port, wired(port, trust, connect_s=60) as (line, _):
        with calling(line) as troubles:
            assert greeted.wait(5)
            line.close()
        assert [type(trouble) for trouble in troubles] == [Unreachable]


def test_a_connection_that_stands_only_after_closing_is_hung_up_at_once(
    context: ssl.SSLContext, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TlsStub(context, [GOOD]) as stub, wired(stub.port, trust) as (line, made):
        connect = connection.TlsConnection._new_conn

        def close_meanwhile(self: connection.TlsConnection) -> socket.socket:
            plain = connect(self)
            line.close()
            return plain

        monkeypatch.setattr(connection.TlsConnection, "_new_conn", close_meanwhile)
        with pytest.raises(Unreachable):
            ask(line)
        assert made._plug is None
        assert stub.heard == []


def test_sending_to_somebody_who_reads_in_drips_ends_too(
    context: ssl.SSLContext, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each piece is taken soon enough; all of them together would take an hour."""
    monkeypatch.setattr(line_module, "_SLOWEST_BYTES_A_SECOND", 2**40)
    is_over = threading.Event()

    def read_a_little(plain: socket.socket) -> None:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        with context.wrap_socket(plain, server_side=True) as line:
            while not is_over.wait(0.02) and line.recv(1024):
                pass

    with listening(read_a_little) as port, wired(port, trust, read_s=60) as (line, _):
        begun = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            line.send_envelope(
                "/v1/registrations",
                TokenAnswer,
                stranger=UntrustedGateway,
                headers={},
                envelope=b"x" * (8 * 1024 * 1024),
                within_s=0.5,
            )
        assert time.monotonic() - begun < 20
        is_over.set()
        line.close()


def test_a_larger_envelope_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: list[float] = []

    def reply(*_: object) -> None:
        allowed.append(float(str(_[-1])))
        raise OSError("nobody")

    wire = MockWire(lambda _: reply_of(200))
    monkeypatch.setattr(wire, "ask", reply)
    line = GatewayLine(wire)
    for size in (0, 8 * 1024 * 1024):
        with pytest.raises(OutcomeUnknown):
            post(line, b"x" * size)
    assert allowed == [20.0, 20.0 + 1024]
