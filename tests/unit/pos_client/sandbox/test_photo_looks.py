"""A photo is told again whatever was done to it, and two honest ones of one person are two.

`docs/face-match.md` has what was measured over many more.
"""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from drivers.simulator.deck import load_deck
from drivers.simulator.live_portraits import Distortion, live_portrait_of
from pos_client.sandbox.photo_looks import Looks
from pos_client.sandbox.photo_marks import Marks
from pos_client.sandbox.same_picture import (
    SAME_BELOW,
    Likeness,
    is_certain_copy,
    laid_on,
    look_of,
)
from tests.photo_changes import CHANGES, changed
from tests.photo_rates import changed_in, combined_changes, honest, moment, seen

_COMBINED, _HONEST = 20, 12


@pytest.mark.parametrize("name", CHANGES)
def test_a_photo_is_told_again_after_each_change(name: str) -> None:
    assert changed_in(moment(3, 0), name, seed="3").is_alike


@pytest.mark.parametrize(("name", "is_certain"), [("encoded anew", True), ("mirrored", False)])
def test_only_what_is_nearly_unchanged_is_certainly_a_copy(name: str, is_certain: bool) -> None:
    assert changed_in(moment(3, 0), name, seed="3").is_certain is is_certain


def test_a_photo_used_again_is_certainly_a_copy() -> None:
    first = moment(5, 0)
    with Image.open(BytesIO(first)) as opened:
        again, cut = BytesIO(), BytesIO()
        opened.save(again, "JPEG", quality=60)
        width, height = opened.size
        opened.crop((9, 7, width - 10, height - 7)).save(cut, "JPEG", quality=80)
    assert is_certain_copy(first, again.getvalue())
    assert is_certain_copy(first, cut.getvalue())
    assert not is_certain_copy(first, moment(5, 1))


def test_photos_are_told_again_after_several_changes_at_once() -> None:
    rate = combined_changes(_COMBINED, "suite")
    print(f"told again: {rate}")
    assert rate.told_again >= 0.85 * _COMBINED


def test_honest_photos_of_one_person_at_one_counter_are_two() -> None:
    rate = honest(_HONEST, "suite")
    print(f"taken for another: {rate}")
    assert rate.told_again == rate.certain == 0


def test_other_people_before_the_same_wall_are_others() -> None:
    gaps = [
        laid_on(seen(moment(at, 0)), seen(moment(at + 1, 0)).likeness, known).gap
        for at in range(0, 12, 2)
        for known in [seen(moment(at + 1, 0)).marks]
    ]
    assert min(gaps) > 2 * SAME_BELOW


def test_a_changed_photo_is_among_the_few_of_a_book() -> None:
    book = Looks()
    for person in range(8):
        for number in range(2):
            book.add(f"{person} {number}".encode(), seen(moment(person, number)).marks)
    again = changed(moment(5, 1), "mirrored", "turned", "gamma", seed="book")
    assert b"5 1" in [owner for owner, _ in book.few(seen(again))]


def test_a_book_without_photos_knows_none() -> None:
    assert Looks().few(seen(moment(0, 0))) == []


def test_what_is_kept_of_a_photo_is_read_back() -> None:
    look = seen(moment(1, 0))
    marks = Marks.from_bytes(look.marks.to_bytes())
    assert marks.words == look.marks.words
    likeness = Likeness.from_bytes(look.likeness.to_bytes())
    assert laid_on(look, likeness, marks).gap < SAME_BELOW / 2
    assert "object at" not in repr(likeness)


def test_what_is_no_picture_has_no_look() -> None:
    assert look_of(b"no picture") is None
    assert not is_certain_copy(b"no picture", moment(0, 0))
    nobody = live_portrait_of(load_deck()["resident-lin"], distortion=Distortion.nobody("1"))
    assert Looks().few(seen(nobody)) == []
