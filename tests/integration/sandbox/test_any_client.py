"""Whatever a patched client makes of true values, nothing is accepted without its own gates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.policy import SandboxPolicy
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.integration.sandbox.any_client import AnyClient
from tests.integration.sandbox.at_once import GatewayAtOnce

# Drawn faces are all alike, and so few people cannot but come often: neither is tried here.
_POLICY = SandboxPolicy(number_block=1, challenge_pool=1, controls=SAME_PERSON_ALL_DAY)


@pytest.fixture
def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GatewayAtOnce]:
    monkeypatch.setattr("pos_client.sandbox.passwords.ITERATIONS", 1)
    monkeypatch.setattr("pos_client.sandbox.passwords.MEMORY_KIB", 64)
    with GatewayAtOnce(tmp_path, _POLICY, OutletKind.OWN_HALL) as gateway:
        for clerk_number in ("0017", "0018"):
            gateway.enrol(clerk_number)
        gateway.keep()
        yield gateway


@pytest.mark.timeout(300)  # a busy machine takes its time over six times ten steps
def test_nothing_is_accepted_that_another_case_person_or_photo_has_earned(
    gateway: GatewayAtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AnyClient, "gateway", gateway, raising=False)
    run_state_machine_as_test(
        AnyClient,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
