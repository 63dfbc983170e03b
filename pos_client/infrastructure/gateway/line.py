"""One long-lived connection to the gateway: a call goes out, a checked message comes back."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Self, TypeVar
from urllib.parse import urlencode, urlsplit

from urllib3 import BaseHTTPResponse

from pos_client.application.trouble import GatewayTrouble
from pos_client.infrastructure.gateway.answers import ERRORS, trouble_of_error, trouble_of_status
from pos_client.infrastructure.gateway.wire import TlsWire, Wire
from pos_client.protocol import message as messages
from pos_client.protocol import strict_json
from pos_client.protocol.api import ENVELOPE_MEDIA_TYPE, Headers
from pos_client.protocol.message import Message, MessageRefused

__all__ = ["CONNECT_S", "DELIVERY_S", "QUESTION_S", "READ_S", "GatewayLine", "wire_to"]

CONNECT_S = 5.0
READ_S = 15.0
# What drips never trips the read time-out: these bound sending, head and body of an answer
# together. A clerk waits for a question, and the next try for a heartbeat.
QUESTION_S = 20.0
DELIVERY_S = 30.0
# A whole scan goes over a poor line too, as long as it goes at this pace.
_SLOWEST_BYTES_A_SECOND = 8 * 1024
_LONGEST_ANSWER = 4 * 1024 * 1024
_PART = 64 * 1024

_ALWAYS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    # The library's own word would name its version.
    "User-Agent": "pos-client",
}

Answer = TypeVar("Answer", bound=Message)


def wire_to(url: str, context: ssl.SSLContext, read_s: float = READ_S) -> Wire:
    """What carries calls to the gateway at this address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    return TlsWire(host, parts.port or 443, context, CONNECT_S, read_s)


class GatewayLine:
    """Used by one thread at a time, closed by any. Raises `GatewayTrouble` leaves, nothing else."""

    def __init__(self, wire: Wire, prefix: str = "") -> None:
        """Take what carries; `prefix` is the path under which the gateway lives, if any."""
        self._wire = wire
        self._prefix = prefix

    @classmethod
    def to(cls, url: str, context: ssl.SSLContext, read_s: float = READ_S) -> Self:
        """Prepare a connection; it is made by the first call and kept as long as possible."""
        return cls(wire_to(url, context, read_s), urlsplit(url).path.rstrip("/"))

    def call(
        self,
        method: str,
        path: str,
        expects: type[Answer],
        *,
        stranger: type[GatewayTrouble],
        headers: Mapping[str, str],
        message: Message | None = None,
        params: Mapping[str, str | int] | None = None,
        within_s: float = QUESTION_S,
    ) -> Answer:
        """Ask, and read the answer as one message of the protocol.

        Args:
            stranger: raised when something answers with success that is not our gateway.
            within_s: how long it may take from the first byte to the last, on a quick line.
        """
        content = None if message is None else messages.write(message)
        said = {**headers, "Content-Type": "application/json"} if content is not None else headers
        body = self._exchange(method, path, stranger, said, content, params, within_s)
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
        within_s: float = QUESTION_S,
    ) -> Answer:
        """Send frozen bytes as they are."""
        said = {**headers, "Content-Type": ENVELOPE_MEDIA_TYPE}
        body = self._exchange("POST", path, stranger, said, envelope, None, within_s)
        return _read(body, expects, stranger)

    def close(self) -> None:
        """Hang up, also on a call that another thread is waiting in."""
        self._wire.close()

    def _exchange(
        self,
        method: str,
        path: str,
        stranger: type[GatewayTrouble],
        headers: Mapping[str, str],
        content: bytes | None,
        params: Mapping[str, str | int] | None,
        within_s: float = QUESTION_S,
    ) -> bytes:
        target = self._prefix + path + (f"?{urlencode(params)}" if params else "")
        within_s += len(content or b"") / _SLOWEST_BYTES_A_SECOND
        try:
            answer = self._wire.ask(method, target, {**_ALWAYS, **headers}, content, within_s)
            try:
                body = self._body_of(answer, stranger)
            finally:
                # What was read to its end has gone back already and stays open.
                answer.close()
                answer.release_conn()
        except ERRORS as error:
            raise trouble_of_error(error) from error
        if 200 <= answer.status < 300:
            return body
        if answer.status < 400:
            raise stranger(f"status {answer.status}")
        about = headers.get(Headers.IDEMPOTENCY_KEY, "")
        raise trouble_of_status(answer.status, body, answer.headers, about)

    def _body_of(self, answer: BaseHTTPResponse, stranger: type[GatewayTrouble]) -> bytes:
        body = bytearray()
        # Never more than has come: a read for so many bytes would wait for the last of them.
        while part := answer.read1(_PART):
            body += part
            if len(body) > _LONGEST_ANSWER:
                raise stranger("an answer without end")
        return bytes(body)


def _read(body: bytes, expects: type[Answer], stranger: type[GatewayTrouble]) -> Answer:
    try:
        return messages.read(expects, strict_json.loads(body))
    except (strict_json.JsonRefused, MessageRefused) as error:
        # What was said instead is not passed on: it is no word of the gateway.
        raise stranger(f"not the gateway's answer: {type(error).__name__}") from None
