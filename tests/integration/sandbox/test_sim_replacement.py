"""补换卡 over real HTTPS: only the registered person, another SIM, at once or after a delay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from drivers.card.read import CardRead
from pos_client.domain.outcome import Outcome
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.api import Headers, Paths
from pos_client.protocol.envelope import Envelope
from pos_client.sandbox.invented_subscribers import iccid_in_use
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN, fresh_sim
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK, Cards, Enrol
from tests.integration.sandbox.device import TestDevice

JIN, HO, TONG, OTHER_NAME = 200, 220, 230, 240
NEW_SIM_OF_JIN, NEW_OWNER_MA = 8, 9
UNREGISTERED, INCOMPLETE, TERMINATED = 110, 4, 6


def number_of(invented: int) -> str:
    return f"170556{invented:05d}"


def case_about(device: TestDevice, invented: int) -> CaseAtHand:
    case = device.open_case()
    case.flow, case.subject = "sim_replacement", Subject(number_of(invented))
    return case


def codes(device: TestDevice, case: CaseAtHand) -> list[str]:
    return [verdict["code"] for verdict in device.verify(case)]


def verified(device: TestDevice, slug: str, invented: int, seed: str = "1") -> CaseAtHand:
    case = case_about(device, invented)
    device.read(case, DECK[slug].card())
    device.photograph(case, seed=seed)
    device.verify(case)
    return case


def by_sim(device: TestDevice, iccid: str) -> dict[str, Any] | None:
    asked = {"phone_number": "", "iccid": iccid}
    answer = device.call("POST", Paths.SUBSCRIBERS, json=asked)
    return answer.json() if answer.status_code == 200 else None


def replacements(gateway: RunningSandbox, invented: int) -> list[dict[str, Any]]:
    found = read_ledger(gateway.home.folder)["sim_replacements"]
    return [each for each in found if each["phone_number"] == number_of(invented)]


def test_an_acceptance_replaces_the_sim_in_one_transaction_and_once(
    device: TestDevice, card: Cards, gateway: RunningSandbox
) -> None:
    case = case_about(device, JIN)
    device.read(case, card("resident-jin"))
    assert codes(device, case) == ["ID_MATCH", "FACE_SAME", "OWNER_CONFIRMED"]
    new = fresh_sim()
    frozen = device.registration(case, sim=new)
    receipt = device.receipt(device.register(frozen))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", number_of(JIN))
    assert "sim_works_from" not in receipt
    assert "is_restored" not in receipt
    assert device.receipt(device.register(frozen)) == receipt
    found = by_sim(device, new.iccid)
    assert found is not None
    assert (found["phone_number"], found["is_sim_in_use"]) == (number_of(JIN), True)
    (entry,) = replacements(gateway, JIN)
    old = Sim(iccid_in_use(JIN), SimSource.SCANNER).stock_number
    assert (entry["old_sim_number"], entry["new_sim_number"]) == (old, new.stock_number)
    assert (entry["works_from"], entry["old_sim_told_at"]) == ("", "")
    ledger = read_ledger(gateway.home.folder)
    assert {row["effects"] for row in ledger["registrations"]} <= {0, 1}


def test_the_old_sim_proves_nothing_any_more(device: TestDevice, gateway: RunningSandbox) -> None:
    old = ProofOfUse(ProofMethod.SCANNER, iccid_in_use(JIN + 1))
    subject = Subject(number_of(JIN + 1), proof=old)

    card = DECK["resident-jin"].card()
    read = CardRead.parse(card.text, card.photo, read_at=datetime.now(UTC))

    def proven() -> str:
        known = gateway.call(lambda desk: desk.devices.find(device.id))
        assert known is not None
        return gateway.call(
            lambda desk: desk.subscribers.proof_code(known, subject, new_id(), read)
        )

    assert proven() == "USE_PROVEN"
    case = verified(device, "resident-jin", JIN + 1, seed="2")
    device.receipt(device.register(device.registration(case)))
    assert proven() == "USE_NOT_PROVEN"
    assert by_sim(device, old.iccid) is None


@pytest.mark.parametrize(
    ("slug", "invented"), [("resident-jin", NEW_SIM_OF_JIN), ("resident-ma", NEW_OWNER_MA)]
)
def test_at_high_risk_the_new_sim_waits_and_the_old_one_is_told(
    device: TestDevice, gateway: RunningSandbox, slug: str, invented: int
) -> None:
    case, new = verified(device, slug, invented, seed="3"), fresh_sim()
    receipt = device.receipt(device.register(device.registration(case, sim=new)))
    assert receipt["outcome"] == "ACCEPTED"
    waits = datetime.fromisoformat(receipt["sim_works_from"]) - datetime.fromisoformat(
        receipt["issued_at"]
    )
    assert timedelta(hours=24) - waits < timedelta(seconds=5)
    (entry,) = replacements(gateway, invented)
    assert entry["works_from"] == receipt["sim_works_from"]
    assert entry["old_sim_told_at"] == entry["at"]
    assert by_sim(device, iccid_in_use(invented)) is None
    found = by_sim(device, new.iccid)
    assert found is not None
    assert found["is_sim_in_use"] is False, "it does not work before its time"


def test_a_second_replacement_soon_after_the_first_is_at_high_risk(
    device: TestDevice, card: Cards
) -> None:
    first = verified(device, "resident-jin", JIN + 2, seed="4")
    assert "sim_works_from" not in device.receipt(device.register(device.registration(first)))
    again = verified(device, "resident-jin", JIN + 2, seed="5")
    assert "sim_works_from" in device.receipt(device.register(device.registration(again)))


@pytest.mark.parametrize(
    ("slug", "invented", "code"),
    [
        ("resident-jin", TONG, "OWNER_DIFFERENT"),
        ("resident-jin", UNREGISTERED, "NUMBER_INCOMPLETE"),
        ("resident-ma", INCOMPLETE, "NUMBER_INCOMPLETE"),
        ("resident-tong", TERMINATED, "NUMBER_TERMINATED"),
        ("resident-jin", 99999, "NUMBER_NOT_FOUND"),
        ("resident-other-name", OTHER_NAME, "ID_MISMATCH"),
    ],
)
def test_each_gate_ends_the_case_and_replaces_nothing(
    device: TestDevice, gateway: RunningSandbox, slug: str, invented: int, code: str
) -> None:
    case = case_about(device, invented)
    device.read(case, DECK[slug].card())
    device.photograph(case, seed="6")
    assert codes(device, case)[-1] == code
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", "VERDICT_INVALID")
    assert replacements(gateway, invented) == []
    alarms = read_ledger(gateway.home.folder)["alarms"]
    raised = [each["subject"] for each in alarms if each["code"] == "OWNER_DIFFERENT"]
    assert (str(case.id) in raised) == (code == "OWNER_DIFFERENT")


def test_another_face_is_not_the_owner(device: TestDevice, card: Cards) -> None:
    case = case_about(device, HO)
    device.read(case, card("hmt-ho"))
    other = device.open_case()
    device.read(other, card("resident-deang"))
    device.photograph(other)
    case.photo = other.photo
    assert codes(device, case)[-1] == "FACE_DIFFERENT"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sim": None}, "SIM_INVALID"),
        ({"sim": Sim(iccid_in_use(JIN + 3), SimSource.SCANNER)}, "SIM_USED"),
        ({"sim": Sim(iccid_in_use(TONG + 1), SimSource.SCANNER)}, "SIM_USED"),
        ({"offer_code": "ANY"}, "OFFER_UNKNOWN"),
        ({"hold_id": "hold-1"}, "OFFER_UNKNOWN"),
        ({"phone_number": number_of(JIN + 4)}, "IDENTITY_MISMATCH"),
        ({"subject": None}, "USE_NOT_PROVEN"),
        ({"flow": "re_registration"}, "OFFER_UNKNOWN"),
        ({"is_offline": True, "verdicts": ()}, "ONLINE_ONLY"),
    ],
)
def test_a_body_holds_what_its_flow_has_and_a_sim_of_nobody(
    device: TestDevice, gateway: RunningSandbox, changes: dict[str, Any], code: str
) -> None:
    case = verified(device, "resident-jin", JIN + 3, seed="7")
    receipt = device.receipt(device.register(device.registration(case, **changes)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", code)
    assert replacements(gateway, JIN + 3) == []


def test_a_sim_out_of_stock_goes_over_the_counter_once(device: TestDevice) -> None:
    sim = fresh_sim()
    first = verified(device, "hmt-ho", HO + 1, seed="8")
    assert device.receipt(device.register(device.registration(first, sim=sim)))["code"] == ""
    second = verified(device, "hmt-ho", HO + 2, seed="9")
    receipt = device.receipt(device.register(device.registration(second, sim=sim)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", "SIM_USED")


def test_a_sim_that_was_replaced_is_none_out_of_stock_any_more(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    """It was lost, or somebody has it: whoever finds it must not get a number with it."""
    first = verified(device, "hmt-ho", HO + 4, seed="11")
    assert device.receipt(device.register(device.registration(first)))["outcome"] == "ACCEPTED"
    for invented, seed in ((HO + 4, "12"), (HO + 5, "13")):
        case = verified(device, "hmt-ho", invented, seed=seed)
        lost = Sim(iccid_in_use(HO + 4), SimSource.SCANNER)
        receipt = device.receipt(device.register(device.registration(case, sim=lost)))
        assert (receipt["outcome"], receipt["code"]) == ("REJECTED", "SIM_USED")
    assert replacements(gateway, HO + 5) == []


def test_what_was_under_review_is_replaced_when_it_is_accepted(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    case = verified(device, "hmt-ho", HO + 3, seed="10")
    gateway.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    receipt = device.receipt(device.register(device.registration(case)))
    assert receipt["outcome"] == "UNDER_REVIEW"
    assert replacements(gateway, HO + 3) == []
    id_ = UUID(receipt["registration_id"])
    gateway.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert len(replacements(gateway, HO + 3)) == 1


def test_nobody_has_one_number_more_for_another_sim(enrol: Enrol, tmp_path: Path) -> None:
    policy = SandboxPolicy(controls=SAME_FACE_AGAIN)
    with RunningSandbox(tmp_path / "gateway", policy=policy) as own:
        device = enrol(own)
        case = verified(device, "hmt-ho", HO)
        assert device.receipt(device.register(device.registration(case)))["outcome"] == "ACCEPTED"
        new = device.open_case()
        device.read(new, DECK["hmt-ho"].card())
        device.photograph(new, seed="2")
        quota = device.verify(new)[-1]
        assert (quota["code"], quota["facts"]["in_use"]) == ("QUOTA_OK", 0)


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[RunningSandbox]:
    policy = SandboxPolicy(controls=SAME_FACE_AGAIN)
    with RunningSandbox(tmp_path / "restored", policy=policy) as sandbox:
        yield sandbox


def test_a_restored_gateway_replaces_again_what_it_had_replaced(
    restored: RunningSandbox, enrol: Enrol, tmp_path: Path
) -> None:
    """The newest of two comes back first; it stays the SIM in use, with the delay it had."""
    device = enrol(restored)
    restored.copy_books(tmp_path / "copy")
    sent = []
    for seed in ("1", "2"):
        case, sim = verified(device, "resident-jin", JIN, seed=seed), fresh_sim()
        data = device.registration(case, sim=sim)
        sent.append((data, device.register(data).json()["token"], sim))
    restored.put_back(tmp_path / "copy")
    assert replacements(restored, JIN) == []
    for data, first, _ in reversed(sent):
        answer = device.call(
            "POST",
            Paths.REGISTRATIONS,
            content=data,
            headers={
                "Content-Type": "application/octet-stream",
                Headers.IDEMPOTENCY_KEY: str(Envelope.from_bytes(data).header.id),
                Headers.EARLIER_RECEIPT: first,
            },
        )
        assert answer.json()["token"] == first
    again = replacements(restored, JIN)
    assert [bool(each["works_from"]) for each in again] == [True, False]
    found = by_sim(device, sent[1][2].iccid)
    assert found is not None
    assert found["phone_number"] == number_of(JIN)
    assert by_sim(device, sent[0][2].iccid) is None
    totals = read_ledger(restored.home.folder)["totals"]
    assert (totals["accepted"], totals["effects"], totals["doubled"]) == (2, 2, 0)
