"""The distance between invented faces, and its bands. Thresholds were chosen on the seeds `a` and
`b`; the seeds below were not looked at then."""

from __future__ import annotations

import random
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from drivers.simulator.deck import DeckEntry, load_deck
from drivers.simulator.live_portraits import MANNERS, Distortion, live_portrait_of
from pos_client.domain.live_photo import LARGEST_PHOTO
from pos_client.sandbox.face_match import Band, compare_faces, compare_live_photos
from pos_client.sandbox.same_picture import is_certain_copy

PEOPLE = [entry for entry in load_deck().entries if entry.webp]
SEED = "held-out"


def photo(person: DeckEntry) -> bytes:
    return person.card().photo


def everyday(person: DeckEntry, seed: str = SEED) -> bytes:
    return live_portrait_of(person, distortion=Distortion.everyday(f"{seed} {person.slug}"))


def test_an_honest_photo_is_nearly_always_the_same_person() -> None:
    bands = [compare_faces(photo(each), everyday(each)).band for each in PEOPLE]
    assert bands.count(Band.DIFFERENT) == 0
    assert bands.count(Band.SAME) >= 0.9 * len(PEOPLE)


def test_a_stranger_is_hardly_ever_the_same_person() -> None:
    pick = random.Random(SEED)
    bands = []
    for each in PEOPLE:
        live = everyday(each)
        others = [other for other in PEOPLE if other is not each]
        bands += [compare_faces(photo(other), live).band for other in pick.sample(others, 2)]
    assert bands.count(Band.SAME) <= 0.01 * len(bands)
    assert bands.count(Band.DIFFERENT) >= 0.9 * len(bands)


def test_half_a_face_is_unsure() -> None:
    bands = [
        compare_faces(
            photo(each), live_portrait_of(each, distortion=Distortion.unsure(f"{SEED} {each.slug}"))
        ).band
        for each in PEOPLE[::2]
    ]
    assert bands.count(Band.UNSURE) > len(bands) / 2
    assert bands.count(Band.SAME) <= 0.2 * len(bands)


@pytest.mark.parametrize("manner", ["dark", "nobody"])
def test_a_poor_picture_says_nothing(manner: str) -> None:
    for each in PEOPLE[::5]:
        live = live_portrait_of(each, distortion=MANNERS[manner](each.slug))
        assert compare_faces(photo(each), live).code == "FACE_QUALITY"


def test_without_a_photo_on_the_chip_nobody_is_sure() -> None:
    comparison = compare_faces(bytes(1024), everyday(PEOPLE[0]))
    assert (comparison.band, comparison.code) == (Band.NO_CHIP_PHOTO, "FACE_UNSURE")


def test_two_visits_of_one_person_are_alike_and_not_one_photo() -> None:
    for each in PEOPLE[::9]:
        first, second = everyday(each, "first visit"), everyday(each, "second visit")
        assert compare_live_photos(first, second).band is not Band.DIFFERENT
        assert not is_certain_copy(first, second)


def _jpeg(size: tuple[int, int], **more: object) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "#888888").save(made, "JPEG", **more)
    return made.getvalue()


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\xff\xd8\xff",
        b"GIF89a" + bytes(100),
        _jpeg((640, 480))[:200],
        _jpeg((16, 16)),
        _jpeg((2400, 60)),
        _jpeg((640, 480), progressive=True)[:300],
        b"\xff\xd8\xff" + bytes(LARGEST_PHOTO),
        b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(64),
    ],
)
def test_no_bytes_upset_it(hostile: bytes) -> None:
    assert compare_faces(photo(PEOPLE[0]), hostile).code == "FACE_QUALITY"
    assert compare_live_photos(hostile, everyday(PEOPLE[0])).code == "FACE_QUALITY"
    assert not is_certain_copy(hostile, everyday(PEOPLE[0]))


def test_a_frame_is_the_same_for_the_same_seed() -> None:
    once = Distortion.everyday("x")
    assert live_portrait_of(PEOPLE[3], distortion=once) == live_portrait_of(
        PEOPLE[3], distortion=once
    )
    other = replace(once, shift=(0, 0), scale=0.9)
    assert live_portrait_of(PEOPLE[3], distortion=other) != live_portrait_of(
        PEOPLE[3], distortion=once
    )


def test_everybody_has_a_face_that_fits_an_envelope() -> None:
    for each in load_deck().entries[::4]:
        assert 0 < len(everyday(each)) <= LARGEST_PHOTO
