"""The second factor of `ports.Gateway.log_in`, by the scripted gateway and by the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pos_client.application.trouble import LogInRefused
from pos_client.domain.policy import SecondFactor
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.authenticator import Authenticator
from pos_client.testing.gateway import ScriptedGateway
from tests.contract.gateway_world import GatewayWorld, sandbox_world, scripted_world


class Asked(NamedTuple):
    """A gateway that asks for digits, and what gives fresh ones."""

    world: GatewayWorld
    fresh: Callable[[], str]


@pytest.fixture(params=["scripted", "http"])
def asked(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Asked]:
    if request.param == "scripted":
        world = scripted_world()
        assert isinstance(world.gateway, ScriptedGateway)
        world.gateway.claims["second_factor"] = "required"
        digits = ["111111", "222222"]
        world.gateway.second_factors[world.clerk_number] = list(digits)
        yield Asked(world, lambda: digits.pop(0))
        return
    policy = SandboxPolicy(second_factor=SecondFactor.REQUIRED)
    with RunningSandbox(tmp_path / "sandbox", policy=policy) as sandbox:
        world = sandbox_world(sandbox, tmp_path / "device")
        secret = sandbox.second_factor_secret(sandbox.clerk_number)
        yield Asked(world, Authenticator(secret).fresh)
        world.gateway.close()


def test_the_configuration_says_that_it_is_asked_for(asked: Asked) -> None:
    _, configuration = asked.world.gateway.configuration()
    assert configuration.second_factor is SecondFactor.REQUIRED


def test_digits_open_one_session_each(asked: Asked) -> None:
    world = asked.world
    digits = asked.fresh()
    first = world.gateway.log_in(world.clerk_number, world.password, digits)
    assert first.clerk.clerk_number == world.clerk_number
    with pytest.raises(LogInRefused):
        world.gateway.log_in(world.clerk_number, world.password, digits)
    second = world.gateway.log_in(world.clerk_number, world.password, asked.fresh())
    assert second.id != first.id


@pytest.mark.parametrize("digits", ["", "12345", "abcdef", "１２３４５６"])
def test_without_six_digits_nobody_is_let_in(asked: Asked, digits: str) -> None:
    with pytest.raises(LogInRefused):
        asked.world.gateway.log_in(asked.world.clerk_number, asked.world.password, digits)
