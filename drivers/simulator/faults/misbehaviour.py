"""Carries faults out on what the module hears and says."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.simulator.faults.fault import Fault, Faults
from drivers.simulator.faults.kinds import COMMANDS_TO_CARD, FaultKind
from drivers.simulator.faults.noise import BitNoise, heard_at
from drivers.simulator.faults.records import RECORD_KINDS, spoil_record
from drivers.simulator.faults.schedule import Schedule
from drivers.simulator.wire import BAUD_RATES, PREAMBLE, checksum, encode_reply

__all__ = ["Misbehaviour", "Outgoing"]

_ABSURD_LENGTH = 0xFFFF


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Bytes that leave the device after `pause_s` of silence; `unplugs` closes the line behind."""

    data: bytes = field(repr=False)
    pause_s: float = 0.0
    unplugs: bool = False


class Misbehaviour:
    """Carries faults out, one reply at a time.

    Args:
        previous: the reply before the first one, for what an older one may do.
    """

    def __init__(self, faults: Faults, *, previous: bytes = b"") -> None:
        self._schedule = Schedule(faults)
        self._noise_in = BitNoise(faults.seed)
        self._noise_out = BitNoise(~faults.seed)
        self.previous = previous
        self._held = b""
        self._is_lagging = False
        self._stuck = b""
        self._busy_until_s = 0.0

    @property
    def left(self) -> Faults:
        """What is still in force or waiting: faults that happened as often as told are gone."""
        return self._schedule.left

    def notice(self, moment: str) -> None:
        """Let those go on that wait for this moment."""
        self._schedule.notice(moment)

    def strikes(self, kind: FaultKind, command: str) -> Fault | None:
        """Decide whether a fault of this kind happens to this command now."""
        return self._schedule.strikes(kind, command)

    def hear(self, data: bytes, baud: int) -> bytes:
        """Return what the module takes bytes for that come over a line at `baud`."""
        if other := self._schedule.in_force(FaultKind.BAUD_MISMATCH):
            data = heard_at(data, baud, other.baud)
        if noise := self._schedule.in_force(FaultKind.LINE_NOISE):
            data = self._noise_in.flip(data, noise.rate)
        return data

    def is_busy(self, command: str, now_s: float) -> bool:
        """Tell whether the module has no ear for this command."""
        if now_s >= self._busy_until_s and (busy := self.strikes(FaultKind.BUSY, command)):
            self._busy_until_s = now_s + busy.pause_s
        return now_s < self._busy_until_s

    def spoil_record(self, command: str, data: bytes) -> bytes:
        """Turn the data of a good record into what the chip is to have held."""
        for kind in RECORD_KINDS if command == "read_base" else ():
            if self.strikes(kind, command):
                data = spoil_record(kind, data, self._schedule.chances)
        return data

    def spoil(
        self, request: bytes, command: str, reply: bytes, baud: int = BAUD_RATES[0]
    ) -> list[Outgoing]:
        """Turn a good reply into what really goes out on the line."""
        reply = self._mixed_up(command, reply)
        previous, self.previous = self.previous, reply
        if not reply or self.strikes(FaultKind.SILENT, command):
            return []
        data = self._surround(command, self._damage(command, reply))
        if self.strikes(FaultKind.DUPLICATE, command):
            data += data
        if previous and self.strikes(FaultKind.STALE, command):
            data = previous + data
        if self.strikes(FaultKind.ECHO, command):
            data = request + data
        unplug = self.strikes(FaultKind.UNPLUG, command)
        if unplug:
            data = data[: unplug.byte_count]
        data = self._said(command, data, baud)
        return self._pieces(command, data, unplugs=unplug is not None)

    def _mixed_up(self, command: str, reply: bytes) -> bytes:
        """Take another reply than the right one."""
        if not self._stuck and self.strikes(FaultKind.STUCK, command):
            self._stuck = reply
        reply = self._stuck or reply
        self._is_lagging = self._is_lagging or bool(self.strikes(FaultKind.LAGGING, command))
        if self._is_lagging:
            self._held, reply = reply, self._held
        return reply

    def _damage(self, command: str, reply: bytes) -> bytes:
        if wrong := self.strikes(FaultKind.WRONG_STATUS, command):
            reply = encode_reply(wrong.status, card_status=wrong.sw.to_bytes(2, "big"))
        if self.strikes(FaultKind.BAD_CHECKSUM, command):
            reply = reply[:-1] + bytes([reply[-1] ^ 0x01])
        reply = self._with_wrong_length(command, reply)
        if cut := self.strikes(FaultKind.TRUNCATE, command):
            reply = reply[: max(0, len(reply) - cut.byte_count)]
        return reply

    def _with_wrong_length(self, command: str, reply: bytes) -> bytes:
        length = int.from_bytes(reply[5:7], "big")
        claimed = length
        if less := self.strikes(FaultKind.SHORT_LENGTH, command):
            claimed = max(0, claimed - less.byte_count)
        if more := self.strikes(FaultKind.LONG_LENGTH, command):
            claimed += more.byte_count
        if self.strikes(FaultKind.ABSURD_LENGTH, command):
            claimed = _ABSURD_LENGTH
        if claimed == length:
            return reply
        counted = claimed.to_bytes(2, "big") + reply[7:-1]
        return PREAMBLE + counted + bytes([checksum(counted)])

    def _surround(self, command: str, reply: bytes) -> bytes:
        chances = self._schedule.chances
        if before := self.strikes(FaultKind.GARBAGE_BEFORE, command):
            reply = chances.randbytes(before.byte_count) + reply
        if inside := self.strikes(FaultKind.GARBAGE_INSIDE, command):
            middle = len(reply) // 2
            reply = reply[:middle] + chances.randbytes(inside.byte_count) + reply[middle:]
        if after := self.strikes(FaultKind.GARBAGE_AFTER, command):
            reply += chances.randbytes(after.byte_count)
        return reply

    def _said(self, command: str, data: bytes, baud: int) -> bytes:
        if other := self.strikes(FaultKind.BAUD_MISMATCH, command):
            data = heard_at(data, other.baud, baud)
        if noise := self.strikes(FaultKind.LINE_NOISE, command):
            data = self._noise_out.flip(data, noise.rate)
        return data

    def _pieces(self, command: str, data: bytes, *, unplugs: bool) -> list[Outgoing]:
        delay = self.strikes(FaultKind.DELAY, command)
        pause_s = delay.pause_s if delay else 0.0
        slow = command in COMMANDS_TO_CARD and self.strikes(FaultKind.SLOW_CARD, command)
        if slow:
            pause_s += slow.pause_s
        split = self.strikes(FaultKind.SPLIT, command)
        if split is None or not data:
            return [Outgoing(data, pause_s, unplugs)]
        size = max(1, split.byte_count)
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        gaps = [pause_s] + [split.pause_s] * (len(pieces) - 1)
        last = len(pieces) - 1
        return [
            Outgoing(piece, gap, unplugs and index == last)
            for index, (piece, gap) in enumerate(zip(pieces, gaps, strict=True))
        ]
