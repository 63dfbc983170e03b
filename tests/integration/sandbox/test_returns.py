"""待到店: who comes back with a slip completes what was captured, once, and nobody else does."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from pos_client.domain.slip_code import Completing, new_token
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.control import Control
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import in_other_bytes
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.returning import (
    ALL_GOOD,
    capture,
    come_back,
    slip_of,
    status,
    to_be_captured,
    trouble,
)
from tests.integration.sandbox.walks import codes_of, outcome_of
from tests.outlets import move


def test_who_comes_back_gets_a_number_and_the_case_of_then_ends_with_it(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    slip = capture(device, card)
    case = come_back(device, slip, card)
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")
    assert status(device, slip) == ("ACCEPTED", "", case.phone_number)
    ledger = read_ledger(sandbox.home.folder)
    totals = ledger["totals"]
    assert (totals["accepted"], totals["completed"], totals["effects"]) == (2, 1, 1)
    rows = {row["id"]: row for row in ledger["registrations"]}
    original = rows.pop(str(slip.registration_id))
    (completion,) = rows.values()
    assert (original["flow"], original["effects"]) == ("new_number", 0)
    assert (completion["flow"], completion["effects"]) == ("await_customer", 1)
    assert completion["completes"] == original["id"]
    assert original["phone_number"] == completion["phone_number"] == case.phone_number
    assert trouble(device, slip) == (422, TroubleCode.RETURN_COMPLETED)


def test_the_answer_tells_when_it_was_captured_and_until_when(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    said = device.open_return(capture(device, card)).json()
    assert said["real_name_transaction_id"]
    assert said["captured_at"] < said["expires_at"]


def test_another_counter_of_the_outlet_may_complete_it(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    first = enrol(sandbox)
    slip = capture(first, card)
    second = enrol(sandbox)
    case = come_back(second, slip, card)
    assert outcome_of(second, second.registration(case)) == ("ACCEPTED", "")
    assert status(first, slip) == ("ACCEPTED", "", case.phone_number)


# Slips -----------------------------------------------------------------------------------------


def test_a_slip_that_nobody_gave_out(sandbox: RunningSandbox, enrol: Enrol, card: Cards) -> None:
    device = enrol(sandbox)
    slip = capture(device, card)
    for other in (
        Completing(slip.registration_id, new_token()),
        Completing(slip.registration_id, ""),
        Completing(new_id(), slip.token),
    ):
        assert trouble(device, other) == (404, TroubleCode.RETURN_UNKNOWN)
    assert device.open_return(slip).status_code == 200


def test_a_case_without_a_slip_is_completed_by_nobody(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    case = device.offline_case()
    device.read(case, card("resident-lin"))
    receipt = device.receipt(device.register(device.registration(case)))
    slip = Completing(UUID(receipt["registration_id"]), "")
    assert trouble(device, slip) == (404, TroubleCode.RETURN_UNKNOWN)


def test_a_slip_of_another_outlet(sandbox: RunningSandbox, enrol: Enrol, card: Cards) -> None:
    device = enrol(sandbox)
    slip = capture(device, card)
    sandbox.call(lambda desk: move(desk, device.id))
    assert trouble(enrol(sandbox), slip) == (404, TroubleCode.RETURN_UNKNOWN)


def test_a_case_that_the_carrier_still_looks_at(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    case = device.offline_case()
    case.return_token = new_token()
    device.read(case, card("resident-register-no-photo"))
    data = device.registration(case)
    receipt = device.receipt(device.register(data))
    assert receipt["outcome"] == "UNDER_REVIEW"
    slip = Completing(UUID(receipt["registration_id"]), case.return_token)
    assert trouble(device, slip) == (409, TroubleCode.RETURN_TOO_EARLY)
    id_ = slip.registration_id
    sandbox.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert outcome_of(device, data) == ("AWAITING_CUSTOMER", "CUSTOMER_RETURNS")
    assert device.open_return(slip).status_code == 200


# Who it is -------------------------------------------------------------------------------------


def test_somebody_else_with_the_slip_is_nobody_and_an_alarm(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    slip = capture(device, card)
    case = device.returning_case(slip)
    device.read(case, card("resident-wang"))
    assert codes_of(device, case) == ["IDENTITY_MISMATCH"]
    alarms = [alarm["code"] for alarm in read_ledger(sandbox.home.folder)["alarms"]]
    assert alarms == ["IDENTITY_MISMATCH"]
    assert status(device, slip)[0] == "AWAITING_CUSTOMER"


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        ("FACE_DIFFERENT", ["FACE_DIFFERENT"]),
        ("PHOTO_USED", ["PHOTO_USED"]),
        ("FACE_UNSURE", ["FACE_UNSURE", *ALL_GOOD[1:]]),
    ],
)
def test_another_face_than_then(
    sandbox: RunningSandbox,
    enrol: Enrol,
    card: Cards,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    codes: list[str],
) -> None:
    monkeypatch.setattr("pos_client.sandbox.returns._compare_photos", lambda *_: code)
    device = enrol(sandbox)
    case = device.returning_case(capture(device, card))
    device.read(case, card("resident-lin"))
    assert codes_of(device, case) == codes


def test_who_declined_face_matching_is_looked_at_by_people(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    case = device.returning_case(capture(device, card))
    device.read(case, card("resident-lin"))
    device.agree(case, declined=("face",))
    assert codes_of(device, case)[0] == "FACE_REFUSED"


def test_verdicts_about_one_slip_complete_no_other(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    assert Control(sandbox).obey("verdict QUOTA QUOTA_OK times=3")["ok"]
    slips = [capture(device, card), capture(device, card)]
    case = come_back(device, slips[0], card)
    case.completes = slips[1]
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "VERDICT_INVALID")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"is_offline": True, "verdicts": ()}, "ONLINE_ONLY"),
        ({"completes": None}, "RETURN_UNKNOWN"),
        ({"flow": "new_number"}, "RETURN_UNKNOWN"),
    ],
)
def test_a_completion_is_online_and_of_a_slip(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards, changed: dict[str, object], code: str
) -> None:
    device = enrol(sandbox)
    case = come_back(device, capture(device, card), card)
    assert outcome_of(device, device.registration(case, **changed)) == ("REJECTED", code)


def test_an_old_challenge_completes_nothing(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    """Neither one of the pool, nor the very read that was sealed, nor a second read under it."""
    device = enrol(sandbox)
    captured = device.offline_case()
    captured.return_token = new_token()
    sealed = device.read(captured, card("resident-lin"))
    receipt = device.receipt(device.register(device.registration(captured)))
    slip = Completing(UUID(receipt["registration_id"]), captured.return_token)
    for old, code in (
        (device.offline_case().challenge, "CHALLENGE_UNKNOWN"),
        (captured.challenge, "CHALLENGE_UNKNOWN"),
    ):
        case = device.returning_case(slip)
        case.challenge, case.transaction_id = old, ""
        device.read(case, card("resident-lin"))
        assert codes_of(device, case) == [code]
    again = device.returning_case(slip)
    again.reads, again.challenge = (sealed,), sealed.challenge
    again.transaction_id = ""
    assert codes_of(device, again) == ["CHALLENGE_UNKNOWN"]
    first = come_back(device, slip, card)
    second = device.returning_case(slip)
    second.challenge, second.transaction_id = first.challenge, first.transaction_id
    device.read(second, card("resident-lin"))
    assert codes_of(device, second) == ["CHALLENGE_USED"]
    assert status(device, slip)[0] == "AWAITING_CUSTOMER"


# By pixels -------------------------------------------------------------------------------------


def test_the_sealed_photo_held_before_the_camera_is_no_customer(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    sealed = to_be_captured(device, card)
    device.photograph(sealed)
    case = device.returning_case(slip_of(device, sealed))
    device.read(case, card("resident-lin"))
    assert sealed.photo is not None
    case.photo = replace(sealed.photo, jpeg=in_other_bytes(sealed.photo.jpeg))
    assert codes_of(device, case) == ["PHOTO_USED"]


def test_somebody_else_with_slip_and_card_has_another_face(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    case = device.returning_case(capture(device, card))
    device.read(case, card("resident-wang"))
    device.photograph(case)
    case.reads = ()
    device.read(case, card("resident-lin"))
    assert codes_of(device, case) == ["FACE_DIFFERENT"]
