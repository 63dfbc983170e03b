"""Counters at work, for what the client has to do: by brand, by kind of outlet, in any flow."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pos_client.application.state import CasePhase, CaseState
from pos_client.application.subject_commands import BeginFlow
from pos_client.domain.flow import Step
from pos_client.domain.outlet import OutletKind
from pos_client.protocol.no_identity import names_nobody
from pos_client.testing.gateway_words import configuration_claims, level_claims
from tests.unit.pos_client.application.at_work import asked, at_work
from tests.unit.pos_client.application.rig import DEVICE, Rig

__all__ = ["asked_of_gateway", "begun", "counter_of", "is_masked", "steps_of"]


@cache
def _outlet() -> dict[str, Any]:
    plain = Rig(None)
    made = configuration_claims(plain.gateway.words, DEVICE, plain.clock.now())
    plain.close()
    outlet: dict[str, Any] = made["outlet"]
    return outlet


def counter_of(
    kind: OutletKind = OutletKind.AGENT, brand: str = "", folder: Path | None = None, **claims: Any
) -> Rig:
    """A counter of such an outlet, its clerk logged in."""
    outlet = _outlet() | {"kind": kind.value} | ({"brand": brand} if brand else {})
    levels = {"minimum_level": {kind.value: level_claims("B")}}
    return at_work(folder, outlet=outlet, evidence=levels, **claims)


def begun(rig: Rig, flow: str) -> bool:
    """Whether this counter begins such a flow at all."""
    rig.ask(BeginFlow(flow))
    return rig.state.case is not None


def steps_of(rig: Rig) -> Iterator[CaseState]:
    """A customer from the card to the seal, as the screen shows it at each step."""
    if rig.state.case is None or rig.case.step is Step.READ_CARD:
        rig.lay()
    for _ in range(14):
        case = rig.case
        yield case
        if case.phase is not CasePhase.OPEN:
            return
        rig.answer()


def asked_of_gateway(rig: Rig) -> list[str]:
    """What the gateway is asked during one whole registration."""
    calls = asked(rig)
    rig.register()
    return calls


def is_masked(words: str) -> bool:
    """Nobody can be made out in it."""
    return names_nobody(words)
