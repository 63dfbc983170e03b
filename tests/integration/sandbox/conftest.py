"""One sandbox for the tests of a module, and devices to enrol with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drivers.simulator.deck import load_deck
from drivers.simulator.device import SimulatedCard
from pos_client.domain.policy import Completion
from pos_client.sandbox.checklist import InspectionRules
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.device import TestDevice

Enrol = Callable[[RunningSandbox], TestDevice]
Cards = Callable[[str], SimulatedCard]
DECK = load_deck()


class Hands:
    """The gateway's clock: real time and what the test adds to it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """A sandbox in which nobody ever has too many numbers."""
    policy = SandboxPolicy(
        number_quota=1000,
        quota_review_from=1000,
        number_block=4,
        challenge_pool=3,
        inspection=InspectionRules(grace_days=60),
        controls=SAME_FACE_AGAIN,
    )
    with RunningSandbox(tmp_path_factory.mktemp("gateway"), policy=policy) as sandbox:
        yield sandbox


@pytest.fixture
def enrol(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enrol]:
    """Enrols a device and logs the demo clerk in on it."""
    with ExitStack() as devices:

        def enrolled(sandbox: RunningSandbox) -> TestDevice:
            folder: Path = tmp_path_factory.mktemp("device")
            device = TestDevice.enrolled(sandbox.gateway_file, sandbox.issue_code(), folder)
            devices.callback(device.close)
            answer = device.log_in(sandbox.clerk_number, sandbox.password)
            assert answer.status_code == 200, answer.text
            return device

        yield enrolled


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def sandbox(tmp_path: Path, hands: Hands) -> Iterator[RunningSandbox]:
    """A sandbox of this test alone, in which customers captured offline have to come back."""
    policy = SandboxPolicy(completion=Completion.CUSTOMER_RETURNS)
    with RunningSandbox(tmp_path / "sandbox", policy=policy, clock=hands) as running:
        yield running


@pytest.fixture
def device(gateway: RunningSandbox, enrol: Enrol) -> TestDevice:
    return enrol(gateway)


@pytest.fixture
def card() -> Cards:
    return lambda slug: DECK[slug].card()
