"""A counter at work renews the certificate by which it connects, and nothing is interrupted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select

from pos_client.infrastructure.gateway.device import load_device
from pos_client.sandbox import tables
from pos_client.sandbox.authority import fingerprint_of
from pos_client.sandbox.desk import Desk
from tests.integration.chain.shop import Shop, eventually

MakeShop = Callable[..., Shop]


def known(desk: Desk) -> set[str]:
    return set(desk.connection.scalars(select(tables.certificates.c.fingerprint)))


def test_the_certificate_is_renewed_while_customers_are_served(make_shop: MakeShop) -> None:
    # Its leeway of five minutes before makes it old from the first moment.
    shop = make_shop(heartbeat_s=1, certificate_life=timedelta(minutes=2))
    device = load_device(shop.home.device_folder)
    before = shop.sandbox.call(known)
    counter = shop.open_at_work()
    eventually(device.renewed_pair.exists)
    assert device.renewed_pair.stat().st_mode & 0o077 == 0
    eventually(lambda: not shop.sandbox.call(known) & before)  # the first one is worth nothing now
    saved = counter.register("resident-lin")
    counter.settled(saved.id)
    (renewals,) = shop.asked("SELECT count(*) FROM audit WHERE event LIKE '%certificate_renewed%'")
    assert renewals[0] >= 1
    shop.close(counter)
    again = shop.open_at_work()
    assert again.state.gateway.is_reachable


def test_one_that_lasts_is_left_alone(make_shop: MakeShop) -> None:
    shop = make_shop(heartbeat_s=1)
    device = load_device(shop.home.device_folder)
    counter = shop.open_at_work()
    saved = counter.register("resident-lin")
    counter.settled(saved.id)
    assert not device.renewed_pair.exists()
    certificate = x509.load_pem_x509_certificate(device.tls_certificate.read_bytes())
    assert shop.sandbox.call(known) == {fingerprint_of(certificate.public_bytes(Encoding.DER))}
