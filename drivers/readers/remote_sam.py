"""Reading with a decoder elsewhere: `remote-sam:192.0.2.7:4002`, `remote-sam:/dev/ttyUSB0`.

The reader has no SAM. It passes on what the card says to a decoder, and what the decoder says to
the card; neither it nor this program can read any of it. What the decoder has opened comes back
with its signature (evidence level A). Without a decoder a card is seen and gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from drivers.api import (
    AddressInvalid,
    CardEvent,
    CardRefused,
    CardRemoved,
    Reader,
    ReaderError,
    ReaderInfo,
    ReaderSilent,
)
from drivers.card.number import CHINA_TIME
from drivers.card.read import CardRead, RecordRefused
from drivers.decoder import Decoded, Decoder, DecoderRefused
from drivers.readers.opened import OpenedReader
from drivers.readers.options import read_baud, refuse_unknown
from drivers.sam.remote_frames import (
    EXCHANGE,
    FIND,
    IDENTIFY,
    REFUSED,
    Frame,
    FrameReader,
    encode_frame,
)
from drivers.transport.byte_stream import ByteStream

__all__ = ["DRIVER", "RemoteSamDriver", "RemoteSamReader"]

_CAPABILITIES: Final = frozenset({"raw_text", "raw_photo", "sam_id"})
_FIND_EVERY_S: Final = 0.1
_IDENTIFY_WAIT_S: Final = 0.4
_ANSWER_WAIT_S: Final = 1.0
_CARD_WAIT_S: Final = 3.0
_TRIES: Final = 3
# The gateway's own time-outs are shorter; this one only keeps a card from waiting for ever.
_DECODER_WAIT_S: Final = 40.0
_AWAY, _LOST = "decoder_away", "read_failed"


class RemoteSamReader(OpenedReader):
    """One opened reader. Takes over `line` and closes it, also when opening fails."""

    def __init__(
        self,
        line: ByteStream,
        *,
        address: str,
        driver: str,
        driver_version: str,
        decoder: Decoder | None = None,
    ) -> None:
        super().__init__(address)
        self._line, self._decoder = line, decoder
        self._told = ReaderInfo(address, driver, driver_version, "", capabilities=_CAPABILITIES)
        self._frames = FrameReader()
        self._asked: Frame | None = None
        self._tries = 0
        self._answer_due = self._next_find = self._decoder_due = 0.0
        self._laying = 0
        self._laid_at = 0.0
        self._is_decoding = False
        self._sam_id = ""
        try:
            self._identify()
        except ReaderError:
            self.close()
            raise

    @property
    def info(self) -> ReaderInfo:
        told = self._told
        return ReaderInfo(
            told.address,
            told.driver,
            told.driver_version,
            self._sam_id,
            capabilities=told.capabilities,
        )

    def _next_event(self, due: float) -> CardEvent | None:
        while True:
            event = self._step(due)
            if event is not None or self._now() >= due:
                return event

    def _let_go(self) -> None:
        if self._decoder is not None:
            self._decoder.give_up()
        self._line.close()

    def _identify(self) -> None:
        self._ask(Frame(IDENTIFY), _ANSWER_WAIT_S)
        due = self._now() + _IDENTIFY_WAIT_S
        while not self._sam_id and self._now() < due:
            self._step(due)

    def _step(self, due: float) -> CardEvent | None:
        """Do the next thing, waiting for it until `due` at most."""
        if self._asked is not None:
            return self._listen(self._asked, due)
        if self._is_decoding:
            return self._await_decoder(due)
        now = self._now()
        if now < self._next_find:
            # Nothing is due to come; what comes all the same is dropped with the next request.
            self._frames.feed(self._line.read(max(0.0, min(due, self._next_find) - now)))
            return None
        self._next_find = now + _FIND_EVERY_S
        self._ask(Frame(FIND) if self._sam_id else Frame(IDENTIFY), _ANSWER_WAIT_S)
        return None

    # The line ------------------------------------------------------------------------------

    def _ask(self, frame: Frame, wait_s: float) -> None:
        self._tries = 1 if frame is not self._asked else self._tries + 1
        self._asked, self._answer_due = frame, self._now() + wait_s
        self._line.flush_input()
        self._frames = FrameReader()
        self._line.write(encode_frame(frame))

    def _listen(self, asked: Frame, due: float) -> CardEvent | None:
        until = min(due, self._answer_due)
        piece = self._line.read(max(0.0, until - self._now()))
        for frame in self._frames.feed(piece):
            if frame.kind == asked.kind or (asked.kind == EXCHANGE and frame.kind == REFUSED):
                self._asked = None
                return self._answered(frame)
        if self._now() >= self._answer_due:
            return self._unanswered(asked)
        return None

    def _unanswered(self, asked: Frame) -> CardEvent | None:
        if asked.kind == EXCHANGE:  # said once: the card has begun to answer, or is gone
            self._asked = None
            return self._refuse("timeout", is_unreadable=True)
        if self._tries >= _TRIES:
            raise ReaderSilent(f"{self._address} does not answer")
        self._ask(asked, _ANSWER_WAIT_S)
        return None

    def _answered(self, frame: Frame) -> CardEvent | None:
        if frame.kind == IDENTIFY:
            self._sam_id = "".join(
                each for each in frame.payload.decode("ascii", "replace")[:64] if each in _OF_ID
            )
            return None
        if frame.kind == FIND:
            return self._found(int.from_bytes(frame.payload[:4], "big"))
        if frame.kind == REFUSED or self._decoder is None:
            return self._refuse(_LOST, is_unreadable=True)
        self._decoder.finish(frame.payload)
        self._begin_waiting()
        return None

    # The card ------------------------------------------------------------------------------

    def _found(self, laying: int) -> CardEvent | None:
        before, self._laying = self._laying, laying
        if laying == before:
            return None
        if not laying:
            return CardRemoved()
        if self._decoder is None:
            return self._refuse(_AWAY)
        self._laid_at = self._now()
        self._decoder.begin()
        self._begin_waiting()
        return None

    def _begin_waiting(self) -> None:
        self._is_decoding = True
        self._decoder_due = self._now() + _DECODER_WAIT_S

    def _await_decoder(self, due: float) -> CardEvent | None:
        if self._decoder is None:
            raise AssertionError("nobody was asked")
        now = self._now()
        said = self._decoder.take(max(0.0, min(due, self._decoder_due) - now))
        if said is None:
            return self._refuse(_AWAY) if self._now() >= self._decoder_due else None
        self._is_decoding = False
        if isinstance(said, DecoderRefused):
            return self._refuse(said.reason)
        if isinstance(said, bytes):
            self._ask(Frame(EXCHANGE, said), _CARD_WAIT_S)
            return None
        return self._read(said)

    def _read(self, decoded: Decoded) -> CardEvent:
        try:
            return CardRead.parse(
                decoded.raw_text,
                decoded.raw_photo,
                sam_id=decoded.sam_id,
                card_serial=decoded.card_serial,
                read_at=datetime.now(CHINA_TIME),
                duration_s=self._now() - self._laid_at,
                signed_read=decoded.signed_read,
            )
        except RecordRefused as no:
            return CardRefused(no.reason)

    def _refuse(self, reason: str, *, is_unreadable: bool = False) -> CardRefused:
        self._is_decoding = False
        if self._decoder is not None:
            self._decoder.give_up()
        return CardRefused(reason, is_unreadable=is_unreadable)


class RemoteSamDriver:
    """Frames of a remote-SAM reader, over a socket or a serial port."""

    scheme = "remote-sam"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """A port does not tell what is behind it: these readers are named by somebody."""
        return ()

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open a reader that nothing can be decoded for: it tells of cards, and refuses them."""
        return self._open(address, target, options, None)

    def open_with(
        self, address: str, target: str, options: Mapping[str, str], decoder: Decoder
    ) -> Reader:
        """Open a reader whose cards `decoder` opens."""
        return self._open(address, target, options, decoder)

    def _open(
        self, address: str, target: str, options: Mapping[str, str], decoder: Decoder | None
    ) -> Reader:
        refuse_unknown(options, ("baud",))
        return RemoteSamReader(
            _line(target, read_baud(options)),
            address=address,
            driver=self.scheme,
            driver_version=self.version,
            decoder=decoder,
        )


def _line(target: str, baud: int) -> ByteStream:
    if not target:
        raise AddressInvalid("neither HOST:PORT nor a serial port, as in remote-sam:192.0.2.7:4002")
    network = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\]:(\d{1,5})|([^:/\\]+):(\d{1,5})", target)
    if network is None:
        from drivers.transport.serial_port import SerialPort

        return SerialPort(target, baud)
    host, port = network[1] or network[3], int(network[2] or network[4])
    if not 0 < port < 65536:
        raise AddressInvalid(f"{target!r} names no port from 1 to 65535")
    from drivers.transport.tcp import TcpConnection

    return TcpConnection(host, port)


_OF_ID: Final = frozenset("0123456789.-")
DRIVER: Final = RemoteSamDriver()
