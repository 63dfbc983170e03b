"""The carrier's file is taken whole or refused in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import trustme

from pos_client.application.trouble import GatewayFileInvalid
from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.testing.gateway_words import GatewayWords
from pos_client.testing.keys import ThrowawayKey


@pytest.fixture
def plain(ca: trustme.CA, gateway_words: GatewayWords) -> dict[str, Any]:
    return {
        "url": "https://gateway.example:8443/pos/",
        "ca_pem": ca.cert_pem.bytes().decode(),
        "root": gateway_words.root.jwk,
        "carrier": "示例移动",
    }


def test_a_good_file_is_read(plain: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "gateway.json").write_text(json.dumps(plain), "utf-8")
    file = GatewayFile.read(tmp_path / "gateway.json")
    assert (file.url, file.host) == ("https://gateway.example:8443/pos", "gateway.example")
    assert (file.carrier, file.root["kid"]) == ("示例移动", "root-test")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://gateway.example", "gateway.example"),
        ("HTTPS://Gateway.Example:1/", "gateway.example"),
        ("https://192.0.2.1/pos", "192.0.2.1"),
        ("https://[2001:db8::1]:8443", "2001:db8::1"),
        ("https://网关.example/营业厅", "网关.example"),
    ],
)
def test_every_plain_address_is_one(url: str, host: str, plain: dict[str, Any]) -> None:
    file = GatewayFile.parse(json.dumps(plain | {"url": url}).encode())
    assert (file.url, file.host) == (url.rstrip("/"), host)


LEAF = trustme.CA().issue_cert("gateway.example").cert_chain_pems[0].bytes().decode()
OWN = ThrowawayKey("root")
PRIVATE = OWN.jwk | {"d": str(OWN.key.as_dict(private=True)["d"])}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("url", "http://gateway.example", "must begin with https"),
        ("url", "gateway.example", "must begin with https"),
        ("url", "https://", "plain address"),
        ("url", "https://a:b@gateway.example", "plain address"),
        ("url", "https://gateway.example/?a=b", "plain address"),
        ("url", "https://gateway.example/#a", "plain address"),
        ("url", "https://gateway.example:port", "is no address"),
        ("url", "https://gateway.example:99999", "is no address"),
        ("url", "https://gateway..example", "is no address"),
        ("url", "https://[::1", "is no address"),
        ("url", "https://gateway.exa\tmple", "is no address"),
        ("url", " https://gateway.example", "is no address"),
        ("url", "https://gateway.example\\@other.example", "plain address"),
        ("url", "https://other.example\\gateway.example", "is no address"),
        ("url", "https:gateway.example", "plain address"),
        ("url", 7, "must be text"),
        ("ca_pem", "", "holds no certificate"),
        ("ca_pem", "证书", "holds no certificate"),
        ("ca_pem", LEAF, "no CA's"),
        ("root", {}, "P-256 JWK"),
        ("root", ThrowawayKey("").jwk, "with a kid"),
        ("root", PRIVATE, "private key"),
        ("root", OWN.jwk | {"crv": "P-384"}, "P-256 JWK"),
        ("root", OWN.jwk | {"surprise": "1"}, "P-256 JWK"),
        ("root", {"kty": "oct", "k": "AAAA", "kid": "root"}, "P-256 JWK"),
        ("carrier", "", "too short: at least 1"),
        ("surprise", "1", "not known"),
    ],
)
def test_a_wrong_field_is_named(
    field: str, value: object, words: str, plain: dict[str, Any]
) -> None:
    with pytest.raises(GatewayFileInvalid, match=words) as caught:
        GatewayFile.parse(json.dumps(plain | {field: value}).encode())
    assert caught.value.facts["field"] == field


@pytest.mark.parametrize("field", ["url", "ca_pem", "root", "carrier"])
def test_a_missing_field_is_named(field: str, plain: dict[str, Any]) -> None:
    del plain[field]
    with pytest.raises(GatewayFileInvalid, match="required") as caught:
        GatewayFile.parse(json.dumps(plain).encode())
    assert caught.value.facts["field"] == field


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff", b'{"url": "a", "url": "b"}', b" " * 70000])
def test_what_is_no_gateway_file_at_all_is_told(text: bytes) -> None:
    with pytest.raises(GatewayFileInvalid) as caught:
        GatewayFile.parse(text)
    assert caught.value.facts["field"] == "file"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(GatewayFileInvalid, match="cannot be read"):
        GatewayFile.read(tmp_path / "gateway.json")
