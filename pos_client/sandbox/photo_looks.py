"""Finds the few known photos that a new one may be a copy of, by words for the corners in it.

Kept in memory are the marks of all photos so far: words and places, nothing that anybody could
see. Whether one of the few is the same picture, `same_picture` says, by what is kept sealed.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from heapq import nlargest
from math import log

from pos_client.sandbox.photo_marks import Marks, placed
from pos_client.sandbox.same_picture import Look

__all__ = ["Looks"]

# How many are looked at more closely, by their words and then by where these stand.
_BY_WORDS, _BY_PLACES = 24, 6
_LEAST_MARKS = 9
# A word that so many photos have says nothing of one of them, and would take long to count.
_TOO_MANY = 300


class Looks:
    """The marks of all photos so far, each with its photo's hash; lives on the desk's thread."""

    def __init__(self) -> None:
        self._owners: list[bytes] = []
        self._marks: list[bytes] = []
        self._photos: dict[int, array[int]] = {}

    def add(self, owner: bytes, marks: Marks) -> None:
        """Keep the marks of a photo."""
        number = len(self._owners)
        self._owners.append(owner)
        self._marks.append(marks.to_bytes())
        for key in set(marks.looked_up_by()):
            self._photos.setdefault(key, array("I")).append(number)

    def few(self, look: Look) -> list[tuple[bytes, Marks]]:
        """Whose photos may be this one, the likeliest first, with their marks."""
        found = []
        for number, is_mirrored in self._with_like_words(look):
            marks = Marks.from_bytes(self._marks[number])
            places = placed(look.mirrored if is_mirrored else look.views, marks)
            if places is not None and places[0] >= _LEAST_MARKS:
                found.append((places[0], number, marks))
        found.sort(key=lambda each: each[0], reverse=True)
        few = {number: marks for _, number, marks in found}
        return [(self._owners[number], few[number]) for number in list(few)[:_BY_PLACES]]

    def _with_like_words(self, look: Look) -> list[tuple[int, bool]]:
        """The numbers of photos, with whether it is the mirror image that has their words."""
        best: dict[tuple[int, bool], float] = {}
        for is_mirrored, views in ((False, look.views), (True, look.mirrored)):
            for _, marks in views:
                for number, weight in self._weighed(marks).items():
                    at = (number, is_mirrored)
                    if weight > best.get(at, 0.0):
                        best[at] = weight
        return nlargest(_BY_WORDS, best, key=best.__getitem__)

    def _weighed(self, marks: Marks) -> dict[int, float]:
        """How much each photo has in common with these marks; rare words weigh more."""
        weights: defaultdict[int, float] = defaultdict(float)
        for key in marks.looked_up_by():
            photos = self._photos.get(key)
            if photos is not None and len(photos) <= _TOO_MANY:
                weight = log(1 + len(self._owners) / len(photos))
                for number in photos:
                    weights[number] += weight
        return weights
