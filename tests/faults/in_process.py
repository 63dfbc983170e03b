"""The gateway's application in this process, asked through the product's own client.

No socket and no TLS; headers, bodies, signatures, checks and the ledger are real. Everything runs
on the desk's thread, where a call waits for nobody.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from unittest import mock

from urllib3 import BaseHTTPResponse, HTTPResponse

from pos_client.sandbox.app import create_app
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.door import Caller, Knock, Needs
from pos_client.sandbox.gateway import ReferenceGateway
from pos_client.sandbox.peer import SCOPE_KEY, Peer
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.running import RunningSandbox

__all__ = ["Answered", "Application", "ApplicationWire", "response"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as it leaves the application."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


class Application:
    """Calls a running sandbox's application as a device's connection would."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._gateway = sandbox.gateway
        self._app = create_app(sandbox.gateway)
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.close()

    def run(self, work: Callable[[], T]) -> T:
        """Do a piece of work on the desk's own thread; whatever in it asks, asks there."""
        with mock.patch.object(ReferenceGateway, "answer", _at_once):
            return self._gateway._thread.submit(work).result()

    def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something that makes calls beside each other."""
        return self._loop.run_until_complete(work)

    def ask(
        self,
        fingerprint: str,
        method: str,
        target: str,
        headers: dict[str, str],
        content: bytes | None,
    ) -> Answered:
        """Make one call."""
        return self.wait_for(self.call(fingerprint, method, target, headers, content))

    async def call(
        self,
        fingerprint: str,
        method: str,
        target: str,
        headers: dict[str, str],
        content: bytes | None,
        pieces: int = 1,
    ) -> Answered:
        """Make one call whose body comes in pieces; before each the others have their turn."""
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), said.encode()) for name, said in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 2),
            SCOPE_KEY: Peer(fingerprint, asyncio.Transport()),
        }
        body, said = content or b"", list[Any]()
        length = -(-len(body) // pieces) or 1
        parts = [body[at : at + length] for at in range(0, len(body), length)] or [b""]

        async def receive() -> dict[str, Any]:
            if pieces > 1:
                await asyncio.sleep(0)
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def send(message: Any) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        return Answered(
            said[0]["status"],
            {name.decode(): value.decode() for name, value in said[0]["headers"]},
            b"".join(each.get("body", b"") for each in said[1:]),
        )


class ApplicationWire:
    """Implements `Wire`: what the client sends goes straight to the application."""

    def __init__(self, application: Application, fingerprint: str) -> None:
        self._application = application
        self._fingerprint = fingerprint

    def ask(
        self,
        method: str,
        target: str,
        headers: dict[str, str],
        content: bytes | None,
        _within_s: float,
    ) -> BaseHTTPResponse:
        return response(self._application.ask(self._fingerprint, method, target, headers, content))

    def close(self) -> None:
        """There is nothing to hang up on."""


def response(answered: Answered) -> BaseHTTPResponse:
    """The same answer as urllib3 gives it."""
    return HTTPResponse(
        io.BytesIO(answered.body),
        headers=answered.headers,
        status=answered.status,
        preload_content=False,
        decode_content=False,
    )


async def _at_once(
    gateway: ReferenceGateway, knock: Knock, needs: Needs, work: Callable[[Desk, Caller], Any]
) -> Any:
    """As `ReferenceGateway.answer`, already on the desk's thread."""
    answer = gateway._admitted(knock, needs, work)
    if isinstance(answer, Refusal):
        raise answer
    return answer
