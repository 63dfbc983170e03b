"""Whoever reviews at the counter has both photos beside each other, as long as they review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from pos_client.domain.flow import Step
from tests.ui.people import at_step, ready, with_case
from tests.ui.review_scenes import of_faces
from tests.ui.stage import Stage
from tests.ui.test_identity_display import ppm
from ui.widgets.photo import PhotoFrame

_FRAMES = ("reviewCardPhoto", "reviewLivePhoto")


def frames(stage: Stage) -> list[PhotoFrame]:
    """Both, also where neither is seen."""
    return [stage.window.findChildren(PhotoFrame, name)[0] for name in _FRAMES]


@pytest.fixture
def reviewing(make_stage: Callable[..., Stage], qtbot: QtBot) -> Stage:
    """A page with both photos drawn."""
    stage = make_stage(decode=lambda _: ppm(2))
    stage.tell(with_case(of_faces()))
    qtbot.waitUntil(lambda: not any(each.pixmap().isNull() for each in frames(stage)))
    return stage


def test_both_are_seen_beside_each_other(reviewing: Stage) -> None:
    card, live = frames(reviewing)
    assert card.isVisible()
    assert live.isVisible()
    assert card.y() == live.y()
    assert card.geometry().right() < live.geometry().left()
    assert live.height() == card.height()
    for each in (card, live):
        assert each.visibleRegion().boundingRect().size() == each.size()


@pytest.mark.parametrize("leaves", ["goes on", "locks", "is over"])
def test_neither_stays_when_the_review_is_left(reviewing: Stage, leaves: str) -> None:
    case = of_faces()
    reviewing.tell(
        {
            "goes on": with_case(at_step(Step.NUMBER_AND_SIM)),
            "locks": with_case(replace(case, identity=None, review=None)),
            "is over": ready(),
        }[leaves]
    )
    reviewing.settle()
    assert all(each.pixmap().isNull() for each in frames(reviewing))


def test_of_whoever_is_not_photographed_there_is_the_card_alone(reviewing: Stage) -> None:
    case = of_faces()
    assert case.review is not None
    reviewing.tell(with_case(replace(case, review=replace(case.review, live_photo=None))))
    card, live = frames(reviewing)
    assert card.isVisible()
    assert not live.isVisible()
    assert live.pixmap().isNull()
