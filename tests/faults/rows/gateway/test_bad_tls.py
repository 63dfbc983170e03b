"""Row 35: TLS that proves nothing is refused, and never "continued anyway"."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509

from pos_client.application import trouble
from pos_client.application.state import CounterState, GatewayState
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import QueueSummary
from pos_client.infrastructure.gateway import tls
from pos_client.sandbox.keys import load_or_make_key
from pos_client.sandbox.running import RunningSandbox
from pos_client.testing.bad_tls import BadTls, Impostor
from pos_client.testing.fault_proxy import PASS, Fault, FaultProxy
from tests.contract.gateway_world import GatewayWorld, sandbox_world
from tests.faults.matrix.told import assert_told, trouble_says, window_says
from tests.integration.gateway.ledger import effects_of

REASONS = {
    BadTls.EXPIRED: (trouble.UntrustedGateway, "CERTIFICATE_EXPIRED"),
    BadTls.WRONG_HOST: (trouble.UntrustedGateway, "HOST_MISMATCH"),
    BadTls.UNKNOWN_ROOT: (trouble.UntrustedGateway, "CERTIFICATE_UNKNOWN"),
    BadTls.OLD_PROTOCOL: (trouble.UntrustedGateway, None),
    BadTls.CUT_HANDSHAKE: (trouble.Unreachable, None),
}


@pytest.fixture
def proxy(sandbox: RunningSandbox) -> Iterator[FaultProxy]:
    """A proxy that can pose as the gateway, with certificates of the authority that it has."""
    authority = x509.load_pem_x509_certificate(sandbox.home.private("authority.pem").read_bytes())
    impostor = Impostor(authority, load_or_make_key(sandbox.home, "authority.key"))
    port = urlsplit(sandbox.url).port
    assert port is not None
    with FaultProxy(("127.0.0.1", port), seed=35, impostor=impostor) as made:
        yield made


@pytest.mark.parametrize("kind", BadTls)
def test_row_35_tls_that_proves_nothing_is_refused_and_nothing_is_sent(
    kind: BadTls, sandbox: RunningSandbox, spoilt: GatewayWorld, proxy: FaultProxy
) -> None:
    due = spoilt.registered(spoilt.log_in())
    _hang_up(spoilt, proxy)
    proxy.fault = Fault(tls=kind)
    meaning, reason = REASONS[kind]
    for _ in range(3):  # however often: nobody gets used to it
        with pytest.raises(meaning) as caught:
            spoilt.gateway.deliver(due)
        assert type(caught.value) is meaning
        assert caught.value.facts.get("reason") == reason or reason is None
        if meaning is trouble.UntrustedGateway:
            line = GatewayState(is_reachable=False, code=caught.value.code)
            assert_told(35, window_says(CounterState(gateway=line)), trouble_says(caught.value))
    assert proxy.overheard == 0
    assert effects_of(sandbox, due.id) == 0
    proxy.fault = PASS
    assert spoilt.gateway.deliver(due).outcome is Outcome.ACCEPTED
    assert effects_of(sandbox, due.id) == 1


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
@pytest.mark.parametrize("kind", [each for each in BadTls if each is not BadTls.CUT_HANDSHAKE])
def test_a_client_that_went_on_all_the_same_would_be_overheard(
    kind: BadTls,
    sandbox: RunningSandbox,
    proxy: FaultProxy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So that the row is no blind man's: the impostor's TLS works for whoever believes it."""
    trusting = tls.trusting_context

    def believing(*arguments: object) -> ssl.SSLContext:
        context = trusting(*arguments)  # type: ignore[arg-type]
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    monkeypatch.setattr(tls, "trusting_context", believing)
    world = sandbox_world(sandbox, tmp_path / "believing", proxy.port, read_s=0.5)
    proxy.fault = Fault(tls=kind)
    with pytest.raises(trouble.GatewayTrouble):
        world.gateway.heartbeat(QueueSummary())
    world.gateway.close()
    assert proxy.overheard > 100


def _hang_up(world: GatewayWorld, proxy: FaultProxy) -> None:
    """The next call has to greet."""
    proxy.fault = Fault(reset_after_sent=0)
    with pytest.raises(trouble.GatewayTrouble):
        world.gateway.heartbeat(QueueSummary())
