"""过户 over real HTTPS: two people read, judged and signed for; the number goes over once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from pos_client.domain.flow import PartyRole
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.subject import Subject
from pos_client.protocol.api import Paths
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import codes_of, gathered

PRESENT = PartyRole.PRESENT_OWNER
OF_LIN, OF_JIN, OF_MA, INCOMPLETE, FLAGGED = 7, 8, 9, 4, 10
GIVES = ["ID_MATCH", "FACE_SAME", "OWNER_CONFIRMED"]
TAKES = ["ID_MATCH", "FACE_SAME", "QUOTA_OK"]


OWN_HALL = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """An own hall in which nobody ever has too many numbers."""
    policy = SandboxPolicy(
        number_quota=1000,
        quota_review_from=1000,
        number_block=4,
        challenge_pool=3,
        controls=SAME_FACE_AGAIN,
    )
    folder = tmp_path_factory.mktemp("gateway")
    with RunningSandbox(folder, policy=policy, outlet=OWN_HALL) as sandbox:
        yield sandbox


def number_of(invented: int) -> str:
    return f"170556{invented:05d}"


class Two(NamedTuple):
    """Both people of a transfer, read and judged."""

    case: CaseAtHand
    codes: tuple[list[str], list[str]]


def judged(device: TestDevice, phone_number: str, gives: str, takes: str) -> Two:
    """Whoever has the number first, then whoever gets it; the case is the latter's."""
    case = device.open_case()
    case.flow, case.subject = "transfer", Subject(phone_number)
    present = device.join(case, PRESENT)
    device.read(present, DECK[gives].card())
    device.photograph(present, seed=f"{phone_number} gives")
    first = [verdict["code"] for verdict in device.verify(present)]
    device.read(case, DECK[takes].card())
    device.photograph(case, seed=f"{phone_number} takes")
    second = [verdict["code"] for verdict in device.verify(case)]
    case.others = (present,)
    return Two(case, (first, second))


def owner_of(device: TestDevice, phone_number: str) -> str:
    asked = {"phone_number": phone_number, "iccid": ""}
    return str(device.call("POST", Paths.SUBSCRIBERS, json=asked).json()["masked_owner"])


def decided(device: TestDevice, data: bytes) -> tuple[str, str]:
    receipt = device.receipt(device.register(data))
    return receipt["outcome"], receipt["code"]


def quota_of(device: TestDevice, slug: str) -> str:
    case = device.open_case()
    device.read(case, DECK[slug].card())
    return codes_of(device, case)[-1]


def effects(gateway: RunningSandbox, phone_number: str) -> list[int]:
    rows = read_ledger(gateway.home.folder)["registrations"]
    return [row["effects"] for row in rows if row["phone_number"] == phone_number]


def test_a_number_goes_over_in_one_transaction_and_once(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    number = number_of(OF_LIN)
    before = owner_of(device, number)
    two = judged(device, number, "resident-lin", "resident-wang")
    assert two.codes == (GIVES, TAKES)
    frozen = device.registration(two.case)
    receipt = device.receipt(device.register(frozen))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", number)
    assert device.receipt(device.register(frozen)) == receipt
    assert owner_of(device, number) != before
    assert effects(gateway, number) == [1]
    # Who gave it away does not have it any more, and cannot give it away again.
    again = judged(device, number, "resident-lin", "resident-jin")
    assert again.codes[0][-1] == "OWNER_DIFFERENT"


def test_whoever_does_not_have_it_gives_nothing_away(device: TestDevice) -> None:
    two = judged(device, number_of(OF_MA), "resident-wang", "resident-jin")
    assert two.codes == (["ID_MATCH", "FACE_SAME", "OWNER_DIFFERENT"], TAKES)
    assert decided(device, device.registration(two.case))[0] == "REJECTED"


def test_a_number_that_is_not_wholly_registered_is_registered_first(device: TestDevice) -> None:
    two = judged(device, number_of(INCOMPLETE), "resident-ma", "resident-jin")
    assert two.codes[0][-1] == "NUMBER_INCOMPLETE"


def test_nobody_is_rid_of_a_flag_by_giving_the_number_away(device: TestDevice) -> None:
    two = judged(device, number_of(FLAGGED), "resident-lin", "resident-jin")
    assert two.codes[0][-1] == "NUMBER_FLAGGED"
    assert decided(device, device.registration(two.case))[0] == "REJECTED"
    assert "林" in owner_of(device, number_of(FLAGGED))


@pytest.mark.parametrize(
    ("invented", "code"),
    [(12, "NUMBER_SUSPENDED"), (13, "NUMBER_SUSPENDED"), (14, "ARREARS")],
    ids=["one way", "both ways", "money owed"],
)
def test_nobody_gives_away_what_is_suspended_or_not_paid_for(
    device: TestDevice, invented: int, code: str
) -> None:
    before = owner_of(device, number_of(invented))
    two = judged(device, number_of(invented), "resident-ma", "resident-jin")
    assert two.codes[0][-1] == code
    assert decided(device, device.registration(two.case)) == ("REJECTED", "VERDICT_INVALID")
    assert owner_of(device, number_of(invented)) == before


def test_a_review_does_not_give_away_what_was_suspended_meanwhile(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    number = number_of(OF_JIN + 193)
    waits = device.registration(judged(device, number, "resident-jin", "resident-ma").case)
    gateway.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    receipt = device.receipt(device.register(waits))
    assert receipt["outcome"] == "UNDER_REVIEW"
    gateway.call(
        lambda desk: desk.connection.exec_driver_sql(
            "UPDATE subscribers SET suspension = 'SUSPENDED_ONE_WAY' WHERE phone_number = ?",
            (number,),
        )
    )
    id_ = UUID(receipt["registration_id"])
    gateway.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert decided(device, waits) == ("REJECTED", "NUMBER_SUSPENDED")


def test_a_number_just_opened_can_go_over(device: TestDevice) -> None:
    case = gathered(device, DECK["resident-wang"].card())
    accepted = device.receipt(device.register(device.registration(case)))
    number = accepted["phone_number"]
    two = judged(device, number, "resident-wang", "resident-jin")
    assert two.codes == (GIVES, TAKES)
    assert decided(device, device.registration(two.case)) == ("ACCEPTED", "")


def test_a_review_does_not_give_a_number_away_that_has_gone_to_somebody_else_meanwhile(
    device: TestDevice, gateway: RunningSandbox
) -> None:
    case = gathered(device, DECK["resident-wang"].card())
    number = device.receipt(device.register(device.registration(case)))["phone_number"]
    waits = device.registration(judged(device, number, "resident-wang", "resident-jin").case)
    gateway.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    receipt = device.receipt(device.register(waits))
    assert (receipt["outcome"], receipt["code"]) == ("UNDER_REVIEW", "FACE_UNSURE")
    meanwhile = judged(device, number, "resident-wang", "resident-ma")
    assert decided(device, device.registration(meanwhile.case)) == ("ACCEPTED", "")
    id_ = UUID(receipt["registration_id"])
    gateway.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert decided(device, waits) == ("REJECTED", "OWNER_DIFFERENT")
    assert sum(effects(gateway, number)) == 2  # the sale and the transfer


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ("nobody gives", "IDENTITY_MISMATCH"),
        ("one signs", "FORM_NOT_SIGNED"),
        ("verdicts of the other", "VERDICT_INVALID"),
        ("no verdicts", "VERDICT_INVALID"),
        ("roles exchanged", "IDENTITY_MISMATCH"),
    ],
)
def test_each_person_passes_each_gate(device: TestDevice, spoilt: str, code: str) -> None:
    two = judged(device, number_of(OF_JIN), "resident-jin", "resident-wang")
    assert two.codes == (GIVES, TAKES)
    body = device.body(two.case)
    (present,) = body.parties
    if spoilt == "nobody gives":
        body = replace(body, parties=())
    elif spoilt == "one signs":
        body = replace(body, parties=(replace(present, form_signature=None),))
    elif spoilt == "verdicts of the other":
        body = replace(body, parties=(replace(present, verdicts=body.verdicts),))
    elif spoilt == "no verdicts":
        body = replace(body, parties=(replace(present, verdicts=()),))
    else:
        body = replace(body, parties=(replace(present, role=PartyRole.OWNER),))
    assert decided(device, device.sealed(two.case, body)) == ("REJECTED", code)


def test_nobody_gives_to_themselves(device: TestDevice) -> None:
    two = judged(device, number_of(OF_JIN), "resident-jin", "resident-jin")
    assert decided(device, device.registration(two.case)) == ("REJECTED", "SAME_PERSON")


def test_one_number_less_for_one_and_one_more_for_the_other(tmp_path: Any, enrol: Enrol) -> None:
    policy = SandboxPolicy(number_quota=1, quota_review_from=9, controls=SAME_FACE_AGAIN)
    with RunningSandbox(tmp_path / "gateway", policy=policy, outlet=OWN_HALL) as gateway:
        device = enrol(gateway)
        case = gathered(device, DECK["resident-wang"].card())
        number = device.receipt(device.register(device.registration(case)))["phone_number"]
        assert quota_of(device, "resident-wang") == "QUOTA_FULL"
        two = judged(device, number, "resident-wang", "resident-jin")
        assert decided(device, device.registration(two.case)) == ("ACCEPTED", "")
        assert judged(device, number_of(OF_LIN), "resident-lin", "resident-jin").codes[1] == [
            "ID_MATCH",
            "FACE_SAME",
            "QUOTA_FULL",
        ]
        assert quota_of(device, "resident-wang") == "QUOTA_OK"
