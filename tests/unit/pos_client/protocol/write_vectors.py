"""Writes docs/protocol-vectors.json: `python -m tests.unit.pos_client.protocol.write_vectors`.

The keys are the same every time; signatures and seals are not, since both are randomised. So
this runs when something new is told, and what was written before stays as it is.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from pos_client.protocol import strict_json
from pos_client.protocol.envelope import Envelope, Purpose
from pos_client.protocol.jws import TokenType
from tests.unit.pos_client.protocol.vector_of_acting import (
    body_by_trustee,
    body_with_guardian,
    form_by_trustee,
    form_with_guardian,
)
from tests.unit.pos_client.protocol.vector_of_dispute import body_of_dispute, form_of_dispute
from tests.unit.pos_client.protocol.vector_of_esim import body_with_esim, form_with_esim
from tests.unit.pos_client.protocol.vector_of_letter import body_with_letter, form_with_letter
from tests.unit.pos_client.protocol.vector_of_port_in import body_of_port_in, form_of_port_in
from tests.unit.pos_client.protocol.vector_of_special import body_of_special, form_of_special
from tests.unit.pos_client.protocol.vector_of_two import body_of_two, form_of_two
from tests.unit.pos_client.protocol.vector_of_units import (
    body_of_unit,
    body_of_unit_user,
    form_of_unit,
    form_of_unit_user,
)
from tests.unit.pos_client.protocol.vector_values import (
    KEYS,
    agreed,
    b64url,
    body,
    configuration,
    form,
    header_of,
    packed,
    receipt,
    review,
    sealed,
    signed_read,
    token,
    verdict,
)

TARGET = Path(__file__).parents[4] / "docs" / "protocol-vectors.json"
RANDOM = {"token", "bytes", "sha256"}
"""What is another one each time."""


def accepted_words() -> Iterator[dict[str, Any]]:
    for name, claims, typ, use in (
        ("receipt", receipt(), TokenType.RECEIPT, "signing"),
        ("verdict", verdict(), TokenType.VERDICT, "signing"),
        ("review", review(), TokenType.REVIEW, "signing"),
        ("configuration", configuration(), TokenType.CONFIGURATION, "root"),
        ("signed read", signed_read(), TokenType.SIGNED_READ, "signing"),
    ):
        yield {
            "name": name,
            "typ": typ.value,
            "key": use,
            "token": token(strict_json.canonical(claims), typ, use),
            "claims": claims,
        }


def refused_words() -> Iterator[dict[str, str]]:
    typ, honest = TokenType.RECEIPT, strict_json.canonical(receipt())
    whole = token(honest, typ)
    kid = KEYS["signing"].kid

    def header(**more: Any) -> bytes:
        return strict_json.canonical({"alg": "ES256", "kid": kid, "typ": typ.value, **more})

    def mac(data: bytes) -> bytes:
        return hmac.digest(KEYS["signing"].pem, data, "sha256")

    def der(data: bytes) -> bytes:
        return KEYS["signing"].private.sign(data, ec.ECDSA(hashes.SHA256()))

    edited = honest.replace(b"ACCEPTED", b"REJECTED")
    twice = honest[:-1] + b',"outcome":"REJECTED"}'
    head, _, tail = whole.split(".")
    stolen = header(jwk={"kty": "EC", "crv": "P-256", **KEYS["stranger"].told()})
    twice_in_header = header()[:-1] + b',"alg":"none"}'
    both = {
        "signed by a stranger under our kid": token(honest, typ, sign=KEYS["stranger"].sign),
        "signed by the device itself": token(honest, typ, "evidence"),
        "another kid": token(honest, typ, header=header(kid="vector-other")),
        "alg none, no signature": token(honest, typ, header=header(alg="none"), sign=lambda _: b""),
        "alg none, ES256 signature": token(honest, typ, header=header(alg="none")),
        "alg HS256 keyed with our public key": token(
            honest, typ, header=header(alg="HS256"), sign=mac
        ),
        "alg ES256 with a MAC for a signature": token(honest, typ, sign=lambda d: mac(d) * 2),
        "a header that brings its own key": token(
            honest, typ, header=stolen, sign=KEYS["stranger"].sign
        ),
        "a header with crit": token(honest, typ, header=header(crit=["exp"])),
        "a header without typ": token(
            honest, typ, header=strict_json.canonical({"alg": "ES256", "kid": kid})
        ),
        "a key twice in the header": token(honest, typ, header=twice_in_header),
        "a key twice in the claims": token(twice, typ),
        "a review passed off as a receipt": token(
            strict_json.canonical(review()), TokenType.REVIEW
        ),
        "a verdict passed off as a receipt": token(
            strict_json.canonical(verdict()), TokenType.VERDICT
        ),
        "claims exchanged": f"{head}.{b64url(edited)}.{tail}",
        "signature of zeros": token(honest, typ, sign=lambda _: bytes(64)),
        "signature in DER": token(honest, typ, sign=der),
        "signature one byte too long": token(
            honest, typ, sign=lambda d: KEYS["signing"].sign(d) + b"\0"
        ),
        "cut off": whole[:-1],
        "no signature part": whole.rpartition(".")[0],
        "a fourth part": whole + ".AAAA",
        "NaN in the claims": token(honest.replace(b'"code":""', b'"code":NaN'), typ),
        "claims that are no UTF-8": token(honest.replace(b"17055500188", b"\xff" * 11), typ),
        "claims that are a list": token(b"[" + honest + b"]", typ),
    }
    for name, text in both.items():
        yield {"name": name, "as": typ.value, "key": "signing", "token": text}
    yield from refused_configurations()


def refused_configurations() -> Iterator[dict[str, str]]:
    """The same attempts on what only the pinned root may sign."""
    typ, root, honest = (
        TokenType.CONFIGURATION,
        KEYS["root"],
        strict_json.canonical(configuration()),
    )

    def header(**more: Any) -> bytes:
        return strict_json.canonical({"alg": "ES256", "kid": root.kid, "typ": typ.value, **more})

    def mac(data: bytes) -> bytes:
        return hmac.digest(root.pem, data, "sha256")

    def made(payload: bytes = honest, head: bytes | None = None, **more: Any) -> str:
        return token(payload, typ, "root", header=head, **more)

    stranger = KEYS["stranger"]
    own_key = header(jwk={"kty": "EC", "crv": "P-256", **stranger.told()})
    deep = honest.replace(b'"completion":', b'"completion":"CUSTOMER_RETURNS","completion":')
    for name, text in {
        "a configuration that the signing key signed": token(honest, typ),
        "a key twice, two levels deep": made(deep),
        "a configuration signed by a stranger under the root's kid": made(sign=stranger.sign),
        "a configuration that brings its own key": made(head=own_key, sign=stranger.sign),
        "a configuration, alg none, no signature": made(
            head=header(alg="none"), sign=lambda _: b""
        ),
        "a configuration, alg none, ES256 signature": made(head=header(alg="none")),
        "a configuration, alg HS256 keyed with the root's public key": made(
            head=header(alg="HS256"), sign=mac
        ),
        "a configuration, alg ES384": made(head=header(alg="ES384")),
        "a configuration with a MAC for a signature": made(sign=lambda data: mac(data) * 2),
        "a configuration with a key twice in its header": made(
            head=header()[:-1] + b',"alg":"none"}'
        ),
        "a configuration with a key twice": made(honest[:-1] + b',"version":999}'),
        "a receipt that the root signed, passed off as a configuration": token(
            strict_json.canonical(receipt()), TokenType.RECEIPT, "root"
        ),
    }.items():
        yield {"name": name, "as": typ.value, "key": "root", "token": text}


def refused_envelopes(honest: Envelope) -> Iterator[dict[str, str]]:
    head, shut, plain = honest.header.to_bytes(), honest.sealed_body, body()
    data = honest.to_bytes()
    moved = replace(honest.header, sequence=8).to_bytes()
    flipped = shut[:-1] + bytes([shut[-1] ^ 1])
    twice = head[:-1] + b',"version":1}'
    unknown = head[:-1] + b',"zz":1}'
    other_suite = head.replace(b'"suite":1', b'"suite":2')
    other_purpose = header_of(Purpose.VERIFICATION).to_bytes()
    named = plain.replace(b'"opened_at"', b'"name":"x","opened_at"')
    lifted = plain.replace(b'"completes_token":""', b'"completes_token":"ABCD"')
    doubled = plain.replace(b'"is_offline":false', b'"is_offline":true,"is_offline":false')
    nested = plain.replace(b'"level":"B"', b'"level":"A","level":"B"')
    spaced = plain.replace(b'"flow":"', b'"flow": "')
    for name, at, bytes_ in (
        ("another magic", "form", b"PCE2" + data[4:]),
        ("cut off", "form", data[:-1]),
        ("one byte too many", "form", data + b"\0"),
        ("nothing", "form", b""),
        ("a key twice in the header", "form", packed(twice, sealed(plain, twice))),
        ("a field nobody knows", "form", packed(unknown, sealed(plain, unknown))),
        ("a suite nobody knows", "form", packed(other_suite, sealed(plain, other_suite))),
        ("an edited header", "signature", packed(moved, shut, honest.signature)),
        ("an edited body", "signature", packed(head, flipped, honest.signature)),
        (
            "signed by a stranger",
            "signature",
            packed(head, shut, KEYS["stranger"].sign(head + shut)),
        ),
        (
            "the other twin of the signature",
            "signature",
            packed(head, shut, _other_twin(honest.signature)),
        ),
        ("a header moved onto another body, signed anew", "seal", packed(moved, shut)),
        ("an edited body, signed anew", "seal", packed(head, flipped)),
        ("a field for a name", "body", packed(head, sealed(named, head))),
        ("a slip's token and no slip", "body", packed(head, sealed(lifted, head))),
        ("a key twice in the body", "body", packed(head, sealed(doubled, head))),
        ("a key twice in the evidence", "body", packed(head, sealed(nested, head))),
        ("not in its one form", "body", packed(head, sealed(spaced, head))),
        ("another purpose", "body", packed(other_purpose, sealed(plain, other_purpose))),
    ):
        yield {"name": name, "refused_at": at, "bytes": base64.b64encode(bytes_).decode()}


def _other_twin(signature: bytes) -> bytes:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return signature[:32] + (order - int.from_bytes(signature[32:])).to_bytes(32)


def signed_by_hand() -> Iterator[dict[str, Any]]:
    """What a handwritten signature is bound to: SHA-256 over the canonical JSON of the value."""
    notices = configuration()["case"]["notices"]
    yield {"name": "notices", "value": notices, "sha256": agreed().case.notices.sha256.hex()}
    yield {"name": "form", "value": form().members, "sha256": form().sha256.hex()}
    for name, of_several in (
        ("form of two", form_of_two()),
        ("form of port-in", form_of_port_in()),
        ("form with guardian", form_with_guardian()),
        ("form by trustee", form_by_trustee()),
        ("form of dispute", form_of_dispute()),
        ("form with eSIM", form_with_esim()),
        ("form with letter", form_with_letter()),
        ("form of unit", form_of_unit()),
        ("form of unit user", form_of_unit_user()),
        ("form of special", form_of_special()),
    ):
        value = strict_json.loads(strict_json.canonical(of_several.members))
        yield {"name": name, "value": value, "sha256": of_several.sha256.hex()}


def opened(plain: bytes) -> tuple[Envelope, dict[str, Any]]:
    """A body sealed and signed, and all of it told."""
    header = header_of()
    shut = sealed(plain, header.to_bytes())
    signature = KEYS["evidence"].sign(Envelope.signed_bytes(header, shut))
    honest = Envelope(header, shut, signature)
    data = honest.to_bytes()
    return honest, {
        "bytes": base64.b64encode(data).decode(),
        "sha256": hashlib.sha256(data).hexdigest(),
        "info": header.info().hex(),
        "header": strict_json.loads(header.to_bytes()),
        "body": strict_json.loads(plain),
    }


def vectors() -> dict[str, Any]:
    honest, told = opened(body())
    return {
        "about": "Invented people and throwaway keys. Tokens are JWS compact, ES256; an envelope "
        "is laid out in docs/gateway.md; refused_at names the first step that must refuse it: "
        "form, signature, seal, body; signed_by_hand are hashed as canonical JSON.",
        "keys": {use: key.told() for use, key in KEYS.items()},
        "tokens": list(accepted_words()),
        "refused_tokens": list(refused_words()),
        "signed_by_hand": list(signed_by_hand()),
        "envelope": told,
        "refused_envelopes": list(refused_envelopes(honest)),
        "envelope_of_two": opened(body_of_two())[1],
        "envelope_of_port_in": opened(body_of_port_in())[1],
        "envelope_with_guardian": opened(body_with_guardian())[1],
        "envelope_by_trustee": opened(body_by_trustee())[1],
        "envelope_of_dispute": opened(body_of_dispute())[1],
        "envelope_with_esim": opened(body_with_esim())[1],
        "envelope_with_letter": opened(body_with_letter())[1],
        "envelope_of_unit": opened(body_of_unit())[1],
        "envelope_of_unit_user": opened(body_of_unit_user())[1],
        "envelope_of_special": opened(body_of_special())[1],
    }


def with_released(today: Any, released: Any) -> Any:
    """Today's vectors, with the bytes of the released ones wherever they tell the same."""
    if isinstance(today, dict) and isinstance(released, dict):
        told = [name for name in today if name not in RANDOM]
        if set(today) & RANDOM and all(today[name] == released.get(name) for name in told):
            return released
        return {name: with_released(today[name], released.get(name)) for name in today}
    if isinstance(today, list) and isinstance(released, list):
        named = {each.get("name"): each for each in released if isinstance(each, dict)}
        return [
            with_released(each, named.get(each.get("name"))) if isinstance(each, dict) else each
            for each in today
        ]
    return today


if __name__ == "__main__":
    found = with_released(vectors(), json.loads(TARGET.read_text("utf-8")))
    TARGET.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
