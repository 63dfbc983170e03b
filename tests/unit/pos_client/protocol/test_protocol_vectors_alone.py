"""Opens docs/protocol-vectors.json with nothing of ours: the standard library and cryptography.

Whoever writes another client or gateway may start from this file.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import struct
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

VECTORS = json.loads(
    (Path(__file__).parents[4] / "docs" / "protocol-vectors.json").read_text("utf-8")
)
ENVELOPES = [name for name in VECTORS if name.startswith("envelope")]
SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
HEADER_FIELDS = set(VECTORS["envelope"]["header"])
BODY_FIELDS = set(VECTORS["envelope"]["body"])
OF_SOME = {
    "transfer": {"subject", "parties"},
    "new_number_with_guardian": {"parties", "relation"},
    "port_in": {"subject"},
    "new_number_by_trustee": {"parties"},
    "disputed_number": {"disputed_number"},
    "new_number_by_trustee with letter": {"parties", "relation"},
    "unit_registration with letter": {"documents", "unit"},
    "unit_user": {"unit_order"},
    "special_document with letter": {"documents", "reason"},
}
RELATIONS = {"FATHER", "MOTHER", "OTHER_GUARDIAN"}
READ_FIELDS = set(VECTORS["envelope"]["body"]["evidence"][0])


class Refused(Exception):
    """Named after the step that refuses."""


def form_named(name: str) -> dict[str, Any]:
    """What is signed under this name."""
    return next(each["value"] for each in VECTORS["signed_by_hand"] if each["name"] == name)


def has_documents(body: dict[str, Any]) -> bool:
    """Whether anybody has brought a paper along."""
    return any("documents" in each for each in (body, *body.get("parties", ())))


def b64url(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise Refused("form") from error


def public_of(use: str) -> ec.EllipticCurvePublicKey:
    key = VECTORS["keys"][use]
    point = b"\x04" + b64url(key["x"]) + b64url(key["y"])
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def private_of(use: str) -> ec.EllipticCurvePrivateKey:
    scalar = int.from_bytes(b64url(VECTORS["keys"][use]["d"]))
    return ec.derive_private_key(scalar, ec.SECP256R1())


def strict(data: bytes, step: str) -> dict[str, Any]:
    """Read JSON in which no key stands twice and every number is one."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise Refused(step)
        return dict(pairs)

    def never(_: str) -> Any:
        raise Refused(step)

    try:
        value = json.loads(data.decode(), object_pairs_hook=once, parse_constant=never)
    except ValueError as error:
        raise Refused(step) from error
    if not isinstance(value, dict):
        raise Refused(step)
    return value


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check(use: str, signature: bytes, data: bytes) -> None:
    if len(signature) != 64:
        raise Refused("signature")
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    try:
        public_of(use).verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Refused("signature") from error


def claims_of(token: str, typ: str, use: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        raise Refused("form")
    expected = {"alg": "ES256", "kid": VECTORS["keys"][use]["kid"], "typ": typ}
    if strict(b64url(parts[0]), "form") != expected:
        raise Refused("header")
    claims = strict(b64url(parts[1]), "form")
    check(use, b64url(parts[2]), f"{parts[0]}.{parts[1]}".encode())
    return claims


def take_apart(data: bytes) -> tuple[dict[str, Any], bytes, bytes, bytes]:
    """Return header, the header's bytes, sealed body and signature."""
    if data[:4] != b"PCE1" or len(data) < 10:
        raise Refused("form")
    (head_length,) = struct.unpack_from(">H", data, 4)
    head = data[6 : 6 + head_length]
    (body_length,) = struct.unpack_from(">I", data, 6 + head_length)
    begin = 10 + head_length
    if len(data) != begin + body_length + 64:
        raise Refused("form")
    header = strict(head, "form")
    if set(header) != HEADER_FIELDS or canonical(header) != head or header["suite"] != 1:
        raise Refused("form")
    return header, head, data[begin : begin + body_length], data[-64:]


def open_envelope(data: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    header, head, sealed, signature = take_apart(data)
    if int.from_bytes(signature[32:]) > ORDER // 2:  # an envelope is known by its bytes
        raise Refused("signature")
    check("evidence", signature, head + sealed)
    info = hashlib.sha256(head).digest()
    try:
        plain = SUITE.decrypt(sealed, private_of("sealing"), info)
    except Exception as error:
        raise Refused("seal") from error
    body = strict(plain, "body")
    kind = f"{body.get('flow')}{' with letter' if has_documents(body) else ''}"
    of_some = OF_SOME.get(kind, set()) | ({"esim"} & set(body))
    is_whole = set(body) == BODY_FIELDS | of_some and canonical(body) == plain
    if not is_whole or header["purpose"] != "REGISTRATION":
        raise Refused("body")
    reads = body["evidence"] + [
        read for each in body.get("parties", ()) for read in each["evidence"]
    ]
    if any(set(read) != READ_FIELDS for read in reads):
        raise Refused("body")
    if body["completes_token"] and not body["completes_registration_id"]:
        raise Refused("body")
    return header, body


def named(vectors: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("vector", vectors, ids=[each["name"] for each in vectors])


def test_nothing_of_ours_is_imported_here() -> None:
    tree = ast.parse(Path(__file__).read_text("utf-8"))
    roots = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {
        (node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert not roots & {"drivers", "pos_client", "ui", "tests", "joserfc", "pydantic"}


@named(VECTORS["tokens"])
def test_a_word_says_what_was_written(vector: dict[str, Any]) -> None:
    assert claims_of(vector["token"], vector["typ"], vector["key"]) == vector["claims"]


@named(VECTORS["refused_tokens"])
def test_a_word_that_proves_nothing_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        claims_of(vector["token"], vector["as"], vector["key"])


@pytest.mark.parametrize("of", ENVELOPES)
def test_the_envelope_opens(of: str) -> None:
    envelope = VECTORS[of]
    data = base64.b64decode(envelope["bytes"])
    assert hashlib.sha256(data).hexdigest() == envelope["sha256"]
    header, body = open_envelope(data)
    assert header == envelope["header"]
    assert body == envelope["body"]
    assert hashlib.sha256(canonical(header)).hexdigest() == envelope["info"]


@named(VECTORS["refused_envelopes"])
def test_an_envelope_that_was_touched_is_refused_where_it_should_be(
    vector: dict[str, Any],
) -> None:
    with pytest.raises(Refused, match=f"^{vector['refused_at']}$"):
        open_envelope(base64.b64decode(vector["bytes"]))


def test_every_kind_of_vector_is_opened_here() -> None:
    told = {name for name in VECTORS if name.startswith("envelope")}
    assert {"envelope", "envelope_with_guardian", "envelope_by_trustee"} <= told == set(ENVELOPES)
    swapped = {
        each["as"]
        for each in VECTORS["refused_tokens"]
        if json.loads(b64url(each["token"].split(".")[0]))["alg"] != "ES256"
    }
    assert swapped >= {"pos-receipt+jws", "pos-configuration+jws"}


@named(VECTORS["signed_by_hand"])
def test_what_a_customer_signs_is_the_hash_of_its_canonical_json(vector: dict[str, Any]) -> None:
    signed_sha256 = hashlib.sha256(canonical(vector["value"])).hexdigest()
    assert signed_sha256 == vector["sha256"]
    body = VECTORS["envelope"]["body"]
    signatures = {
        "notices": body["consent"]["handwritten_signature"],
        "form": body["form_signature"],
        "form of port-in": VECTORS["envelope_of_port_in"]["body"]["form_signature"],
        "form of dispute": VECTORS["envelope_of_dispute"]["body"]["form_signature"],
        "form with eSIM": VECTORS["envelope_with_esim"]["body"]["form_signature"],
        "form of special": VECTORS["envelope_of_special"]["body"]["form_signature"],
    }
    signed = [signatures.get(vector["name"])]
    if vector["name"] not in signatures:
        several = VECTORS[vector["name"].replace("form", "envelope").replace(" ", "_")]["body"]
        signed = [each["form_signature"] for each in (several, *several.get("parties", ()))]
    assert {each["signed_sha256"] for each in signed if each} == {signed_sha256}


def test_what_a_minor_is_not_asked_stands_empty_and_the_relation_is_signed() -> None:
    body = VECTORS["envelope_with_guardian"]["body"]
    (guardian,) = body["parties"]
    assert guardian["role"] == "GUARDIAN"
    assert body["live_photo"] == {}
    assert "face" not in {*body["consent"]["agreed"], *body["consent"]["declined"]}
    assert all(guardian[name] for name in ("visual_check_at", "consent", "live_photo"))
    assert body["form_signature"]
    assert guardian["form_signature"]
    assert body["relation"] in RELATIONS
    form = next(each for each in VECTORS["signed_by_hand"] if each["name"] == "form with guardian")
    assert form["value"]["relation"] == body["relation"]


def test_of_a_principal_there_is_the_card_alone() -> None:
    body = VECTORS["envelope_by_trustee"]["body"]
    (trustee,) = body["parties"]
    assert trustee["role"] == "TRUSTEE"
    assert not any(
        body[name] for name in ("visual_check_at", "consent", "live_photo", "form_signature")
    )
    assert all(
        trustee[name] for name in ("visual_check_at", "consent", "live_photo", "form_signature")
    )
    form = next(each for each in VECTORS["signed_by_hand"] if each["name"] == "form by trustee")
    assert form["value"]["consent_sha256"] == ""
    assert [each["role"] for each in form["value"]["others"]] == ["TRUSTEE"]


def test_a_disputed_number_is_named_by_its_reference_alone() -> None:
    body = VECTORS["envelope_of_dispute"]["body"]
    assert not any(body[name] for name in ("phone_number", "hold_id", "offer_code", "iccid"))
    assert body["disputed_number"].startswith("own-")


def test_an_esim_stands_where_no_sim_does_and_its_check_digits_hold() -> None:
    body = VECTORS["envelope_with_esim"]["body"]
    assert not any(body[name] for name in ("iccid", "sim_source"))
    assert body["esim"].keys() == {"eid", "imei", "source"}
    assert int(body["esim"]["eid"]) % 97 == 1
    form = next(each for each in VECTORS["signed_by_hand"] if each["name"] == "form with eSIM")
    assert {name: form["value"][name] for name in ("eid", "imei")} == {
        name: body["esim"][name] for name in ("eid", "imei")
    }


def test_a_letter_stands_in_its_trustees_element_and_its_hash_on_the_form() -> None:
    body = VECTORS["envelope_with_letter"]["body"]
    (trustee,) = body["parties"]
    ((letter,), form) = trustee["documents"], form_named("form with letter")
    assert set(letter) == {"type", "images"}
    pages = [base64.b64decode(image["jpeg"]) for image in letter["images"]]
    assert all(page.startswith(b"\xff\xd8\xff") for page in pages)
    hashes_of_pages = b"".join(hashlib.sha256(page).digest() for page in pages)
    (signed,) = form["documents"]
    assert signed["sha256"] == hashlib.sha256(hashes_of_pages).hexdigest()
    assert (signed["role"], signed["type"]) == ("TRUSTEE", "AUTHORISATION_LETTER")
    assert form["relation"] == body["relation"] == "CHILD"


def test_a_unit_asks_by_its_code_and_its_papers_and_has_no_number_itself() -> None:
    body, form = VECTORS["envelope_of_unit"]["body"], form_named("form of unit")
    assert set(body["unit"]) == {"credit_code", "use", "count", "order_token"}
    assert not any(body[name] for name in ("phone_number", "hold_id", "offer_code", "iccid"))
    assert [each["type"] for each in body["documents"]] == [
        "BUSINESS_LICENCE",
        "AUTHORISATION_LETTER",
    ]
    assert [each["type"] for each in form["documents"]] == [
        each["type"] for each in body["documents"]
    ]
    asked = (form["unit_credit_code"], form["unit_use"], form["unit_count"])
    assert asked == tuple(body["unit"][name] for name in ("credit_code", "use", "count"))
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
    values = [alphabet.index(letter) for letter in body["unit"]["credit_code"]]
    weighed = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    assert (weighed + values[17]) % 31 == 0


def test_a_user_bears_the_order_and_signs_for_it() -> None:
    body, form = VECTORS["envelope_of_unit_user"]["body"], form_named("form of unit user")
    assert set(body["unit_order"]) == {"order_id", "token"}
    assert form["unit_order"] == body["unit_order"]["order_id"]
    unit = VECTORS["envelope_of_unit"]
    assert body["unit_order"]["order_id"] == unit["header"]["id"]
    assert body["unit_order"]["token"] == unit["body"]["unit"]["order_token"]


def test_of_a_document_without_a_chip_there_is_no_read_and_no_name() -> None:
    body, form = VECTORS["envelope_of_special"]["body"], form_named("form of special")
    assert (body["evidence"], body["reason"]) == ([], "FOREIGNER_WITHOUT_PR")
    assert [each["type"] for each in body["documents"]] == ["PASSPORT"]
    assert not {"name", "id_number", "address", "document_number"} & set(body)
    assert (form["masked_name"], form["masked_id_number"]) == ("*", "*")
    assert (form["document_kind"], form["evidence_sha256"]) == ("PASSPORT", "")
