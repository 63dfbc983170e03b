"""The wire over real TLS: what stands in a request, and which connections are kept."""

from __future__ import annotations

import gzip
import ssl
from select import select

import pytest
from urllib3.exceptions import EmptyPoolError

from pos_client.application.trouble import (
    GatewayTrouble,
    OutcomeUnknown,
    Unreachable,
    UntrustedGateway,
)
from pos_client.infrastructure.gateway import connection, wire
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.wire import TlsWire
from pos_client.protocol.api import TokenAnswer
from tests.unit.pos_client.infrastructure.gateway.tls_stub import TlsStub, answer
from tests.unit.pos_client.infrastructure.gateway.wires import ask, post, wired

GOOD = answer(b'{"token": "t"}')
AGAIN = answer(b'{"token": "again"}')


# What stands in a request ----------------------------------------------------------------------


def test_a_request_says_what_it_has_to_and_no_more(
    context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    cookie = answer(b'{"token": "t"}', "200 OK", "Set-Cookie: a=b")
    with TlsStub(context, [cookie]) as stub, wired(stub.port, trust) as (line, _):
        ask(line)
        post(line)
        asked, posted = stub.heard
    always = {
        "host": f"127.0.0.1:{stub.port}",
        "accept": "application/json",
        "accept-encoding": "identity",
        "user-agent": "pos-client",
    }
    assert asked.headers == always
    assert posted.headers == always | {
        "content-length": "6",
        "content-type": "application/octet-stream",
    }
    assert posted.body == b"frozen"


def test_a_post_without_a_body_says_so(context: ssl.SSLContext, trust: ssl.SSLContext) -> None:
    with TlsStub(context, [GOOD]) as stub, wired(stub.port, trust) as (line, _):
        line.call("POST", "/v1/challenges", TokenAnswer, stranger=UntrustedGateway, headers={})
        assert stub.heard[0].headers["content-length"] == "0"


@pytest.mark.parametrize(
    ("path", "begins"),
    [("", "/v1"), ("/pos/", "/pos/v1"), ("/营业厅", "/%E8%90%A5%E4%B8%9A%E5%8E%85/v1")],
)
def test_the_gateway_may_live_under_a_path(
    path: str, begins: str, context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    with TlsStub(context, [GOOD]) as stub:
        line = GatewayLine.to(f"https://127.0.0.1:{stub.port}{path}", trust)
        ask(line, pattern="8*&?#", limit=8)
        line.close()
        assert stub.heard[0].line == f"GET {begins}/numbers?pattern=8%2A%26%3F%23&limit=8 HTTP/1.1"


def test_a_name_in_chinese_is_looked_up_as_the_network_spells_it(trust: ssl.SSLContext) -> None:
    line = GatewayLine.to("https://网关.example", trust)
    assert isinstance(line._wire, TlsWire)
    pool = line._wire._pool
    assert (pool.host, pool.port) == ("xn--d6q013i.example", 443)
    line.close()


@pytest.mark.parametrize("status", ["301 Moved", "307 Temporary", "308 Permanent"])
def test_no_redirect_is_followed(
    status: str, context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    away = answer(b"", status, "Location: /elsewhere")
    with TlsStub(context, [away]) as stub, wired(stub.port, trust) as (line, _):
        with pytest.raises(UntrustedGateway):
            post(line)
        assert len(stub.heard) == 1


def test_nothing_is_unpacked(context: ssl.SSLContext, trust: ssl.SSLContext) -> None:
    packed = answer(gzip.compress(b'{"token": "t"}'), "200 OK", "Content-Encoding: gzip")
    with TlsStub(context, [packed]) as stub, wired(stub.port, trust) as (line, _):
        with pytest.raises(UntrustedGateway):
            ask(line)
        assert stub.heard[0].headers["accept-encoding"] == "identity"


def test_the_context_is_used_as_it_is(context: ssl.SSLContext, trust: ssl.SSLContext) -> None:
    class Sealed(ssl.SSLContext):
        def __setattr__(self, name: str, value: object) -> None:
            raise AssertionError(name)

        def _refuse(self, *_: object, **__: object) -> None:
            raise AssertionError

        load_verify_locations = load_default_certs = set_alpn_protocols = _refuse  # type: ignore[assignment]
        load_cert_chain = set_ciphers = _refuse  # type: ignore[assignment]

    trust.__class__ = Sealed
    with TlsStub(context, [GOOD]) as stub, wired(stub.port, trust) as (line, _):
        assert ask(line) == "t"


# Which connections are kept --------------------------------------------------------------------


def port_of(made: TlsWire) -> object:
    assert made._plug is not None
    return made._plug.getsockname()


def is_hung_up(made: TlsWire) -> bool:
    """Wait until the news has come that the other end has closed."""
    return bool(select([made._plug], [], [], 5)[0])


def test_one_connection_serves_every_call(context: ssl.SSLContext, trust: ssl.SSLContext) -> None:
    said = [GOOD, answer(b"", "204 No Content"), answer(b"{}", "503 Busy"), GOOD]
    with TlsStub(context, said) as stub, wired(stub.port, trust) as (line, made):
        ask(line)
        first = port_of(made)
        for _ in range(2):
            with pytest.raises(GatewayTrouble):
                ask(line)
        ask(line)
        assert port_of(made) == first


def test_a_connection_that_was_closed_meanwhile_costs_no_call(
    context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    said = [GOOD + TlsStub.CLOSE, AGAIN]
    with TlsStub(context, said) as stub, wired(stub.port, trust) as (line, made):
        assert post(line) == "t"
        assert is_hung_up(made)
        assert post(line) == "again"
        assert len(stub.heard) == 2


def test_a_connection_that_breaks_under_a_post_is_not_tried_twice(
    context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    said = [GOOD, TlsStub.CLOSE, AGAIN]
    with TlsStub(context, said) as stub, wired(stub.port, trust) as (line, _):
        assert post(line) == "t"
        with pytest.raises(OutcomeUnknown):
            post(line)
        assert len(stub.heard) == 2
        assert post(line) == "again"


def test_a_connection_that_was_silent_for_long_is_not_trusted(
    context: ssl.SSLContext, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TlsStub(context, [GOOD, AGAIN]) as stub, wired(stub.port, trust) as (line, made):
        ask(line)
        first = port_of(made)
        monkeypatch.setattr(connection, "LONGEST_IDLE_S", 0)
        assert ask(line) == "again"
        assert port_of(made) != first


@pytest.mark.parametrize("between", [0, 9000], ids=["beside", "far behind"])
def test_what_comes_behind_an_answer_answers_nothing(
    between: int, context: ssl.SSLContext, trust: ssl.SSLContext
) -> None:
    surplus = GOOD + b" " * between + answer(b'{"token": "stale"}')
    with TlsStub(context, [surplus, AGAIN]) as stub, wired(stub.port, trust) as (line, _):
        assert [ask(line), ask(line)] == ["t", "again"]


def test_a_third_speaker_waits_for_a_turn(
    trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "_TURN_S", 0)
    with wired(1, trust) as (line, made):
        for _ in range(2):
            made._pool._get_conn()
        with pytest.raises(Unreachable) as caught:
            ask(line)
        assert isinstance(caught.value.__cause__, EmptyPoolError)
