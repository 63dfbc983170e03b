"""A certificate authority for the whole folder; making one for each test would be slow."""

from __future__ import annotations

import pytest
import trustme

from pos_client.testing.gateway_words import GatewayWords


@pytest.fixture(scope="session")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def gateway_words() -> GatewayWords:
    return GatewayWords()
