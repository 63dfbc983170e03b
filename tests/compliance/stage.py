"""Gateways that the tests of a file share, and attacks that use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pos_client.domain.document import SpecialDocumentType
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.outlet import Outlet, Role
from pos_client.domain.sim_stock import SimRange
from pos_client.domain.special_document import SpecialPolicy, SpecialReason
from pos_client.sandbox.control import Control as Master
from pos_client.sandbox.controls import Control
from pos_client.sandbox.gateway import Desk
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.collecting import AT_LEVEL_A, collect
from tests.attacks.moves import claims_of
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.running import played, run_attack
from tests.attacks.scene import Scene
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.device import TestDevice
from tests.outlets import admit_another

__all__ = ["MANY", "MVNO", "SPECIAL_CAP", "Stage", "all_codes", "obey"]

SPECIAL_CAP = 2
MANY: dict[str, Any] = {
    "number_quota": 1000,
    "quota_review_from": 1000,
    "trustee_quota": 2,
    "special": SpecialPolicy(tuple(SpecialDocumentType), tuple(SpecialReason), SPECIAL_CAP),
}
"""A policy in which nobody has too many numbers."""
MVNO = "示例云信"
_PASSWORD = "resold-1"
_DRAWER = SimRange(f"898600{7 * 10**12:013d}", f"898600{8 * 10**12:013d}")
_ALIKE = frozenset({Control.PHOTO_NEAR_IDENTICAL, Control.PHOTO_ALIKE})
_ATTACKS = {named.name: named for named in collect()}


class Stage:
    """Use it as a context."""

    def __init__(self, new_folder: Callable[[], Path], names: Iterable[str]) -> None:
        self._new_folder, self._names = new_folder, tuple(names)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Begin what the file asks for: nothing may outlive the test that has begun it."""
        for name in self._names:
            assert getattr(self, name).gateway.outlet_code
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @cached_property
    def agent(self) -> Scene:
        """An agent's outlet, in which nobody has too many numbers and a face may come again."""
        return self.scene(MANY, off=SAME_FACE_AGAIN.off)

    @cached_property
    def hall(self) -> Scene:
        """One of the carrier's own halls, likewise."""
        return self.scene(MANY, outlet=OWN_HALL, off=SAME_FACE_AGAIN.off)

    @cached_property
    def strict(self) -> Scene:
        """An agent's outlet under the policy as it is shipped; only photos may be alike."""
        return self.scene({}, off=_ALIKE)

    @cached_property
    def resold(self) -> TestDevice:
        """A counter of a resale carrier's outlet at the agent's gateway, its clerk logged in."""
        outlet = replace(DEMO_OUTLET, code="FJ-MVNO-0001", name="示例转售店", brand=MVNO)

        def enter(desk: Desk) -> str:
            desk.numbers.fill_for(MVNO)
            admit_another(desk, outlet)
            desk.stock.deliver(outlet.code, (_DRAWER,), is_received=True)
            desk.sessions.enter_clerk("7001", "某某", Role.CLERK, outlet.code, _PASSWORD)
            return desk.enrolment.issue_code(outlet.code)

        device = self.agent.enrolled(self.agent.gateway.call(enter))
        assert device.log_in("7001", _PASSWORD).status_code == 200
        return device

    def scene(
        self,
        policy: Mapping[str, Any],
        level: EvidenceLevel = EvidenceLevel.B,
        outlet: Outlet = DEMO_OUTLET,
        **more: Any,
    ) -> Scene:
        """A gateway with a policy of its own."""
        return self._stack.enter_context(
            Scene(self._new_folder(), policy, level, outlet=outlet, **more)
        )

    def own(self) -> Scene:
        """A gateway with every control, to be used as a context by whoever asks for it."""
        return Scene(self._new_folder(), MANY)

    def words(self, name: str, scene: Scene | None = None) -> tuple[str, ...]:
        """Try an attack with a client of its own, and say what it was told.

        The attack says itself which words are no surprise. Nothing of it may be accepted.

        Args:
            scene: a gateway that is up; without one it gets its own.
        """
        if scene is None:
            with played(_ATTACKS[name].attack) as own:
                assert (own.surprises, own.accepted) == ([], 0), name
                return tuple(own.words)
        _forget(scene)
        before = scene.accepted
        _ATTACKS[name].attack.run(scene)
        assert scene.surprises == [], name
        assert scene.accepted == before, name
        words = tuple(scene.words)
        _forget(scene)
        return words

    @staticmethod
    def fails(*names: str, is_residual: bool = False) -> None:
        """Try attacks, each on a gateway and a client of its own: they get as far as they say.

        A residual one is accepted at level B, and its twin under a policy of level A is not.
        """
        for name in names:
            named = _ATTACKS[name]
            finding = run_attack(named)
            assert finding.faults == (), (name, finding.faults)
            assert (finding.row["accepted"] > 0) is is_residual, name
            if is_residual:
                twin = run_attack(_ATTACKS[name + AT_LEVEL_A])
                assert (twin.faults, twin.row["accepted"]) == ((), 0), name


def _forget(scene: Scene) -> None:
    """Let whoever comes next have a device of their own: an attack may spoil its one."""
    scene.words.clear()
    scene.surprises.clear()
    scene.client_stops.clear()
    scene.__dict__.pop("device", None)


def all_codes(case: CaseAtHand) -> list[str]:
    """What was said about everybody in a case."""
    everybody = (*case.others, case)
    return [str(claims_of(token)["code"]) for each in everybody for token in each.verdicts]


def obey(scene: Scene, line: str) -> None:
    """Tell the sandbox something as its master would."""
    assert Master(scene.gateway).obey(line)["ok"], line
