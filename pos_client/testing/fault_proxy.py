"""A TCP proxy that spoils a line on request, repeatably from a seed, without any privilege.

It counts and moves bytes, and knows nothing of the TLS in them; only as an impostor does it answer
a greeting itself. Set `fault` at any time; what is under way feels it with its next byte. ::

    with FaultProxy(("127.0.0.1", port)) as proxy:
        proxy.fault = Fault(reset_after_sent=1200)
        ...  # a client of proxy.port loses its connection in the middle of its request
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import random
import socket
import ssl
import struct
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from pos_client.testing.bad_tls import BadTls, Impostor

__all__ = ["PASS", "Fault", "FaultProxy"]

_PIECE = 64 * 1024
_LINGER_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Fault:
    """How the line misbehaves. Figures count from the moment the fault is set.

    Attributes:
        delay_s: every piece comes up to this much late, by the seed.
        reset_after_sent: the client's connection is reset after that many bytes of its
            requests have gone through; then the line is good again.
        reset_after_answered: the same for bytes of answers.
        loses_answer: the next answer's first byte resets the connection instead of arriving,
            so the request has had its effect; then the line is good again. Set it on a
            connection that stands: the first answer of a new one belongs to TLS.
        is_refusing: new connections are reset at once.
        is_half_open: connections stand, and nothing comes through.
        answer_bytes_per_s: answers drip.
        request_bytes_per_s: requests do, as those of a slow loris.
        doubles: every piece of a request comes twice; TLS takes that for an attack.
        doubles_answers: the same for every piece of an answer.
        tls: whoever connects is greeted by an impostor, or loses the line in the middle of the
            true greeting; the seed says where. Set it while no connection stands.
        says_instead: whoever connects hears this and nothing else, whatever they say: a portal's
            page, or something that is no TLS.
        is_splitting: every piece is cut at random places.
    """

    delay_s: float = 0.0
    reset_after_sent: int | None = None
    reset_after_answered: int | None = None
    loses_answer: bool = False
    is_refusing: bool = False
    is_half_open: bool = False
    answer_bytes_per_s: int | None = None
    request_bytes_per_s: int | None = None
    doubles: bool = False
    doubles_answers: bool = False
    tls: BadTls | None = None
    says_instead: bytes | None = None
    is_splitting: bool = False


PASS = Fault()


@dataclass(slots=True)
class _Plan:
    fault: Fault
    sent: int = 0
    answered: int = 0
    overheard: int = 0


class _Reset(Exception):
    """This connection is to be torn."""


class FaultProxy:
    """Listens on a port of its own and passes on to `upstream`, from a thread of its own."""

    def __init__(
        self, upstream: tuple[str, int], seed: int = 0, impostor: Impostor | None = None
    ) -> None:
        """Prepare; `impostor` is asked where a fault wants TLS that nobody may believe."""
        self._upstream = upstream
        self._impostor = impostor
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, protects nothing
        self._plan = _Plan(PASS)
        self._ready: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve()), name="fault proxy", daemon=True
        )
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = self._ready.get(timeout=5)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    @property
    def fault(self) -> Fault:
        return self._plan.fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        self._plan = _Plan(fault)

    @property
    def sent(self) -> int:
        """Bytes of requests since the fault was set."""
        return self._plan.sent

    @property
    def answered(self) -> int:
        """Bytes of answers since the fault was set."""
        return self._plan.answered

    @property
    def overheard(self) -> int:
        """Bytes that were trusted to an impostor since the fault was set."""
        return self._plan.overheard

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._connection(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        self._ready.put(server.sockets[0].getsockname()[1])
        await self._stop.wait()
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # transports close one turn of the loop later

    async def _connection(
        self, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter
    ) -> None:
        gateway_out: asyncio.StreamWriter | None = None
        try:
            fault = self.fault
            if fault.is_refusing:
                return
            if fault.says_instead is not None:
                await self._say(fault.says_instead, client_in, client_out)
                return
            if fault.tls is not None and fault.tls is not BadTls.CUT_HANDSHAKE:
                await self._pose(fault.tls, client_in, client_out)
                return
            gateway_in, gateway_out = await asyncio.open_connection(*self._upstream)
            requests = asyncio.ensure_future(self._requests(client_in, gateway_out))
            answers = asyncio.ensure_future(self._answers(gateway_in, client_out))
            try:
                await asyncio.wait((requests, answers), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in (requests, answers):
                    each.cancel()
                ends = await asyncio.gather(requests, answers, return_exceptions=True)
            if not any(isinstance(end, _Reset) for end in ends):
                await _close(client_out)
        except OSError:
            pass  # the other side is away: the client is reset below
        finally:
            for writer in (client_out, gateway_out):
                if writer is not None:
                    _reset(writer)

    async def _say(
        self, words: bytes, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter
    ) -> None:
        await client_in.read(_PIECE)  # whoever speaks first is heard out
        client_out.write(words)
        await _close(client_out)

    async def _pose(
        self, kind: BadTls, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter
    ) -> None:
        """Greet as somebody else; a client that goes on all the same is overheard."""
        plan = self._plan
        if self._impostor is None:
            raise OSError("nobody here can pose as the gateway")
        # Not `start_tls`: it hangs up on a failed greeting before its alert has gone out.
        heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls, is_greeted = (
            self._impostor.context(kind).wrap_bio(heard, said, server_side=True),
            False,
        )
        while not client_in.at_eof():
            try:
                if not is_greeted:
                    tls.do_handshake()
                    is_greeted = True
                plan.overheard += len(tls.read(_PIECE))
            except ssl.SSLWantReadError:
                client_out.write(said.read())
                heard.write(await client_in.read(_PIECE))
            except ssl.SSLError:
                break
        client_out.write(said.read())
        await _close(client_out)

    async def _requests(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while piece := await source.read(_PIECE):
            plan = self._plan
            await self._hold_up(plan.fault)
            limit = plan.fault.reset_after_sent
            passed = piece if limit is None else piece[: max(0, limit - plan.sent)]
            # Counted first: whoever has read the bytes finds them counted.
            plan.sent += len(passed)
            await self._pass(passed, to, plan.fault, plan.fault.request_bytes_per_s)
            if plan.fault.doubles:
                await self._pass(passed, to, plan.fault)
            if limit is not None and plan.sent >= limit:
                self._tear(plan)

    async def _answers(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while piece := await source.read(_PIECE):
            plan = self._plan
            await self._hold_up(plan.fault)
            if plan.fault.loses_answer:
                self._tear(plan)
            if plan.fault.tls is BadTls.CUT_HANDSHAKE:
                await self._pass(piece[: self._chance.randrange(len(piece))], to, plan.fault)
                raise _Reset
            limit = plan.fault.reset_after_answered
            passed = piece if limit is None else piece[: max(0, limit - plan.answered)]
            plan.answered += len(passed)
            await self._pass(passed, to, plan.fault, plan.fault.answer_bytes_per_s)
            if plan.fault.doubles_answers:
                await self._pass(passed, to, plan.fault)
            if limit is not None and plan.answered >= limit:
                self._tear(plan)

    def _tear(self, plan: _Plan) -> None:
        if self._plan is plan:
            self.fault = PASS
        raise _Reset

    async def _hold_up(self, fault: Fault) -> None:
        if fault.is_half_open:
            await asyncio.Event().wait()
        if fault.delay_s:
            await asyncio.sleep(self._chance.uniform(0, fault.delay_s))

    async def _pass(
        self, piece: bytes, to: asyncio.StreamWriter, fault: Fault, per_s: int | None = None
    ) -> None:
        while piece:
            length = 1 if per_s else len(piece)
            if fault.is_splitting:
                length = self._chance.randint(1, len(piece))
            to.write(piece[:length])
            await to.drain()
            piece = piece[length:]
            if per_s:
                await asyncio.sleep(1 / per_s)


async def _close(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        await writer.drain()
        writer.close()
        await writer.wait_closed()


def _reset(writer: asyncio.StreamWriter) -> None:
    if not writer.is_closing():
        with contextlib.suppress(OSError):
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_RESET
            )
    writer.transport.abort()
