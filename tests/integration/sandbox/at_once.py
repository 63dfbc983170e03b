"""Devices of a gateway in this process: its application is asked without socket and TLS."""

from __future__ import annotations

import sqlite3
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Self
from unittest import mock

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.authority import fingerprint_of
from pos_client.sandbox.founding import clerk_passwords
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.faults.in_process import Application
from tests.integration.sandbox.device import TestDevice

__all__ = ["GatewayAtOnce"]

_URL = "https://gateway.invalid"


class _Straight(httpx.BaseTransport):
    """Carries a request to the application, as the connection with this certificate would."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self.fingerprint = ""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        target, headers = request.url.raw_path.decode(), dict(request.headers)
        content = request.read() or None
        said = self._application.ask(self.fingerprint, request.method, target, headers, content)
        return httpx.Response(said.status, headers=said.headers, content=said.body)


class GatewayAtOnce:
    """Use it as a context: a gateway whose books can be put back in a moment, without a trace."""

    def __init__(self, folder: Path, policy: SandboxPolicy, kind: OutletKind) -> None:
        outlet = replace(DEMO_OUTLET, kind=kind)
        self.sandbox = RunningSandbox(folder / "gateway", policy=policy, outlet=outlet)
        self._folder = folder
        self._devices: list[TestDevice] = []
        self._first = sqlite3.connect(":memory:", check_same_thread=False)

    def enrol(self, clerk_number: str) -> None:
        """One more device with this clerk at it, to be there after every return to the start."""
        folder = self._folder / clerk_number
        folder.mkdir()
        carrier = _Straight(self._application)
        client = httpx.Client(base_url=_URL, transport=carrier)

        def straight(*_: object) -> httpx.Client:
            return client if carrier.fingerprint else httpx.Client(base_url=_URL, transport=carrier)

        home = "tests.integration.sandbox.device"
        with (
            mock.patch(f"{home}.stranger", straight),
            mock.patch(f"{home}.client_of", return_value=client),
            mock.patch.object(ssl.SSLContext, "load_cert_chain"),
        ):
            code = self.sandbox.issue_code()
            device = TestDevice.enrolled(self.sandbox.gateway_file, code, folder)
        certificate = x509.load_pem_x509_certificate((folder / "tls.pem").read_bytes())
        carrier.fingerprint = fingerprint_of(certificate.public_bytes(Encoding.DER))
        answer = device.log_in(clerk_number, clerk_passwords(self.sandbox.home)[clerk_number])
        assert answer.status_code == httpx.codes.OK, answer.text
        self._devices.append(device)

    def keep(self) -> None:
        """This is the start."""
        self._copy(to_first=True)

    def begin_again(self) -> tuple[TestDevice, ...]:
        """The books as they were kept, and fresh devices of the same keys."""
        self._copy(to_first=False)
        self.sandbox.call(lambda desk: desk.switches.clear())
        return tuple(replace(each, chain=[]) for each in self._devices)

    def _copy(self, *, to_first: bool) -> None:
        gateway = self.sandbox.gateway

        def work() -> None:
            live = gateway._desk.connection.connection.driver_connection
            assert isinstance(live, sqlite3.Connection)
            source, target = (live, self._first) if to_first else (self._first, live)
            source.backup(target)

        gateway._thread.submit(work).result()

    def __enter__(self) -> Self:
        self.sandbox._open(_URL)
        self._application = Application(self.sandbox)
        return self

    def __exit__(self, *_: object) -> None:
        for device in self._devices:
            device.close()
        self._application.close()
        self._first.close()
        self.sandbox.stop()
