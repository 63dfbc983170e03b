"""One call, three signed answers: what each of them says, and about which photo."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.domain.consent import Consent
from pos_client.domain.policy import ReaderRule
from pos_client.domain.verdict import Check
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.sandbox.control import Control
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.customer import signature_under
from tests.honest_cases import consent_to
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, codes_of, gathered, outcome_of

REAL_SAM = "05.03-20200101-0000000001-0000000001"


@pytest.fixture(autouse=True)
def turned_back_afterwards(gateway: RunningSandbox) -> Iterator[None]:
    yield
    Control(gateway).obey("verdicts clear")
    Control(gateway).obey("register up")


def obey(gateway: RunningSandbox, line: str) -> None:
    assert Control(gateway).obey(line)["ok"], line


def test_every_verdict_names_its_flow_its_person_and_the_photo_it_judged(
    device: TestDevice, card: Cards
) -> None:
    case = device.open_case()
    device.read(case, card("resident-lin"))
    verdicts = device.verify(case)
    assert case.photo is not None
    expected = hashlib.sha256(case.photo.jpeg).hexdigest()
    assert [verdict["photo_sha256"] for verdict in verdicts] == [expected] * 3
    asked = [(each["facts"].pop("flow"), each["facts"].pop("role")) for each in verdicts]
    assert asked == [("new_number", "OWNER")] * 3
    face, quota = verdicts[1]["facts"], verdicts[2]["facts"]
    assert face == {"attempt": 1, "attempts": 2}
    assert quota.pop("reservation_id").startswith("slot-")
    assert quota.keys() == {"scope", "reason", "in_use", "reserved", "limit", "nth"}
    assert quota["reason"] == "BELOW_REVIEW"
    assert (quota["scope"], quota["limit"]) == ("carrier", 1000)


@pytest.mark.parametrize(
    ("code", "manner", "holder"),
    [
        ("FACE_SAME", "everyday", "resident-lin"),
        ("FACE_DIFFERENT", "everyday", "resident-wang"),
        ("FACE_QUALITY", "dark", "resident-lin"),
        ("FACE_QUALITY", "nobody", "resident-lin"),
    ],
)
def test_a_face_is_judged_by_its_pixels(
    device: TestDevice, card: Cards, code: str, manner: str, holder: str
) -> None:
    case = device.open_case()
    device.read(case, card(holder))
    device.photograph(case, manner)
    case.reads = ()
    device.read(case, card("resident-lin"))
    assert codes_of(device, case)[1] == code


def test_a_customer_without_a_photo_in_the_register_is_compared_with_the_chip(
    device: TestDevice, card: Cards
) -> None:
    case = device.open_case()
    device.read(case, card("resident-register-no-photo"))
    assert codes_of(device, case) == ["ID_NO_PHOTO", "FACE_SAME", "QUOTA_OK"]


def test_no_face_is_compared_without_consent(
    device: TestDevice, card: Cards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pos_client.sandbox.judging.compare_faces", lambda *_: pytest.fail("it was compared")
    )
    case = device.open_case()
    device.read(case, card("resident-lin"))
    device.agree(case, declined=("face",))
    assert codes_of(device, case) == ["ID_MATCH", "FACE_REFUSED", "QUOTA_OK"]


# Consent ---------------------------------------------------------------------------------------


def tapped(consent: Consent) -> Consent:
    """A tap is no signature."""
    signature = consent.handwritten_signature
    dot = ((signature.strokes[0][0],),)
    return replace(consent, handwritten_signature=replace(signature, strokes=dot))


def under_something_else(consent: Consent) -> Consent:
    return replace(consent, handwritten_signature=signature_under(bytes(32), consent.given_at))


MISSING: dict[str, Any] = {
    "another version": lambda consent: replace(consent, version="2020-01"),
    "another text": lambda consent: replace(consent, notices_sha256=bytes(32)),
    "one unanswered": lambda consent: replace(consent, agreed=consent.agreed[1:]),
    "declined what may not be": lambda consent: replace(
        consent, agreed=consent.agreed[1:], declined=consent.agreed[:1]
    ),
    "signed under something else": under_something_else,
    "not signed": tapped,
}


@pytest.mark.parametrize("wrong", MISSING)
def test_nobody_is_looked_up_without_consent(device: TestDevice, card: Cards, wrong: str) -> None:
    case = device.open_case()
    device.read(case, card("resident-lin"))
    device.agree(case)
    case.consent = MISSING[wrong](case.consent)
    verdicts = device.verify(case)
    assert [(each["check"], each["code"]) for each in verdicts] == [
        ("ONLINE_VERIFICATION", "CONSENT_MISSING")
    ]


@pytest.mark.parametrize("wrong", MISSING)
def test_nor_registered(device: TestDevice, card: Cards, wrong: str) -> None:
    case = captured(device, card("resident-lin"))
    device.agree(case)
    case.consent = MISSING[wrong](case.consent)
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "CONSENT_MISSING")


@pytest.mark.parametrize(("age", "code"), [(17, "ID_MATCH"), (30, "CONSENT_MISSING")])
def test_a_minor_reads_one_notice_more(
    device: TestDevice, card: Cards, age: int, code: str
) -> None:
    case = device.open_case()
    device.read(case, card("resident-youth-17"))
    claims = ConfigurationClaims.checked(device.configuration)
    notices = configuration_from(claims).case.notices
    case.consent = consent_to(notices, datetime.now(UTC), age)
    assert codes_of(device, case)[0] == code


# Photos ----------------------------------------------------------------------------------------


def test_a_photo_serves_one_case(device: TestDevice, card: Cards) -> None:
    first = gathered(device, card("resident-lin"))
    second = device.open_case()
    device.read(second, card("resident-lin"))
    second.photo = first.photo
    assert codes_of(device, second) == ["PHOTO_USED"]
    third = captured(device, card("resident-lin"))
    third.photo = first.photo
    assert outcome_of(device, device.registration(third)) == ("REJECTED", "PHOTO_USED")
    assert outcome_of(device, device.registration(first)) == ("ACCEPTED", "")


def test_a_case_has_only_so_many_photos_and_the_same_one_counts_once(
    device: TestDevice, card: Cards
) -> None:
    case = device.open_case()
    device.read(case, card("resident-lin"))
    device.photograph(case, "dark")
    assert codes_of(device, case)[1] == codes_of(device, case)[1] == "FACE_QUALITY"
    device.photograph(case, "dark", seed="2")
    assert codes_of(device, case)[1] == "FACE_QUALITY"
    device.photograph(case)
    assert codes_of(device, case) == ["ID_MATCH", "PHOTO_ATTEMPTS"]


def test_another_photo_than_the_one_that_was_judged(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card("resident-lin"))
    device.photograph(case)
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "VERDICT_INVALID")


@pytest.mark.parametrize("size", [0, 160 * 1024 + 1])
def test_what_is_no_photo(device: TestDevice, card: Cards, size: int) -> None:
    case = captured(device, card("resident-lin"))
    device.photograph(case)
    assert case.photo is not None
    case.photo = replace(case.photo, jpeg=bytes(size))
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "PHOTO_INVALID")


def test_an_invented_camera_is_believed_in_a_demo_only(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    policy = SandboxPolicy(is_demo=False, readers=(ReaderRule(REAL_SAM, "sam-serial"),))
    with RunningSandbox(tmp_path, policy=policy) as sandbox:
        device = enrol(sandbox)
        codes = []
        for camera_id, is_simulated in (
            ("simulated:x", False),
            ("usb-1", True),
            ("usb-1", False),
        ):
            case = device.open_case()
            device.read(case, card("resident-lin"), sam_id=REAL_SAM, is_simulated=False)
            device.photograph(case)
            assert case.photo is not None
            case.photo = replace(case.photo, camera_id=camera_id, is_simulated=is_simulated)
            codes.append(codes_of(device, case)[0])
    assert codes == ["CAMERA_SIMULATED", "CAMERA_SIMULATED", "ID_MATCH"]


# What the master of the sandbox lets checks say ------------------------------------------------


@pytest.mark.parametrize(
    ("check", "code", "left"),
    [
        ("ONLINE_VERIFICATION", "CARD_INVALID", 1),
        ("ONLINE_VERIFICATION", "RISK_DENY", 1),
        ("ONLINE_VERIFICATION", "BLACKLISTED", 1),
        ("ONLINE_VERIFICATION", "PUNISHED_LIMITED", 1),
        ("ONLINE_VERIFICATION", "ARREARS", 1),
        ("ONLINE_VERIFICATION", "GEO_MISMATCH", 1),
        ("ONLINE_VERIFICATION", "RISK_REVIEW", 3),
        ("FACE_MATCH", "LIVENESS_FAILED", 3),
        ("FACE_MATCH", "FACE_UNSURE", 3),
        ("FACE_MATCH", "FACE_DIFFERENT", 2),
        ("QUOTA", "QUOTA_REVIEW", 3),
        ("QUOTA", "SERVICE_UNAVAILABLE", 3),
    ],
)
def test_every_code_can_be_had_and_an_end_is_the_last_word(
    gateway: RunningSandbox, device: TestDevice, card: Cards, check: str, code: str, left: int
) -> None:
    obey(gateway, f"verdict {check} {code} times=1")
    case = device.open_case()
    device.read(case, card("resident-lin"))
    verdicts = {each["check"]: each["code"] for each in device.verify(case)}
    assert verdicts[check] == code
    assert len(verdicts) == left
    assert codes_of(device, case) == ["ID_MATCH", "FACE_SAME", "QUOTA_OK"]


def test_while_the_register_is_away_face_and_quota_are_answered(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    obey(gateway, "register down")
    case = device.open_case()
    device.read(case, card("resident-lin"))
    assert codes_of(device, case) == ["SERVICE_UNAVAILABLE", "FACE_SAME", "QUOTA_OK"]
    offline = captured(device, card("resident-lin"))
    data = device.registration(offline)
    answer = device.register(data)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    obey(gateway, "register up")
    assert outcome_of(device, data) == ("ACCEPTED", "")


def test_a_register_that_is_away_hides_no_expired_card(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    obey(gateway, "register down")
    case = device.open_case()
    device.read(case, card("resident-expired"))
    assert codes_of(device, case) == ["DOC_EXPIRED"]


@pytest.mark.parametrize(
    ("check", "code", "expected"),
    [
        (Check.ONLINE_VERIFICATION, "RISK_DENY", ("REJECTED", "RISK_DENY")),
        (Check.ONLINE_VERIFICATION, "RISK_REVIEW", ("UNDER_REVIEW", "RISK_REVIEW")),
        (Check.FACE_MATCH, "FACE_DIFFERENT", ("REJECTED", "FACE_DIFFERENT")),
        (Check.FACE_MATCH, "FACE_UNSURE", ("UNDER_REVIEW", "FACE_UNSURE")),
        (Check.FACE_MATCH, "FACE_QUALITY", ("UNDER_REVIEW", "FACE_QUALITY")),
        (Check.QUOTA, "QUOTA_FULL", ("REJECTED", "QUOTA_FULL")),
        (Check.QUOTA, "QUOTA_REVIEW", ("UNDER_REVIEW", "QUOTA_REVIEW")),
        (Check.QUOTA, "NEVER_HEARD_OF", ("REJECTED", "NEVER_HEARD_OF")),
    ],
)
def test_what_was_captured_offline_is_judged_when_it_arrives(
    gateway: RunningSandbox,
    device: TestDevice,
    card: Cards,
    check: Check,
    code: str,
    expected: tuple[str, str],
) -> None:
    case = captured(device, card("resident-lin"))
    obey(gateway, f"verdict {check} {code} times=1")
    assert outcome_of(device, device.registration(case)) == expected


def test_a_face_that_is_another_ones_is_seen_at_arrival_too(
    device: TestDevice, card: Cards
) -> None:
    case = device.offline_case()
    device.read(case, card("resident-wang"))
    device.photograph(case)
    case.reads = ()
    device.read(case, card("resident-lin"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "FACE_DIFFERENT")


def test_a_declined_face_is_looked_at_by_people(device: TestDevice, card: Cards) -> None:
    case = captured(device, card("resident-lin"))
    device.agree(case, declined=("face",))
    assert outcome_of(device, device.registration(case)) == ("UNDER_REVIEW", "FACE_REFUSED")


def test_the_steps_follow_each_other(device: TestDevice, card: Cards) -> None:
    for late in ("consent", "photo"):
        case = captured(device, card("resident-lin"))
        device.agree(case)
        device.photograph(case)
        after = datetime.now(UTC) + timedelta(minutes=2)
        assert case.consent is not None
        assert case.photo is not None
        if late == "photo":
            case.photo = replace(case.photo, taken_at=after)
        else:
            signature = replace(case.consent.handwritten_signature, signed_at=after)
            case.consent = replace(case.consent, handwritten_signature=signature)
        assert outcome_of(device, device.registration(case)) == ("REJECTED", "READ_EXPIRED")
