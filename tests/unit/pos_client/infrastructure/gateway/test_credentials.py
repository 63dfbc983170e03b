"""The next certificate takes the place of the old one whole, or not at all."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme

from pos_client.application.trouble import DeviceTrouble, GatewayTrouble, StoreTrouble
from pos_client.infrastructure.crypto.tls_key import TlsKey
from pos_client.infrastructure.gateway.credentials import Credentials, RenewedWire
from pos_client.infrastructure.gateway.device import Device
from pos_client.testing.gateway_words import GatewayWords
from tests.unit.pos_client.infrastructure.gateway.test_enrolment import NOW, certified
from tests.unit.pos_client.infrastructure.gateway.tls_stub import gateway_file


@pytest.fixture
def device(ca: trustme.CA, gateway_words: GatewayWords, tmp_path: Path) -> Device:
    made = Device(tmp_path, "device-1", "一号台", gateway_file(1, ca, gateway_words.root), "")
    key = TlsKey.create(made.tls_key)
    made.tls_certificate.write_text(certified(key.request_pem("x"), ca))
    return made


def test_the_enrolments_pair_connects_until_there_is_another(
    device: Device, ca: trustme.CA
) -> None:
    credentials = Credentials(device)
    assert device.tls_pair == (device.tls_certificate, device.tls_key)
    assert credentials.context().cert_store_stats()["x509"] == 1
    since, until = credentials.validity()
    assert since < NOW < until
    key = TlsKey.make()
    credentials.keep(key, certified(key.request_pem("x"), ca))
    assert device.tls_pair == (device.renewed_pair, device.renewed_pair)
    assert device.renewed_pair.stat().st_mode & 0o777 == 0o600
    assert credentials.validity() == (since, until)
    assert credentials.context()


@pytest.mark.parametrize("wrong", ["key", "ca", "text", "characters"])
def test_a_certificate_that_is_not_ours_changes_nothing(
    device: Device, ca: trustme.CA, wrong: str
) -> None:
    credentials, key = Credentials(device), TlsKey.make()
    said = {
        "key": certified(TlsKey.make().request_pem("x"), ca),
        "ca": certified(key.request_pem("x"), trustme.CA()),
        "text": "no certificate",
        "characters": "证书",
    }[wrong]
    with pytest.raises(GatewayTrouble, match="certificate"):
        credentials.keep(key, said)
    assert credentials.generation == 0
    assert device.tls_pair == (device.tls_certificate, device.tls_key)


def test_a_disk_that_takes_nothing_leaves_the_old_pair(
    device: Device, ca: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    credentials, key = Credentials(device), TlsKey.make()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreTrouble):
        credentials.keep(key, certified(key.request_pem("x"), ca))
    assert credentials.generation == 0
    assert sorted(each.name for each in device.folder.iterdir()) == [
        "tls-certificate.pem",
        "tls-key.pem",
    ]
    assert credentials.context()


def test_a_damaged_certificate_is_told(device: Device) -> None:
    device.tls_certificate.write_text("nothing")
    with pytest.raises(DeviceTrouble):
        Credentials(device).validity()


class _Wire:
    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context
        self.asked = 0
        self.is_closed = False

    def ask(self, *_: object) -> str:
        self.asked += 1
        return "answer"

    def close(self) -> None:
        self.is_closed = True


def test_the_next_call_of_every_client_shows_the_new_certificate(
    device: Device, ca: trustme.CA
) -> None:
    credentials, made = Credentials(device), []

    def make(context: ssl.SSLContext) -> _Wire:
        made.append(_Wire(context))
        return made[-1]

    wire = RenewedWire(credentials, make)  # type: ignore[arg-type]
    for _ in range(2):
        wire.ask("GET", "/", {}, None, 1.0)
    key = TlsKey.make()
    credentials.keep(key, certified(key.request_pem("x"), ca))
    for _ in range(3):
        wire.ask("GET", "/", {}, None, 1.0)
    assert [each.asked for each in made] == [2, 3]
    assert not any(each.is_closed for each in made)  # one may be in the middle of a call
    wire.close()
    assert all(each.is_closed for each in made)
