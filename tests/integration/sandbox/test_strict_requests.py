"""Requests are read as they stand: nothing is converted, and nothing unknown is passed over."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from pos_client.infrastructure.ids import new_id
from pos_client.protocol.api import Headers, Paths
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.enrolling import csr_pem
from tests.integration.sandbox.honest_requests import HEARTBEAT

NUMBER = "110101190001010014"
UNREADABLE = (400, "REQUEST_UNREADABLE")


def said(device: TestDevice, method: str, path: str, **more: Any) -> tuple[int, str]:
    answer = device.call(method, path, **more)
    return answer.status_code, answer.json()["code"] if answer.content else ""


@pytest.mark.parametrize("name", ["pending", "quarantined"])
@pytest.mark.parametrize(
    "value",
    [NUMBER, int(NUMBER), float(NUMBER), "1", " 1", "１", 1.0, True, -1, 10**6 + 1, 10**30, None],
)
def test_a_count_is_a_small_whole_number(device: TestDevice, name: str, value: object) -> None:
    assert device.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).status_code == 200
    wrong = HEARTBEAT | {name: value}
    assert said(device, "POST", Paths.HEARTBEATS, json=wrong) == UNREADABLE


@pytest.mark.parametrize(
    "value", [1985, NUMBER, "1985-01-01", "1101-01-19T00:01:01+00:00", "9999-01-01T00:00:00+00:00"]
)
def test_a_time_is_one_with_its_zone(device: TestDevice, value: object) -> None:
    wrong = HEARTBEAT | {"oldest_pending_at": value}
    assert said(device, "POST", Paths.HEARTBEATS, json=wrong) == UNREADABLE


@pytest.mark.parametrize("path", [Paths.NUMBER_HOLDS, Paths.QUOTA_RESERVATIONS])
@pytest.mark.parametrize("id_", [NUMBER, "x", "hold-110101190001010014", "slot-0"])
def test_what_the_gateway_never_named_is_no_id(device: TestDevice, path: str, id_: str) -> None:
    assert said(device, "DELETE", f"{path}/{id_}") == UNREADABLE
    own = "hold-" if path == Paths.NUMBER_HOLDS else "slot-"
    assert said(device, "DELETE", f"{path}/{own}0123456789abcdef") == (204, "")


@pytest.mark.parametrize(
    "id_",
    [
        "11010119-0001-0100-1400-000000000000",
        "0192f0c4-5a0e-4c3a-9d2e-3f1b5a7c9e01",
        "01101011-9900-7011-8010-000000000000",  # by time, and a number all the same
        f"{NUMBER}{'0' * 14}",
    ],
)
def test_an_id_of_a_client_is_one_by_time(device: TestDevice, id_: str) -> None:
    unknown = (404, "REGISTRATION_UNKNOWN")
    assert said(device, "GET", f"{Paths.REGISTRATIONS}/{new_id()}") == unknown
    assert said(device, "GET", f"{Paths.REGISTRATIONS}/{id_}") == UNREADABLE
    headers = {Headers.IDEMPOTENCY_KEY: id_, "Content-Type": "application/octet-stream"}
    sent = said(device, "POST", Paths.REGISTRATIONS, content=b"", headers=headers)
    assert sent == UNREADABLE


@pytest.mark.parametrize(
    "query",
    [{"name": "x"}, {"id": NUMBER}, {"limit": ["1", "2"]}, {"pattern": "11\n"}, {"pattern": "１"}],
)
def test_an_unknown_query_is_not_passed_over(device: TestDevice, query: dict[str, Any]) -> None:
    assert device.call("GET", Paths.NUMBERS, params={"limit": 1}).status_code == 200
    assert said(device, "GET", Paths.NUMBERS, params={"limit": 1} | query) == UNREADABLE
    assert said(device, "POST", Paths.HEARTBEATS, json=HEARTBEAT, params={"id": "1"}) == UNREADABLE


def named(name: str) -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    signed = builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    return signed.public_bytes(Encoding.PEM).decode()


@pytest.mark.parametrize("how", ["before", "behind", "between", "twice", "carriage", "subject"])
def test_a_request_for_a_certificate_is_one_block_and_names_nobody(
    device: TestDevice, how: str
) -> None:
    honest = csr_pem(ec.generate_private_key(ec.SECP256R1()))
    head, rest = honest.split("\n", 1)
    texts = {
        "before": f"{NUMBER}\n{honest}",
        "behind": f"{honest}x",
        "between": f"{head}\nName: 王小明\n\n{rest}",
        "twice": honest * 2,
        "carriage": honest.replace("\n", "\r\n"),
        "subject": named(f"王小明 {NUMBER}"),
    }
    wrong = {"tls_csr_pem": texts[how]}
    assert said(device, "POST", Paths.CERTIFICATES, json=wrong) == UNREADABLE
    taken = device.call("POST", Paths.CERTIFICATES, json={"tls_csr_pem": honest})
    assert taken.status_code == 200
