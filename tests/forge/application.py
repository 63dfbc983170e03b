"""The gateway's application in this process: no socket and no TLS, the rest is real."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from pos_client.sandbox.app import create_app
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.door import Caller, Knock, Needs
from pos_client.sandbox.gateway import ReferenceGateway
from pos_client.sandbox.peer import SCOPE_KEY, Peer
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.running import RunningSandbox

__all__ = ["Answered", "Application", "application_of"]


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer."""

    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        plain: dict[str, Any] = json.loads(self.body)
        return plain


class Application:
    """Calls the ASGI application of a running sandbox as one device's connection would."""

    def __init__(self, sandbox: RunningSandbox, fingerprint: str) -> None:
        self._gateway = sandbox.gateway
        self._app = create_app(sandbox.gateway)
        self._peer = Peer(fingerprint, asyncio.Transport())
        self._loop = asyncio.new_event_loop()

    def close(self) -> None:
        self._loop.close()

    def run(self, work: Callable[[], None]) -> None:
        """Do a piece of work on the desk's own thread, where calls wait for nobody.

        Whatever in it asks the gateway asks it by `post`.
        """
        with mock.patch.object(ReferenceGateway, "answer", _at_once):
            self._gateway._thread.submit(work).result()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        """Make one call.

        Raises:
            Exception: whatever the application did not catch.
        """
        return self._loop.run_until_complete(self._post(path, body, headers))

    async def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.lower().encode(), said.encode()) for name, said in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 2),
            SCOPE_KEY: self._peer,
        }
        said: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        await self._app(scope, receive, send)
        answer = b"".join(each.get("body", b"") for each in said[1:])
        return Answered(said[0]["status"], answer)


async def _at_once(
    gateway: ReferenceGateway, knock: Knock, needs: Needs, work: Callable[[Desk, Caller], Any]
) -> Any:
    """As `ReferenceGateway.answer`, already on the desk's thread."""
    answer = gateway._admitted(knock, needs, work)
    if isinstance(answer, Refusal):
        raise answer
    return answer


@contextmanager
def application_of(sandbox: RunningSandbox, fingerprint: str) -> Iterator[Application]:
    """The application of a sandbox, for the holder of this certificate."""
    application = Application(sandbox, fingerprint)
    try:
        yield application
    finally:
        application.close()
