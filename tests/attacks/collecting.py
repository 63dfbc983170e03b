"""Finds the attacks: every module of `tests/attacks/scripts` that has an ATTACK."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, replace

from pos_client.domain.evidence import EvidenceLevel
from pos_client.sandbox.controls import Control
from tests.attacks import scripts
from tests.attacks.attack import Attack

__all__ = ["AT_LEVEL_A", "Named", "collect"]

AT_LEVEL_A = "_at_level_a"


@dataclass(frozen=True, slots=True)
class Named:
    """An attack under its name."""

    name: str
    attack: Attack


def collect() -> tuple[Named, ...]:
    """All attacks in the order of their names, each residual one followed by its twin at level A.

    Raises:
        AttributeError: a module there holds no ATTACK.
    """
    found = []
    for module in sorted(pkgutil.iter_modules(scripts.__path__), key=lambda each: each.name):
        loaded = importlib.import_module(f"{scripts.__name__}.{module.name}")
        attack: Attack = loaded.ATTACK
        found.append(Named(module.name, attack))
        if attack.is_residual:
            asked = (Control.EVIDENCE_LEVEL,)
            twin = replace(
                attack, level=EvidenceLevel.A, is_residual=False, controls=asked, mutants=()
            )
            found.append(Named(module.name + AT_LEVEL_A, twin))
    return tuple(found)
