"""The proxy spoils lines exactly as told, and otherwise not at all."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from pos_client.testing.bad_tls import BadTls, Impostor
from pos_client.testing.fault_proxy import PASS, Fault, FaultProxy


class Echo:
    """Gives back whatever it hears, and counts."""

    def __init__(self) -> None:
        self.heard = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept)
        self.address: tuple[str, int] = self._listener.getsockname()
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                line, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._echo, args=(line,))
            self._threads.append(thread)
            thread.start()

    def _echo(self, line: socket.socket) -> None:
        line.settimeout(0.05)
        with line:
            while not self._stopping.is_set():
                try:
                    data = line.recv(65536)
                    if not data:
                        return
                    self.heard += len(data)
                    line.sendall(data)
                except TimeoutError:
                    continue
                except OSError:
                    return


@pytest.fixture
def echo() -> Iterator[Echo]:
    made = Echo()
    yield made
    made.close()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[FaultProxy]:
    with FaultProxy(echo.address, seed=7) as made:
        yield made


@pytest.fixture
def line(proxy: FaultProxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=2) as made:
        yield made


def received(line: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        part = line.recv(length - len(data))
        if not part:
            break
        data += part
    return data


def spoken(line: socket.socket, data: bytes, times: int = 1) -> bytes:
    heard = b""
    for _ in range(times):
        line.sendall(data)
        heard += received(line, len(data))
    return heard


def test_without_a_fault_everything_passes(proxy: FaultProxy, line: socket.socket) -> None:
    data = bytes(range(256)) * 1000
    assert spoken(line, data) == data
    assert (proxy.sent, proxy.answered) == (len(data), len(data))


@pytest.mark.parametrize("limit", [0, 1, 99, 100])
def test_a_request_is_cut_after_so_many_bytes(
    limit: int, proxy: FaultProxy, line: socket.socket, echo: Echo
) -> None:
    proxy.fault = Fault(reset_after_sent=limit)
    with pytest.raises(ConnectionResetError):
        spoken(line, b"x" * 50, times=3)
    assert echo.heard <= limit
    assert proxy.fault is PASS
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=2) as again:
        assert spoken(again, b"again") == b"again"


def test_an_answer_is_cut_after_so_many_bytes(proxy: FaultProxy, line: socket.socket) -> None:
    proxy.fault = Fault(reset_after_answered=3)
    line.sendall(b"hello")
    with pytest.raises(ConnectionResetError):
        received(line, 5)


def test_a_lost_answer_had_its_effect(proxy: FaultProxy, line: socket.socket, echo: Echo) -> None:
    assert spoken(line, b"one") == b"one"
    proxy.fault = Fault(loses_answer=True)
    with pytest.raises(ConnectionResetError):
        spoken(line, b"two")
    assert echo.heard == 6


def test_a_half_open_line_is_silent(proxy: FaultProxy, line: socket.socket, echo: Echo) -> None:
    proxy.fault = Fault(is_half_open=True)
    line.settimeout(0.2)
    with pytest.raises(TimeoutError):
        spoken(line, b"hello")
    assert echo.heard == 0


def test_a_refused_line_is_reset(proxy: FaultProxy) -> None:
    proxy.fault = Fault(is_refusing=True)
    with (
        pytest.raises(ConnectionResetError),
        socket.create_connection(("127.0.0.1", proxy.port), timeout=2) as line,
    ):
        spoken(line, b"hello")


def test_answers_drip(proxy: FaultProxy, line: socket.socket) -> None:
    proxy.fault = Fault(answer_bytes_per_s=50)
    begun = time.monotonic()
    assert spoken(line, b"0123456789") == b"0123456789"
    assert time.monotonic() - begun > 0.15


def test_pieces_come_late_and_small_but_whole(proxy: FaultProxy, line: socket.socket) -> None:
    proxy.fault = Fault(delay_s=0.02, is_splitting=True)
    data = bytes(range(256)) * 8
    assert spoken(line, data) == data


@pytest.mark.parametrize("whose", ["doubles", "doubles_answers"])
def test_what_is_doubled_comes_twice_on_one_side(
    whose: str, proxy: FaultProxy, line: socket.socket, echo: Echo
) -> None:
    proxy.fault = Fault(**{whose: True})  # type: ignore[arg-type]
    line.sendall(b"hello")
    assert received(line, 10) == b"hellohello"
    assert echo.heard == (10 if whose == "doubles" else 5)
    assert (proxy.sent, proxy.answered) == (5, echo.heard)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_greeting_is_cut_where_the_seed_says(seed: int, echo: Echo) -> None:
    lengths = []
    for _ in range(2):
        with (
            FaultProxy(echo.address, seed) as proxy,
            socket.create_connection(("127.0.0.1", proxy.port), timeout=2) as line,
        ):
            proxy.fault = Fault(tls=BadTls.CUT_HANDSHAKE)
            line.sendall(bytes(500))
            heard = b""
            with suppress(ConnectionResetError):
                heard = received(line, 500)
            lengths.append(len(heard))
    assert lengths[0] == lengths[1] < 500


def certificate_of(ca: trustme.CA) -> Impostor:
    certificate = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
    key = load_pem_private_key(ca.private_key_pem.bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return Impostor(certificate, key, "shop.example")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (BadTls.EXPIRED, "expired"),
        (BadTls.WRONG_HOST, "not valid for 'shop.example'"),
        (BadTls.UNKNOWN_ROOT, "unable to get|self.signed|signature"),
        (BadTls.OLD_PROTOCOL, "(?i)protocol"),
    ],
)
def test_an_impostor_is_refused_for_its_one_fault_and_overhears_who_believes_it(
    kind: BadTls, said: str, echo: Echo
) -> None:
    ca = trustme.CA()
    careful = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ca.configure_trust(careful)
    careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    careless.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    careless.set_ciphers("ALL:@SECLEVEL=0")
    with FaultProxy(echo.address, impostor=certificate_of(ca)) as proxy:
        proxy.fault = Fault(tls=kind)
        with pytest.raises(ssl.SSLError, match=said):
            greet(careful, proxy.port)
        assert proxy.overheard == 0
        with greet(careless, proxy.port) as believing:
            believing.sendall(b"secret")
            until = time.monotonic() + 10
            while proxy.overheard < 6 and time.monotonic() < until:
                time.sleep(0.01)
        assert proxy.overheard == 6
    assert echo.heard == 0


def greet(context: ssl.SSLContext, port: int) -> ssl.SSLSocket:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        return context.wrap_socket(plain, server_hostname="shop.example")


def test_without_anybody_behind_it_the_line_is_reset() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = closed.getsockname()
    with (
        FaultProxy(nobody) as proxy,
        pytest.raises(ConnectionResetError),
        socket.create_connection(("127.0.0.1", proxy.port), timeout=2) as line,
    ):
        received(line, 1)
