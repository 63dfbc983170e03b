"""The local hint on the screen: calm, in words, and not while the customer looks there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from pos_client.application.hint_state import HintKind, HintState
from pos_client.application.state import CasePhase
from pos_client.domain.flow import Step
from pos_client.domain.guards import Counted, GuardRule
from tests.ui.hint_scenes import HINT_SCENES, NEAR, NOTED, REACHED
from tests.ui.people import CHINA_NOW, at_step, ready, with_case
from tests.ui.stage import Stage
from ui import i18n
from ui.presenters.hints import present_hint

BLAMES = ("违规", "作弊", "虚假", "处罚", "fraud", "cheat", "illegal", "suspect", "punish")
EVERY = [
    *(
        HintState(GuardRule.BURST, kind, counted, 3, 1, minutes, until, is_freezing=is_freezing)
        for kind in (HintKind.NEAR, HintKind.REACHED)
        for counted in (Counted.CLERK, Counted.DEVICE)
        for minutes in (10, 1440)
        for until in (None, CHINA_NOW)
        for is_freezing in (False, True)
    ),
    HintState(GuardRule.GROUP, HintKind.REACHED, Counted.OUTLET, 5, 0, 20),
    *(HintState(rule, HintKind.NOTED) for rule in GuardRule),
]


@pytest.mark.parametrize("hint", EVERY, ids=str)
def test_every_hint_says_what_and_what_to_do_and_blames_nobody(hint: HintState) -> None:
    screen = present_hint(ready(hint=hint), CHINA_NOW)
    assert screen is not None
    for key in (screen.said.key, screen.to_do.key):
        assert i18n.has(key), key
        assert not [word for word in BLAMES for said in _both(key) if word in said.lower()]


def _both(key: str) -> tuple[str, str]:
    return i18n.catalogue("guards")[key]


def test_every_sentence_of_the_catalogue_is_said_somewhere() -> None:
    screens = [present_hint(ready(hint=hint), CHINA_NOW) for hint in EVERY]
    said = {message.key for screen in screens if screen for message in screen}
    assert said == set(i18n.catalogue("guards"))


@pytest.mark.parametrize("step", [Step.CONSENT, Step.LIVE_PHOTO, Step.FORM])
def test_the_customer_who_looks_at_the_screen_reads_nothing_of_it(step: Step) -> None:
    assert present_hint(with_case(at_step(step), ready(hint=NEAR)), CHINA_NOW) is None


def test_the_page_of_the_saved_case_has_it_again() -> None:
    case = at_step(Step.SEAL, CasePhase.SAVED, identity=None)
    assert present_hint(with_case(case, ready(hint=REACHED)), CHINA_NOW) is not None


def test_behind_the_lock_nothing_is_said() -> None:
    state = ready(hint=NOTED)
    assert state.session is not None
    locked = replace(state, session=replace(state.session, is_locked=True))
    assert present_hint(locked, CHINA_NOW) is None


@pytest.mark.parametrize("name", HINT_SCENES)
def test_the_bar_shows_it_and_keeps_nothing_of_the_last_one(stage: Stage, name: str) -> None:
    stage.tell(HINT_SCENES[name])
    bar = stage.window.findChild(QWidget, "hintBar")
    assert isinstance(bar, QWidget)
    assert bar.isVisible()
    assert bar.accessibleName()
    stage.tell(ready())
    assert not bar.isVisible()
