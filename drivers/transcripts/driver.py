"""Reading what was recorded once: `transcript:card.jsonl`, `transcript:card.jsonl?speed=1`.

The driver is the one that read the device; only the line, or the slot, is a file. Whoever lies
on it is invented, and every read says that it is simulated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from drivers.api import AddressInvalid, CardEvent, Reader, ReaderInfo
from drivers.readers.options import refuse_unknown

if TYPE_CHECKING:
    from drivers.transcripts.transcript import Transcript

__all__ = ["DRIVER", "ReplayReader", "TranscriptDriver"]

_SLOWEST, _FASTEST = 0.01, 1000.0


class TranscriptDriver:
    """Readers that are files."""

    scheme = "transcript"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """Nobody comes across a transcript by accident."""
        return ()

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open the file `target`; without `speed` no time passes for anybody else."""
        refuse_unknown(options, ("speed",))
        speed = _read_speed(options["speed"]) if "speed" in options else None
        if not target:
            raise AddressInvalid("a file is missing, as in transcript:card.jsonl")
        from drivers.transcripts.transcript import Transcript

        return ReplayReader(Transcript.read(Path(target)), address=address, speed=speed)


class ReplayReader:
    """The reader of a transcript: a recorded line or slot, and the driver that reads it."""

    def __init__(
        self, transcript: Transcript, *, address: str = "", speed: float | None = None
    ) -> None:
        from drivers.readers.pcsc_pages import read_page_layout
        from drivers.readers.pcsc_reader import PcscReader
        from drivers.readers.sam_reader import SamReader
        from drivers.transcripts.replay import Clock, ReplayLine, ReplaySlot

        self._transcript = transcript
        self._speed = speed or 1.0
        self._reader: Reader
        self.clock = Clock(speed)
        steps, ended_s = transcript.steps, transcript.ended_s
        if transcript.timing is not None:
            self._reader = SamReader(
                ReplayLine(steps, ended_s, self.clock),
                address=address,
                driver=DRIVER.scheme,
                driver_version=DRIVER.version,
                timing=transcript.timing,
                is_simulated=True,
                clock=self.clock,
            )
        else:
            self._reader = PcscReader(
                ReplaySlot(transcript.name, steps, ended_s, self.clock),
                read_page_layout(transcript.options),
                address=address,
                driver=DRIVER.scheme,
                driver_version=DRIVER.version,
                clock=self.clock,
            )

    @property
    def info(self) -> ReaderInfo:
        """What was known of the recorded reader, but for where it is; it is simulated, always."""
        transcript = self._transcript
        return replace(
            self._reader.info,
            simulated=True,
            name=transcript.name,
            capabilities=frozenset(transcript.capabilities),
        )

    def poll(self, timeout_s: float) -> CardEvent | None:
        """Return the next event; of the transcript's time passes what fits into this one's.

        Raises:
            TranscriptOver: it ended.
            TranscriptDeviates: the driver does not do what it did.
            ReaderError: the recorded reader was lost.
        """
        return self._reader.poll(timeout_s * self._speed)

    def close(self) -> None:
        """Close it. Closing twice does nothing."""
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _read_speed(text: str) -> float:
    try:
        speed = float(text) if text.isascii() else 0.0
    except ValueError:
        speed = 0.0
    if not _SLOWEST <= speed <= _FASTEST:
        raise AddressInvalid(f"speed={text!r} is not {_SLOWEST:g} to {_FASTEST:g}")
    return speed


DRIVER: Final = TranscriptDriver()
