"""Serving customers through the window, with keys only, seen through the accessibility bus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from statistics import median
from types import SimpleNamespace
from typing import cast

from drivers.simulator.control import ControlClient
from tests.whole.demo.clerk import Clerk
from tests.whole.demo.stage import Stage
from tests.whole.demo.walk import Walk
from tests.whole.screen import Application, Hands

__all__ = ["register", "told"]

_SIMS = count()
"""Each customer takes another SIM of the shop."""


def register(
    application: Application, hands: Hands, reader: ControlClient, slug: str
) -> Mapping[str, list[float]]:
    """One customer from the card to the accepted outcome on the screen.

    Returns:
        For each step, the seconds from its key to the next page, as seen from outside.

    Raises:
        NotInTime: the screen did not go on.
    """
    stage = cast(
        "Stage", SimpleNamespace(client=SimpleNamespace(application=application), hands=hands)
    )
    clerk = Clerk(stage)
    walk = Walk(stage, clerk, next(_SIMS))
    reader.lay(slug)
    walk.visual_check()
    reader.lift()
    walk.consent()
    walk.photo("case.choose_number")
    walk.number_and_sim()
    walk.form()
    walk.seal()
    clerk.await_words("outcome", "case.ACCEPTED")
    return walk.seconds


def told(seconds: Mapping[str, list[float]]) -> Iterator[str]:
    """One line for each step: the median of what the program took."""
    for step, samples in seconds.items():
        yield f"{step}: {median(samples):.2f} s from the key to the next page (n={len(samples)})"
