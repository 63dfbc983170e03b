"""A gateway whose books are put back gives a unit's user their number again, under its SIM."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from pos_client.domain.slip_code import Completing
from pos_client.protocol.api import Paths
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.subscriber_tables import subscribers
from tests.honest_cases import fresh_sim
from tests.integration.sandbox.conftest import Enrol
from tests.integration.sandbox.test_guardian import OWN_HALL
from tests.integration.sandbox.test_restoration import alarms, send, totals
from tests.integration.sandbox.test_units import POLICY, WANG
from tests.integration.sandbox.units import ask_order, coming, open_order, user
from tests.integration.sandbox.walks import codes_of


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(tmp_path / "gateway", policy=POLICY, outlet=OWN_HALL) as sandbox:
        yield sandbox


def sim_of(gateway: RunningSandbox, phone_number: str) -> str:
    """What the books have of the SIM under a number; empty where they have none."""
    book = subscribers.c
    asked = select(book.sim_number).where(book.phone_number == phone_number)
    return gateway.call(lambda desk: str(desk.connection.scalar(asked) or ""))


@pytest.mark.parametrize("is_original_known", [False, True])
@pytest.mark.parametrize("is_activation_first", [False, True])
def test_a_number_that_waited_comes_back_with_its_sim_whichever_is_taken_back_first(
    restored: RunningSandbox,
    enrol: Enrol,
    tmp_path: Path,
    is_original_known: bool,
    is_activation_first: bool,
) -> None:
    device = enrol(restored)
    order = open_order(device)
    if not is_original_known:
        restored.copy_books(tmp_path / "copy")
    waiting = user(device, order, WANG, "unit_user_later")
    codes_of(device, waiting)
    device.hold(waiting)
    kept = fresh_sim()
    original = device.registration(waiting, sim=kept)
    receipt = device.receipt(device.register(original))
    if is_original_known:
        restored.copy_books(tmp_path / "copy")
    slip = Completing(UUID(receipt["registration_id"]), waiting.return_token)
    case = coming(device, slip, WANG)
    codes_of(device, case)
    activation = device.registration(case)
    activated = device.register(activation).json()["token"]
    ended = device.call("GET", f"{Paths.REGISTRATIONS}/{slip.registration_id}").json()["token"]
    assert sim_of(restored, waiting.phone_number) == kept.stock_number
    before = totals(restored)
    restored.put_back(tmp_path / "copy")
    assert sim_of(restored, waiting.phone_number) == ""
    sent = [(original, ended), (activation, activated)]
    for data, token in reversed(sent) if is_activation_first else sent:
        send(device, data, token)
    assert sim_of(restored, waiting.phone_number) == kept.stock_number
    assert (totals(restored), alarms(restored)) == (before, set())
    told = ask_order(device, order).json()
    assert (told["accepted"], told["awaiting"]) == (1, 0)
