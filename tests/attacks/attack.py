"""What an attack is, and the row that tells how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypedDict

from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.controls import Control

if TYPE_CHECKING:
    from tests.attacks.scene import Scene

__all__ = ["Attack", "Mutant", "Row", "Side"]


class Side(StrEnum):
    """Where a control stands."""

    CLIENT = "client"
    GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A control that has no switch, taken away by hand.

    Attributes:
        apply: makes the context in which the control is away.
    """

    name: str
    side: Side
    apply: Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Attack:
    """One abuse and how it is tried; its name is that of its file.

    A residual one is accepted at level B. It gets a second row by itself, in which the policy asks
    for level A in every flow.

    Attributes:
        abuses: what is abused, in one line.
        run: tries it; what it does to the client it tells the scene.
        policy: fields of the sandbox's policy that are not the demo's.
        controls: each of them alone stops the attack: without it something is accepted.
        mutants: the same for controls without a switch.
        outlet_kind: where it is tried.
        expected_log: warnings that belong to it.
    """

    abuses: str
    run: Callable[[Scene], None]
    policy: Mapping[str, Any] = field(default_factory=dict)
    controls: tuple[Control, ...] = ()
    mutants: tuple[Mutant, ...] = ()
    level: EvidenceLevel = EvidenceLevel.B
    is_residual: bool = False
    outlet_kind: OutletKind = OutletKind.AGENT
    expected_log: tuple[str, ...] = ()


class Row(TypedDict):
    """A line of the report.

    Attributes:
        level: what the policy asked for.
        stopped_by_client: a client that nobody has patched stopped it.
        stopped_by_gateway: a patched client that skips every local check was stopped.
        accepted: registrations in the gateway's ledger that the attack brought about.
    """

    attack: str
    abuses: str
    level: str
    stopped_by_client: bool
    stopped_by_gateway: bool
    accepted: int
    residual: bool
