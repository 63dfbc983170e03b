"""A TLS server that says what it was told to say, byte by byte, and remembers what it heard."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import trustme

from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.testing.keys import ThrowawayKey

__all__ = ["Heard", "TlsStub", "answer", "folder_of", "gateway_file", "server_context"]


@dataclass(slots=True)
class Heard:
    """One request: its first line, headers in lower case, and body."""

    line: str
    headers: dict[str, str]
    body: bytes = field(repr=False)


def answer(body: bytes, status: str = "200 OK", *headers: str, length: int | None = None) -> bytes:
    """Write an HTTP answer; with `length` its Content-Length promises something else."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    if body.startswith(b"{"):
        head.append("Content-Type: application/json")
    return "\r\n".join([*head, *headers, "", ""]).encode() + body


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    context.num_tickets = 0
    return context


def gateway_file(
    port: int, ca: trustme.CA, root: ThrowawayKey, host: str = "127.0.0.1"
) -> GatewayFile:
    return GatewayFile(
        url=f"https://{host}:{port}",
        ca_pem=ca.cert_pem.bytes().decode(),
        root=root.jwk,
        carrier="示例移动",
    )


class TlsStub:
    """Answers every request with the next of `answers`, the last one for ever.

    An answer that ends in `CLOSE` closes the connection. Without a context the stub is a plain
    HTTP server that somebody greets in TLS.
    """

    CLOSE = b"<close>"

    def __init__(
        self,
        context: ssl.SSLContext | None,
        answers: Sequence[bytes | Callable[[Heard], bytes]],
        pause_s: float = 0,
    ) -> None:
        self.answers = list(answers)
        self.heard: list[Heard] = []
        self._context = context
        self._pause_s = pause_s
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="tls stub", daemon=True)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._listener.settimeout(0.02)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                plain, _ = self._listener.accept()
            except TimeoutError:
                continue
            with plain, contextlib.suppress(OSError, EOFError):
                plain.settimeout(2)
                self._greet(plain)

    def _greet(self, plain: socket.socket) -> None:
        if self._context is None:
            plain.recv(65536)  # a greeting in TLS, which it does not understand
            if isinstance(self.answers[0], bytes):
                plain.sendall(self.answers[0])
            return
        with self._context.wrap_socket(plain, server_side=True) as line:
            self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        line.settimeout(0.05)
        while not self._stopping.is_set():
            self.heard.append(self._request(line))
            said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if not isinstance(said, bytes):
                said = said(self.heard[-1])
            closes = said.endswith(self.CLOSE)
            for part in self._parts(said.removesuffix(self.CLOSE)):
                line.sendall(part)
            if closes:
                return

    def _parts(self, said: bytes) -> Iterator[bytes]:
        if not self._pause_s:
            yield said
            return
        for at in range(len(said)):
            if self._stopping.is_set():
                return
            time.sleep(self._pause_s)
            yield said[at : at + 1]

    def _request(self, line: socket.socket) -> Heard:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more(line)
        head, _, body = data.partition(b"\r\n\r\n")
        first, *rest = head.decode().split("\r\n")
        headers = {key.lower(): value for key, _, value in (row.partition(": ") for row in rest)}
        while len(body) < int(headers.get("content-length", 0)):
            body += self._more(line)
        return Heard(first, headers, body)

    def _more(self, line: socket.socket) -> bytes:
        while not self._stopping.is_set():
            try:
                data = line.recv(65536)
            except TimeoutError:
                continue
            if data:
                return data
            break
        raise EOFError


def folder_of(tmp_path: Path, certificate: trustme.LeafCert) -> tuple[Path, Path]:
    """Lay a certificate and its 0600 key into files."""
    chain, key = tmp_path / "tls-certificate.pem", tmp_path / "tls-key.pem"
    chain.write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    key.write_bytes(certificate.private_key_pem.bytes())
    key.chmod(0o600)
    return chain, key
