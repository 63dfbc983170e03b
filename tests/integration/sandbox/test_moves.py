"""Outlets that move: their fence goes along, once somebody was there and two others agree."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.domain.channel import Geofence
from pos_client.domain.location import Position
from pos_client.domain.work_signal import Surroundings
from pos_client.protocol.api import Paths
from pos_client.protocol.message import plain
from pos_client.protocol.surroundings import location_json
from pos_client.sandbox.admissions import OnSiteRecord
from pos_client.sandbox.channels import ChannelRefused
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.evidence_package import read_package
from pos_client.sandbox.invented_channels import DEMO_FENCE
from pos_client.sandbox.place_rules import PlaceRules
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.work_id_rules import WorkIdRules, WorkRule
from tests.attacks.moves import now
from tests.attacks.places import FENCE, fence_in, metres_north, position
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, outcome_of

ACCEPTED, OUTSIDE = ("ACCEPTED", ""), ("UNDER_REVIEW", "GEO_DENIED")
PEOPLE = ((1, "wang"), (2, "ma"))
THERE = Geofence(metres_north(1_500) / 1_000_000, FENCE.longitude_deg, 300)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RunningSandbox]:
    """An agent's outlet at `FENCE`, under a carrier that asks where each card was read."""
    policy = SandboxPolicy(number_block=4, challenge_pool=4, places=PlaceRules())
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        fence_in(sandbox)
        yield sandbox


def visit_at(fence: Geofence, **changes: Any) -> OnSiteRecord:
    made = OnSiteRecord(
        outlet_code=DEMO_OUTLET.code,
        visited_at=now() - timedelta(hours=1),
        visited_by="EMP-1",
        sign_number=DEMO_OUTLET.sign_number,
        latitude_deg=fence.latitude_deg,
        longitude_deg=fence.longitude_deg,
        photo_sha256=bytes(32),
    )
    return replace(made, **changes)


def test_a_work_id_used_outside_its_outlets_own_fence_is_noticed_and_frozen(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    heavy = WorkIdRules(weights={WorkRule.OUTSIDE_FENCE: 100})
    policy = SandboxPolicy(number_block=4, challenge_pool=4, work_ids=heavy)
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        device = enrol(sandbox)
        at_home = replace(position(0), **micro(DEMO_FENCE))
        case = captured(device, card("resident-lin"))
        data = device.registration(case, surroundings=Surroundings(at_home))
        assert outcome_of(device, data) == ACCEPTED
        fence_in(sandbox, THERE)  # the outlet moves, and this computer does not
        heard = beat_from(device, at_home)
        assert (heard["session_ended"], heard["work_id_frozen"]) == (True, True)
        package = sandbox.call(lambda desk: desk.freezes.package(sandbox.clerk_number))
        facts = read_package(package.encode(), sandbox.gateway.keys.words_keys)
    assert facts["rule"] == "OUTSIDE_FENCE"
    fences = [each["latitude_microdegrees"] for each in facts["outlets"][0]["fences"]]
    assert fences == [micro(each)["latitude_microdegrees"] for each in (DEMO_FENCE, THERE)]


def test_an_outlet_that_moves_takes_its_fence_along_and_leaves_what_was_read_before(
    shop: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(shop)
    before = captured(device, card("resident-lin"))
    late = device.registration(before, surroundings=Surroundings(position(0)))
    shop.call(lambda desk: desk.moves.propose(THERE, visit_at(THERE)))
    assert not shop.call(lambda desk: desk.moves.approve(DEMO_OUTLET.code, "EMP-2"))
    assert shop.call(lambda desk: desk.places.fence_of(DEMO_OUTLET.code, now())) == FENCE
    assert shop.call(lambda desk: desk.moves.approve(DEMO_OUTLET.code, "EMP-3"))

    there, here = (captured(device, card(f"resident-{who}"), at) for at, who in PEOPLE)
    places = (position(1_500), position(0))
    ends = [
        outcome_of(device, device.registration(case, surroundings=Surroundings(place)))
        for case, place in zip((there, here), places, strict=True)
    ]
    assert ends == [ACCEPTED, OUTSIDE]
    assert outcome_of(device, late) == ACCEPTED
    row = shop.call(lambda desk: desk.devices.find(device.id))
    assert row is not None
    _, token = shop.call(lambda desk: desk.configurations.current(row))
    told = claims_of(token)
    assert told["channel"]["geofence"]["latitude_deg"] == f"{THERE.latitude_deg:.6f}"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"sign_number": "FJ-9999"}, "ANOTHER_SIGN"),
        ({"latitude_deg": FENCE.latitude_deg}, "ANOTHER_PLACE"),
        ({"visited_at": now() + timedelta(days=1)}, "NOT_VISITED_YET"),
        ({"outlet_code": "FJ-DEMO-0999"}, "NOT_THERE"),
    ],
)
def test_what_was_found_at_the_new_place_has_to_fit(
    shop: RunningSandbox, changes: dict[str, Any], word: str
) -> None:
    with pytest.raises(ChannelRefused, match=word):
        shop.call(lambda desk: desk.moves.propose(THERE, visit_at(THERE, **changes)))


def test_nobody_moves_a_fence_alone(shop: RunningSandbox) -> None:
    def refuses(person: str, word: str) -> None:
        with pytest.raises(ChannelRefused, match=word):
            shop.call(lambda desk: desk.moves.approve(DEMO_OUTLET.code, person))

    refuses("EMP-2", "NOT_VISITED")
    shop.call(lambda desk: desk.moves.propose(THERE, visit_at(THERE)))
    refuses("EMP-1", "SAME_PERSON")  # who has been there
    shop.call(lambda desk: desk.moves.approve(DEMO_OUTLET.code, "EMP-2"))
    refuses("EMP-2", "SAME_PERSON")

    def redraw(desk: Desk) -> None:
        record = desk.outlets.commissions.newest(DEMO_OUTLET.code)
        assert record is not None
        desk.channels.change(replace(record.facts, geofence=THERE))

    with pytest.raises(ChannelRefused, match="NOT_MOVED"):
        shop.call(redraw)
    assert shop.call(lambda desk: desk.places.fence_of(DEMO_OUTLET.code, now())) == FENCE


def micro(fence: Geofence) -> dict[str, int]:
    return {
        "latitude_microdegrees": round(fence.latitude_deg * 1_000_000),
        "longitude_microdegrees": round(fence.longitude_deg * 1_000_000),
    }


def beat_from(device: TestDevice, place: Position) -> dict[str, Any]:
    """A heartbeat of a device that somebody is logged in at, and that says where it is."""
    said = location_json(replace(place, fixed_at=now()))
    assert said is not None
    asked = {
        "pending": 0,
        "quarantined": 0,
        "oldest_pending_at": None,
        "program_version": "1",
        "session_id": claims_of(device.session)["session_id"],
        "location": json.loads(json.dumps(plain(said), default=str)),
    }
    answer = device.call("POST", Paths.HEARTBEATS, json=asked)
    assert answer.status_code == 200, answer.text
    heard: dict[str, Any] = answer.json()
    return heard


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims
