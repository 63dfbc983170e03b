"""Where a card was read: inside the outlet's fence, outside of it, or nobody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from pos_client.domain.location import Lack, Location, NoPosition
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.place import PlaceVerdict
from pos_client.domain.work_signal import Surroundings
from pos_client.sandbox.database import open_for_reading
from pos_client.sandbox.home import SandboxHome
from pos_client.sandbox.place_rules import PlaceRules, rules_without_receivers
from pos_client.sandbox.place_tables import sightings
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.attacks.moves import now
from tests.attacks.places import bind_to_no_place, fence_in, position
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.walks import captured, outcome_of

ACCEPTED = ("ACCEPTED", "")
UNKNOWN, OUTSIDE = ("UNDER_REVIEW", "LOCATION_UNKNOWN"), ("UNDER_REVIEW", "GEO_DENIED")


def read_at(
    folder: Path,
    enrol: Enrol,
    cards: Cards,
    location: Location | None,
    kind: OutletKind = OutletKind.AGENT,
    *,
    is_fenced: bool = True,
    rules: PlaceRules | None = None,
) -> tuple[str, str]:
    """Outcome and code of a case that says this of its place."""
    policy = SandboxPolicy(number_block=2, challenge_pool=2, places=rules or PlaceRules())
    outlet = replace(DEMO_OUTLET, kind=kind)
    with RunningSandbox(folder, policy=policy, outlet=outlet) as sandbox:
        if is_fenced:
            fence_in(sandbox)
        else:
            bind_to_no_place(sandbox)
        device = enrol(sandbox)
        case = captured(device, cards("resident-lin"))
        said = Surroundings(location)
        return outcome_of(device, device.registration(case, surroundings=said))


@pytest.mark.parametrize(
    ("metres", "accuracy_m", "expected"),
    [
        (0, 10, ACCEPTED),
        (280, 10, ACCEPTED),
        (295, 10, UNKNOWN),
        (305, 10, UNKNOWN),
        (320, 10, OUTSIDE),
        (40_000, 10, OUTSIDE),
        (0, 301, UNKNOWN),
    ],
)
def test_a_case_is_inside_or_outside_with_all_of_its_possible_error(
    tmp_path: Path,
    enrol: Enrol,
    card: Cards,
    metres: int,
    accuracy_m: int,
    expected: tuple[str, str],
) -> None:
    place = position(metres, accuracy_m=accuracy_m)
    assert read_at(tmp_path, enrol, card, place) == expected


@pytest.mark.parametrize(
    "location", [None, NoPosition(Lack.NO_FIX), position(0, now() - timedelta(hours=1))]
)
def test_without_a_position_of_now_nobody_is_inside(
    tmp_path: Path, enrol: Enrol, card: Cards, location: Location | None
) -> None:
    assert read_at(tmp_path, enrol, card, location) == UNKNOWN


@pytest.mark.parametrize("kind", [OutletKind.AGENT, OutletKind.FIELD])
@pytest.mark.parametrize("location", [None, position(0)])
def test_at_an_outlet_without_a_fence_nobody_is_inside(
    tmp_path: Path, enrol: Enrol, card: Cards, location: Location | None, kind: OutletKind
) -> None:
    assert read_at(tmp_path, enrol, card, location, kind, is_fenced=False) == UNKNOWN


@pytest.mark.parametrize(
    ("kind", "expected"), [(OutletKind.AGENT, ACCEPTED), (OutletKind.FIELD, UNKNOWN)]
)
def test_whom_the_carrier_asks_for_no_place_is_unknown_and_taken_but_never_in_the_field(
    tmp_path: Path, enrol: Enrol, card: Cards, kind: OutletKind, expected: tuple[str, str]
) -> None:
    rules = rules_without_receivers()
    assert read_at(tmp_path, enrol, card, NoPosition(Lack.NO_FIX), kind, rules=rules) == expected
    (place,) = set(places_of(tmp_path))
    assert place == PlaceVerdict.UNKNOWN


def test_who_is_asked_for_no_place_and_is_elsewhere_is_outside_all_the_same(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    rules = rules_without_receivers()
    assert read_at(tmp_path, enrol, card, position(9_000), rules=rules) == OUTSIDE


def test_in_the_field_it_is_reviewed_and_never_refused(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    rules = PlaceRules(unknown_rejected=frozenset(OutletKind))
    assert read_at(tmp_path, enrol, card, None, OutletKind.FIELD, rules=rules) == UNKNOWN


def test_a_carrier_may_reject_both_elsewhere(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    rules = PlaceRules(
        outside={OutletKind.AGENT: Outcome.REJECTED},
        unknown_rejected=frozenset({OutletKind.AGENT}),
    )
    away = read_at(tmp_path / "away", enrol, card, position(9_000), rules=rules)
    nowhere = read_at(tmp_path / "nowhere", enrol, card, None, rules=rules)
    assert (away, nowhere) == (("REJECTED", "GEO_DENIED"), ("REJECTED", "LOCATION_UNKNOWN"))


def places_of(folder: Path) -> list[str]:
    with open_for_reading(SandboxHome(folder).database_file) as connection:
        return list(connection.scalars(select(sightings.c.place)))
