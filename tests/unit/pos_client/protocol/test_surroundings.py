"""The place and the signals as members of a sealed body: one form, or no member at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pos_client.domain.location import Lack, LocationSource, NoPosition, Position
from pos_client.domain.work_signal import NOTHING_SEEN, Surroundings, WorkSignal
from pos_client.protocol.message import MessageRefused, read
from pos_client.protocol.surroundings import LocationJson, pack_surroundings, surroundings_in

PLACE = Position(
    -26_000_000, 119_300_000, 12, datetime(2030, 5, 1, 9, tzinfo=UTC), LocationSource.NMEA
)


@pytest.mark.parametrize(
    "said",
    [
        NOTHING_SEEN,
        Surroundings(PLACE),
        Surroundings(NoPosition(Lack.TOO_COARSE)),
        Surroundings(None, (WorkSignal.REMOTE_DESKTOP, WorkSignal.VIRTUAL_MACHINE)),
        Surroundings(PLACE, (WorkSignal.CONTAINER,)),
    ],
)
def test_what_was_said_comes_back(said: Surroundings) -> None:
    body = pack_surroundings(said)
    assert surroundings_in(body) == said
    assert body == {}


def test_where_there_is_nothing_to_say_there_is_no_member() -> None:
    assert pack_surroundings(NOTHING_SEEN) == {}
    assert pack_surroundings(Surroundings(NoPosition(Lack.NO_FIX))) == {
        "location": {"lack": "NO_FIX"}
    }


@pytest.mark.parametrize(
    "body",
    [
        {"location": {}},
        {"location": {"lack": "LOST"}},
        {"location": {"lack": "NO_FIX", "street": "x"}},
        {"signals": ["VIRTUAL_MACHINE", "CONTAINER"]},
        {"signals": ["CONTAINER", "CONTAINER"]},
        {"signals": ["HONEST"]},
    ],
)
def test_another_form_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        surroundings_in(body)


def test_a_position_and_its_lack_exclude_each_other() -> None:
    said = pack_surroundings(Surroundings(PLACE))["location"]
    with pytest.raises(MessageRefused):
        read(LocationJson, {**said, "lack": "NO_FIX"})
