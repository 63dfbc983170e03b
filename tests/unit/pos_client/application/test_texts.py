"""A text that the gateway would not take is told before anything is called saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.state import CasePhase
from pos_client.domain.flow import Step
from tests.unit.pos_client.application.at_work import at_work
from tests.unit.pos_client.application.rig import Rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = at_work(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("name", ["Camera 110101-19000101-0014", "half \ud800"])
def test_a_camera_that_is_called_like_an_id_number_is_told_before_the_seal(
    rig: Rig, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = rig.customer.photo
    monkeypatch.setattr(
        rig.customer,
        "photo",
        lambda case: commands.TakeLivePhoto(replace(looks(case).photo, camera_name=name)),
    )
    rig.lose_gateway()
    rig.lay()
    rig.go_to(Step.SEAL)
    rig.answer()
    assert rig.trouble == "B-616"
    assert (rig.state.last_saved, rig.case.phase) == (None, CasePhase.OPEN)
    assert "registration_saved" not in rig.audited()
