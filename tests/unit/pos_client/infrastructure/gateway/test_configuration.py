"""Only what the pinned root signed for this device is a configuration."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc.jws import serialize_compact

from pos_client.application.trouble import ConfigurationInvalid
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.protocol import jws
from pos_client.testing.gateway_words import (
    OUTLET_CODE,
    GatewayWords,
    case_claims,
    configuration_claims,
    level_claims,
)
from pos_client.testing.keys import ThrowawayKey

NOW = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def wordings(gateway_words: GatewayWords) -> SignedWordings:
    return SignedWordings(gateway_words.root.jwk, "device-1")


def claims(words: GatewayWords, **changes: Any) -> dict[str, Any]:
    return configuration_claims(words, "device-1", NOW) | changes


def levels(**changes: Any) -> dict[str, Any]:
    """What evidence is asked for at an agent's, with other rules for some flows, or none."""
    rules = level_claims("B") | changes
    return {"minimum_level": {"AGENT": {flow: rule for flow, rule in rules.items() if rule}}}


def test_a_signed_configuration_is_believed(
    wordings: SignedWordings, gateway_words: GatewayWords
) -> None:
    assert (wordings.outlet_code, wordings.signing_keys) == ("", {})
    value = wordings.configuration(gateway_words.configuration(claims(gateway_words)))
    assert (value.version, value.device_id, value.is_demo) == (1, "device-1", True)
    assert (wordings.outlet_code, set(wordings.signing_keys)) == (OUTLET_CODE, {"sign-test"})


def test_an_expired_one_is_left_to_the_caller(
    wordings: SignedWordings, gateway_words: GatewayWords
) -> None:
    past = "2020-01-01T00:00:00+00:00"
    token = gateway_words.configuration(claims(gateway_words, expires_at=past))
    assert wordings.configuration(token).expires_at.year == 2020


def test_an_older_one_does_not_bring_its_keys_back(
    wordings: SignedWordings, gateway_words: GatewayWords
) -> None:
    fresh = ThrowawayKey("sign-2")
    wordings.configuration(
        gateway_words.configuration(claims(gateway_words, version=2, signing_keys=[fresh.jwk]))
    )
    assert wordings.configuration(gateway_words.configuration(claims(gateway_words))).version == 1
    assert set(wordings.signing_keys) == {"sign-2"}


@pytest.mark.parametrize(
    "changes",
    [
        {"device_id": "device-2"},
        {"version": 0},
        {"evidence": {"minimum_level": {}}},
        {"evidence": {"minimum_level": {"new_number": "B"}}},
        {"evidence": {"minimum_level": {"AGENT": {}}}},
        {"evidence": {"minimum_level": {"OWN_HALL": level_claims("B")}}},
        {"evidence": {"minimum_level": {"AGENT": level_claims("B"), "KIOSK": level_claims("B")}}},
        {"evidence": {"minimum_level": {"AGENT": level_claims("C")}}},
        {"evidence": {"minimum_level": {"AGENT": {"new_number": {"level": "A"}}}}},
        {"evidence": levels(await_customer=None)},
        {"evidence": levels(no_such_flow={"level": "B", "below": "REFUSE"})},
        {"evidence": levels(new_number={"level": "A", "below": "REVIEW"})},
        {"evidence": levels(re_registration=None)},
        {"offline": {"flows": ["new_number", "no_such_flow"]}},
        {"case": case_claims(flows=["new_number", "no_such_flow"])},
        {"case": case_claims(flows=["await_customer"])},
        {"case": case_claims(flows=["new_number", "new_number"])},
        {"evidence": {}},
        {"surprise": 1},
        {"signing_keys": []},
        {"signing_keys": [{"kty": "EC"}]},
        {"signing_keys": [{"kty": "oct", "k": "AAAA", "kid": "x"}]},
        {"sealing_key": {"kid": "a", "point": "not base64"}},
        {"issued_at": "2026-07-01T00:00:00"},
    ],
)
def test_a_configuration_out_of_form_is_refused(
    changes: dict[str, Any], wordings: SignedWordings, gateway_words: GatewayWords
) -> None:
    with pytest.raises(ConfigurationInvalid):
        wordings.configuration(gateway_words.configuration(claims(gateway_words, **changes)))
    assert wordings.signing_keys == {}


def part(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def forgeries(words: GatewayWords) -> dict[str, str]:
    good = words.configuration(claims(words))
    head, payload, signature = good.split(".")
    header = {"alg": "ES256", "kid": "root-test", "typ": "pos-configuration+jws"}
    twice = json.dumps(claims(words)).replace("{", '{"version": 9, ', 1)
    stranger = ThrowawayKey("root-test")
    signing = words.signing
    return {
        "another root": jws.sign(
            claims(words), stranger.key, "root-test", jws.TokenType.CONFIGURATION
        ),
        "signed by the words' key": jws.sign(
            claims(words), signing.key, signing.kid, jws.TokenType.CONFIGURATION
        ),
        "another type": jws.sign(claims(words), words.root.key, "root-test", jws.TokenType.RECEIPT),
        "no algorithm": f"{part(header | {'alg': 'none'})}.{payload}.",
        "symmetric algorithm": f"{part(header | {'alg': 'HS256'})}.{payload}.{signature}",
        "own key in the header": f"{part(header | {'jwk': stranger.jwk})}.{payload}.{signature}",
        "a key stands twice": serialize_compact(header, twice, words.root.key),
        "payload changed": f"{head}.{part(claims(words, version=9))}.{signature}",
        "no signature": f"{head}.{payload}.",
        "truncated": good[:-8],
        "four parts": f"{good}.x",
        "nothing": "",
        "too long": "a" * 300_000,
    }


@pytest.mark.parametrize("name", forgeries(GatewayWords()))
@pytest.mark.fault(58)
def test_a_forged_configuration_is_refused(
    name: str, wordings: SignedWordings, gateway_words: GatewayWords
) -> None:
    with pytest.raises(ConfigurationInvalid):
        wordings.configuration(forgeries(gateway_words)[name])
    assert wordings.signing_keys == {}


@pytest.mark.parametrize("point", ["", "AAAA", "not base64", "BAAA" * 22])
def test_a_key_that_nothing_can_be_sealed_to_is_refused_at_once(
    wordings: SignedWordings, gateway_words: GatewayWords, point: str
) -> None:
    spoilt = claims(gateway_words, sealing_key={"kid": "seal", "point": point})
    with pytest.raises(ConfigurationInvalid, match="sealing_key"):
        wordings.configuration(gateway_words.configuration(spoilt))


def test_a_revocation_is_noticed_within_five_minutes_of_a_contact(
    wordings: SignedWordings, gateway_words: GatewayWords
) -> None:
    slow = claims(gateway_words, heartbeat_s=301)
    with pytest.raises(ConfigurationInvalid, match="heartbeat_s"):
        wordings.configuration(gateway_words.configuration(slow))
    said = gateway_words.configuration(claims(gateway_words, heartbeat_s=300))
    assert wordings.configuration(said).heartbeat.total_seconds() == 300


@pytest.mark.parametrize("name", ["version", "idle_lock_s", "heartbeat_s"])
def test_a_figure_that_nobody_can_reckon_with_is_refused(
    wordings: SignedWordings, gateway_words: GatewayWords, name: str
) -> None:
    spoilt = claims(gateway_words, **{name: 10**30})
    with pytest.raises(ConfigurationInvalid, match=name):
        wordings.configuration(gateway_words.configuration(spoilt))
