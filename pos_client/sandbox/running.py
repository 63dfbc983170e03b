"""A sandbox that runs: its own thread, its own loop, a port of this computer."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import uvicorn

from drivers.simulator.deck import load_deck
from pos_client.domain.outlet import Outlet
from pos_client.sandbox.app import create_app
from pos_client.sandbox.bad_line import BadLine
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.faults import SandboxFaults
from pos_client.sandbox.founding import (
    DEMO_CLERK,
    DEMO_REVIEWER,
    DEMO_SUPERVISOR,
    clerk_passwords,
    clerk_secrets,
    found,
)
from pos_client.sandbox.gateway import ReferenceGateway, utc_now
from pos_client.sandbox.home import SandboxHome, SandboxUnusable
from pos_client.sandbox.peer import PeerProtocol
from pos_client.sandbox.policy import CARRIER, DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.population import RegisterEntry, entries_of
from pos_client.sandbox.restorations import copy_books, put_back_books

__all__ = ["RunningSandbox"]

_T = TypeVar("_T")
_UP_WITHIN_S = 20
_ANSWERED_WITHIN_S = 2
_TICKS_A_SECOND = 50


class RunningSandbox:
    """Use it as a context, or `start` and `stop` it by hand, as often as you like.

    A restart finds everything again: CA, keys, ledger, devices and the port.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        policy: SandboxPolicy | None = None,
        outlet: Outlet = DEMO_OUTLET,
        entries: Iterable[RegisterEntry] | None = None,
        faults: SandboxFaults | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self.home = SandboxHome(folder)
        self.home.create()
        self.faults = faults or SandboxFaults()
        self._wanted_port = port
        self._policy = policy or SandboxPolicy()
        self._outlet = outlet
        self._entries = tuple(entries_of(load_deck()) if entries is None else entries)
        self._clock = clock
        self._gateway: ReferenceGateway | None = None
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    @property
    def gateway_file(self) -> Path:
        """The file that a client is given, `gateway.json`."""
        return self.home.gateway_file

    @property
    def clerk_number(self) -> str:
        return DEMO_CLERK

    @property
    def password(self) -> str:
        return clerk_passwords(self.home)[DEMO_CLERK]

    @property
    def supervisor_number(self) -> str:
        """Who reviews at the counter."""
        return DEMO_SUPERVISOR

    @property
    def supervisor_password(self) -> str:
        return clerk_passwords(self.home)[DEMO_SUPERVISOR]

    @property
    def reviewer_number(self) -> str:
        """Who reviews in the carrier's centre."""
        return DEMO_REVIEWER

    @property
    def reviewer_password(self) -> str:
        return clerk_passwords(self.home)[DEMO_REVIEWER]

    def second_factor_secret(self, clerk_number: str) -> str:
        """What the authenticator of an invented clerk was given: base32."""
        return clerk_secrets(self.home)[clerk_number]

    @property
    def outlet_code(self) -> str:
        return self._outlet.code

    @property
    def gateway(self) -> ReferenceGateway:
        if self._gateway is None:
            raise RuntimeError("the sandbox is not running")
        return self._gateway

    def call(self, work: Callable[[Desk], _T]) -> _T:
        """Do something at the running gateway's desk, in one transaction."""
        return self.gateway.call(work)

    def issue_code(self, *, is_approved: bool = True) -> str:
        """A one-time enrolment code for the sandbox's outlet."""
        code = self.call(
            lambda desk: desk.enrolment.issue_code(self._outlet.code, is_approved=is_approved)
        )
        return str(code)

    def start(self) -> None:
        """Return once calls are answered.

        Raises:
            SandboxUnusable: the port is taken, or a file of the home is damaged.
        """
        line = _bound(self._wanted_port or self.home.port())
        try:
            self._open(f"https://127.0.0.1:{line.getsockname()[1]}")
            server = self._server = _Server(self.gateway, self.faults)
        except BaseException:
            line.close()
            self.stop()
            raise
        self._thread = threading.Thread(target=server.run, args=([line],), name="sandbox-gateway")
        self._thread.start()
        if not server.is_up.wait(_UP_WITHIN_S):
            self.stop()
            raise RuntimeError("the sandbox did not come up")

    def _open(self, url: str) -> None:
        self._gateway = ReferenceGateway(self.home, self._policy, self._entries, self._clock)
        passwords = clerk_passwords(self.home)
        secrets = clerk_secrets(self.home)
        self._gateway.call(lambda desk: found(desk, self._outlet, passwords, secrets))
        self.url = url
        self.home.write_gateway_file(
            {
                "url": url,
                "ca_pem": self._gateway.authority.pem,
                "root": self._gateway.keys.root_jwk,
                "carrier": CARRIER,
            }
        )

    def stop(self) -> None:
        """Finish what is being answered, drop every connection. Stopping twice does nothing."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        if self._gateway is not None:
            self._gateway.close()
        self._server = self._thread = self._gateway = None

    def copy_books(self, file: Path) -> None:
        """Keep a copy of everything that is decided by now, as a backup does; any time."""
        copy_books(self.home.database_file, file, self._clock())

    def put_back(self, file: Path) -> None:
        """Stop, go on from an earlier copy of the books, and start again at the same port.

        Whatever was decided since is forgotten; keys and passwords are not.

        Raises:
            LookupError: there is no such copy; nothing has changed.
        """
        if not file.exists():
            raise LookupError(f"there is no copy {file.name}")
        self.stop()
        put_back_books(file, self.home.database_file, self._clock())
        self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class _Server(uvicorn.Server):
    """Tells when it is up. Signals stay with whoever runs the process."""

    def __init__(self, gateway: ReferenceGateway, faults: SandboxFaults) -> None:
        self._gateway = gateway
        context = gateway.authority.server_context()
        super().__init__(
            uvicorn.Config(
                BadLine(create_app(gateway), faults, gateway.keys),
                http=PeerProtocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=300,
                ssl_context_factory=lambda _config, _default: context,
            )
        )
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is being answered, for a while, and then hang up on everybody.

        uvicorn's own waits for the clients to say goodbye; one that is asleep never does.
        """
        for server in self.servers:
            server.close()
        for line in sockets or ():
            line.close()
        connections = self.server_state.connections
        for connection in list(connections):
            connection.shutdown()
        if busy := set(self.server_state.tasks):
            _, late = await asyncio.wait(busy, timeout=_ANSWERED_WITHIN_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late)
        while connections:
            for connection in list(connections):
                connection.transport.abort()
            await asyncio.sleep(0)

    async def main_loop(self) -> None:
        """As uvicorn's, with a shorter pause: tests stop and start often."""
        counter = 0
        while not await self.on_tick(counter):
            if counter % _TICKS_A_SECOND == 0:
                await self._gateway.keep_time()
            counter += 1
            await asyncio.sleep(1 / _TICKS_A_SECOND)


def _bound(port: int) -> socket.socket:
    # asyncio turns Nagle's delay off only where the protocol is named.
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind(("127.0.0.1", port))
    except OSError as no:
        line.close()
        raise SandboxUnusable(
            f"port {port} of this computer cannot be had ({no.strerror}); "
            "end the program that uses it, or choose another --port"
        ) from no
    return line
