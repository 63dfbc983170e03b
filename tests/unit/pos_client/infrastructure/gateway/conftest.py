"""A certificate authority for the whole folder; making one for each test would be slow."""

from __future__ import annotations

import ssl

import pytest
import trustme

from pos_client.infrastructure.gateway.connection import TlsSocket
from pos_client.testing.gateway_words import GatewayWords
from tests.unit.pos_client.infrastructure.gateway.tls_stub import server_context


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def gateway_words() -> GatewayWords:
    return GatewayWords()


@pytest.fixture
def context(ca: trustme.CA) -> ssl.SSLContext:
    return server_context(ca.issue_cert("127.0.0.1"))


@pytest.fixture
def trust(ca: trustme.CA) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.sslsocket_class = TlsSocket  # as `trusting_context` names it
    ca.configure_trust(made)
    return made
