"""A computer becomes a device wholly or not at all."""

from __future__ import annotations

import base64
import errno
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pos_client.application import trouble
from pos_client.infrastructure.crypto.evidence_key import FileEvidenceKey
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.device import is_enrolled, load_device
from pos_client.infrastructure.gateway.enrolment import enrol
from pos_client.infrastructure.gateway.gateway_file import GatewayFile
from pos_client.infrastructure.gateway.tls import device_context
from pos_client.testing.gateway_words import GatewayWords, configuration_claims
from tests.unit.pos_client.infrastructure.gateway.tls_stub import (
    Heard,
    TlsStub,
    answer,
    gateway_file,
    server_context,
)

NOW = datetime.now(UTC)
CODE = "7KQM-WX3D-9ZTA"


def certified(csr_pem: str, ca: trustme.CA, key: Any = None) -> str:
    """Certify the request's key, or another one."""
    request = x509.load_pem_x509_csr(csr_pem.encode())
    issuer = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
    signer = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "device-1")]))
        .issuer_name(issuer.subject)
        .public_key(key or request.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(hours=1))
        .not_valid_after(NOW + timedelta(days=30))
        .sign(signer, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


class Carrier:
    """Answers an enrolment as it should; `spoil` then changes the answer."""

    def __init__(self, ca: trustme.CA, words: GatewayWords) -> None:
        self.ca, self.words = ca, words
        self.asked: dict[str, str] = {}
        self.spoil: Callable[[dict[str, str]], dict[str, str]] = lambda said: said

    def __call__(self, heard: Heard) -> bytes:
        self.asked = json.loads(heard.body)
        said = {
            "device_id": "device-1",
            "tls_certificate_pem": certified(self.asked["tls_csr_pem"], self.ca),
            "configuration": self.configuration("device-1"),
        }
        return answer(json.dumps(self.spoil(said)).encode())

    def configuration(self, device_id: str) -> str:
        return self.words.configuration(configuration_claims(self.words, device_id, NOW))


@pytest.fixture
def carrier(ca: trustme.CA, gateway_words: GatewayWords) -> Carrier:
    return Carrier(ca, gateway_words)


@contextmanager
def gateway_of(carrier: Carrier, *answers: bytes) -> Iterator[GatewayFile]:
    context = server_context(carrier.ca.issue_cert("127.0.0.1"))
    with TlsStub(context, answers or (carrier,)) as stub:
        yield gateway_file(stub.port, carrier.ca, carrier.words.root)


def test_an_enrolment_leaves_a_device_that_can_connect_and_sign(
    carrier: Carrier, tmp_path: Path
) -> None:
    folder = tmp_path / "home" / "device"
    with gateway_of(carrier) as gateway:
        device = enrol(gateway, f" {CODE}\n", folder, "一号台")
    assert carrier.asked["code"] == CODE
    assert carrier.asked["device_name"] == "一号台"
    assert is_enrolled(folder)
    assert load_device(folder) == device
    assert (device.device_id, device.gateway) == ("device-1", gateway)
    assert SignedWordings(gateway.root, "device-1").configuration(device.configuration)
    device_context(device.gateway, device.tls_certificate, device.tls_key)
    key = FileEvidenceKey.open(device.evidence_key, device.device_id)
    assert key.point == base64.b64decode(carrier.asked["evidence_key"])
    assert sorted(path.name for path in folder.parent.iterdir()) == ["device"]


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_nobody_else_may_read_what_it_leaves(carrier: Carrier, tmp_path: Path) -> None:
    with gateway_of(carrier) as gateway:
        enrol(gateway, CODE, tmp_path / "device", "one")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes.pop("device") == 0o700
    assert set(modes.values()) == {0o600}
    assert len(modes) == 4


def test_the_code_is_kept_and_logged_nowhere(
    carrier: Carrier, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with gateway_of(carrier) as gateway:
        enrol(gateway, CODE, tmp_path / "device", "one")
    assert CODE not in caplog.text
    assert not any(CODE.encode() in path.read_bytes() for path in (tmp_path / "device").iterdir())


STRANGER = ec.generate_private_key(ec.SECP256R1()).public_key()
SPOILT: dict[str, Callable[[Carrier, dict[str, str]], dict[str, str]]] = {
    "configuration of another root": lambda carrier, _: {
        "configuration": Carrier(carrier.ca, GatewayWords()).configuration("device-1")
    },
    "configuration for another device": lambda carrier, _: {
        "configuration": carrier.configuration("device-2")
    },
    "no configuration": lambda *_: {"configuration": ""},
    "certificate for another key": lambda carrier, _: {
        "tls_certificate_pem": certified(carrier.asked["tls_csr_pem"], carrier.ca, STRANGER)
    },
    "certificate of another CA": lambda carrier, _: {
        "tls_certificate_pem": certified(carrier.asked["tls_csr_pem"], trustme.CA())
    },
    "no certificate": lambda *_: {"tls_certificate_pem": "none"},
    "certificate with other letters": lambda *_: {"tls_certificate_pem": "证书"},
    "no device": lambda *_: {"device_id": ""},
    "a field too many": lambda *_: {"surprise": "1"},
}


@pytest.mark.parametrize("name", SPOILT)
def test_an_answer_that_does_not_hold_together_leaves_nothing(
    name: str, carrier: Carrier, tmp_path: Path
) -> None:
    carrier.spoil = lambda said: said | SPOILT[name](carrier, said)
    with gateway_of(carrier) as gateway, pytest.raises(trouble.UntrustedGateway):
        enrol(gateway, CODE, tmp_path / "device", "one")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        (answer(b'{"code": "CODE_REFUSED"}', "403 No"), trouble.CodeRefused),
        (answer(b'{"code": "CODE_REFUSED"}', "401 No"), trouble.CodeRefused),
        (answer(b'{"code": "REQUEST_UNREADABLE"}', "400 No"), trouble.Unreadable),
        (answer(b"<html>", "200 OK"), trouble.UntrustedGateway),
        (answer(b"", "503 Busy"), trouble.OutcomeUnknown),
        (TlsStub.CLOSE, trouble.OutcomeUnknown),
    ],
)
def test_a_refused_or_broken_enrolment_leaves_nothing(
    said: bytes, meaning: type[trouble.Trouble], carrier: Carrier, tmp_path: Path
) -> None:
    with gateway_of(carrier, said) as gateway, pytest.raises(meaning) as caught:
        enrol(gateway, CODE, tmp_path / "device", "one")
    assert type(caught.value) is meaning
    assert list(tmp_path.iterdir()) == []


def test_an_enrolment_without_a_gateway_leaves_nothing(
    ca: trustme.CA, gateway_words: GatewayWords, tmp_path: Path
) -> None:
    with pytest.raises(trouble.Unreachable):
        enrol(gateway_file(1, ca, gateway_words.root), CODE, tmp_path / "device", "one")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("at", range(12))
def test_an_enrolment_that_dies_at_any_file_leaves_nothing_half(
    at: int, carrier: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [at]
    real = os.fsync

    def dying(number: int) -> None:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        real(number)

    monkeypatch.setattr(os, "fsync", dying)
    with gateway_of(carrier) as gateway:
        with suppress(KeyboardInterrupt):
            enrol(gateway, CODE, tmp_path / "device", "one")
        monkeypatch.undo()
        names = sorted(path.name for path in tmp_path.iterdir())
        assert names in ([], ["device"])
        if names:
            assert len(list((tmp_path / "device").iterdir())) == 4


def test_what_a_killed_enrolment_left_is_swept_away(carrier: Carrier, tmp_path: Path) -> None:
    (tmp_path / ".device.0123").mkdir()
    (tmp_path / ".device.0123" / "tls-key.pem").write_bytes(b"")
    with gateway_of(carrier) as gateway:
        enrol(gateway, CODE, tmp_path / "device", "one")
    assert [path.name for path in tmp_path.iterdir()] == ["device"]


def test_a_device_is_never_enrolled_over(carrier: Carrier, tmp_path: Path) -> None:
    with gateway_of(carrier) as gateway:
        device = enrol(gateway, CODE, tmp_path / "device", "one")
        before = device.evidence_key.read_bytes()
        with pytest.raises(trouble.AlreadyEnrolled):
            enrol(gateway, CODE, tmp_path / "device", "one")
    assert device.evidence_key.read_bytes() == before


def test_a_computer_that_is_no_device_says_so(tmp_path: Path) -> None:
    assert not is_enrolled(tmp_path)
    with pytest.raises(trouble.DeviceNotEnrolled):
        load_device(tmp_path)


@pytest.mark.parametrize("text", [b"", b"{}", b'{"format": 2}', b"\xff"])
def test_a_damaged_device_file_is_told(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "device.json").write_bytes(text)
    (tmp_path / "device.json").chmod(0o600)
    with pytest.raises(trouble.DeviceTrouble, match="damaged") as caught:
        load_device(tmp_path)
    assert type(caught.value) is trouble.DeviceTrouble


def test_an_exposed_device_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "device.json").write_bytes(b"{}")
    (tmp_path / "device.json").chmod(0o644)
    with pytest.raises(trouble.KeyFileExposed):
        load_device(tmp_path)


def test_a_disk_that_takes_nothing_is_told_and_leaves_nothing(
    carrier: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with gateway_of(carrier) as gateway, pytest.raises(trouble.StoreTrouble):
        enrol(gateway, CODE, tmp_path / "home" / "device", "")
    assert carrier.asked == {}  # the code was not used up
    assert list((tmp_path / "home").iterdir()) == []
