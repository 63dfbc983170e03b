"""One long-lived connection to the gateway: a call goes out, a checked message comes back."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from pos_client.application.trouble import GatewayTrouble, OutcomeUnknown, Unreachable
from pos_client.infrastructure.gateway.answers import ERRORS, trouble_of_error, trouble_of_status
from pos_client.protocol import strict_json
from pos_client.protocol.api import ENVELOPE_MEDIA_TYPE

__all__ = ["CONNECT_S", "READ_S", "WHOLE_ANSWER_S", "GatewayLine"]

CONNECT_S = 5.0
READ_S = 15.0
# An answer that drips in never trips the read time-out; this bounds the whole of its body.
WHOLE_ANSWER_S = 30.0
_LONGEST_ANSWER = 4 * 1024 * 1024

Answer = TypeVar("Answer", bound=BaseModel)


class GatewayLine:
    """Used by one thread at a time, closed by any. Raises `GatewayTrouble` leaves, nothing else."""

    def __init__(self, client: httpx.Client, whole_answer_s: float = WHOLE_ANSWER_S) -> None:
        self._client = client
        self._whole_answer_s = whole_answer_s
        self._is_closed = False
        self._plug: socket.socket | None = None

    @classmethod
    def to(cls, url: str, context: ssl.SSLContext, read_s: float = READ_S) -> Self:
        """Prepare a connection; it is made by the first call and kept as long as possible."""
        return cls(
            httpx.Client(
                base_url=url,
                verify=context,
                timeout=httpx.Timeout(read_s, connect=CONNECT_S, pool=CONNECT_S),
                limits=httpx.Limits(max_connections=2, keepalive_expiry=300),
                follow_redirects=False,
                # Proxies and CAs of the environment are not the carrier's.
                trust_env=False,
                headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            )
        )

    def call(
        self,
        method: str,
        path: str,
        expects: type[Answer],
        *,
        stranger: type[GatewayTrouble],
        headers: Mapping[str, str],
        message: BaseModel | None = None,
        params: Mapping[str, str | int] | None = None,
    ) -> Answer:
        """Ask, and read the answer as one message of the protocol.

        Args:
            stranger: raised when something answers with success that is not our gateway.
        """
        content = None if message is None else message.model_dump_json().encode()
        said = {**headers, "Content-Type": "application/json"} if content is not None else headers
        body = self._exchange(method, path, stranger, said, content, params)
        return _read(body, expects, stranger)

    def call_without_answer(
        self, method: str, path: str, *, stranger: type[GatewayTrouble], headers: Mapping[str, str]
    ) -> None:
        """Ask for something that is answered by its status alone."""
        self._exchange(method, path, stranger, headers, None, None)

    def send_envelope(
        self,
        path: str,
        expects: type[Answer],
        *,
        stranger: type[GatewayTrouble],
        headers: Mapping[str, str],
        envelope: bytes,
    ) -> Answer:
        """Send frozen bytes as they are."""
        said = {**headers, "Content-Type": ENVELOPE_MEDIA_TYPE}
        return _read(
            self._exchange("POST", path, stranger, said, envelope, None), expects, stranger
        )

    def close(self) -> None:
        """Hang up, also on a call that another thread is waiting in."""
        self._is_closed = True
        self._hang_up()
        self._client.close()

    def _hang_up(self) -> None:
        plug, self._plug = self._plug, None
        if plug is not None:
            with suppress(OSError):
                plug.shutdown(socket.SHUT_RDWR)
            plug.close()

    def _watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Keep a second handle of the newest connection.

        Closing a socket does not wake a thread that reads from it; shutting it down does, and
        through a handle of our own that cannot hit whatever has got the old number meanwhile.
        """
        if event == "connection.connect_tcp.complete":
            plug, self._plug = self._plug, info["return_value"].get_extra_info("socket").dup()
            if plug is not None:
                plug.close()
            if self._is_closed:
                self._hang_up()

    def _exchange(
        self,
        method: str,
        path: str,
        stranger: type[GatewayTrouble],
        headers: Mapping[str, str],
        content: bytes | None,
        params: Mapping[str, str | int] | None,
    ) -> bytes:
        if self._is_closed:
            raise Unreachable("the line was closed")
        try:
            with self._client.stream(
                method,
                path,
                headers=dict(headers),
                content=content,
                params=params,
                extensions={"trace": self._watch},
            ) as response:
                body = self._body_of(response, stranger)
        except ERRORS as error:
            raise trouble_of_error(error) from error
        if response.is_success:
            return body
        if response.status_code < 400:
            raise stranger(f"status {response.status_code}")
        raise trouble_of_status(response.status_code, body, response.headers.get("Retry-After"))

    def _body_of(self, response: httpx.Response, stranger: type[GatewayTrouble]) -> bytes:
        until = time.monotonic() + self._whole_answer_s
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > _LONGEST_ANSWER:
                raise stranger("an answer without end")
            if time.monotonic() > until:
                raise OutcomeUnknown("the answer took too long")
        return bytes(body)


def _read(body: bytes, expects: type[Answer], stranger: type[GatewayTrouble]) -> Answer:
    try:
        return expects.model_validate(strict_json.loads(body))
    except (strict_json.JsonRefused, ValidationError) as error:
        # What was said instead is not passed on: it is no word of the gateway.
        raise stranger(f"not the gateway's answer: {type(error).__name__}") from None
