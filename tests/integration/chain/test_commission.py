"""A commission taken back and given again, over real TLS: what a counter does and loses."""

from __future__ import annotations

from collections.abc import Callable

from cryptography import x509
from cryptography.x509.oid import NameOID

from pos_client.application import commands
from pos_client.application.state import CounterState
from pos_client.infrastructure.gateway.device import load_device
from pos_client.protocol.api import DRAIN_ONLY
from tests.integration.chain.shop import Shop, eventually, reachable, trouble

MakeShop = Callable[..., Shop]


def closed_by(reason: str) -> Callable[[CounterState], bool]:
    return lambda state: state.closure is not None and state.closure.reason == reason


def is_open(state: CounterState) -> bool:
    return state.closure is None and not state.gateway.is_drain_only


def certified_to_drain(shop: Shop) -> bool:
    """What stands in the subject of the certificate that the counter connects with now."""
    pair = load_device(shop.home.device_folder).renewed_pair
    if not pair.exists():
        return False
    certificate = x509.load_pem_x509_certificate(pair.read_bytes())
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return [unit.value for unit in units] == [DRAIN_ONLY]


def test_a_suspended_counter_gives_its_case_up_and_opens_again_when_it_is_restored(
    make_shop: MakeShop,
) -> None:
    shop = make_shop(heartbeat_s=1)
    counter, code = shop.open_at_work(), shop.sandbox.outlet_code
    saved = counter.register("resident-lin")
    counter.settled(saved.id)
    counter.lay("resident-wang")
    counter.reach("FORM")
    shop.sandbox.call(lambda desk: desk.channels.suspend(code))
    state = counter.wait_for(closed_by("SUSPENDED"))
    counter.wait_for(trouble("B-640"))
    assert state.outlet is not None
    eventually(lambda: certified_to_drain(shop))
    shop.sandbox.call(lambda desk: desk.channels.restore(code))
    counter.wait_for(is_open)
    eventually(lambda: not certified_to_drain(shop))
    counter.submit(commands.DismissTrouble())
    again = counter.register("resident-wang")
    assert counter.settled(again.id).outcome is not None


def test_what_was_captured_offline_is_delivered_behind_a_revocation(make_shop: MakeShop) -> None:
    shop = make_shop(heartbeat_s=1)
    first = shop.open_at_work()
    shop.close(first)
    shop.sandbox.stop()
    counter, code = shop.open_offline(), shop.sandbox.outlet_code
    saved = counter.register_at_once("resident-lin")
    shop.sandbox.start()
    shop.sandbox.call(lambda desk: desk.channels.revoke(code))
    counter.wait_for(closed_by("REVOKED"))
    counter.drained()
    # Nothing of it was told before the revocation, so somebody looks at it; nothing is lost.
    assert shop.outcomes() == {str(saved): "UNDER_REVIEW"}
    counter.wait_for(reachable)
    shop.close(counter)
    again = shop.open()  # and the next start knows it as well
    again.wait_for(closed_by("REVOKED"))
