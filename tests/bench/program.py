"""Starting a program with a window, ours or the empty one, and logging in to ours."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.children import PROGRAM, Child
from tests.bench.windows import WindowWatch
from tests.bench.world import World
from tests.whole.screen import Accessibility, Application, Hands, NotInTime, wait_for

__all__ = ["EMPTY_WINDOW", "Opened", "log_in", "opened", "our_window"]

EMPTY_WINDOW = [sys.executable, str(Path(__file__).with_name("empty_window.py"))]


@dataclass(frozen=True, slots=True)
class Opened:
    """A running program whose window has been mapped.

    Attributes:
        mapped_s: seconds from the start of the process to the mapped window.
    """

    child: Child
    window: Any
    mapped_s: float

    @property
    def pid(self) -> int:
        return self.child.process.pid


def our_window(home: Path) -> list[str]:
    """The command that people use."""
    return [PROGRAM, "run", "--home", str(home)]


def opened(
    stack: ExitStack,
    world: World,
    watch: WindowWatch,
    command: list[str],
    environment: Mapping[str, str] | None = None,
) -> Opened:
    """Start a program and wait for its window; the stack ends it."""
    began = time.monotonic()
    child = Child(command, world.folder / "window.log", environment or world.desktop.environment)
    stack.callback(child.end)
    window, at_s = watch.await_mapped(child.process.pid)
    return Opened(child, window, at_s - began)


def log_in(
    stack: ExitStack, world: World, watch: WindowWatch, program: Opened
) -> tuple[Application, Hands]:
    """Type work id and password and wait for the counter's page, with clerk and sign."""
    hands = stack.enter_context(Hands(world.desktop.display))
    watch.await_focus(program.window)
    hands.type_text(world.enrolled.clerk_number)
    hands.press("enter")
    hands.type_text(world.enrolled.password)
    hands.press("enter")
    accessibility = stack.enter_context(Accessibility(world.desktop.bus_address))
    application = accessibility.application(program.pid)
    try:
        _await_counter(application, world.sign_number)
    except NotInTime as trouble:
        trouble.add_note(" | ".join(application.scene().texts))
        trouble.add_note(program.child.last_words())
        raise
    return application, hands


def _await_counter(application: Application, sign_number: str) -> None:
    button = application.scene().find("loginButton")
    if button is not None:
        # One widget is cheap to look at; walking all of them would keep the program busy.
        wait_for(
            "the log-in page to go",
            lambda: not ((now := application.again(button)) and now.is_showing),
            30,
        )
    wait_for(
        "the clerk and the sign on the screen",
        lambda: (scene := application.scene()).find("clerk") and scene.says(sign_number),
    )
