"""What somebody with the whole disk can do to an audit chain, drawn from a seed.

Every edit touches something at or below the last countersigned head: what stands above it can be
written anew by whoever owns the machine, and the gateway treats it so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeAlias

__all__ = ["KINDS", "Kept", "Row", "draw"]

Row: TypeAlias = tuple[int, bytes, bytes]  # position, text of the event, head


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything of a store that has to do with its chain.

    Attributes:
        token: the countersignature that is kept, with its position; None for none.
        past: what was kept when earlier heads were countersigned, oldest first.
        forged: countersignatures that the gateway never gave this device, for any position.
        registrations: sequence and envelope hash of what is queued or settled.
    """

    rows: tuple[Row, ...]
    token: tuple[int, str] | None = field(repr=False)
    read_counter: int
    registrations: tuple[tuple[int, bytes], ...]
    past: tuple[Kept, ...] = field(default=(), repr=False)
    forged: tuple[str, ...] = field(default=(), repr=False)

    @property
    def countersigned(self) -> int:
        return 0 if self.token is None else self.token[0]


def _chained(rows: list[tuple[int, bytes]], since: int, head: bytes) -> list[Row]:
    """Hash them anew: what a forger does who knows how the chain is made."""
    made = []
    for number, (_, text) in enumerate(rows):
        head = hashlib.sha256(head + text).digest()
        made.append((since + number, text, head))
    return made


def _rechained(kept: Kept, texts: list[bytes]) -> tuple[Row, ...]:
    return tuple(_chained([(0, text) for text in texts], 1, bytes(32)))


def _below(kept: Kept, chance: Random) -> int:
    """A place of the list, at or below the countersigned head."""
    return chance.randrange(kept.countersigned)


def _letter(text: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(text))
    other = chance.choice([each for each in b'0123456789abcdef"{}:,' if each != text[place]])
    return text[:place] + bytes([other]) + text[place + 1 :]


def _told_otherwise(text: bytes, chance: Random) -> bytes:
    """Another event in the very form of an event."""
    plain = json.loads(text)
    what = chance.choice(["kind", "at", "details"])
    if what == "kind":
        plain["kind"] = chance.choice(["case_cancelled", "logged_out", "nothing"])
    elif what == "at":
        plain["at"] = plain["at"].replace("2026", str(chance.randint(2015, 2025)))
    else:
        plain["details"]["said"] = chance.randrange(1000)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _with(kept: Kept, place: int, *, text: bytes | None = None, head: bytes | None = None) -> Kept:
    rows = list(kept.rows)
    position, old_text, old_head = rows[place]
    rows[place] = (
        position,
        old_text if text is None else text,
        old_head if head is None else head,
    )
    return replace(kept, rows=tuple(rows))


# Edits ------------------------------------------------------------------------------------------


def edit_a_letter(kept: Kept, chance: Random) -> Kept:
    place = _below(kept, chance)
    return _with(kept, place, text=_letter(kept.rows[place][1], chance))


def edit_an_event(kept: Kept, chance: Random) -> Kept:
    place = _below(kept, chance)
    return _with(kept, place, text=_told_otherwise(kept.rows[place][1], chance))


def edit_a_head(kept: Kept, chance: Random) -> Kept:
    place = _below(kept, chance)
    head = bytearray(kept.rows[place][2])
    head[chance.randrange(32)] ^= 1 << chance.randrange(8)
    return _with(kept, place, head=bytes(head))


def edit_and_hash_that_entry(kept: Kept, chance: Random) -> Kept:
    place = _below(kept, chance)
    text = _told_otherwise(kept.rows[place][1], chance)
    before = kept.rows[place - 1][2] if place else bytes(32)
    return _with(kept, place, text=text, head=hashlib.sha256(before + text).digest())


def write_no_text(kept: Kept, chance: Random) -> Kept:
    return _with(kept, _below(kept, chance), text=b"\xff\xfe" + chance.randbytes(6))


# Deletions --------------------------------------------------------------------------------------


def delete(kept: Kept, chance: Random) -> Kept:
    gone = {_below(kept, chance) for _ in range(chance.randint(1, 4))}
    return replace(kept, rows=tuple(row for n, row in enumerate(kept.rows) if n not in gone))


def delete_and_renumber(kept: Kept, chance: Random) -> Kept:
    rows = [(n + 1, *row[1:]) for n, row in enumerate(delete(kept, chance).rows)]
    return replace(kept, rows=tuple(rows))


def delete_and_hash_anew(kept: Kept, chance: Random) -> Kept:
    texts = [row[1] for row in delete(kept, chance).rows]
    return replace(kept, rows=_rechained(kept, texts))


def delete_everything(kept: Kept, chance: Random) -> Kept:
    return replace(kept, rows=(), token=chance.choice([None, kept.token]))


# Reorderings and insertions ---------------------------------------------------------------------


def _reordered(kept: Kept, chance: Random) -> list[tuple[bytes, bytes]]:
    rows = [row[1:] for row in kept.rows]
    first, second = _below(kept, chance), chance.randrange(len(rows))
    if chance.random() < 0.5:
        rows[first], rows[second] = rows[second], rows[first]
    else:
        rows.insert(second, rows.pop(first))
    return rows


def reorder(kept: Kept, chance: Random) -> Kept:
    rows = [(n + 1, *row) for n, row in enumerate(_reordered(kept, chance))]
    return replace(kept, rows=tuple(rows))


def reorder_events_under_their_heads(kept: Kept, chance: Random) -> Kept:
    texts = [text for text, _ in _reordered(kept, chance)]
    rows = [(row[0], text, row[2]) for row, text in zip(kept.rows, texts, strict=True)]
    return replace(kept, rows=tuple(rows))


def reorder_and_hash_anew(kept: Kept, chance: Random) -> Kept:
    texts = [text for text, _ in _reordered(kept, chance)]
    return replace(kept, rows=_rechained(kept, texts))


def insert_and_hash_anew(kept: Kept, chance: Random) -> Kept:
    texts = [row[1] for row in kept.rows]
    texts.insert(_below(kept, chance), _told_otherwise(chance.choice(texts), chance))
    return replace(kept, rows=_rechained(kept, texts))


# Truncations ------------------------------------------------------------------------------------


def truncate(kept: Kept, chance: Random) -> Kept:
    """Cut the end off, with all that would tell of it."""
    left = kept.rows[: _below(kept, chance)]
    events = [json.loads(text) for _, text, _ in left]
    reads = [e["details"]["read_counter"] for e in events if e["kind"] == "card_read"]
    saved = {e["details"]["sha256"] for e in events if e["kind"] == "registration_saved"}
    return replace(
        kept,
        rows=left,
        read_counter=max(reads, default=0),
        registrations=tuple(r for r in kept.registrations if r[1].hex() in saved),
        token=chance.choice([None, kept.token]),
    )


def truncate_to_an_older_countersignature(kept: Kept, chance: Random) -> Kept:
    """As `truncate`, and the countersignature of that time is put back."""
    old = chance.choice(kept.past)
    return replace(truncate(kept, chance), rows=kept.rows[: old.countersigned], token=old.token)


def forget_the_countersignature_and_the_end(kept: Kept, chance: Random) -> Kept:
    return replace(kept, rows=kept.rows[: _below(kept, chance)], token=None)


# Forks ------------------------------------------------------------------------------------------


def _forked(kept: Kept, chance: Random) -> tuple[Row, ...]:
    since = _below(kept, chance)
    head = kept.rows[since - 1][2] if since else bytes(32)
    texts = [row[1] for row in kept.rows[since:]]
    texts[0] = _told_otherwise(texts[0], chance)
    return kept.rows[:since] + tuple(_chained([(0, text) for text in texts], since + 1, head))


def fork(kept: Kept, chance: Random) -> Kept:
    return replace(kept, rows=_forked(kept, chance))


def fork_and_forget(kept: Kept, chance: Random) -> Kept:
    return replace(kept, rows=_forked(kept, chance), token=None)


def fork_under_a_forged_countersignature(kept: Kept, chance: Random) -> Kept:
    token = (chance.randint(1, kept.countersigned), chance.choice(kept.forged))
    return replace(kept, rows=_forked(kept, chance), token=token)


def fork_behind_an_older_countersignature(kept: Kept, chance: Random) -> Kept:
    """Everything up to an older countersignature is genuine, what follows is another life."""
    old = chance.choice(kept.past)
    since, end = old.countersigned, old.rows[old.countersigned - 1][2]
    texts = [_told_otherwise(row[1], chance) for row in kept.rows[since:]]
    rows = kept.rows[:since] + tuple(_chained([(0, text) for text in texts], since + 1, end))
    return replace(kept, rows=rows, token=old.token)


# Rollbacks --------------------------------------------------------------------------------------


def roll_back(kept: Kept, chance: Random) -> Kept:
    """An old copy of the file, whole and genuine in itself."""
    return replace(chance.choice(kept.past), past=kept.past, forged=kept.forged)


def roll_back_and_go_on(kept: Kept, chance: Random) -> Kept:
    """An old copy, and other entries behind it, beyond where the chain had been."""
    old = chance.choice(kept.past)
    quiet = [row[1] for row in kept.rows if b"card_read" not in row[1] and b"sha256" not in row[1]]
    more = [_told_otherwise(chance.choice(quiet), chance) for _ in range(len(kept.rows))]
    added = _chained([(0, text) for text in more], len(old.rows) + 1, old.rows[-1][2])
    return replace(old, rows=old.rows + tuple(added), past=kept.past, forged=kept.forged)


KINDS: tuple[Callable[[Kept, Random], Kept], ...] = (
    *(edit_a_letter, edit_an_event, edit_a_head, edit_and_hash_that_entry, write_no_text),
    *(delete, delete_and_renumber, delete_and_hash_anew, delete_everything),
    *(reorder, reorder_events_under_their_heads, reorder_and_hash_anew, insert_and_hash_anew),
    *(truncate, truncate_to_an_older_countersignature, forget_the_countersignature_and_the_end),
    *(fork, fork_and_forget, fork_under_a_forged_countersignature),
    *(fork_behind_an_older_countersignature, roll_back, roll_back_and_go_on),
)


def draw(kept: Kept, chance: Random) -> tuple[str, Kept]:
    """Draw one edit that has changed something of what was countersigned."""
    kind = chance.choice(KINDS)
    genuine = kept.rows[: kept.countersigned]
    while True:
        edited = kind(kept, chance)
        if edited.rows[: kept.countersigned] != genuine:
            return kind.__name__, edited
