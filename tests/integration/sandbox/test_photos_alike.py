"""A photo very like another case's waits for a reviewer; one that surely is it is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.same_picture import look_of
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, codes_of, outcome_of
from tests.photo_changes import changed

REVIEW = ("UNDER_REVIEW", "PHOTO_ALIKE")
ACCEPTED = ("ACCEPTED", "")


def sandbox_with(folder: Path, **policy: Any) -> RunningSandbox:
    return RunningSandbox(
        folder, policy=SandboxPolicy(number_quota=50, quota_review_from=50, **policy)
    )


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningSandbox]:
    """A gateway that has seen nobody yet."""
    with sandbox_with(tmp_path) as sandbox:
        yield sandbox


def photo_of(case: CaseAtHand) -> bytes:
    assert case.photo is not None
    return case.photo.jpeg


def with_photo(device: TestDevice, case: CaseAtHand, jpeg: bytes) -> CaseAtHand:
    device.photograph(case)
    assert case.photo is not None
    case.photo = replace(case.photo, jpeg=jpeg)
    return case


def first_case(device: TestDevice, card: Cards) -> CaseAtHand:
    """An accepted one."""
    case = captured(device, card("resident-lin"))
    assert outcome_of(device, device.registration(case)) == ACCEPTED
    return case


def second_case(device: TestDevice, card: Cards, first: CaseAtHand, *names: str) -> CaseAtHand:
    """Another one with the first one's photo, after these changes."""
    again = changed(photo_of(first), *names, seed="alike")
    return with_photo(device, captured(device, card("resident-lin"), 1), again)


def alarms(sandbox: RunningSandbox) -> list[str]:
    found = read_ledger(sandbox.home.folder)["alarms"]
    return [each["subject"] for each in found if each["code"] == "PHOTO_ALIKE"]


@pytest.mark.parametrize(
    ("is_accepted", "end"), [(True, ACCEPTED), (False, ("REJECTED", "PHOTO_ALIKE"))]
)
def test_a_changed_photo_of_another_case_is_what_a_reviewer_makes_of_it(
    hall: RunningSandbox,
    enrol: Enrol,
    card: Cards,
    is_accepted: bool,
    end: tuple[str, str],
) -> None:
    device = enrol(hall)
    first = first_case(device, card)
    data = device.registration(second_case(device, card, first, "mirrored", "gamma"))
    receipt = device.receipt(device.register(data))
    assert (receipt["outcome"], receipt["code"]) == REVIEW
    id_ = UUID(receipt["registration_id"])
    assert alarms(hall) == [f"{id_} as in case {first.id}"]
    hall.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=is_accepted))
    assert outcome_of(device, data) == end


def test_a_verification_goes_on_and_its_registration_is_reviewed(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    again = changed(photo_of(first_case(device, card)), "brighter or darker", seed="alike")
    case = device.open_case()
    device.read(case, card("resident-lin"))
    assert codes_of(device, with_photo(device, case, again))[1] == "FACE_SAME"
    device.hold(case)
    assert alarms(hall) == []
    assert outcome_of(device, device.registration(case)) == REVIEW
    assert len(alarms(hall)) == 1


def test_a_photo_taken_once_more_is_no_reason_to_look(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    again = changed(photo_of(first_case(device, card)), "mirrored", seed="alike")
    case = device.open_case()
    device.read(case, card("resident-lin"))
    codes_of(device, with_photo(device, case, again))
    device.photograph(case)
    codes_of(device, case)
    device.hold(case)
    assert outcome_of(device, device.registration(case)) == ACCEPTED
    assert alarms(hall) == []


def test_one_that_was_only_encoded_anew_is_refused(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    data = device.registration(second_case(device, card, first_case(device, card)))
    assert outcome_of(device, data) == ("REJECTED", "PHOTO_USED")
    assert alarms(hall) == []


def test_somebody_who_comes_again_with_new_photos_is_not_looked_at(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(hall)
    for place, slug in enumerate(("resident-lin", "resident-wang") * 3):
        case = captured(device, card(slug), place)
        assert outcome_of(device, device.registration(case)) == ACCEPTED
    assert alarms(hall) == []


@pytest.mark.parametrize(
    ("off", "names", "end"),
    [
        (Control.PHOTO_ALIKE, ("mirrored",), ACCEPTED),
        (Control.PHOTO_ALIKE, (), ("REJECTED", "PHOTO_USED")),
        (Control.PHOTO_NEAR_IDENTICAL, ("mirrored",), REVIEW),
        (Control.PHOTO_NEAR_IDENTICAL, (), ACCEPTED),
    ],
)
def test_each_of_the_two_controls_is_switched_by_itself(
    tmp_path: Path,
    enrol: Enrol,
    card: Cards,
    off: Control,
    names: tuple[str, ...],
    end: tuple[str, str],
) -> None:
    with sandbox_with(tmp_path, controls=Controls(frozenset({off}))) as sandbox:
        device = enrol(sandbox)
        case = second_case(device, card, first_case(device, card), *names)
        assert outcome_of(device, device.registration(case)) == end


def test_what_is_kept_of_a_photo_shows_nobody(
    hall: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    case = first_case(enrol(hall), card)
    look = look_of(photo_of(case))
    assert look is not None
    with closing(sqlite3.connect(hall.home.database_file)) as book:
        (row,) = book.execute("SELECT marks, sealed_likeness FROM photo_looks").fetchall()
        kept = b"".join(each for each in row if isinstance(each, bytes))
    likeness = look.likeness.to_bytes()
    assert likeness not in kept
    pieces = {likeness[at : at + 16] for at in range(len(likeness) - 16)}
    assert not any(piece in kept for piece in pieces)
    assert b"JFIF" not in kept
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(BytesIO(row[1]))
