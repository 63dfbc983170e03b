"""What holds for every envelope and every body, whatever is in it."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drivers.card.number import looks_like_id_number
from pos_client.domain.consent import Consent
from pos_client.domain.evidence import Challenge, Evidence, EvidenceLevel
from pos_client.domain.handwritten_signature import HandwrittenSignature, Pen, Point
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.slip_code import Completing
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import strict_json
from pos_client.protocol.bodies import BodyRefused, RegistrationBody, VerificationBody
from pos_client.protocol.envelope import (
    SIGNATURE_BYTES,
    Envelope,
    EnvelopeRefused,
    Header,
    Purpose,
    Suite,
)
from pos_client.protocol.parts import (
    pack_consent,
    pack_evidence,
    pack_photo,
    pack_signature,
    unpack_consent,
    unpack_evidence,
    unpack_photo,
    unpack_signature,
)
from tests.unit.pos_client.protocol import vector_values

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LETTERS = st.text(string.ascii_letters + string.digits + "-", max_size=24)
IDS = st.builds(new_id)
NAMES = st.from_regex(r"[a-z]{1,16}-[A-Za-z0-9]{1,24}", fullmatch=True).filter(
    lambda name: not looks_like_id_number(name)
)
ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30))]
)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=ZONES)  # noqa: DTZ001
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
HEADERS = st.builds(
    Header,
    purpose=st.sampled_from(Purpose),
    suite=st.just(Suite.P256_SHA256_AES256GCM),
    kid=NAMES,
    id=IDS,
    device_id=NAMES,
    outlet_code=st.from_regex(r"[A-Z]{2}-[A-Z0-9]{1,12}", fullmatch=True),
    sequence=st.integers(0, 2**40),
    previous_head=st.binary(min_size=32, max_size=32).map(bytes.hex),
    created_at=TIMES,
    challenge_id=NAMES,
    policy_version=st.integers(1, 2**31),
)
ENVELOPES = st.builds(
    Envelope,
    header=HEADERS,
    sealed_body=st.binary(max_size=300),
    signature=st.binary(min_size=SIGNATURE_BYTES, max_size=SIGNATURE_BYTES),
)
CHALLENGES = st.builds(
    Challenge,
    id=LETTERS,
    nonce=st.binary(max_size=40),
    expires_at=TIMES,
    real_name_transaction_id=LETTERS,
)
READS = st.builds(
    Evidence,
    id=IDS,
    raw_text=st.binary(min_size=256, max_size=256),
    raw_photo=st.binary(max_size=64),
    sam_id=st.sampled_from(("", "05.03-20200101-0000000001-0000000001")),
    card_serial=st.binary(max_size=32).map(bytes.hex),
    reader_address=st.sampled_from(("sim:", "sam-serial:/dev/ttyUSB0", "pcsc:某读卡器 01 00")),
    driver=st.sampled_from(("sim", "pos-client/sam-serial")),
    driver_version=st.sampled_from(("1", "0.1.0rc1+local")),
    driver_sha256=st.sampled_from(("", "0a" * 32)),
    is_simulated=st.booleans(),
    challenge=CHALLENGES,
    read_at=TIMES,
    monotonic_ns=st.integers(1, 2**63 - 1),
    boot_id=st.uuids().map(str),
    duration_s=st.integers(1, 60_000).map(lambda ms: ms / 1000),
    read_counter=st.integers(1, 2**40),
    previous_head=st.binary(min_size=32, max_size=32),
    level=st.sampled_from(EvidenceLevel),
    signed_read=TEXT,
)
MOMENTS = st.integers(-(2**31) + 1, 2**31 - 1)
STROKES = st.lists(
    st.lists(st.builds(Point, MOMENTS, MOMENTS, MOMENTS, MOMENTS), max_size=3).map(tuple),
    max_size=2,
).map(tuple)
HASHES = st.binary(min_size=32, max_size=32)
SIGNATURES = st.builds(
    HandwrittenSignature,
    strokes=STROKES,
    pad_height=st.integers(0, 20_000),
    pen=st.sampled_from(Pen),
    signed_sha256=HASHES,
    signed_at=TIMES,
)
CONSENTS = st.builds(
    Consent,
    version=LETTERS,
    notices_sha256=HASHES,
    agreed=st.lists(LETTERS, max_size=3).map(tuple),
    declined=st.lists(LETTERS, max_size=2).map(tuple),
    handwritten_signature=SIGNATURES,
)
PHOTOS = st.builds(
    LivePhoto,
    jpeg=st.binary(max_size=64),
    taken_at=TIMES,
    camera_id=TEXT,
    camera_name=TEXT,
    is_simulated=st.booleans(),
    attempt=st.integers(0, 9),
)
SIMS = st.none() | st.builds(
    Sim, st.text(string.digits, min_size=1, max_size=20), st.sampled_from(SimSource)
)
COMPLETING = st.none() | st.builds(Completing, IDS, LETTERS)
# No two reads of a case share any of these.
SOME_READS = st.lists(
    READS,
    min_size=1,
    max_size=2,
    unique_by=(
        lambda read: read.id,
        lambda read: read.challenge.id,
        lambda read: read.read_counter,
    ),
).map(tuple)
REGISTRATIONS = st.builds(
    RegistrationBody,
    case_id=IDS,
    flow=LETTERS,
    real_name_transaction_id=LETTERS,
    is_offline=st.booleans(),
    clerk_number=LETTERS,
    is_offline_session=st.booleans(),
    session=TEXT,
    opened_at=TIMES,
    visual_check_at=TIMES,
    confirmed_at=TIMES,
    consent=CONSENTS,
    live_photo=PHOTOS,
    phone_number=LETTERS,
    hold_id=LETTERS,
    offer_code=LETTERS,
    sim=SIMS,
    form_number=LETTERS,
    form_signature=st.none() | SIGNATURES,
    contact_number=LETTERS,
    return_token=LETTERS,
    verdicts=st.lists(TEXT, max_size=2).map(tuple),
    review=TEXT,
    evidence=SOME_READS,
    completes=COMPLETING,
)
VERIFICATIONS = st.builds(
    VerificationBody,
    case_id=IDS,
    flow=LETTERS,
    real_name_transaction_id=LETTERS,
    session=TEXT,
    consent=CONSENTS,
    live_photo=PHOTOS,
    evidence=SOME_READS,
    completes=COMPLETING,
)
# Each of these builds whole bodies with reads in them.
few = settings(max_examples=25)


# Envelopes -------------------------------------------------------------------------------------


@given(ENVELOPES)
def test_an_envelope_comes_back_as_it_was(envelope: Envelope) -> None:
    assert Envelope.from_bytes(envelope.to_bytes()) == envelope


@given(ENVELOPES, st.data())
def test_every_cut_and_every_lengthening_is_refused(
    envelope: Envelope, data: st.DataObject
) -> None:
    bytes_ = envelope.to_bytes()
    cut = data.draw(st.integers(0, len(bytes_) - 1))
    for touched in (bytes_[:cut], bytes_ + b"\0", b"\0" + bytes_):
        with pytest.raises(EnvelopeRefused):
            Envelope.from_bytes(touched)


@given(ENVELOPES, st.data())
def test_no_flipped_bit_goes_unnoticed(envelope: Envelope, data: st.DataObject) -> None:
    """It is refused, or it is another envelope: never the same one from other bytes."""
    bytes_ = bytearray(envelope.to_bytes())
    place = data.draw(st.integers(0, len(bytes_) - 1))
    bytes_[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        read = Envelope.from_bytes(bytes(bytes_))
    except EnvelopeRefused:
        return
    assert read != envelope
    assert read.to_bytes() == bytes(bytes_)


@given(st.binary(max_size=120))
def test_bytes_that_are_no_envelope_are_refused_in_one_way(data: bytes) -> None:
    for bytes_ in (data, b"PCE1" + data):
        with pytest.raises(EnvelopeRefused):
            Envelope.from_bytes(bytes_)


@given(HEADERS, st.sampled_from(sorted(Header.__slots__)))
def test_a_header_lacks_no_field_and_has_no_other(header: Header, name: str) -> None:
    plain = strict_json.loads(header.to_bytes())
    for changed in ({**plain, "zz": 1}, {k: v for k, v in plain.items() if k != name}):
        with pytest.raises(EnvelopeRefused):
            Header.from_bytes(strict_json.canonical(changed))


@given(HEADERS, PLAIN, st.data())
def test_a_header_with_another_value_is_refused_or_is_another_header(
    header: Header, value: Any, data: st.DataObject
) -> None:
    plain = strict_json.loads(header.to_bytes())
    plain[data.draw(st.sampled_from(sorted(plain)))] = value
    bytes_ = strict_json.canonical(plain)
    try:
        read = Header.from_bytes(bytes_)
    except EnvelopeRefused:
        return
    assert read.to_bytes() == bytes_


def test_a_header_with_half_a_character_is_refused() -> None:
    header = vector_values.header_of().to_bytes().replace(b'"kid":"vector', b'"kid":"\\ud800')
    with pytest.raises(EnvelopeRefused):
        Header.from_bytes(header)


@given(HEADERS, HEADERS)
def test_another_header_is_another_seal(first: Header, second: Header) -> None:
    assume(first != second)
    assert first.info() != second.info()


# Bodies ----------------------------------------------------------------------------------------


@few
@given(REGISTRATIONS)
def test_a_registration_comes_back_as_it_was(body: RegistrationBody) -> None:
    assert RegistrationBody.from_bytes(body.to_bytes()) == body


@few
@given(VERIFICATIONS)
def test_a_verification_comes_back_as_it_was(body: VerificationBody) -> None:
    assert VerificationBody.from_bytes(body.to_bytes()) == body
    with pytest.raises(BodyRefused):
        RegistrationBody.from_bytes(body.to_bytes())


@few
@given(REGISTRATIONS, st.sampled_from(["name", "id_number", "address", "birth_date"]))
def test_no_body_has_room_for_an_identity(body: RegistrationBody, field: str) -> None:
    plain = strict_json.loads(body.to_bytes())
    with pytest.raises(BodyRefused):
        RegistrationBody.from_bytes(strict_json.canonical({**plain, field: "x"}))
    plain["evidence"][0][field] = "x"
    with pytest.raises(BodyRefused):
        RegistrationBody.from_bytes(strict_json.canonical(plain))


@few
@given(READS, st.data())
def test_evidence_lacks_no_field(read: Evidence, data: st.DataObject) -> None:
    plain = pack_evidence(read)
    assert unpack_evidence(plain) == read
    del plain[data.draw(st.sampled_from(sorted(plain)))]
    with pytest.raises(BodyRefused):
        unpack_evidence(plain)


@few
@pytest.mark.parametrize(
    ("parts", "pack", "unpack"),
    [
        (SIGNATURES, pack_signature, unpack_signature),
        (CONSENTS, pack_consent, unpack_consent),
        (PHOTOS, pack_photo, unpack_photo),
    ],
)
@given(data=st.data())
def test_a_part_comes_back_as_it_was_and_lacks_no_field(
    parts: Any, pack: Any, unpack: Any, data: st.DataObject
) -> None:
    part = data.draw(parts)
    plain = pack(part)
    assert unpack(plain) == part
    with pytest.raises(BodyRefused):
        unpack({**plain, "zz": 1})
    del plain[data.draw(st.sampled_from(sorted(plain)))]
    with pytest.raises(BodyRefused):
        unpack(plain)


@few
@given(REGISTRATIONS, PLAIN, st.data())
def test_a_body_with_another_value_is_refused_or_is_another_body(
    body: RegistrationBody, value: Any, data: st.DataObject
) -> None:
    plain = strict_json.loads(body.to_bytes())
    plain[data.draw(st.sampled_from(sorted(plain)))] = value
    bytes_ = strict_json.canonical(plain)
    try:
        read = RegistrationBody.from_bytes(bytes_)
    except BodyRefused:
        return
    assert read.to_bytes() == bytes_


@few
@given(REGISTRATIONS, st.data())
def test_a_time_without_its_zone_is_refused(body: RegistrationBody, data: st.DataObject) -> None:
    plain = strict_json.loads(body.to_bytes())
    name = data.draw(st.sampled_from(["opened_at", "visual_check_at", "confirmed_at"]))
    plain[name] = plain[name][:19]
    with pytest.raises(BodyRefused):
        RegistrationBody.from_bytes(strict_json.canonical(plain))


@given(st.binary(max_size=60))
def test_bytes_that_are_no_body_are_refused_in_one_way(data: bytes) -> None:
    for kind in (RegistrationBody, VerificationBody):
        with pytest.raises(BodyRefused):
            kind.from_bytes(data)
