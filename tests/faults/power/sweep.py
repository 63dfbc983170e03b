"""Let the n-th wish of every use case fail, for every n: nothing is called saved that is not."""

from __future__ import annotations

import errno
import random
import shutil
import sqlite3
from collections import Counter as Tally
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from pos_client.application.trouble import (
    DiskFull,
    SavingUnsure,
    StorageFault,
    StoreDamaged,
    StoreTrouble,
)
from pos_client.domain.outcome import Outcome
from pos_client.infrastructure.database.store import SqlStore
from tests.faults.power.shim import Disk, Wish
from tests.faults.power.workload import STORE, USE_CASES, Counter, contents, sealed
from tests.registrations import NOON, receipt

__all__ = ["OPENINGS", "REFUSALS", "Refusal", "Sweep", "sweep"]

RELEASED = Path(__file__).parents[2] / "data"
_LATER = NOON + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Refusal:
    """How the disk refuses from the n-th wish on, and the only codes that may come of it."""

    name: str
    error: int
    for_ever: bool
    is_short: bool
    codes: tuple[str, ...]
    wish: Wish = Wish.WRITE


REFUSALS = (
    Refusal("full", errno.ENOSPC, for_ever=True, is_short=False, codes=(DiskFull.code,)),
    Refusal(
        "full in mid-write", errno.ENOSPC, for_ever=True, is_short=True, codes=(DiskFull.code,)
    ),
    Refusal("faulty once", errno.EIO, for_ever=False, is_short=False, codes=(StorageFault.code,)),
    Refusal(
        "faulty from now on", errno.EIO, for_ever=True, is_short=False, codes=(StorageFault.code,)
    ),
    Refusal(
        "unreadable once",
        errno.EIO,
        for_ever=False,
        is_short=False,
        codes=(StoreDamaged.code, StorageFault.code),
        wish=Wish.READ,
    ),
)


@dataclass(slots=True)
class Sweep:
    """What came of all of it.

    Attributes:
        trials: use cases during which a wish failed.
        done: how many came back all the same; each of these was there after a new start.
        refused: how many said no.
        false_saved: came back, and were not there.
        unsure: said that it may be there, and were there after a new start.
        unsaid: said no, and were there after a new start.
        between: left something that is neither before nor after.
        wrong_code: said something else than what the disk had.
        wedged: did not open again, or did not go on when there was room again.
    """

    trials: int = 0
    done: int = 0
    refused: int = 0
    false_saved: int = 0
    unsure: int = 0
    unsaid: int = 0
    between: int = 0
    wrong_code: int = 0
    wedged: int = 0
    by_use_case: Tally[str] = field(default_factory=Tally)
    seen: list[str] = field(default_factory=list)

    @property
    def harm(self) -> int:
        return self.false_saved + self.unsaid + self.between + self.wrong_code + self.wedged


def _open_store(counter: Counter) -> None:
    counter.store = SqlStore(counter.folder / STORE)


OPENINGS = ("open a new store", "open a store", "open an older store")
MANY = (*OPENINGS, "start again", "claim")


class _Ground:
    """Stores prepared once, copied for every trial."""

    def __init__(self, folder: Path) -> None:
        self.at_work, self.older = folder / "at work", folder / "older"
        for place in (self.at_work, self.older):
            place.mkdir()
        counter = Counter(self.at_work, random.Random(1))
        for step in (Counter.keep_configuration, Counter.add_challenges, Counter.remember_clerk):
            step(counter)
        for _ in range(8):
            counter.show_read()
            counter.save()
        store = counter.store
        for sequence, outcome in ((1, Outcome.ACCEPTED), (2, Outcome.UNDER_REVIEW)):
            store.settle(sealed(sequence).id, receipt(sealed(sequence), outcome), NOON)
        store.quarantine(sealed(3).id, "G-206")
        store.postpone(sealed(4).id, _LATER + timedelta(minutes=9), "G-201")
        # Bytes that rotted: the next opening puts them aside.
        store.database.driver().execute("UPDATE envelopes SET envelope = x'00' WHERE sequence = 5")
        counter.close()
        with closing(sqlite3.connect(self.older / STORE)) as older:
            older.executescript((RELEASED / "store-0001.sql").read_text("utf-8"))

    def of(self, name: str) -> Path | None:
        return {OPENINGS[0]: None, OPENINGS[2]: self.older}.get(name, self.at_work)


def _laid_out(place: Path, ground: Path | None) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    if ground is None:
        place.mkdir()
    else:
        shutil.copytree(ground, place)
    return place


def _work(name: str) -> Callable[[Counter], None]:
    return _open_store if name in OPENINGS else USE_CASES[name][1]


def _counter(name: str, place: Path, chance: random.Random) -> Counter:
    if name not in OPENINGS:
        return Counter(place, chance, _LATER)
    unopened = Counter.__new__(Counter)
    unopened.folder, unopened.chance, unopened.now = place, chance, _LATER
    return unopened


def _state(place: Path) -> str:
    """What a new start finds; the id of a store that never held anything does not count."""
    with closing(SqlStore(place / STORE)) as store:
        return contents(store.database) if store.audit_head()[0] else "nothing yet"


def sweep(
    folder: Path,
    disk: Disk,
    *,
    every: int = 1,
    tell: Callable[[Sweep], None] = lambda _: None,
) -> Sweep:
    """Try every use case with every refusal at every wish, or at every `every`-th of them."""
    found = Sweep()
    ground = _Ground(folder)
    for name in (*OPENINGS, *USE_CASES):
        before, after, wishes = _measure(folder, disk, ground, name)
        for number, refusal in enumerate(REFUSALS):
            for at in range(1 + number % every, wishes[refusal.wish] + 1, every):
                trial = _Trial(folder / "trial", disk, ground, name, refusal, at)
                trial.run(before, after, found)
                tell(found)
    return found


def _measure(
    folder: Path, disk: Disk, ground: _Ground, name: str
) -> tuple[str, str, dict[Wish, int]]:
    """The state before and after, and how many wishes lie between."""
    place = _laid_out(folder / "measured", ground.of(name))
    before = _state(place) if ground.of(name) else "nothing yet"
    place = _laid_out(folder / "measured", ground.of(name))
    disk.watch(place)
    counter = _counter(name, place, random.Random(name))
    for wish in Wish:
        disk.count(errno.EIO, wish)
    _work(name)(counter)
    wishes = {wish: disk.wishes(wish) for wish in Wish}
    disk.leave()
    counter.close()
    return before, _state(place), wishes


class _Trial:
    def __init__(
        self, place: Path, disk: Disk, ground: _Ground, name: str, refusal: Refusal, at: int
    ) -> None:
        self._place = _laid_out(place, ground.of(name))
        self._disk, self._name, self._refusal, self._at = disk, name, refusal, at

    def run(self, before: str, after: str, found: Sweep) -> None:
        """Do it on the failing disk, then on one that works again, then start anew."""
        self._disk.watch(self._place)
        counter = _counter(self._name, self._place, random.Random(self._name))
        refusal = self._refusal
        self._disk.fail(
            self._at,
            refusal.error,
            for_ever=refusal.for_ever,
            wish=refusal.wish,
            is_short=refusal.is_short,
        )
        trouble: StoreTrouble | None = None
        try:
            _work(self._name)(counter)
        except StoreTrouble as told:
            trouble = told
        has_failed = self._disk.has_failed(refusal.wish)
        if has_failed:
            found.trials += 1
            found.by_use_case[self._name] += 1
            self._judge(counter, trouble, before, after, found)
        self._disk.leave()
        if hasattr(counter, "store"):
            counter.close()

    def _judge(
        self,
        counter: Counter,
        trouble: StoreTrouble | None,
        before: str,
        after: str,
        found: Sweep,
    ) -> None:
        # What another process would find now, with the journal that this one may have left.
        seen = self._place.with_name("seen")
        _laid_out(seen, self._place)
        try:
            state = _state(seen)
        except StoreTrouble as told:
            found.wedged += 1
            self._note(found, f"does not open: {told.code} {told.facts}")
            return
        # These are many transactions, and put aside what they have read and found rotten.
        is_one = self._name not in MANY or self._refusal.wish is Wish.WRITE
        if trouble is None:
            found.done += 1
            if state != after and is_one:
                found.false_saved += 1
                self._note(found, "called done, and is not there")
            return
        found.refused += 1
        is_unsure = isinstance(trouble, SavingUnsure)
        if trouble.code not in self._refusal.codes and not (is_unsure and state == after):
            found.wrong_code += 1
            self._note(found, f"said {trouble.code} {trouble.facts}")
        if state not in (before, after):
            found.between += 1
            self._note(found, "neither before nor after")
        elif state == after != before and is_unsure:
            found.unsure += 1
        elif state == after != before and is_one:
            found.unsaid += 1
            self._note(found, "said no, and is there")
        self._go_on(counter, found)

    def _go_on(self, counter: Counter, found: Sweep) -> None:
        """With room again all goes on; after a fault nothing is written before a new start."""
        self._disk.pass_all()
        if not hasattr(counter, "store"):
            return
        try:
            counter.show_read()
        except StoreTrouble as told:
            if self._refusal.error == errno.ENOSPC or self._refusal.wish is Wish.READ:
                found.wedged += 1
                self._note(found, f"does not go on: {told.code} {told.facts}")
        with suppress(StoreTrouble):
            counter.store.audit_behind(0, 9)

    def _note(self, found: Sweep, words: str) -> None:
        if len(found.seen) < 200:
            found.seen.append(f"{self._name}, {self._refusal.name} at wish {self._at}: {words}")
