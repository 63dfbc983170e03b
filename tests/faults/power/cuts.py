"""Record what the store asks of its disk, cut the power anywhere in it, and open what is left."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections import Counter as Tally
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pos_client.application.trouble import StoreTrouble
from pos_client.infrastructure.database import connection, opening
from pos_client.infrastructure.database.store import SqlStore
from tests.faults.power.model import DiskModel, Kind, Record, read_trace
from tests.faults.power.shim import Disk
from tests.faults.power.workload import STORE, Counter, contents, sealed
from tests.registrations import NOON

__all__ = ["MUTANTS", "Harm", "cut_power"]

_STEPS = 40
# So many counters begin with the store of an earlier release, whose migration is cut then.
_OLDER = 0.3
_OF_RELEASED = 3
_RELEASED = sorted((Path(__file__).parents[2] / "data").glob("store-*.sql"))[:-1]
_CUTS_OF_A_TRACE = 500
# A long life makes every check slow; then a new counter begins.
_MOST_SAVED = 60
_RESERVE_BYTES = 8 * 1024 * 1024

MUTANTS: dict[str, dict[str, tuple[str, str | int]]] = {
    "synchronous-off": {"synchronous": ("OFF", 0)},
    "wal-normal": {"journal_mode": ("WAL", "wal"), "synchronous": ("NORMAL", 1)},
}


@dataclass(slots=True)
class Harm:
    """What all the cuts have come to.

    Attributes:
        acknowledged: registrations called saved before a cut, over all cuts.
        lost: how many of them were not there afterwards with their very bytes.
        between: cuts after which the store was neither as before nor as after a transaction.
        damaged: cuts after which SQLite's own check was not content.
        wedged: cuts after which the product did not open its store, by its reason.
        seen: the first few things that went wrong, in words.
    """

    cuts: int = 0
    acknowledged: int = 0
    lost: int = 0
    between: int = 0
    damaged: int = 0
    in_flight: int = 0
    wedged: Tally[str] = field(default_factory=Tally)
    steps: Tally[str] = field(default_factory=Tally)
    seen: list[str] = field(default_factory=list)

    def note(self, words: str) -> None:
        if len(self.seen) < 20:
            self.seen.append(words)


@dataclass(frozen=True, slots=True)
class _Point:
    """How far the counter had been told that it has come.

    Attributes:
        contents: a hash of every row; empty before the store had opened for the first time.
        kept: sequences of the registrations whose envelopes are there.
    """

    contents: str
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Life:
    """One counter's work between switching on and the end of the recording."""

    begin: dict[str, bytes]
    before: tuple[_Point, ...]
    records: Sequence[Record]
    now: datetime


def cut_power(
    folder: Path, disk: Disk, count: int, seed: int, mutant: str, tell: Callable[[Harm], None]
) -> Harm:
    """Cut `count` times; each life but the first of a counter begins on what a cut had left."""
    chance = random.Random(seed)
    harm = Harm()
    with pytest.MonkeyPatch.context() as patch:
        # Where the folder lies is another question, and asking takes a third of an opening.
        patch.setattr(opening, "network_file_system", lambda _: "")
        _live(folder, disk, count, chance, mutant, harm, tell)
    return harm


def _live(
    folder: Path,
    disk: Disk,
    count: int,
    chance: random.Random,
    mutant: str,
    harm: Harm,
    tell: Callable[[Harm], None],
) -> None:
    left: dict[str, bytes] = {}
    before: tuple[_Point, ...] = ()
    now = NOON
    while harm.cuts < count:
        if not left and chance.random() < _OLDER:
            left, before = _older(folder, chance)
        life = _record(folder, disk, chance, left, before, now, mutant)
        cuts = min(_CUTS_OF_A_TRACE, count - harm.cuts)
        left, before = _cut_life(folder, chance, life, cuts, harm)
        now = life.now
        if not before or len(before[0].kept) > _MOST_SAVED or chance.random() < 0.05:
            left, before, now = {}, (), NOON
        tell(harm)


def _older(folder: Path, chance: random.Random) -> tuple[dict[str, bytes], tuple[_Point, ...]]:
    """A store of an earlier release, and what has to be in it once it was brought up to date."""
    place = folder / "older"
    _lay_out(place, {})
    with closing(sqlite3.connect(place / STORE)) as link:
        link.executescript(chance.choice(_RELEASED).read_text("utf-8"))
    left = {STORE: (place / STORE).read_bytes()}
    with closing(SqlStore(place / STORE)) as store:
        return left, (_Point(*_frozen(_point(store))),)


def _record(
    folder: Path,
    disk: Disk,
    chance: random.Random,
    begin: dict[str, bytes],
    before: tuple[_Point, ...],
    now: datetime,
    mutant: str,
) -> _Life:
    place, trace = folder / "live", folder / "trace"
    _lay_out(place, begin)
    disk.watch(place, trace)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connection, "PRAGMAS", _pragmas(mutant))
            counter = Counter(place, chance, now)
            disk.mark(json.dumps(["open", *_point(counter.store)]))
            for _ in range(_STEPS):
                done = counter.step()
                disk.mark(json.dumps([done, *_point(counter.store)]))
            disk.leave()
            # Released stores hold three of their own.
            kept = [number for number in _point(counter.store)[1] if number > _OF_RELEASED]
            assert all(_is_whole(counter.store, number) for number in kept)
            counter.close()
    finally:
        disk.leave()
    return _Life(begin, before, tuple(read_trace(trace)), counter.now)


def _pragmas(mutant: str) -> tuple[tuple[str, str, str | int], ...]:
    weaker = MUTANTS.get(mutant, {})
    return tuple(
        (name, *weaker.get(name, (wanted, answer))) for name, wanted, answer in connection.PRAGMAS
    )


def _point(store: SqlStore) -> tuple[str, list[int]]:
    rows = store.database.driver().execute("SELECT sequence FROM envelopes ORDER BY 1").fetchall()
    return contents(store.database), [sequence for (sequence,) in rows]


def _lay_out(place: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, data in files.items():
        (place / name).write_bytes(data)
    # It holds nothing; so it costs no time here.
    with (place / "reserve").open("wb") as reserve:
        reserve.truncate(_RESERVE_BYTES)


def _cut_life(
    folder: Path, chance: random.Random, life: _Life, cuts: int, harm: Harm
) -> tuple[dict[str, bytes], tuple[_Point, ...]]:
    """Cut a life at random places, each examined by itself; what one of them left goes on."""
    wishes = [i for i, record in enumerate(life.records) if record.kind is not Kind.MARK]
    places = sorted(chance.choices(wishes, k=cuts))
    goes_on = chance.randrange(cuts)
    model, at = DiskModel(life.begin), 0
    told, steps = life.before, life.before
    follows = _points(life.records)
    going: tuple[dict[str, bytes], tuple[_Point, ...]] = ({}, ())
    for number, place in enumerate(places):
        while at < place:
            record = life.records[at]
            if record.kind is Kind.MARK:
                told = (follows[at],)
            else:
                model.take(record)
            at += 1
        following = next(
            (follows[i] for i in range(place, len(life.records)) if i in follows), None
        )
        steps = (*told, following) if following else told
        files = model.after_cut(chance)
        files.pop("reserve", None)
        found = _examine(folder, files, told, steps, harm)
        if number == goes_on:
            going = (files, (found,) if found else ())
    harm.steps.update(json.loads(r.data)[0] for r in life.records if r.kind is Kind.MARK)
    return going


def _points(records: Sequence[Record]) -> dict[int, _Point]:
    points = {}
    for i, record in enumerate(records):
        if record.kind is Kind.MARK:
            _, hash_, kept = json.loads(record.data)
            points[i] = _Point(hash_, tuple(kept))
    return points


def _examine(
    folder: Path,
    files: dict[str, bytes],
    told: tuple[_Point, ...],
    possible: tuple[_Point, ...],
    harm: Harm,
) -> _Point | None:
    """Open what is left as the product does; the state it was found in, if it opened."""
    place = folder / "after"
    _lay_out(place, files)
    # A shredding that was under way may have taken envelopes that were there before.
    kept = set.intersection(*(set(point.kept) for point in possible)) if told else set()
    harm.cuts += 1
    harm.acknowledged += len(kept)
    harm.in_flight += len({point.contents for point in possible}) > 1
    try:
        store = SqlStore(place / STORE)
    except StoreTrouble as trouble:
        harm.wedged[f"{trouble.code} {trouble.facts}"] += 1
        harm.lost += len(kept)
        harm.note(f"cut {harm.cuts}: does not open: {trouble.code} {trouble.facts}")
        return None
    try:
        return _compare(store, kept, told, possible, harm)
    finally:
        store.close()


def _compare(
    store: SqlStore,
    kept: set[int],
    told: tuple[_Point, ...],
    possible: tuple[_Point, ...],
    harm: Harm,
) -> _Point | None:
    driver: Any = store.database.driver()
    if driver.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
        harm.damaged += 1
        harm.note(f"cut {harm.cuts}: quick_check")
    found = _Point(*_frozen(_point(store)))
    if not told or found.contents in {point.contents for point in possible}:
        return found  # every byte is one of a state in which all were looked at
    harm.between += 1
    missing = [number for number in sorted(kept) if not _is_whole(store, number)]
    harm.lost += len(missing)
    harm.note(f"cut {harm.cuts}: neither before nor after; called saved and gone: {missing}")
    return None


def _frozen(point: tuple[str, list[int]]) -> tuple[str, tuple[int, ...]]:
    return point[0], tuple(point[1])


def _is_whole(store: SqlStore, sequence: int) -> bool:
    wanted = sealed(sequence)
    return store.envelope_of(wanted.id) == wanted.envelope
