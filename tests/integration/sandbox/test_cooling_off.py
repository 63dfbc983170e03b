"""The pause after the face of somebody else, and after a register that differs twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import update

from pos_client.domain.verdict import Check
from pos_client.sandbox.control import Control as Master
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.tables import METADATA
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, codes_of, outcome_of

GOOD = ["ID_MATCH", "FACE_SAME", "QUOTA_OK"]
PAUSE = ["COOLING_OFF"]
# The drawn faces of one person look more alike than honest customers do.
_ONE_FACE = Controls(frozenset({Control.PHOTO_NEAR_IDENTICAL, Control.PHOTO_ALIKE}))


_SEEDS = count()


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """A gateway that forgets no pause."""
    policy = SandboxPolicy(
        number_quota=99, quota_review_from=99, challenge_pool=3, controls=_ONE_FACE
    )
    folder = tmp_path_factory.mktemp("strict")
    with RunningSandbox(folder, policy=policy) as running:
        yield running


@pytest.fixture
def counter(strict: RunningSandbox, enrol: Enrol) -> TestDevice:
    """A device at an outlet where nobody has to wait yet."""
    strict.call(lambda desk: desk.cooling_off.end())
    return enrol(strict)


def begun(device: TestDevice, card: Cards, slug: str, face: str) -> CaseAtHand:
    """A case of one person, with the face of another or their own."""
    case = device.open_case()
    device.read(case, card(face))
    device.photograph(case, seed=f"pause {next(_SEEDS)}")
    case.reads = ()
    device.read(case, card(slug))
    return case


def asked(device: TestDevice, card: Cards, slug: str = "resident-lin") -> list[str]:
    return codes_of(device, begun(device, card, slug, slug))


def refused_for_the_face(device: TestDevice, card: Cards) -> CaseAtHand:
    case = begun(device, card, "resident-lin", "resident-wang")
    assert codes_of(device, case)[-1] == "FACE_DIFFERENT"
    return case


def happened(strict: RunningSandbox, ago: timedelta) -> None:
    """As if every no of these tests had been said so long ago."""
    book, at = METADATA.tables["cooling_off"], datetime.now(UTC) - ago
    strict.call(lambda desk: desk.connection.execute(update(book).values(at=at)))


def test_a_face_of_somebody_else_pauses_this_person_here_and_nobody_else(
    strict: RunningSandbox, counter: TestDevice, card: Cards, enrol: Enrol
) -> None:
    refused_for_the_face(counter, card)
    assert asked(counter, card) == PAUSE
    assert asked(counter, card, "resident-wang") == GOOD
    beside = enrol(strict)
    assert asked(beside, card) == PAUSE, "it is the outlet's"
    strict.call(
        lambda desk: desk.connection.exec_driver_sql("UPDATE cooling_off SET outlet_code = 'X'")
    )
    assert asked(beside, card) == GOOD, "elsewhere it is not"


def test_the_pause_is_over_when_its_time_is(
    strict: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    refused_for_the_face(counter, card)
    happened(strict, timedelta(minutes=29))
    assert asked(counter, card) == PAUSE
    happened(strict, timedelta(minutes=31))
    assert asked(counter, card) == GOOD, "a pause does not prolong itself"


def test_the_same_case_has_no_other_face_either_and_the_same_question_the_same_answer(
    counter: TestDevice, card: Cards
) -> None:
    case = refused_for_the_face(counter, card)
    assert codes_of(counter, case)[-1] == "FACE_DIFFERENT", "the line broke, it is asked again"
    counter.photograph(case, seed="own")
    assert codes_of(counter, case) == PAUSE


def test_a_register_that_differs_has_one_retry_a_day(
    strict: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    strict.call(lambda desk: desk.switches.script(Check.ONLINE_VERIFICATION, "ID_MISMATCH", 2))
    case = begun(counter, card, "resident-lin", "resident-lin")
    assert codes_of(counter, case) == ["ID_MISMATCH"]
    assert asked(counter, card) == ["ID_MISMATCH"]
    assert asked(counter, card) == PAUSE
    happened(strict, timedelta(days=1))
    assert asked(counter, card) == GOOD


def test_a_retry_that_is_right_goes_on(
    strict: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    strict.call(lambda desk: desk.switches.script(Check.ONLINE_VERIFICATION, "ID_MISMATCH", 1))
    assert asked(counter, card) == ["ID_MISMATCH"]
    assert asked(counter, card) == GOOD


def test_nothing_is_registered_in_the_pause_and_a_verdict_of_before_stays_good(
    counter: TestDevice, card: Cards
) -> None:
    before = begun(counter, card, "resident-lin", "resident-lin")
    assert codes_of(counter, before) == GOOD
    counter.hold(before)
    refused_for_the_face(counter, card)
    paused = begun(counter, card, "resident-lin", "resident-lin")
    assert codes_of(counter, paused) == PAUSE
    counter.hold(paused)
    rejected = ("REJECTED", "VERDICT_INVALID")
    assert outcome_of(counter, counter.registration(paused)) == rejected
    assert outcome_of(counter, counter.registration(before)) == ("ACCEPTED", "")


def test_what_was_captured_offline_is_judged_by_face_and_register(
    counter: TestDevice, card: Cards
) -> None:
    refused_for_the_face(counter, card)
    case = captured(counter, card("resident-lin"))
    assert outcome_of(counter, counter.registration(case)) == ("ACCEPTED", "")


def test_the_sandboxes_master_ends_every_pause(
    strict: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    refused_for_the_face(counter, card)
    assert not Master(strict).obey("cooling-off")["ok"]
    assert Master(strict).obey("cooling-off over")["ok"]
    assert asked(counter, card) == GOOD
