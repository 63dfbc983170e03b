"""携号转网 over real HTTPS: the donor's code, its registered person, its conditions; once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_client.domain.flows import PORT_IN
from pos_client.domain.outcome import Outcome
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.domain.verdict import Check
from pos_client.protocol.api import Headers, Paths
from pos_client.protocol.envelope import Envelope
from pos_client.protocol.subject import AuthorisationRequest
from pos_client.sandbox.founding import clerk_passwords
from pos_client.sandbox.invented_donors import ELSEWHERE
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN, SAME_PERSON_ALL_DAY, fresh_sim
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import codes_of, outcome_of

CODES = {each.phone_number: each.code for each in ELSEWHERE}
GOOD = ["ID_MATCH", "FACE_SAME", "QUOTA_OK", "DONOR_AGREES"]
OF_LIN, ARREARS, CONTRACT, TOO_NEW, UNREGISTERED, TOO_LATE, JUST_LONG_ENOUGH = 1, 3, 4, 5, 6, 7, 8
JIN, HO, TONG, OTHER_NAME = 200, 260, 280, 300


def number_of(invented: int) -> str:
    return f"171556{invented:05d}"


def reference(device: TestDevice, phone_number: str, code: str = "") -> str:
    answer = device.authorise(phone_number, code or CODES[phone_number])
    assert answer.status_code == 200, answer.text
    return str(answer.json()["reference"])


def ported(phone_number: str, name: str) -> Subject:
    return Subject(phone_number, proof=ProofOfUse(ProofMethod.AUTHORISATION_CODE, reference=name))


def case_about(device: TestDevice, invented: int, named: str = "") -> CaseAtHand:
    case, number = device.open_case(), number_of(invented)
    case.flow = PORT_IN.name
    case.subject = ported(number, named or reference(device, number))
    return case


def read(device: TestDevice, case: CaseAtHand, slug: str, seed: str) -> CaseAtHand:
    device.read(case, DECK[slug].card())
    device.photograph(case, seed=seed)
    return case


def verified(device: TestDevice, slug: str, invented: int) -> CaseAtHand:
    case = read(device, case_about(device, invented), slug, f"{slug} {invented}")
    assert codes_of(device, case) == GOOD
    return case


def another(gateway: RunningSandbox, enrol: Enrol, device: TestDevice) -> TestDevice:
    """A second counter of the outlet, with a clerk of its own: one clerk has one session."""
    beside = enrol(gateway)
    beside.log_in("0018", clerk_passwords(gateway.home)["0018"])
    device.log_in(gateway.clerk_number, gateway.password)
    return beside


def refused(device: TestDevice, phone_number: str, code: str) -> tuple[int, str]:
    answer = device.authorise(phone_number, code)
    return answer.status_code, str(answer.json()["code"])


def owner_of(device: TestDevice, phone_number: str) -> str | None:
    asked = {"phone_number": phone_number, "iccid": ""}
    answer = device.call("POST", Paths.SUBSCRIBERS, json=asked)
    return str(answer.json()["masked_owner"]) if answer.status_code == 200 else None


def effects(gateway: RunningSandbox, phone_number: str) -> int:
    rows = read_ledger(gateway.home.folder)["registrations"]
    return sum(row["effects"] for row in rows if row["phone_number"] == phone_number)


def test_an_acceptance_enters_the_number_in_one_transaction_and_once(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    number, sim = number_of(JIN), fresh_sim()
    assert owner_of(device, number) is None
    case = verified(device, "resident-jin", JIN)
    frozen = device.registration(case, sim=sim)
    receipt = device.receipt(device.register(frozen))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", number)
    assert device.receipt(device.register(frozen)) == receipt
    assert effects(gateway, number) == 1
    assert owner_of(device, number)
    by_sim = device.call(
        "POST", Paths.SUBSCRIBERS, json={"phone_number": "", "iccid": sim.iccid}
    ).json()
    assert (by_sim["phone_number"], by_sim["is_sim_in_use"]) == (number, True)
    assert refused(device, number, CODES[number]) == (422, "NUMBER_ALREADY_OURS")


@pytest.mark.parametrize(
    ("slug", "invented", "code"),
    [
        ("resident-jin", OF_LIN, "DONOR_OTHER_PERSON"),
        ("resident-wang", ARREARS, "DONOR_ARREARS"),
        ("resident-wang", CONTRACT, "DONOR_CONTRACT"),
        ("resident-wang", TOO_NEW, "DONOR_TOO_NEW"),
        ("resident-jin", UNREGISTERED, "DONOR_NOT_REGISTERED"),
        ("resident-other-name", OTHER_NAME, "ID_MISMATCH"),
    ],
)
def test_each_no_ends_the_case_and_nothing_is_entered(
    device: TestDevice, gateway: RunningSandbox, slug: str, invented: int, code: str
) -> None:
    case = read(device, case_about(device, invented), slug, f"no {invented}")
    assert codes_of(device, case)[-1] == code
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "VERDICT_INVALID")
    assert owner_of(device, number_of(invented)) is None
    assert effects(gateway, number_of(invented)) == 0


def test_a_contract_that_is_over_and_120_days_are_enough(device: TestDevice) -> None:
    verified(device, "resident-jin", JUST_LONG_ENOUGH)


def test_another_face_is_not_the_owner(device: TestDevice) -> None:
    case = read(device, case_about(device, HO), "hmt-ho", "own")
    other = read(device, device.open_case(), "resident-deang", "other")
    case.photo = other.photo
    assert codes_of(device, case)[-1] == "FACE_DIFFERENT"


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (number_of(JIN + 1), "00000000", (422, "CODE_WRONG")),
        (number_of(JIN + 1), CODES[number_of(JIN + 2)], (422, "CODE_WRONG")),
        (number_of(TOO_LATE), CODES[number_of(TOO_LATE)], (422, "CODE_WRONG")),
        (number_of(99_999), "12345678", (404, "NUMBER_NOT_FOUND")),
        ("17055500001", "12345678", (422, "NUMBER_ALREADY_OURS")),
        ("17055600005", "12345678", (422, "NUMBER_ALREADY_OURS")),
    ],
)
def test_no_number_is_taken_without_the_code_that_its_carrier_has_given_out(
    device: TestDevice, number: str, code: str, said: tuple[int, str]
) -> None:
    assert refused(device, number, code) == said


def test_nobody_guesses_a_code_for_ever(
    device: TestDevice, enrol: Enrol, gateway: RunningSandbox
) -> None:
    number = number_of(JIN + 3)
    for guess in range(5):
        assert refused(device, number, f"{guess:08d}") == (422, "CODE_WRONG")
    other = another(gateway, enrol, device)
    assert refused(other, number, CODES[number]) == (422, "CODE_WRONG"), "at no other counter"
    assert reference(other, number_of(JIN + 4)), "each number has its own"


def test_the_next_day_a_right_code_is_right_again(
    sandbox: RunningSandbox, enrol: Enrol, hands: Hands
) -> None:
    number, device_id = number_of(JIN), enrol(sandbox).id

    def tried(code: str) -> str:
        asked = AuthorisationRequest(phone_number=number, code=code)

        def ask(desk: Any) -> str:
            try:
                return str(desk.donors.authorise(desk.devices.find(device_id), asked).donor)
            except Refusal as refusal:
                return str(refusal.code)

        return sandbox.call(ask)

    assert [tried("00000000") for _ in range(5)] == ["CODE_WRONG"] * 5
    assert tried(CODES[number]) == "CODE_WRONG"
    hands.ahead += timedelta(days=1, seconds=1)
    assert tried(CODES[number]) != "CODE_WRONG"


@pytest.mark.parametrize("fault", ["invented", "use", "number", "device", "none", "sim"])
def test_only_the_gateways_own_name_for_this_number_is_an_authorisation(
    device: TestDevice, enrol: Enrol, gateway: RunningSandbox, fault: str
) -> None:
    case = device.open_case()
    case.flow = PORT_IN.name
    number = number_of(JIN + 5)
    if fault == "number":
        case.subject = ported(number, reference(device, number_of(JIN + 6)))
    elif fault == "device":
        case.subject = ported(number, reference(another(gateway, enrol, device), number))
    elif fault in ("invented", "use"):
        named = "port-0123456789abcdef" if fault == "invented" else "use-0123456789abcdef"
        case.subject = ported(number, named)
    else:
        by_sim = ProofOfUse(ProofMethod.SCANNER, fresh_sim().iccid) if fault == "sim" else None
        case.subject = Subject(number, proof=by_sim)
    read(device, case, "resident-jin", f"fault {fault}")
    assert codes_of(device, case)[-1] == "DONOR_CODE_WRONG"


def test_a_code_that_was_taken_is_good_for_one_person_in_one_case(device: TestDevice) -> None:
    named = reference(device, number_of(JIN + 7))
    first = read(device, case_about(device, JIN + 7, named), "resident-jin", "first")
    assert codes_of(device, first) == GOOD
    assert codes_of(device, first) == GOOD, "asked again by the same case"
    second = read(device, case_about(device, JIN + 7, named), "resident-jin", "second")
    assert codes_of(device, second)[-1] == "DONOR_CODE_WRONG"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sim": None}, "SIM_INVALID"),
        ({"offer_code": ""}, "OFFER_UNKNOWN"),
        ({"hold_id": "hold-1"}, "OFFER_UNKNOWN"),
        ({"phone_number": number_of(JIN + 9)}, "IDENTITY_MISMATCH"),
        ({"phone_number": "17055500001"}, "IDENTITY_MISMATCH"),
        ({"subject": None}, "USE_NOT_PROVEN"),
        ({"flow": "new_number"}, "USE_NOT_PROVEN"),
        ({"is_offline": True, "verdicts": ()}, "ONLINE_ONLY"),
    ],
)
def test_a_body_holds_the_judged_number_with_offer_and_sim(
    device: TestDevice, gateway: RunningSandbox, changes: dict[str, Any], code: str
) -> None:
    case = verified(device, "resident-jin", JIN + 8)
    assert outcome_of(device, device.registration(case, **changes)) == ("REJECTED", code)
    assert effects(gateway, number_of(JIN + 8)) == 0


def test_of_two_counters_with_the_same_number_exactly_one_wins(
    device: TestDevice, gateway: RunningSandbox, enrol: Enrol
) -> None:
    """Four times, since either may be the quicker one."""
    counters = (device, another(gateway, enrol, device))
    for invented in range(HO + 10, HO + 14):
        sealed = []
        for place, counter in enumerate(counters):
            case = read(counter, case_about(counter, invented), "hmt-ho", f"{invented} {place}")
            assert codes_of(counter, case) == GOOD
            sealed.append(counter.registration(case))
        with ThreadPoolExecutor(2) as both:
            decided = list(both.map(outcome_of, counters, sealed))
        assert sorted(decided) == [("ACCEPTED", ""), ("REJECTED", "NUMBER_ALREADY_OURS")]
        assert effects(gateway, number_of(invented)) == 1


def test_a_review_enters_no_number_that_has_come_by_another_counter_meanwhile(
    device: TestDevice, gateway: RunningSandbox, enrol: Enrol
) -> None:
    waits = device.registration(verified(device, "hmt-ho", HO + 2))
    gateway.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    receipt = device.receipt(device.register(waits))
    assert receipt["outcome"] == "UNDER_REVIEW"
    assert owner_of(device, number_of(HO + 2)) is None
    other = another(gateway, enrol, device)
    meanwhile = read(other, case_about(other, HO + 2), "hmt-ho", "meanwhile")
    assert codes_of(other, meanwhile) == GOOD
    assert outcome_of(other, other.registration(meanwhile)) == ("ACCEPTED", "")
    id_ = UUID(receipt["registration_id"])
    gateway.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert outcome_of(device, waits) == ("REJECTED", "NUMBER_ALREADY_OURS")
    assert effects(gateway, number_of(HO + 2)) == 1


def test_what_was_under_review_is_entered_when_it_is_accepted(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    gateway.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    waits = device.registration(verified(device, "hmt-ho", HO + 3))
    receipt = device.receipt(device.register(waits))
    id_ = UUID(receipt["registration_id"])
    gateway.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert outcome_of(device, waits) == ("ACCEPTED", "")
    assert owner_of(device, number_of(HO + 3))


def test_a_donor_that_does_not_answer_decides_nothing(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    case = verified(device, "resident-tong", TONG)
    data = device.registration(case)
    gateway.call(lambda desk: desk.switches.script(Check.DONOR, "SERVICE_UNAVAILABLE", 1))
    assert device.register(data).status_code == 503
    assert outcome_of(device, data) == ("ACCEPTED", "")


@pytest.fixture
def one_each(tmp_path: Path) -> Iterator[RunningSandbox]:
    """A carrier with which everybody may have one number."""
    policy = SandboxPolicy(number_quota=1, quota_review_from=9, controls=SAME_PERSON_ALL_DAY)
    with RunningSandbox(tmp_path / "one-each", policy=policy) as sandbox:
        yield sandbox


def quota_of(device: TestDevice, slug: str) -> str:
    return codes_of(device, read(device, device.open_case(), slug, "quota"))[-1]


def test_a_number_in_flight_counts_until_its_donor_says_no(
    one_each: RunningSandbox, enrol: Enrol
) -> None:
    device = enrol(one_each)
    first = read(device, case_about(device, JIN), "resident-jin", "in flight")
    assert codes_of(device, first) == GOOD
    assert quota_of(device, "resident-jin") == "QUOTA_FULL"
    # While it is under way its customer makes debts: the slot is free with the donor's no.
    one_each.call(lambda desk: desk.switches.script(Check.DONOR, "DONOR_ARREARS", 1))
    assert codes_of(device, first)[-1] == "DONOR_ARREARS"
    assert quota_of(device, "resident-jin") == "QUOTA_OK"


def test_a_number_under_review_counts_and_so_does_one_that_has_come(
    one_each: RunningSandbox, enrol: Enrol
) -> None:
    device = enrol(one_each)
    first = read(device, case_about(device, JIN), "resident-jin", "in flight")
    codes_of(device, first)
    one_each.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    receipt = device.receipt(device.register(device.registration(first)))
    assert receipt["outcome"] == "UNDER_REVIEW"
    again = read(device, case_about(device, JIN + 1), "resident-jin", "second")
    assert codes_of(device, again)[-1] == "QUOTA_FULL"
    id_ = UUID(receipt["registration_id"])
    one_each.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert quota_of(device, "resident-jin") == "QUOTA_FULL"


def test_a_restored_gateway_enters_again_what_had_come(enrol: Enrol, tmp_path: Path) -> None:
    policy = SandboxPolicy(controls=SAME_FACE_AGAIN)
    with RunningSandbox(tmp_path / "restored", policy=policy) as restored:
        device, number = enrol(restored), number_of(JIN)
        case = case_about(device, JIN)
        restored.copy_books(tmp_path / "copy")
        codes_of(device, read(device, case, "resident-jin", "1"))
        data = device.registration(case)
        first = device.register(data).json()["token"]
        restored.put_back(tmp_path / "copy")
        assert owner_of(device, number) is None
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
        assert owner_of(device, number)
        assert refused(device, number, CODES[number]) == (422, "NUMBER_ALREADY_OURS")
        assert effects(restored, number) == 1
