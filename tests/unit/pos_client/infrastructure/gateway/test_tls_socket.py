"""A socket whose other end is gone before TLS begins on it."""

from __future__ import annotations

import gc
import socket
import ssl

import pytest

from pos_client.infrastructure.gateway.connection import TlsSocket


def test_what_was_reset_before_the_greeting_is_closed() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.sslsocket_class = TlsSocket
    never_connected = socket.socket()
    # An error with a traceback keeps the half-made socket; left open it warns as it goes.
    with pytest.raises(OSError, match="nobody is there"):
        context.wrap_socket(never_connected, server_hostname="gateway.test")
    never_connected.close()
    gc.collect()
