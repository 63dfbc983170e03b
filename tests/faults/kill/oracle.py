"""Outside the counter: what it said, against its file and the gateway's ledger."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Books", "Harm", "copied", "read_books"]


@dataclass(frozen=True, slots=True)
class Books:
    """What a store's file and the gateway say about each registration.

    Attributes:
        states: of the store, by id.
        sequences: of the store, in order.
        effects: of the gateway, how often each took effect, by id.
        cases: of the gateway, how many registrations each case has.
    """

    is_whole: bool
    states: dict[str, str]
    sequences: list[int]
    effects: dict[str, int]
    cases: Counter[str]


@dataclass(frozen=True, slots=True)
class Harm:
    """Ids that were harmed, and sentences about everything else that cannot be."""

    lost: frozenset[str]
    doubled: frozenset[str]
    odd: tuple[str, ...]

    @classmethod
    def found(cls, acknowledged: set[str], books: Books) -> Harm:
        """Compare what was said with what there is."""
        waiting = {each for each, state in books.states.items() if state != "SETTLED"}
        settled = set(books.states) - waiting
        odd = []
        if not books.is_whole:
            odd.append("the store's file is damaged")
        if unfounded := settled - set(books.effects):
            odd.append(f"settled without the gateway: {sorted(unfounded)}")
        if books.sequences != list(range(1, len(books.sequences) + 1)):
            odd.append("there are gaps in the sequence")
        return cls(
            lost=frozenset(acknowledged - waiting - set(books.effects)),
            doubled=frozenset(
                {each for each, times in books.effects.items() if times > 1}
                | {f"case {each}" for each, times in books.cases.items() if times > 1}
            ),
            odd=tuple(odd),
        )


@contextmanager
def copied(file: Path) -> Iterator[Path]:
    """A copy with its journal: whoever opens the file itself would undo what it was killed in,
    and that is the program's own task."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        for suffix in ("", "-journal"):
            part = file.with_name(file.name + suffix)
            if part.exists():
                shutil.copyfile(part, Path(folder) / part.name)
        yield copy


def read_books(store: Path, gateway: Path) -> Books:
    """Read a dead counter's file, without touching it, and the gateway's beside it at work."""
    with closing(sqlite3.connect(f"{gateway.absolute().as_uri()}?mode=ro", uri=True)) as link:
        ledger = link.execute(
            "select id, case_id, (select count(*) from effects as e where"
            " e.device_id = r.device_id and e.registration_id = r.id) from registrations as r"
        ).fetchall()
    effects = {row[0]: row[2] for row in ledger}
    cases = Counter(row[1] for row in ledger)
    with copied(store) as copy, closing(sqlite3.connect(copy)) as link:
        is_whole = link.execute("pragma integrity_check").fetchall() == [("ok",)]
        rows = link.execute("select id, state, sequence from outbox order by sequence").fetchall()
    return Books(
        is_whole, {row[0]: row[1] for row in rows}, [row[2] for row in rows], effects, cases
    )
