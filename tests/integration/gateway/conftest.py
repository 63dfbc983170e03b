"""A running sandbox, a spoilt line before it, and a device that does not know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.fault_proxy import FaultProxy
from tests.contract.gateway_world import GatewayWorld, sandbox_world
from tests.honest_cases import SAME_PERSON_ALL_DAY


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    # One invented person registers all day long, and nobody else has to look at it.
    policy = SandboxPolicy(
        number_quota=1_000_000, quota_review_from=1_000_000, controls=SAME_PERSON_ALL_DAY
    )
    with RunningSandbox(tmp_path_factory.mktemp("sandbox"), policy=policy) as running:
        yield running


@pytest.fixture
def proxy(sandbox: RunningSandbox) -> Iterator[FaultProxy]:
    port = urlsplit(sandbox.url).port
    assert port is not None
    with FaultProxy(("127.0.0.1", port), seed=20260701) as made:
        yield made


@pytest.fixture
def world(sandbox: RunningSandbox, tmp_path: Path) -> Iterator[GatewayWorld]:
    """A device with a good line."""
    made = sandbox_world(sandbox, tmp_path / "device")
    yield made
    sandbox.faults.clear()
    made.gateway.close()


@pytest.fixture
def spoilt(sandbox: RunningSandbox, proxy: FaultProxy, tmp_path: Path) -> Iterator[GatewayWorld]:
    """A device whose line runs through the proxy."""
    made = sandbox_world(sandbox, tmp_path / "spoilt", proxy.port, read_s=1.5)
    yield made
    made.gateway.close()
