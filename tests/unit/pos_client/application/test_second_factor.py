"""When a log-in asks for six digits, and that without the gateway nobody looks at them."""

from __future__ import annotations

import pytest

from pos_client.application import commands, review_commands
from pos_client.application.state import CounterState, GatewayState
from tests.unit.pos_client.application.rig import Rig


@pytest.fixture
def rig() -> Rig:
    made = Rig(None, second_factor="required")
    made.gateway.second_factors = {"8001": ["111111", "222222"], "8021": ["333333"]}
    return made


def test_a_counter_that_knows_nothing_yet_asks() -> None:
    assert CounterState().asks_second_factor


def test_a_configuration_that_does_not_speak_of_it_asks(rig: Rig) -> None:
    del rig.gateway.claims["second_factor"]
    _, configuration = rig.gateway.configuration()
    rig.do(lambda: rig.counter.take_configuration("token", configuration))
    assert rig.state.asks_second_factor


def test_one_that_asks_for_none_shows_no_field() -> None:
    assert not Rig(None, second_factor="none").state.asks_second_factor


def test_the_digits_go_to_the_gateway_with_the_password(rig: Rig) -> None:
    rig.ask(commands.LogIn("8001", "demo-8001", "000000"))
    assert (rig.trouble, rig.state.session) == ("C-501", None)
    rig.ask(commands.LogIn("8001", "demo-8001", "111111"))
    assert rig.state.session is not None


def test_without_the_gateway_no_digits_are_asked_for_and_the_session_says_offline(rig: Rig) -> None:
    rig.ask(commands.LogIn("8001", "demo-8001", "111111"))
    rig.ask(commands.LogOut())
    rig.lose_gateway()
    assert not rig.state.asks_second_factor
    rig.ask(commands.LogIn("8001", "demo-8001"))
    session = rig.state.session
    assert session is not None
    assert session.is_offline
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    assert rig.state.asks_second_factor


def test_no_digits_stand_in_what_is_printed_of_a_command() -> None:
    asked = commands.LogIn("8001", "secret", "135790")
    decided = review_commands.DecideReview("8021", "secret", second_factor="135790")
    assert "135790" not in f"{asked!r}{decided!r}"
