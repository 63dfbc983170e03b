"""Every check alone stops its attack: all else about these registrations is honest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.policy import LevelRule, ReaderRule
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import jws
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.envelope import Envelope, Purpose
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy, everywhere
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox import walks
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.enrolling import point_of


def gathered(device: TestDevice, card: Cards, slug: str = "resident-lin") -> CaseAtHand:
    """An honest online case, up to the seal."""
    return walks.gathered(device, card(slug))


def captured(device: TestDevice, card: Cards, **more: Any) -> CaseAtHand:
    """A case captured offline; `more` is what is not honest about its read."""
    return walks.captured(device, card("resident-lin"), **more)


def rejection(device: TestDevice, data: bytes) -> str:
    """The code of a rejection, which has had no effect."""
    receipt = device.receipt(device.register(data))
    assert receipt["outcome"] == "REJECTED"
    assert receipt["phone_number"] == ""
    return str(receipt["code"])


def edited_frame(text: bytes) -> bytes:
    """One digit of the ID number is another."""
    changed = bytearray(text)
    changed[122 + 2 * 16] ^= 1
    return bytes(changed)


def now() -> datetime:
    return datetime.now(UTC)


READS: dict[str, Callable[[bytes], dict[str, Any]]] = {
    "READER_NOT_TRUSTED": lambda _: {"sam_id": "05.03-20200101-0000000001-0000000001"},
    "FRAME_INVALID": lambda text: {"raw_text": edited_frame(text)},
    "CHALLENGE_EXPIRED": lambda _: {"read_at": now() + timedelta(hours=73)},
    "READ_EXPIRED": lambda _: {"read_at": now() + timedelta(minutes=7)},
}


@pytest.mark.parametrize("code", READS)
def test_a_read_that_is_not_honest(device: TestDevice, card: Cards, code: str) -> None:
    text = card("resident-lin").text
    case = captured(device, card, **READS[code](text))
    assert rejection(device, device.registration(case)) == code


@pytest.mark.parametrize("code", READS)
def test_gets_a_verdict_that_ends_the_case(device: TestDevice, card: Cards, code: str) -> None:
    case = device.open_case()
    device.read(case, card("resident-lin"), **READS[code](card("resident-lin").text))
    assert [verdict["code"] for verdict in device.verify(case)] == [code]


def test_a_challenge_nobody_gave_out(device: TestDevice, card: Cards) -> None:
    case = captured(device, card)
    forged = replace(case.reads[0].challenge, nonce=bytes(32))
    case.reads = (replace(case.reads[0], challenge=forged),)
    assert rejection(device, device.registration(case)) == "CHALLENGE_UNKNOWN"


def test_a_challenge_of_another_device(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol, card: Cards
) -> None:
    theirs = enrol(gateway).offline_case()
    device.log_in(gateway.clerk_number, gateway.password)
    case = captured(device, card, challenge=theirs.challenge)
    assert rejection(device, device.registration(case)) == "CHALLENGE_UNKNOWN"


def test_another_person_after_the_verdict(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card)
    case.reads = (replace(case.reads[0], raw_text=card("resident-wang").text),)
    assert rejection(device, device.registration(case)) == "IDENTITY_MISMATCH"


def test_another_persons_card_laid_again(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card)
    device.read(case, card("resident-wang"), challenge=device.open_case().challenge)
    assert rejection(device, device.registration(case)) == "IDENTITY_MISMATCH"


def test_a_header_that_names_a_challenge_of_no_read(device: TestDevice, card: Cards) -> None:
    data = device.registration(captured(device, card), challenge_id="ch-other")
    assert rejection(device, data) == "IDENTITY_MISMATCH"


def test_verdicts_of_another_case(device: TestDevice, card: Cards) -> None:
    other, case = gathered(device, card), gathered(device, card)
    case.verdicts = other.verdicts
    assert rejection(device, device.registration(case)) == "VERDICT_INVALID"


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_a_verdict_left_out(device: TestDevice, card: Cards, left_out: int) -> None:
    case = gathered(device, card)
    case.verdicts = case.verdicts[:left_out] + case.verdicts[left_out + 1 :]
    assert rejection(device, device.registration(case)) == "VERDICT_INVALID"


def test_no_verdict_at_all_and_yet_online(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card)
    case.verdicts = ()
    data = device.registration(case, is_offline=False)
    assert rejection(device, data) == "VERDICT_INVALID"


def test_a_verdict_that_the_device_signed_itself(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card)
    claims = jws.verify(case.verdicts[0], device.words_keys, jws.TokenType.VERDICT)
    case.verdicts = (device.token(claims, jws.TokenType.VERDICT), *case.verdicts[1:])
    assert rejection(device, device.registration(case)) == "VERDICT_INVALID"


def test_a_verdict_that_said_no(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card, "resident-other-name")
    assert rejection(device, device.registration(case)) == "VERDICT_INVALID"


def test_a_case_sealed_long_after_its_read(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card)
    late = now() + timedelta(minutes=16)
    assert rejection(device, device.registration(case, confirmed_at=late)) == "READ_EXPIRED"


def test_a_number_that_somebody_else_holds(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol, card: Cards
) -> None:
    other = enrol(gateway)
    theirs = gathered(other, card)
    device.log_in(gateway.clerk_number, gateway.password)
    case = gathered(device, card)
    case.phone_number, case.hold_id = theirs.phone_number, theirs.hold_id
    assert rejection(device, device.registration(case)) == "NUMBER_NOT_HELD"


def test_a_number_of_another_devices_block(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol, card: Cards
) -> None:
    theirs = enrol(gateway).configuration["number_block"][0]["phone_number"]
    device.log_in(gateway.clerk_number, gateway.password)
    case = captured(device, card)
    case.phone_number = theirs
    assert rejection(device, device.registration(case)) == "NUMBER_NOT_HELD"


def test_a_review_is_no_way_to_somebody_elses_number(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol, card: Cards
) -> None:
    theirs = enrol(gateway).configuration["number_block"][0]["phone_number"]
    device.log_in(gateway.clerk_number, gateway.password)
    case = device.offline_case()
    device.read(case, card("resident-register-no-photo"))
    case.phone_number = theirs
    assert rejection(device, device.registration(case)) == "NUMBER_NOT_HELD"


def test_a_clerk_without_a_session(device: TestDevice, card: Cards) -> None:
    data = device.registration(captured(device, card), clerk_number="0018")
    assert rejection(device, data) == "CLERK_NOT_ENTITLED"


def test_a_session_of_another_device(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol, card: Cards
) -> None:
    case = captured(device, card)
    theirs = enrol(gateway).session
    assert rejection(device, device.registration(case, session=theirs)) == "CLERK_NOT_ENTITLED"


def test_a_session_that_ended_before_the_read(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    old = device.session
    device.log_in(gateway.clerk_number, gateway.password)
    data = device.registration(captured(device, card), session=old)
    assert rejection(device, data) == "CLERK_NOT_ENTITLED"


def test_a_clerk_who_was_dismissed_before_the_read(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        case = device.offline_case()
        sandbox.call(lambda desk: desk.sessions.dismiss_clerk(sandbox.clerk_number))
        device.read(case, card("resident-lin"))
        case.phone_number = device.configuration["number_block"][0]["phone_number"]
        data = device.registration(case, is_offline_session=True)
        assert rejection(device, data) == "CLERK_NOT_ENTITLED"


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (
            SandboxPolicy(is_demo=False, readers=(ReaderRule(SIMULATED_SAM_ID, "sam-serial"),)),
            "READER_SIMULATED",
        ),
        (SandboxPolicy(minimum_level=everywhere(LevelRule(EvidenceLevel.A))), "LEVEL_TOO_LOW"),
        (SandboxPolicy(), "SIGNATURE_INVALID"),
        (SandboxPolicy(window_hours=0), "CHALLENGE_EXPIRED"),
    ],
)
def test_what_policy_forbids(
    tmp_path: Path, enrol: Enrol, card: Cards, policy: SandboxPolicy, code: str
) -> None:
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        device = enrol(sandbox)
        more = {"level": EvidenceLevel.A} if code == "SIGNATURE_INVALID" else {}
        assert rejection(device, device.registration(captured(device, card, **more))) == code


def test_an_outlet_whose_commission_has_ended(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        case, code = captured(device, card), sandbox.outlet_code
        ended_on = date(2025, 12, 31)
        sandbox.call(lambda desk: desk.channels.set_commission_end(code, ended_on))
        assert rejection(device, device.registration(case)) == "AGENT_NOT_COMMISSIONED"


def test_what_comes_after_the_hard_stop_goes_to_review(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, clock=hands) as sandbox:
        device = enrol(sandbox)
        data = device.registration(captured(device, card))
        hands.ahead = timedelta(days=8)
        receipt = device.receipt(device.register(data))
        assert (receipt["outcome"], receipt["code"]) == ("UNDER_REVIEW", "OFFLINE_WINDOW_EXCEEDED")


# What nobody of ours signed, or nobody can open, is no registration: no receipt, no row --------


def unreadable(gateway: RunningSandbox, device: TestDevice, data: bytes) -> None:
    before = len(read_ledger(gateway.home.folder)["registrations"])
    answer = device.register(data)
    assert (answer.status_code, answer.json()["code"]) == (422, TroubleCode.ENVELOPE_UNREADABLE)
    assert len(read_ledger(gateway.home.folder)["registrations"]) == before


def test_a_wrong_signature_and_then_the_true_envelope(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    data = device.registration(captured(device, card))
    envelope = Envelope.from_bytes(data)
    forged = replace(envelope, signature=envelope.signature[::-1]).to_bytes()
    unreadable(gateway, device, forged)
    assert device.receipt(device.register(data))["outcome"] == "ACCEPTED"


def test_the_twin_of_a_signature_and_then_the_true_envelope(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    data = device.registration(captured(device, card))
    envelope = Envelope.from_bytes(data)
    r, s = envelope.signature[:32], int.from_bytes(envelope.signature[32:], "big")
    point = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), point_of(device.evidence_key)
    )
    twin = encode_dss_signature(int.from_bytes(r, "big"), order - s)
    signed = Envelope.signed_bytes(envelope.header, envelope.sealed_body)
    point.verify(twin, signed, ec.ECDSA(hashes.SHA256()))  # it is as good as the true one
    other = replace(envelope, signature=r + (order - s).to_bytes(32, "big"))
    unreadable(gateway, device, other.to_bytes())
    assert device.receipt(device.register(data))["outcome"] == "ACCEPTED"


def test_an_edited_header(gateway: RunningSandbox, device: TestDevice, card: Cards) -> None:
    envelope = Envelope.from_bytes(device.registration(captured(device, card)))
    header = replace(envelope.header, sequence=envelope.header.sequence + 1)
    unreadable(gateway, device, replace(envelope, header=header).to_bytes())
    # Signed anew it still does not open: the header is bound into the seal.
    unreadable(gateway, device, device.signed(header, envelope.sealed_body))


def test_an_envelope_for_another_purpose(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    case = captured(device, card)
    unreadable(gateway, device, device.registration(case, purpose=Purpose.VERIFICATION))


def test_a_seal_to_another_key(gateway: RunningSandbox, device: TestDevice, card: Cards) -> None:
    unreadable(gateway, device, device.registration(captured(device, card), kid="seal-other"))


def test_bytes_that_are_no_envelope(device: TestDevice) -> None:
    answer = device.send("/v1/registrations", b"PCE1 and so on", new_id())
    assert (answer.status_code, answer.json()["code"]) == (422, TroubleCode.ENVELOPE_UNREADABLE)
