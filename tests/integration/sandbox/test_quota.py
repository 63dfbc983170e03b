"""How many numbers one person may have, however many counters ask at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.domain.outlet import Role
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.protocol.api import Paths
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import fresh_sim
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import (
    captured,
    codes_of,
    gathered,
    outcome_of,
    verified,
)

SECOND = ("0031", "赵清明", Role.CLERK)
ROOMY = SandboxPolicy(number_quota=2, quota_review_from=9)


def quota_of(device: TestDevice, card: Any) -> dict[str, Any]:
    """Open a case and ask; the quota's verdict."""
    case = device.open_case()
    device.read(case, card)
    return device.verify(case)[-1]


def test_the_shipped_deck_has_somebody_for_each_answer(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        found = {
            slug: quota_of(device, card(slug))
            for slug in ("resident-lin", "resident-second-number", "resident-quota")
        }
    codes = [verdict["code"] for verdict in found.values()]
    assert codes == ["QUOTA_OK", "QUOTA_REVIEW", "QUOTA_FULL"]
    facts = [verdict["facts"] for verdict in found.values()]
    assert [(each["in_use"], each["nth"]) for each in facts] == [(0, 1), (1, 2), (5, 6)]
    assert [bool(each["reservation_id"]) for each in facts] == [True, True, False]


def test_a_slot_is_kept_for_an_open_case_and_for_nobody_twice(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path, policy=ROOMY) as sandbox:
        device = enrol(sandbox)
        case = verified(device, card("resident-lin"))
        again = device.verify(case)[-1]["facts"]
        assert (again["in_use"], again["reserved"], again["nth"]) == (0, 0, 1)
        second = quota_of(device, card("resident-lin"))
        assert (second["code"], second["facts"]["reserved"]) == ("QUOTA_OK", 1)
        assert quota_of(device, card("resident-lin"))["code"] == "QUOTA_FULL"
        assert quota_of(device, card("resident-wang"))["code"] == "QUOTA_OK"


@pytest.mark.parametrize("how", ["released", "run out"])
def test_a_slot_that_nobody_needs_is_free_again(
    tmp_path: Path, enrol: Enrol, card: Cards, how: str
) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, policy=SandboxPolicy(number_quota=1), clock=hands) as sandbox:
        device = enrol(sandbox)
        slot = quota_of(device, card("resident-lin"))["facts"]["reservation_id"]
        assert quota_of(device, card("resident-lin"))["code"] == "QUOTA_FULL"
        case = captured(device, card("resident-lin"))
        if how == "released":
            for _ in range(2):
                answer = device.call("DELETE", f"{Paths.QUOTA_RESERVATIONS}/{slot}")
                assert answer.status_code == 204
        else:
            hands.ahead = timedelta(minutes=31)
        assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")


def test_another_device_releases_nothing(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    with RunningSandbox(tmp_path, policy=SandboxPolicy(number_quota=1)) as sandbox:
        device = enrol(sandbox)
        slot = quota_of(device, card("resident-lin"))["facts"]["reservation_id"]
        other = enrol(sandbox)
        assert other.call("DELETE", f"{Paths.QUOTA_RESERVATIONS}/{slot}").status_code == 204
        assert quota_of(other, card("resident-lin"))["code"] == "QUOTA_FULL"


def test_a_registration_uses_its_own_slot(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    with RunningSandbox(tmp_path, policy=ROOMY) as sandbox:
        device = enrol(sandbox)
        first = gathered(device, card("resident-lin"))
        second = gathered(device, card("resident-lin"))
        assert outcome_of(device, device.registration(first)) == ("ACCEPTED", "")
        assert outcome_of(device, device.registration(second)) == ("ACCEPTED", "")
        full = quota_of(device, card("resident-lin"))
        facts = full["facts"]
        assert (full["code"], facts["in_use"], facts["reserved"]) == ("QUOTA_FULL", 2, 0)


def test_a_number_registered_once_more_by_its_holder_counts_once(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path, policy=ROOMY) as sandbox:
        device, sim = enrol(sandbox), fresh_sim()
        opened = device.registration(gathered(device, card("resident-lin")), sim=sim)
        number = device.receipt(device.register(opened))["phone_number"]
        sandbox.call(
            lambda desk: desk.connection.exec_driver_sql(
                "UPDATE subscribers SET state = 'INCOMPLETE' WHERE phone_number = ?", (number,)
            )
        )
        again = device.open_case()
        again.flow = "re_registration"
        again.subject = Subject(number, proof=ProofOfUse(ProofMethod.SCANNER, sim.iccid))
        device.read(again, card("resident-lin"))
        device.verify(again)
        assert outcome_of(device, device.registration(again)) == ("ACCEPTED", "")
        assert quota_of(device, card("resident-lin"))["facts"]["in_use"] == 1


def test_two_devices_race_for_the_last_slot_and_one_wins(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path, policy=SandboxPolicy(number_quota=1)) as sandbox:
        devices = [enrol(sandbox)]
        sandbox.call(lambda desk: desk.sessions.enter_clerk(*SECOND, devices[0].outlet_code, "pw"))
        devices.append(enrol(sandbox))
        devices[0].log_in(SECOND[0], "pw")
        cases = [device.open_case() for device in devices]
        for device, case in zip(devices, cases, strict=True):
            device.read(case, card("resident-lin"))
            device.agree(case)
            device.photograph(case)
        together = threading.Barrier(2)

        def ask(place: int) -> str:
            together.wait()
            return codes_of(devices[place], cases[place])[-1]

        with ThreadPoolExecutor(2) as counters:
            codes = list(counters.map(ask, range(2)))
        assert sorted(codes) == ["QUOTA_FULL", "QUOTA_OK"]


def test_two_devices_captured_the_last_number_and_one_is_accepted(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path, policy=SandboxPolicy(number_quota=1)) as sandbox:
        sealed = []
        for _ in range(2):
            device = enrol(sandbox)
            case = captured(device, card("resident-lin"))
            sealed.append((device, device.registration(case)))
        together = threading.Barrier(2)

        def deliver(place: int) -> tuple[str, str]:
            together.wait()
            return outcome_of(*sealed[place])

        with ThreadPoolExecutor(2) as counters:
            outcomes = sorted(counters.map(deliver, range(2)))
        assert outcomes == [("ACCEPTED", ""), ("REJECTED", "QUOTA_FULL")]


def test_what_is_under_review_counts(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    with RunningSandbox(tmp_path, policy=ROOMY) as sandbox:
        device = enrol(sandbox)
        case = captured(device, card("resident-register-no-photo"))
        assert outcome_of(device, device.registration(case))[0] == "UNDER_REVIEW"
        facts = quota_of(device, card("resident-register-no-photo"))["facts"]
        assert (facts["in_use"], facts["reserved"]) == (0, 1)
