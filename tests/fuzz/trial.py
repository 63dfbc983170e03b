"""One damaged frame through the driver: who comes out of it, and does it come to an end."""

from __future__ import annotations

import gc
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from random import Random
from typing import TypeAlias

from drivers.card.checks import RecordRefused
from drivers.card.number import CHINA_TIME
from drivers.card.read import CardRead
from drivers.sam.commands import READ_BASE
from drivers.sam.exchange import Answer, Exchange, LineTiming
from drivers.sam.frames import Reply, ReplyParser
from drivers.sam.payloads import parse_base
from tests.fuzz.damage import Damaged, draw
from tests.fuzz.oracle import AS_OF, passing_records

__all__ = ["HANG_S", "Batch", "Read", "people_in", "run_batch"]

HANG_S = 0.1
"""Process time that one frame may take."""

# A frame that never comes to an end is ended.
_ENDLESS_S = 5.0
_LINE = LineTiming()
_READ_AT = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 12, tzinfo=CHINA_TIME)
_MOST_FINDINGS = 5

Person: TypeAlias = tuple[bytes, bytes]  # text and photo
Read: TypeAlias = Callable[[bytes, int], list[Person]]


@dataclass(slots=True)
class Batch:
    """What became of some frames; adds up."""

    frames: int = 0
    detectable: int = 0
    undetectable: int = 0
    crashes: int = 0
    hangs: int = 0
    identities_from_damage: int = 0
    told: int = 0
    drawn: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def add(self, other: Batch) -> None:
        """Count these too."""
        for name in (*REPORTED, "told"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.drawn += other.drawn
        self.passed += other.passed
        self.findings += other.findings[: max(0, _MOST_FINDINGS - len(self.findings))]

    @property
    def report(self) -> dict[str, int]:
        """The figures, by their names."""
        return {name: getattr(self, name) for name in REPORTED}

    @property
    def is_good(self) -> bool:
        """Whether nothing happened that must not."""
        return not (self.crashes or self.hangs or self.identities_from_damage)


REPORTED = (
    "frames",
    "detectable",
    "undetectable",
    "crashes",
    "hangs",
    "identities_from_damage",
)


class _Endless(BaseException):
    """So that nothing that is tried catches it."""


def people_in(stream: bytes, piece_size: int) -> list[Person]:
    """Let the driver read a stream as the answer to its request, and what follows it as well."""
    exchange = Exchange(READ_BASE, _LINE, 0.0)
    outcome = None
    at = 0
    while outcome is None and at < len(stream):
        outcome = exchange.feed(stream[at : at + piece_size], 0.0)
        at += piece_size
    while outcome is None:
        outcome = exchange.feed(b"", exchange.deadline)
    replies = [outcome.reply] if isinstance(outcome, Answer) else []
    if rest := exchange.rest + stream[at:]:
        parser = ReplyParser()
        replies += parser.feed(rest) + parser.salvage()
    return [person for reply in replies for person in _person(reply)]


def _person(reply: Reply) -> Iterator[Person]:
    if reply.status != READ_BASE.success:
        return
    try:
        base = parse_base(reply.data)
        card = CardRead.parse(base.text, base.photo, read_at=_READ_AT)
    except RecordRefused:
        return
    yield card.raw_text, card.raw_photo


def run_batch(seed: str, frames: int, read: Read = people_in) -> Batch:
    """Damage and read so many frames; the same seed gives the same ones."""
    random, batch = Random(seed), Batch()
    with _ending_what_is_endless() as arm, _without_collector():
        for number in range(frames):
            damaged = draw(random)
            size = len(damaged.stream) if random.getrandbits(3) else 1 + random.getrandbits(8)
            what = _try(batch, damaged, max(1, size), read, arm)
            if what and len(batch.findings) < _MOST_FINDINGS:
                batch.findings.append(f"{what}: seed {seed}, frame {number}, {damaged.way}")
    return batch


def _try(
    batch: Batch, damaged: Damaged, piece_size: int, read: Read, arm: Callable[[], object]
) -> str:
    allowed = passing_records(damaged.stream)
    batch.frames += 1
    batch.drawn[damaged.way] += 1
    batch.undetectable += bool(allowed)
    batch.passed[damaged.way] += bool(allowed)
    batch.detectable += not allowed
    arm()
    began_s = time.process_time()
    try:
        people = read(damaged.stream, piece_size)
    except _Endless:
        batch.hangs += 1
        return "endless"
    except Exception as crash:  # noqa: BLE001 - whatever it is, it is a crash
        batch.crashes += 1
        return f"{type(crash).__name__}"
    if time.process_time() - began_s > HANG_S:
        batch.hangs += 1
        return "hang"
    if any(person not in allowed for person in people):
        batch.identities_from_damage += 1
        return "identity"
    batch.told += bool(people)
    return ""


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the collector of garbage, which looks at the whole process, out of one frame's time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _ending_what_is_endless() -> Iterator[Callable[[], object]]:
    """Give each frame so much process time, where the system can measure it."""
    if not hasattr(signal, "setitimer"):
        yield lambda: None
        return

    def end(_number: int, _frame: object) -> None:
        raise _Endless

    before = signal.signal(signal.SIGPROF, end)
    try:
        yield partial(signal.setitimer, signal.ITIMER_PROF, _ENDLESS_S)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
