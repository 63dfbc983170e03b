"""A gateway whose books are put back believes its own receipts, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from pos_client.domain.policy import Completion
from pos_client.domain.slip_code import Completing
from pos_client.protocol.api import Headers, Paths
from pos_client.protocol.envelope import Envelope
from pos_client.sandbox.control import Control
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.returning import capture, come_back, to_be_captured
from tests.integration.sandbox.walks import captured, gathered


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[RunningSandbox]:
    policy = SandboxPolicy(
        number_quota=1000,
        quota_review_from=1000,
        number_block=4,
        controls=SAME_FACE_AGAIN,
        completion=Completion.CUSTOMER_RETURNS,
    )
    with RunningSandbox(tmp_path / "gateway", policy=policy) as sandbox:
        yield sandbox


def send(device: TestDevice, data: bytes, earlier: str) -> str:
    """Deliver as a counter does that holds a receipt already; the new one."""
    answer = device.call(
        "POST",
        Paths.REGISTRATIONS,
        content=data,
        headers={
            "Content-Type": "application/octet-stream",
            Headers.IDEMPOTENCY_KEY: str(Envelope.from_bytes(data).header.id),
            Headers.EARLIER_RECEIPT: earlier,
        },
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


def totals(sandbox: RunningSandbox) -> tuple[int, int, int, int]:
    found = read_ledger(sandbox.home.folder)["totals"]
    names = ("accepted", "completed", "effects", "doubled")
    return tuple(found[name] for name in names)  # type: ignore[return-value]


def alarms(sandbox: RunningSandbox) -> set[str]:
    return {each["code"] for each in read_ledger(sandbox.home.folder)["alarms"]}


def test_its_master_keeps_a_copy_and_goes_back_to_it(
    restored: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device, control = enrol(restored), Control(restored)
    assert control.obey("forget")["ok"] is False, "there is no copy yet"
    assert control.obey("backup") == {"ok": True}
    data = device.registration(gathered(device, card("resident-lin")))
    first = device.register(data).json()["token"]
    assert control.obey("forget") == {"ok": True}
    assert totals(restored) == (0, 0, 0, 0)
    for _ in range(2):
        assert send(device, data, first) == first
        assert totals(restored) == (1, 0, 1, 0)
    assert alarms(restored) == set()


def test_what_was_used_up_then_is_used_up_again(
    restored: RunningSandbox, enrol: Enrol, card: Cards, tmp_path: Path
) -> None:
    device = enrol(restored)
    restored.copy_books(tmp_path / "copy")
    case = gathered(device, card("resident-lin"))
    data = device.registration(case)
    first = device.register(data).json()["token"]
    restored.put_back(tmp_path / "copy")
    send(device, data, first)
    other = captured(device, card("resident-wang"), challenge=case.challenge)
    other.transaction_id = case.transaction_id
    receipt = device.receipt(device.register(device.registration(other)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", "CHALLENGE_USED")


@pytest.mark.parametrize("is_original_known", [False, True])
@pytest.mark.parametrize("is_completion_first", [False, True])
def test_a_case_and_the_one_that_completed_it_have_one_effect_whichever_comes_first(
    restored: RunningSandbox,
    enrol: Enrol,
    card: Cards,
    tmp_path: Path,
    is_original_known: bool,
    is_completion_first: bool,
) -> None:
    device = enrol(restored)
    if not is_original_known:
        restored.copy_books(tmp_path / "copy")
    case = to_be_captured(device, card)
    original = device.registration(case)
    slip_receipt = device.receipt(device.register(original))
    assert slip_receipt["outcome"] == "AWAITING_CUSTOMER"
    if is_original_known:
        restored.copy_books(tmp_path / "copy")
    slip = Completing(UUID(str(slip_receipt["registration_id"])), case.return_token)
    completion = device.registration(come_back(device, slip, card))
    completed = device.register(completion).json()["token"]
    answer = device.call("GET", f"{Paths.REGISTRATIONS}/{slip.registration_id}")
    ended = answer.json()["token"]
    assert totals(restored) == (2, 1, 1, 0)
    restored.put_back(tmp_path / "copy")
    sent = [(original, ended), (completion, completed)]
    for data, token in reversed(sent) if is_completion_first else sent:
        send(device, data, token)
    assert totals(restored) == (2, 1, 1, 0)
    for data, token in sent:
        word = device.receipt(device.register(data))
        assert (word["outcome"], word["code"]) == ("ACCEPTED", "")
        send(device, data, token)
    assert totals(restored) == (2, 1, 1, 0)
    assert alarms(restored) == set()


def test_a_receipt_for_other_bytes_proves_nothing_and_is_an_alarm(
    restored: RunningSandbox, enrol: Enrol, card: Cards, tmp_path: Path
) -> None:
    device = enrol(restored)
    restored.copy_books(tmp_path / "copy")
    first = device.registration(gathered(device, card("resident-lin")))
    token = device.register(first).json()["token"]
    restored.put_back(tmp_path / "copy")
    capture(device, card, "resident-wang")
    other = device.registration(gathered(device, card("resident-ma")))
    assert send(device, other, token) != token
    assert "RECEIPT_INVALID" in alarms(restored)
    assert totals(restored)[2] == 1, "it was judged as if it had come alone"
