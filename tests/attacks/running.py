"""Runs attacks: as they are, and with one control away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from pos_client.infrastructure.crypto.password import PasswordHasher
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack, Mutant, Row, Side
from tests.attacks.collecting import Named
from tests.attacks.scene import Scene

__all__ = ["Finding", "Mutation", "mutations_of", "played", "run_attack", "run_mutation"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A row and what is wrong about it; nothing is where it went as the attack says it does."""

    row: Row
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One control of one attack, to be taken away."""

    attack: Named
    control: Control | Mutant

    @property
    def name(self) -> str:
        return self.control.value if isinstance(self.control, Control) else self.control.name

    @property
    def side(self) -> Side:
        return Side.GATEWAY if isinstance(self.control, Control) else self.control.side


def run_attack(named: Named) -> Finding:
    """Run an attack before a gateway with every control on."""
    try:
        with played(named.attack) as scene:
            row = _row(named, scene)
            faults = list(scene.surprises)
    except Exception as broken:  # noqa: BLE001 - the others are tried all the same
        return Finding(_untried(named), (f"broke off: {type(broken).__name__}: {broken}"[:300],))
    if row["residual"] is not (row["accepted"] > 0):
        faults.append(f"{row['accepted']} accepted")
    if not (row["residual"] or row["stopped_by_client"] or row["stopped_by_gateway"]):
        faults.append("nobody stopped it")
    faults += [f"not stopped by the client: {what}" for what, was in scene.client_stops if not was]
    return Finding(row, tuple(faults))


def mutations_of(named: Named) -> Iterator[Mutation]:
    """Every control that the attack names."""
    yield from (Mutation(named, control) for control in named.attack.controls)
    yield from (Mutation(named, mutant) for mutant in named.attack.mutants)


def run_mutation(mutation: Mutation) -> bool:
    """Run an attack with one control away; answers whether something got through."""
    attack, control = mutation.attack.attack, mutation.control
    if isinstance(control, Control):
        with played(attack, frozenset({control})) as scene:
            return scene.accepted > 0
    with control.apply(), played(attack) as scene:
        if control.side is Side.CLIENT:
            return not all(is_stopped for _, is_stopped in scene.client_stops)
        return scene.accepted > 0


@contextmanager
def played(attack: Attack, off: frozenset[Control] = frozenset()) -> Iterator[Scene]:
    """An attack that has been tried, its gateways still up."""
    with ExitStack() as stack:
        # Hashed with little work: half of the time would go there, to prove nothing.
        for figure, value in {"ITERATIONS": 1, "MEMORY_KIB": 64}.items():
            stack.enter_context(mock.patch(f"pos_client.sandbox.passwords.{figure}", value))
        quick = PasswordHasher(iterations=1, lanes=1, memory_kib=64)
        stack.enter_context(
            mock.patch("pos_client.bootstrap.work.PasswordHasher", return_value=quick)
        )
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="attack-")))
        scene = stack.enter_context(Scene(folder, attack.policy, attack.level, off, attack.outlet))
        attack.run(scene)
        yield scene


def _untried(named: Named) -> Row:
    attack = named.attack
    return Row(
        attack=named.name,
        abuses=attack.abuses,
        level=attack.level.value,
        stopped_by_client=False,
        stopped_by_gateway=False,
        accepted=0,
        residual=attack.is_residual,
    )


def _row(named: Named, scene: Scene) -> Row:
    accepted, attack = scene.accepted, named.attack
    return Row(
        attack=named.name,
        abuses=attack.abuses,
        level=attack.level.value,
        stopped_by_client=bool(scene.client_stops) and all(was for _, was in scene.client_stops),
        stopped_by_gateway=bool(scene.words) and not accepted,
        accepted=accepted,
        residual=attack.is_residual,
    )
