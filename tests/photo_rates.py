"""How often a changed photo is told again, how often an honest one is taken for another, how long.

`python -m tests.photo_rates 400` prints the figures of docs/face-match.md.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from drivers.simulator.deck import load_deck
from drivers.simulator.live_portraits import Distortion, draw_live_portrait, live_portrait_of
from pos_client.sandbox.photo_looks import Looks
from pos_client.sandbox.photo_marks import Marks
from pos_client.sandbox.same_picture import Laid, Look, laid_on, look_of
from tests.photo_changes import CHANGES, changed, combined

__all__ = ["Rate", "changed_in", "combined_changes", "held_out", "honest", "moment", "seen"]

_PEOPLE = [entry for entry in load_deck().entries if entry.webp]
_PLACE = "one counter"


@dataclass(frozen=True, slots=True)
class Rate:
    """How pairs of photos lie on each other, those nearest first."""

    pairs: tuple[Laid, ...]

    @classmethod
    def of(cls, pairs: Iterable[Laid]) -> Rate:
        return cls(tuple(sorted(pairs, key=lambda pair: pair.gap)))

    @property
    def told_again(self) -> int:
        return sum(pair.is_alike for pair in self.pairs)

    @property
    def certain(self) -> int:
        return sum(pair.is_certain for pair in self.pairs)

    def __str__(self) -> str:
        places = (0, 0.01, 0.05, 0.5, 0.95, 0.99, 1)
        count = len(self.pairs)
        spread = ", ".join(f"{self.pairs[round(at * (count - 1))].gap:.3f}" for at in places)
        share = 100 * self.told_again / count
        found = f"{self.told_again} of {count} ({share:.1f} %), {self.certain} of them certain"
        return f"{found}; gaps {spread}"


@cache
def moment(person: int, number: int) -> bytes:
    """An everyday photo of somebody of the deck at one counter, which has one wall."""
    entry = _PEOPLE[person % len(_PEOPLE)]
    everyday = Distortion.everyday(f"{entry.slug} moment {number}")
    return live_portrait_of(entry, distortion=replace(everyday, place=_PLACE))


def seen(jpeg: bytes) -> Look:
    """The look of a photo that has one."""
    look = look_of(jpeg)
    assert look is not None
    return look


def changed_in(jpeg: bytes, *names: str, seed: str) -> Laid:
    """How a photo lies on itself after these changes."""
    known = seen(jpeg)
    again = seen(changed(jpeg, *names, seed=seed))
    return laid_on(again, known.likeness, known.marks)


def combined_changes(count: int, seed: str) -> Rate:
    """Of photos and themselves after changes drawn at random, several at a time.

    What the book does not name among the few is as far away as can be.
    """
    people = min(count, len(_PEOPLE))
    book = Looks()
    for person, number in product(range(people), range(2)):
        book.add(f"{person} {number}".encode(), seen(moment(person, number)).marks)
    found = []
    for number in range(count):
        names, photo = combined(f"{seed} {number}"), moment(number % people, 0)
        again = seen(changed(photo, *names, seed=f"{seed} {number}"))
        is_named = f"{number % people} 0".encode() in dict(book.few(again))
        known = seen(photo)
        found.append(laid_on(again, known.likeness, known.marks) if is_named else Laid(2.0))
    return Rate.of(found)


def honest(count: int, seed: str) -> Rate:
    """Of two photos of one person at one counter, at two moments drawn at random."""
    pick = random.Random(seed)
    found = []
    for number in range(count):
        first, second = pick.sample(range(6), 2)
        known = seen(moment(number, second))
        found.append(laid_on(seen(moment(number, first)), known.likeness, known.marks))
    return Rate.of(found)


def held_out(count: int) -> Rate:
    """The same of moments at which nobody looked when the threshold was chosen, no pair twice."""
    pick = random.Random("held out")
    pairs: set[tuple[int, int, int]] = set()
    while len(pairs) < count:
        first, second = sorted(pick.sample(range(6, 12), 2))
        pairs.add((pick.randrange(len(_PEOPLE)), first, second))
    found = []
    for person, first, second in sorted(pairs):
        known = seen(moment(person, second))
        found.append(laid_on(seen(moment(person, first)), known.likeness, known.marks))
    return Rate.of(found)


def _printed_times(count: int) -> None:
    """A check against `count` earlier photos: 100 people, each as at so many other moments."""
    pick = random.Random("times")
    book = Looks()
    strangers = [
        seen(draw_live_portrait(b"", distortion=Distortion.everyday(f"{at}"), seed=f"crowd {at}"))
        for at in range(100)
    ]
    for number in range(count):
        marks = strangers[number % len(strangers)].marks
        words = [word ^ sum(1 << pick.randrange(48) for _ in range(4)) for word in marks.words]
        book.add(f"{number}".encode(), Marks(marks.points, tuple(words)))
    begin, few = time.process_time(), 0
    for number in range(12):
        look_of.cache_clear()
        look = seen(moment(number, 0))
        for owner, marks in book.few(look):
            likeness = strangers[int(owner) % len(strangers)].likeness
            laid_on(look, likeness, marks)
            few += 1
    spent = (time.process_time() - begin) / 12 * 1000
    sys.stdout.write(f"{count} earlier photos: {spent:.0f} ms a check, {few / 12:.1f} candidates\n")


def _printed_storage() -> None:
    looks = [seen(moment(at, 0)) for at in range(len(_PEOPLE))]
    marks = sum(len(look.marks.to_bytes()) for look in looks) / len(looks)
    likeness = sum(len(look.likeness.to_bytes()) for look in looks) / len(looks)
    sys.stdout.write(f"kept of a photo: {marks:.0f} bytes of marks, {likeness:.0f} of likeness\n")


def _main(count: int) -> None:
    for name in CHANGES:
        pairs = (changed_in(moment(at, 7), name, seed=f"held {at}") for at in range(15))
        sys.stdout.write(f"{name}: {Rate.of(pairs)}\n")
    sys.stdout.write(f"combined: {combined_changes(count, 'measured')}\n")
    sys.stdout.write(f"honest: {held_out(count)}\n")
    for earlier in (1_000, 10_000):
        _printed_times(earlier)
    _printed_storage()
    pairs = [(seen(moment(at, 0)), seen(moment(at, 1))) for at in range(12)]
    begin = time.process_time()
    for first, second in pairs:
        laid_on(first, second.likeness, second.marks)
    spent = (time.process_time() - begin) / len(pairs) * 1000
    sys.stdout.write(f"a candidate that is the same person: {spent:.0f} ms\n")


if __name__ == "__main__":
    _main(int(sys.argv[1]))
