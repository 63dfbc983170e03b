"""A certificate is renewed over the one in use, which ends with the first call of the new one."""

from __future__ import annotations

import json
import ssl
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from pos_client.protocol.api import Headers, Paths, TroubleCode
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.enrolling import csr_pem, private_pem, stranger


def renewed(device: TestDevice, key: ec.EllipticCurvePrivateKey) -> httpx.Response:
    return device.call("POST", Paths.CERTIFICATES, json={"tls_csr_pem": csr_pem(key)})


def client_with(
    gateway: RunningSandbox, folder: Path, key: ec.EllipticCurvePrivateKey, certificate: str
) -> httpx.Client:
    said = json.loads(gateway.gateway_file.read_text("utf-8"))
    pair = folder / "renewed.pem"
    pair.write_bytes(private_pem(key) + certificate.encode())
    context = ssl.create_default_context(cadata=said["ca_pem"])
    context.load_cert_chain(pair)
    return httpx.Client(base_url=said["url"], verify=context, trust_env=False)


def beat(client: httpx.Client, device: TestDevice) -> tuple[int, str]:
    message = {"pending": 0, "quarantined": 0, "oldest_pending_at": None, "program_version": "1"}
    headers = {Headers.OUTLET_CODE: device.outlet_code}
    answer = client.post(Paths.HEARTBEATS, json=message, headers=headers)
    return answer.status_code, answer.json().get("code", "")


def test_the_old_one_counts_until_the_new_one_is_used(
    gateway: RunningSandbox, device: TestDevice, tmp_path: Path
) -> None:
    lost, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    assert renewed(device, lost).status_code == 200  # its answer never arrives
    assert beat(device.client, device) == (200, "")
    said = renewed(device, key).json()["tls_certificate_pem"]
    certificate = x509.load_pem_x509_certificate(said.encode())
    assert certificate.subject.rfc4514_string() == f"CN={device.id}"
    assert beat(device.client, device) == (200, "")
    with client_with(gateway, tmp_path, key, said) as client:
        assert beat(client, device) == (200, "")
        assert beat(device.client, device) == (403, TroubleCode.DEVICE_UNKNOWN)
        assert beat(client, device) == (200, "")


def test_a_device_that_may_only_deliver_is_certified_to_do_so(
    gateway: RunningSandbox, device: TestDevice, tmp_path: Path
) -> None:
    gateway.call(lambda desk: desk.devices.set_state(device.id, DeviceState.DRAIN_ONLY))
    key = ec.generate_private_key(ec.SECP256R1())
    said = renewed(device, key).json()["tls_certificate_pem"]
    with client_with(gateway, tmp_path, key, said) as client:
        assert beat(client, device) == (200, "")
        headers = {Headers.OUTLET_CODE: device.outlet_code}
        refused = client.post(Paths.SESSION_CHALLENGES, headers=headers)
        assert refused.json()["code"] == TroubleCode.DEVICE_DRAIN_ONLY


def test_a_revoked_device_gets_none(gateway: RunningSandbox, device: TestDevice) -> None:
    gateway.call(lambda desk: desk.devices.set_state(device.id, DeviceState.REVOKED))
    answer = renewed(device, ec.generate_private_key(ec.SECP256R1()))
    assert (answer.status_code, answer.json()["code"]) == (403, TroubleCode.DEVICE_REVOKED)


def test_nobody_without_a_certificate_gets_one(gateway: RunningSandbox, device: TestDevice) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    headers = {Headers.OUTLET_CODE: device.outlet_code}
    with stranger(gateway.gateway_file) as client:
        answer = client.post(
            Paths.CERTIFICATES, json={"tls_csr_pem": csr_pem(key)}, headers=headers
        )
    assert (answer.status_code, answer.json()["code"]) == (401, TroubleCode.CERTIFICATE_MISSING)


@pytest.mark.parametrize(
    "request_pem", ["", "no request", csr_pem(ec.generate_private_key(ec.SECP384R1()))]
)
def test_what_is_no_request_of_a_p256_key_is_refused(device: TestDevice, request_pem: str) -> None:
    answer = device.call("POST", Paths.CERTIFICATES, json={"tls_csr_pem": request_pem})
    assert (answer.status_code, answer.json()["code"]) == (400, TroubleCode.REQUEST_UNREADABLE)
