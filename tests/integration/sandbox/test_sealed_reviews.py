"""What the centre sees of a sealed case, and which of them it decides about."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from pos_client.domain.flow import PartyRole
from pos_client.domain.outlet import OutletKind, Role
from pos_client.domain.subject import Subject
from pos_client.domain.verdict import Check
from pos_client.infrastructure.ids import new_id
from pos_client.sandbox.centre import Decision
from pos_client.sandbox.control import Control
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.reviewer import Reviewer
from tests.integration.sandbox.walks import gathered, outcome_of


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the time would go there, to prove nothing."""
    monkeypatch.setattr("pos_client.sandbox.passwords.ITERATIONS", 1)
    monkeypatch.setattr("pos_client.sandbox.passwords.MEMORY_KIB", 64)


@pytest.fixture
def hall(tmp_path: Path, hands: Hands) -> Iterator[RunningSandbox]:
    """A gateway whose outlet is the carrier's own, and whose customers may look alike."""
    outlet = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)
    policy = SandboxPolicy(controls=SAME_FACE_AGAIN)
    with RunningSandbox(tmp_path / "hall", outlet=outlet, policy=policy, clock=hands) as sandbox:
        yield sandbox


@pytest.fixture
def reviewer(hall: RunningSandbox) -> Iterator[Reviewer]:
    with Reviewer(hall) as at_work:
        assert at_work.log_in().status_code == httpx.codes.OK
        yield at_work


def under_review(hall: RunningSandbox, device: TestDevice, card: Cards, slug: str) -> bytes:
    """A case that passes every check and waits all the same; its bytes."""
    case = gathered(device, card(slug))
    assert Control(hall).obey("outcome UNDER_REVIEW LOCATION_UNKNOWN times=1")["ok"]
    return device.registration(case)


def test_everybody_of_a_transfer_is_seen_with_photos_and_all_that_is_open(
    hall: RunningSandbox, enrol: Enrol, card: Cards, reviewer: Reviewer
) -> None:
    device = enrol(hall)
    case = device.open_case()
    case.flow, case.subject = "transfer", Subject("17055600007")
    present = device.join(case, PartyRole.PRESENT_OWNER)
    supervisor = (hall.supervisor_number, hall.supervisor_password)
    for one, slug, check, code in (
        (present, "resident-lin", Check.FACE_MATCH, "FACE_UNSURE"),
        (case, "resident-jin", Check.ONLINE_VERIFICATION, "ID_NO_PHOTO"),
    ):
        device.read(one, card(slug))
        device.photograph(one, seed=slug)
        assert Control(hall).obey(f"verdict {check} {code} times=1")["ok"]
        device.verify(one)
        assert device.ask_review(one, *supervisor).status_code == httpx.codes.OK
    case.others = (present,)
    data = device.registration(case)
    assert outcome_of(device, data) == ("UNDER_REVIEW", "ID_NO_PHOTO")
    (waiting,) = reviewer.queue()
    assert sorted(waiting["codes"]) == ["FACE_UNSURE", "ID_NO_PHOTO"]
    for seen, one, code in zip(
        waiting["people"], (case, present), ("ID_NO_PHOTO", "FACE_UNSURE"), strict=True
    ):
        assert one.photo is not None
        assert seen["codes"] == [code]
        assert base64.b64decode(seen["live_photo"]) == one.photo.jpeg
        assert seen["card_photo"]
        assert "*" in seen["masked_name"]
        assert "*" in seen["masked_id_number"]
    assert [each["role"] for each in waiting["people"]] == ["OWNER", "PRESENT_OWNER"]
    reviewer.decide(waiting["id"])
    kept = read_ledger(hall.home.folder)["reviews"][-1]
    assert sorted(kept["codes"]) == ["FACE_UNSURE", "ID_NO_PHOTO"]
    assert kept["clerk_number"] == device.clerk_number
    seen = kept["shown"]["people"][1]
    assert present.photo is not None
    assert seen["live_photo_sha256"] == present.photo.sha256.hex()
    assert seen["card_photo_sha256"] == hashlib.sha256(present.reads[-1].raw_photo).hexdigest()
    assert "live_photo" not in seen  # photos are shown and not written down
    assert outcome_of(device, data) == ("ACCEPTED", "")


def test_two_devices_with_one_id_wait_and_are_decided_apart(
    hall: RunningSandbox, enrol: Enrol, card: Cards, reviewer: Reviewer
) -> None:
    said = ("0099", "某某", Role.CLERK, hall.outlet_code, "pw")
    hall.call(lambda desk: desk.sessions.enter_clerk(*said))
    first, second, id_ = enrol(hall), enrol(hall), new_id()
    first.log_in("0099", "pw")
    second.log_in(hall.clerk_number, hall.password)
    sealed = []
    for device, slug in ((first, "resident-lin"), (second, "resident-jin")):
        case = gathered(device, card(slug))
        assert Control(hall).obey("outcome UNDER_REVIEW LOCATION_UNKNOWN times=1")["ok"]
        sealed.append(device.registration(case, id=id_))
        device.register(sealed[-1])
    names = [each["id"] for each in reviewer.queue()]
    assert len(set(names)) == 2
    assert reviewer.decide(names[0]).status_code == httpx.codes.NO_CONTENT
    assert reviewer.decide(names[1], "PERSON_DOUBTED").status_code == httpx.codes.NO_CONTENT
    assert outcome_of(first, sealed[0]) == ("ACCEPTED", "")
    assert outcome_of(second, sealed[1]) == ("REJECTED", "LOCATION_UNKNOWN")


def test_nobody_decides_about_what_they_have_sealed(
    hall: RunningSandbox, enrol: Enrol, card: Cards, reviewer: Reviewer
) -> None:
    device = enrol(hall)
    data = under_review(hall, device, card, "resident-lin")
    device.register(data)
    (waiting,) = reviewer.queue()
    own = Decision(device.clerk_number, is_approved=True, reason=None)
    with pytest.raises(Refusal):
        hall.call(lambda desk: desk.centre.decide(waiting["id"], own))
    assert read_ledger(hall.home.folder)["reviews"] == []
    assert outcome_of(device, data)[0] == "UNDER_REVIEW"


def test_whom_nobody_could_see_any_more_is_left_for_after_the_seal(
    hall: RunningSandbox, enrol: Enrol, card: Cards, reviewer: Reviewer
) -> None:
    """Photos are in memory only: a gateway that has begun anew shows none."""
    device = enrol(hall)
    first = gathered(device, card("resident-second-number"))
    id_ = device.ask_centre(first).json()["id"]
    hall.call(lambda desk: desk.sights._kept.clear())
    assert reviewer.queue() == []
    assert reviewer.decide(id_).status_code == httpx.codes.UNPROCESSABLE_ENTITY
    device.look_at_centre(first, id_)
    second = gathered(device, card("resident-second-number"))
    hall.call(lambda desk: desk.sights._kept.clear())
    assert device.ask_centre(second).json()["state"] == "ANSWERED"
    assert outcome_of(device, device.registration(first)) == ("UNDER_REVIEW", "QUOTA_REVIEW")
    assert reviewer.queue()[0]["people"][0]["live_photo"]


def test_a_second_work_id_of_somebody_at_work_is_an_alarm(hall: RunningSandbox) -> None:
    def enter(desk: Desk) -> None:
        for number in ("0500", "0501", "0502"):
            said = (number, "张示例", Role.CLERK, hall.outlet_code, "pw")
            desk.sessions.enter_clerk(*said, person="EMP-7")
            if number == "0501":
                desk.sessions.dismiss_clerk("0500")
                desk.sessions.dismiss_clerk("0501")

    hall.call(enter)
    alarms = read_ledger(hall.home.folder)["alarms"]
    told = [each for each in alarms if each["code"] == "PERSON_TWICE"]
    assert [each["subject"] for each in told] == ["0501 as well as 0500"]
