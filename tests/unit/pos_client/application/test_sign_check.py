"""A shift begins with the sign: this outlet's, valid today, and signed by the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.domain.sign_code import SignCode, read_sign_token, sign_text
from pos_client.protocol import jws
from pos_client.protocol.sign import sign_claims, sign_from
from pos_client.testing.gateway_words import OUTLET_CODE
from tests.unit.pos_client.application.rig import Rig

OURS = SignCode(OUTLET_CODE, "TEST-SIGN-1", "TEST-AGENT-1", date(2024, 1, 1), date(2099, 12, 31))
CHANNEL = {"asks_for_sign": True}


def code(rig: Rig, **changes: Any) -> str:
    """What hangs at the door, or at another one."""
    plain = {name: getattr(OURS, name) for name in SignCode.__dataclass_fields__} | changes
    signing = rig.gateway.words.signing
    claims = sign_claims(SignCode(**plain))
    return sign_text(jws.sign(claims, signing.key, signing.kid, jws.TokenType.SIGN))


def opened(rig: Rig) -> Rig:
    keys = rig.gateway.words.keys
    rig.tools = replace(rig.tools, read_sign=lambda token: sign_from(token, keys))
    rig.open()
    return rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = opened(Rig(tmp_path, channel=CHANNEL))
    made.log_in()
    yield made
    made.close()


def told(rig: Rig) -> list[dict[str, Any]]:
    events = [entry.event for entry in rig.store.audit_behind(0, 1000)]
    return [dict(event.details) for event in events if event.kind == "sign_checked"]


def test_nobody_is_served_before_the_sign_was_scanned(rig: Rig) -> None:
    assert rig.state.sign is not None
    assert rig.state.sign.sign_number == "TEST-SIGN-1"
    rig.lay()
    assert (rig.state.case, rig.trouble) == (None, "B-601")
    rig.ask(commands.TakeScan(code(rig)))
    assert (rig.state.sign, rig.trouble) == (None, "")
    assert told(rig) == [{"shift": 1, "result": ""}]
    rig.lay()
    assert rig.state.case is not None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"outlet_code": "FJ-OTHER-1"}, "outlet"),
        ({"sign_number": "TEST-SIGN-2"}, "number"),
        ({"agent_number": "TEST-AGENT-2"}, "number"),
        ({"valid_until": date(2025, 1, 1)}, "expired"),
        ({"valid_from": date(2098, 1, 1)}, "early"),
    ],
)
def test_another_sign_is_refused_in_words(rig: Rig, changes: dict[str, Any], reason: str) -> None:
    rig.ask(commands.TakeScan(code(rig, **changes)))
    assert rig.state.sign is not None
    assert (rig.state.sign.refused, rig.trouble) == (reason, "B-641")
    assert told(rig) == [{"shift": 1, "result": reason}]
    rig.ask(commands.TakeScan(code(rig)))
    assert (rig.state.sign, rig.trouble) == (None, "")


def test_what_the_gateway_has_not_signed_is_nobodys_sign(rig: Rig) -> None:
    genuine = code(rig)
    for scanned, reason in (
        (genuine[:-4] + "AAAA", "unsigned"),
        ("8986001234567890123", "unknown"),
        ("RNS1:no.token.atall", "unsigned"),
    ):
        rig.ask(commands.TakeScan(scanned))
        assert rig.state.sign is not None
        assert rig.state.sign.refused == reason


def test_an_id_number_in_its_place_is_refused_as_one_and_kept_nowhere(rig: Rig) -> None:
    rig.ask(commands.TakeScan("35010219900307621X"))
    assert rig.trouble in ("B-602", "B-641")
    assert "35010219900307621X" not in str(told(rig))


def test_it_is_asked_for_once_a_shift_also_behind_a_restart(rig: Rig) -> None:
    rig.ask(commands.TakeScan(code(rig)))
    rig.ask(commands.LogOut())
    rig.log_in()
    assert rig.state.sign is None
    rig.open()
    rig.log_in()
    assert rig.state.sign is None


def test_where_the_configuration_does_not_say_so_nobody_is_asked(tmp_path: Path) -> None:
    rig = opened(Rig(tmp_path))
    rig.log_in()
    assert rig.state.sign is None
    rig.lay()
    assert rig.state.case is not None
    rig.close()


def test_capitals_that_are_locked_change_nothing(rig: Rig) -> None:
    rig.ask(commands.TakeScan(code(rig).swapcase()))
    assert rig.state.sign is None
    assert read_sign_token("RNR1-0123") == ""


def test_it_works_without_the_gateway_too(rig: Rig) -> None:
    rig.lose_gateway()
    rig.clock.advance(timedelta(minutes=1))
    rig.ask(commands.TakeScan(code(rig)))
    assert rig.state.sign is None
