"""A good day leaves its lines in the log: what was done, by which clerk, never for whom."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.infrastructure.logs import FIELDS
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from tests import people
from tests.unit.pos_client.application.rig import Rig


@pytest.fixture
def rig(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Rig]:
    caplog.set_level(logging.INFO)
    made = Rig(tmp_path)
    made.fill_pool()
    yield made
    made.close()


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, dict[str, Any]]]:
    """What the file would keep of our own lines: the sentence and the declared fields."""
    return [
        (record.getMessage(), {k: v for k, v in record.__dict__.items() if k in FIELDS})
        for record in caplog.records
        if record.name.startswith("pos_client.application")
    ]


def test_a_registration_from_log_in_to_log_out(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.log_in()
    rig.lay()
    case_id = str(rig.case.id)
    rig.finish()
    saved = rig.state.last_saved
    assert saved is not None
    rig.ask(commands.FinishCase())
    rig.ask(commands.LogOut())
    case = {"case_id": case_id, "flow": "new_number"}
    assert lines(caplog) == [
        ("a clerk logged in", {"clerk_number": "8001", "is_offline": False}),
        ("a case was opened", case),
        (
            "a registration was saved",
            {"registration_id": str(saved.id), "sequence": 1, "is_offline": False},
        ),
        ("a case has ended", case | {"outcome": "SAVED"}),
        ("a clerk logged out", {"clerk_number": "8001"}),
    ]


def test_each_end_of_a_case_is_said_once(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.log_in()
    rig.lay()
    rig.ask(commands.CancelCase())
    rig.lay()
    rig.ask(commands.RefuseVisualCheck())
    rig.ask(commands.FinishCase())
    rig.lay()
    rig.ask(commands.Lock())
    rig.ask(commands.LogOut())
    said = [fields.get("outcome") for event, fields in lines(caplog) if "case" in event]
    assert said == [None, "CANCELLED", None, "REFUSED", None, "CANCELLED"]


def test_an_offline_log_in_says_so(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.log_in()
    rig.ask(commands.LogOut())
    rig.lose_gateway()
    rig.log_in()
    expected = ("a clerk logged in", {"clerk_number": "8001", "is_offline": True})
    assert expected in lines(caplog)


def test_a_configuration_that_was_taken(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    claims = rig.gateway.claims | {"version": 9}
    configuration = configuration_from(ConfigurationClaims.checked(claims))
    rig.do(lambda: rig.counter.take_configuration("token", configuration))
    assert lines(caplog) == [("a configuration was taken", {"version": 9})]


def test_no_line_names_the_customer(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.log_in()
    rig.lay()
    identity = rig.case.identity
    assert identity is not None
    rig.finish()
    written = "\n".join(repr(record.__dict__) for record in caplog.records)
    for secret in (identity.name, identity.id_number, identity.address, people.raw_text().hex()):
        assert secret not in written
