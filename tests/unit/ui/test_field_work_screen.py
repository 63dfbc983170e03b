"""外出准备: the line about the place, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pos_client.application.state import CounterState, DevicePhase
from pos_client.application.step_state import (
    PreparationItem,
    PreparationState,
    PreparationStatus,
)
from pos_client.domain.location import Lack
from ui.i18n import steps
from ui.i18n.message import message
from ui.presenters.field_work import GearLine, present_field_work
from ui.presenters.glance import Glance
from ui.theme.tokens import Tone

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def line(status: PreparationStatus, figure: int | str) -> GearLine:
    preparation = PreparationState((PreparationItem("location", status, figure),), is_working=False)
    screen = present_field_work(preparation, CounterState(DevicePhase.READY), Glance(NOW))
    return screen.lines[0]


def test_a_fix_says_how_good_it_is() -> None:
    told = line(PreparationStatus.GOOD, 12)
    assert told.figure == message("steps.field_metres", count=12)
    assert told.tone is Tone.GOOD


@pytest.mark.parametrize("lack", [*(each.value for each in Lack), "NO_SOURCE"])
def test_the_lack_of_one_says_what_will_become_of_the_cases(lack: str) -> None:
    told = line(PreparationStatus.WARNING, lack)
    assert told.figure == message(f"steps.field_{lack}")
    assert told.tone is Tone.WAITING
    chinese, english = steps.SENTENCES[f"steps.field_{lack}"]
    assert "复核" in chinese
    assert "reviewed" in english
