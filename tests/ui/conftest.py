"""A stage for each test, in Chinese unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.stage import Stage
from ui import i18n
from ui.theme.fonts import counter_font


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that takes too long ends the process. The alarm that pytest-timeout would rather raise
    may go off in the middle of a paint, and PySide6 does not outlive that (`ui.widgets.painting`):
    some test behind it dies in a segfault that nobody understands."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.timeout(method="thread"))


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
