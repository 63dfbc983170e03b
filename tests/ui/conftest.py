"""A stage for each test, in Chinese unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.stage import Stage
from ui import i18n
from ui.theme.fonts import counter_font


@pytest.fixture(autouse=True)
def _spoken() -> Iterator[None]:
    i18n.use("zh_CN")
    yield
    i18n.use("zh_CN")


@pytest.fixture
def make_stage(qapp: QApplication) -> Iterator[Callable[..., Stage]]:
    """Makes stages and clears them away."""
    qapp.setFont(counter_font())
    made: list[Stage] = []

    def make(*arguments: object, **named: object) -> Stage:
        stage = Stage(*arguments, **named)  # type: ignore[arg-type]
        made.append(stage)
        return stage

    yield make
    for stage in made:
        stage.close()


@pytest.fixture
def stage(make_stage: Callable[..., Stage]) -> Stage:
    return make_stage()
