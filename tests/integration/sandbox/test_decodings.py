"""The decoder's calls, and what its word is worth: bound, signed once, and not to be borrowed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import httpx
import pytest

from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.policy import LevelRule, ReaderRule
from pos_client.infrastructure.crypto.reply_key import ReplyKey, ReplyRefused
from pos_client.protocol import jws
from pos_client.protocol.decoding import Frames
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy, everywhere
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.decoding_calls import answer, ask, begun, pass_on, signed
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import outcome_of


def ended(device: TestDevice, case: CaseAtHand) -> tuple[str, str]:
    """Verify, choose and deliver; the first "no" is the end."""
    (first, *_) = device.verify(case)
    if first["code"] != "ID_MATCH":
        return "VERIFICATION", first["code"]
    device.hold(case)
    return outcome_of(device, device.registration(case))


def code_of(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_a_signed_read_comes_sealed_to_whoever_asked(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    case, key = device.open_case(), ReplyKey()
    opened = ask(device, case.challenge.id).json()
    said = answer(device, opened, card("resident-lin"), key)
    token, sealed = said.json()["signed_read"], said.json()["sealed_frames"]
    claims = jws.verify(token, device.words_keys, jws.TokenType.SIGNED_READ)
    assert claims["challenge_id"] == case.challenge.id
    assert claims["real_name_transaction_id"] == case.transaction_id
    assert (claims["device_id"], claims["sam_id"]) == (device.id, SIMULATED_SAM_ID)
    frames = Frames.from_bytes(key.open(sealed, hashlib.sha256(token.encode()).digest()))
    assert frames.raw_text == card("resident-lin").text
    assert card("resident-lin").text.hex()[:40] not in said.content.hex()
    with pytest.raises(ReplyRefused):
        ReplyKey().open(sealed, hashlib.sha256(token.encode()).digest())


def test_it_is_accepted_where_level_a_is_needed_and_a_sam_is_not(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    policy = SandboxPolicy(minimum_level=everywhere(LevelRule(EvidenceLevel.A)))
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        device = enrol(sandbox)
        assert ended(device, begun(device, card("resident-lin"))) == ("ACCEPTED", "")
        case = device.open_case()
        device.read(case, card("resident-wang"))
        assert ended(device, case) == ("VERIFICATION", "LEVEL_TOO_LOW")
        (row,) = read_ledger(tmp_path)["registrations"]
        assert (row["outcome"], row["evidence_level"]) == ("ACCEPTED", "A")


def test_a_read_that_calls_itself_a_is_believed_with_the_decoders_word_only(
    device: TestDevice, card: Cards, gateway: RunningSandbox
) -> None:
    lin, wang = card("resident-lin"), card("resident-wang")
    case = device.open_case()
    device.read(case, lin, level=EvidenceLevel.A)
    assert ended(device, case) == ("VERIFICATION", "SIGNATURE_INVALID")
    # Signed by the device itself, which is no decoder.
    case = device.open_case()
    word = jws.verify(
        signed(device, case.challenge.id, lin), device.words_keys, jws.TokenType.SIGNED_READ
    )
    token = device.token(word, jws.TokenType.SIGNED_READ)
    device.read(case, lin, level=EvidenceLevel.A, signed_read=token)
    assert ended(device, case) == ("VERIFICATION", "SIGNATURE_INVALID")
    # Another word of the gateway's under the right signature.
    case = device.open_case()
    device.read(case, lin, level=EvidenceLevel.A, signed_read=device.session)
    assert ended(device, case) == ("VERIFICATION", "SIGNATURE_INVALID")
    # A genuine word, and the frames of somebody else.
    case = device.open_case()
    token = signed(device, case.challenge.id, lin)
    device.read(case, wang, level=EvidenceLevel.A, signed_read=token)
    assert ended(device, case) == ("VERIFICATION", "SIGNATURE_INVALID")
    # A genuine word, spent on another case.
    earlier, case = device.open_case(), device.open_case()
    token = signed(device, earlier.challenge.id, lin)
    device.read(case, lin, level=EvidenceLevel.A, signed_read=token)
    assert ended(device, case) == ("VERIFICATION", "SIGNATURE_INVALID")
    # A genuine word that is claimed for another reader.
    case = device.open_case()
    token = signed(device, case.challenge.id, lin)
    other = SIMULATED_SAM_ID[:-1] + "2"
    device.read(case, lin, level=EvidenceLevel.A, signed_read=token, sam_id=other)
    assert ended(device, case)[0] == "VERIFICATION"
    # A word beside a read that does not call itself so.
    case = device.open_case()
    token = signed(device, case.challenge.id, lin)
    device.read(case, lin, signed_read=token)
    assert ended(device, case) == ("VERIFICATION", "SIGNATURE_INVALID")


def test_a_word_given_to_one_device_is_worth_nothing_on_another(
    gateway: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    first, second = enrol(gateway), enrol(gateway)
    first.log_in("0018", clerk_password(gateway, "0018"))
    mine, theirs = first.open_case(), second.open_case()
    token = signed(first, mine.challenge.id, card("resident-lin"))
    second.read(theirs, card("resident-lin"), level=EvidenceLevel.A, signed_read=token)
    assert ended(second, theirs) == ("VERIFICATION", "SIGNATURE_INVALID")
    assert code_of(ask(second, mine.challenge.id)) == (422, "DECODING_REFUSED")
    opened = ask(first, first.open_case().challenge.id).json()
    assert code_of(answer(second, opened, card("resident-lin"))) == (404, "DECODING_UNKNOWN")


def clerk_password(sandbox: RunningSandbox, number: str) -> str:
    from pos_client.sandbox.founding import clerk_passwords

    return clerk_passwords(sandbox.home)[number]


def test_a_challenge_yields_one_signed_read_whoever_asks_how_often(
    device: TestDevice, card: Cards
) -> None:
    case = device.open_case()
    both = [ask(device, case.challenge.id).json() for _ in range(2)]
    assert answer(device, both[0], card("resident-lin")).status_code == 200
    again = answer(device, both[0], card("resident-lin"))
    assert code_of(again) == (404, "DECODING_UNKNOWN")
    assert code_of(answer(device, both[1], card("resident-wang"))) == (422, "DECODING_REFUSED")
    assert code_of(ask(device, case.challenge.id)) == (422, "DECODING_REFUSED")


def test_challenges_that_wait_for_no_online_read_open_nothing(
    device: TestDevice, card: Cards
) -> None:
    pooled = device.offline_case()
    assert code_of(ask(device, pooled.challenge.id)) == (422, "DECODING_REFUSED")
    assert code_of(ask(device, "ch-unheard-of")) == (422, "DECODING_REFUSED")
    used = device.open_case()
    device.read(used, card("resident-lin"))
    device.verify(used)
    assert code_of(ask(device, used.challenge.id)) == (422, "DECODING_REFUSED")


def test_an_answer_that_proves_nothing_ends_the_conversation_and_is_told(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    case = device.open_case()
    opened = ask(device, case.challenge.id).json()
    said = pass_on(device, opened["decoding_id"], b"made up")
    assert code_of(said) == (422, "DECODING_REFUSED")
    told = {(each["code"], each["subject"]) for each in read_ledger(gateway.home.folder)["alarms"]}
    assert ("CARD_NOT_BELIEVED", case.challenge.id) in told
    assert signed(device, case.challenge.id, card("resident-lin"))


def test_outside_a_demo_no_card_of_the_test_authority_is_believed(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    rule = ReaderRule(SIMULATED_SAM_ID, "remote-sam")
    with RunningSandbox(tmp_path, policy=SandboxPolicy(is_demo=False, readers=(rule,))) as sandbox:
        device = enrol(sandbox)
        opened = ask(device, device.open_case().challenge.id).json()
        said = answer(device, opened, card("resident-lin"))
        assert code_of(said) == (422, "DECODING_REFUSED")
