"""What holds for every JSON text and every signed word, whatever is in it."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from pos_client.protocol import jws, strict_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
KEY = ECKey.generate_key("P-256")
KEYS = {"ours": KEY}


# JSON ------------------------------------------------------------------------------------------


@given(PLAIN)
def test_canonical_json_comes_back_as_it_was(value: Any) -> None:
    text = strict_json.canonical(value)
    assert strict_json.loads(text) == value
    assert strict_json.canonical(strict_json.loads(text)) == text


@given(st.dictionaries(TEXT, PLAIN, min_size=1, max_size=4), st.data(), st.integers(0, 5))
def test_a_key_that_stands_twice_is_refused_at_every_depth(
    value: dict[str, Any], data: st.DataObject, depth: int
) -> None:
    key = data.draw(st.sampled_from(sorted(value)))
    text = json.dumps(value)[:-1] + f", {json.dumps(key)}: 0}}"
    text = '{"a":[' * depth + text + "]}" * depth
    with pytest.raises(strict_json.JsonRefused, match="twice"):
        strict_json.loads(text)


@given(st.text(max_size=40) | st.binary(max_size=40))
def test_whatever_is_no_json_is_refused_in_one_way(text: str | bytes) -> None:
    with suppress(strict_json.JsonRefused):
        strict_json.loads(text)


@pytest.mark.parametrize(
    "text",
    ["NaN", "[Infinity]", "-Infinity", b"\xff", "[" * 40 + "]" * 40, "[" * 100_000, "9" * 5000],
)
def test_texts_with_more_than_one_meaning_are_refused(text: str | bytes) -> None:
    with pytest.raises(strict_json.JsonRefused):
        strict_json.loads(text)


# Words -----------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.dictionaries(TEXT, PLAIN, max_size=4), st.sampled_from(jws.TokenType))
def test_a_word_is_believed_with_its_own_key_and_type_only(
    claims: dict[str, Any], typ: jws.TokenType
) -> None:
    token = jws.sign(claims, KEY, "ours", typ)
    assert jws.verify(token, KEYS, typ) == claims
    for other in set(jws.TokenType) - {typ}:
        with pytest.raises(jws.TokenRefused):
            jws.verify(token, KEYS, other)
    for keys in ({}, {"other": KEY}, {"ours": ECKey.generate_key("P-256")}):
        with pytest.raises(jws.TokenRefused):
            jws.verify(token, keys, typ)


@settings(max_examples=40)
@given(st.dictionaries(TEXT, PLAIN, min_size=1, max_size=3), st.data())
def test_a_word_with_any_other_content_is_refused(
    claims: dict[str, Any], data: st.DataObject
) -> None:
    typ = jws.TokenType.RECEIPT
    parts = jws.sign(claims, KEY, "ours", typ).split(".")
    which = data.draw(st.integers(0, 2))
    raw = bytearray(base64.urlsafe_b64decode(parts[which] + "=="))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    parts[which] = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
    with pytest.raises(jws.TokenRefused):
        jws.verify(".".join(parts), KEYS, typ)


@given(st.text(max_size=80))
def test_texts_that_are_no_word_are_refused_in_one_way(text: str) -> None:
    for token in (text, f"{text}.{text}.{text}"):
        with pytest.raises(jws.TokenRefused):
            jws.verify(token, KEYS, jws.TokenType.RECEIPT)


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        ECKey.generate_key("P-384").as_dict(private=False),
    ],
)
def test_only_a_key_of_p256_is_taken(jwk: dict[str, Any]) -> None:
    with pytest.raises(jws.TokenRefused):
        jws.public_key(jwk)
