"""The evidence key in a PKCS#11 token (SoftHSM2): from the enrolment to an accepted registration.

A token's library reads its settings once for each process, hence one token for all of this file.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from pos_client import cli
from pos_client.application.trouble import CodeRefused, EvidenceKeyAway
from pos_client.bootstrap import enrol_device, status_of
from pos_client.domain.outcome import Outcome
from pos_client.infrastructure.crypto.token_key import (
    TokenEvidenceKey,
    _opened,
    create_token_key,
    destroy_token_key,
)
from pos_client.infrastructure.crypto.token_place import TokenPlace
from pos_client.infrastructure.gateway.device import load_device
from pos_client.protocol import jws
from pos_client.protocol.envelope import is_lower_twin
from pos_client.sandbox.keys import token_key
from tests.integration.chain.shop import Shop

MakeShop = Callable[..., Shop]
LABEL, PIN = "counter-1", "1234-invented"
_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenPlace]:
    """A token in a folder of this file's own."""
    module = next((place for place in _PLACES if Path(place).exists()), "")
    assert module, "softhsm2 is missing: ./dev setup installs it"
    assert shutil.which("softhsm2-util")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        subprocess.run(
            f"softhsm2-util --init-token --free --label {LABEL} --pin {PIN} --so-pin 12345".split(),
            check=True,
            capture_output=True,
            timeout=60,
        )
        yield TokenPlace(module=module, token=LABEL)


def keys_in(token: TokenPlace) -> int:
    """How many private keys the token holds."""
    session = _opened(token, PIN, is_writing=False)
    try:
        found = session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY})
        return len(list(found))
    finally:
        session.close()


def test_it_signs_what_the_gateway_believes(token: TokenPlace) -> None:
    place, point = create_token_key(token, PIN)
    key = TokenEvidenceKey.open(place, PIN, "device-1")
    assert key.point == point
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    for number in range(20):  # of two twins each signature is the lower one
        data = f"entry {number}".encode()
        signature = key.sign(data)
        assert is_lower_twin(signature)
        halves = (int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
        public.verify(encode_dss_signature(*halves), data, ec.ECDSA(hashes.SHA256()))
    word = key.sign_token({"index": 7, "device_id": "device-1"}, jws.TokenType.AUDIT_HEAD)
    claims = jws.verify(word, {"device-1": token_key(point)}, jws.TokenType.AUDIT_HEAD)
    assert claims == {"index": 7, "device_id": "device-1"}
    key.close()


def test_it_signs_for_several_threads(token: TokenPlace) -> None:
    place, point = create_token_key(token, PIN)
    key = TokenEvidenceKey.open(place, PIN, "device-1")
    words: list[str] = []

    def sign() -> None:
        kind = jws.TokenType.AUDIT_HEAD
        words.extend(key.sign_token({"n": number}, kind) for number in range(10))

    threads = [threading.Thread(target=sign) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = {"device-1": token_key(point)}
    assert len([jws.verify(word, keys, jws.TokenType.AUDIT_HEAD) for word in words]) == 40
    key.close()


def test_it_binds_passwords_with_a_key_that_stays_in_it(token: TokenPlace) -> None:
    place, _ = create_token_key(token, PIN)
    another, _ = create_token_key(token, PIN)
    key, other = (TokenEvidenceKey.open(each, PIN, "device-1") for each in (place, another))
    assert key.bind(b"secret") == key.bind(b"secret")
    assert len({key.bind(b"secret"), key.bind(b"Secret"), other.bind(b"secret")}) == 3
    binding = key._session.get_key(
        object_class=pkcs11.ObjectClass.SECRET_KEY, id=bytes.fromhex(place.key_id)
    )
    with pytest.raises(pkcs11.exceptions.AttributeSensitive):
        binding[pkcs11.Attribute.VALUE]
    key.close()
    other.close()


def test_the_key_cannot_be_taken_out(token: TokenPlace) -> None:
    place, _ = create_token_key(token, PIN)
    key = TokenEvidenceKey.open(place, PIN, "device-1")
    private = key._key
    assert private[pkcs11.Attribute.EXTRACTABLE] is False
    assert private[pkcs11.Attribute.NEVER_EXTRACTABLE] is True
    with pytest.raises(pkcs11.exceptions.AttributeSensitive):
        private[pkcs11.Attribute.VALUE]
    key.close()


@pytest.mark.parametrize(
    ("changes", "pin", "reason"),
    [
        ({"module": "/nowhere/library.so"}, PIN, "library"),
        ({"token": "another"}, PIN, "token"),
        ({}, "wrong", "pin"),
        ({"key_id": "00"}, PIN, "key"),
        ({"key_id": "no hex"}, PIN, "key"),
    ],
)
def test_what_is_wrong_with_a_token_is_told(
    token: TokenPlace, changes: dict[str, str], pin: str, reason: str
) -> None:
    place, _ = create_token_key(token, PIN)
    with pytest.raises(EvidenceKeyAway) as told:
        TokenEvidenceKey.open(replace(place, **changes), pin, "device-1")
    assert told.value.facts == {"reason": reason}
    assert pin not in str(told.value)


def test_a_counter_registers_with_its_key_in_a_token(
    make_shop: MakeShop, token: TokenPlace
) -> None:
    shop = make_shop(is_enrolled=False)
    code = shop.sandbox.issue_code()
    enrol_device(shop.home, shop.sandbox.gateway_file, code, "t", (token.module, token.token), PIN)
    device = load_device(shop.home.device_folder)
    assert not device.evidence_key.exists()
    assert device.token_pin.stat().st_mode & 0o077 == 0
    assert status_of(shop.home)["evidence_key"] == f"pkcs11: {LABEL}"
    counter = shop.open_at_work()
    saved = counter.register("resident-lin")
    assert counter.settled(saved.id).outcome is Outcome.ACCEPTED
    shop.close(counter)
    # A log-in without the gateway needs the token too: no secret of passwords is in a file.
    assert not shop.home.clerk_secret_file.exists()
    shop.sandbox.stop()
    again = shop.open_offline()
    assert again.state.session is not None
    assert again.state.session.is_offline
    shop.close(again)


def test_an_enrolment_that_comes_to_nothing_leaves_no_key_in_the_token(
    make_shop: MakeShop, token: TokenPlace
) -> None:
    shop = make_shop(is_enrolled=False)
    before = keys_in(token)
    with pytest.raises(CodeRefused):
        enrol_device(
            shop.home, shop.sandbox.gateway_file, "AAAA", "t", (token.module, token.token), PIN
        )
    assert keys_in(token) == before
    assert not shop.home.device_folder.exists()


def test_a_token_that_was_pulled_stops_the_counter_and_says_so(
    make_shop: MakeShop, token: TokenPlace
) -> None:
    shop = make_shop(is_enrolled=False)
    code = shop.sandbox.issue_code()
    enrol_device(shop.home, shop.sandbox.gateway_file, code, "t", (token.module, token.token), PIN)
    place = load_device(shop.home.device_folder).evidence_token
    assert place is not None
    destroy_token_key(place, PIN)
    state = shop.open().state
    assert state.trouble is not None
    assert (state.trouble.code, state.trouble.facts) == ("D-409", (("reason", "key"),))


def test_code_and_pin_are_read_line_by_line_and_stand_on_no_command_line(
    make_shop: MakeShop,
    token: TokenPlace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shop = make_shop(is_enrolled=False)
    typed = f"{shop.sandbox.issue_code()}\n{PIN}\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    words = ["enrol", "--home", str(shop.home.folder), "--gateway", str(shop.sandbox.gateway_file)]
    assert cli.main([*words, "--pkcs11", token.module, "--token", token.token]) == 0
    assert capsys.readouterr().out.startswith("enrolled as ")
    paper = json.loads(load_device(shop.home.device_folder).paper.read_text("utf-8"))
    assert paper["evidence_token"]["token"] == LABEL
    assert PIN not in json.dumps(paper)
