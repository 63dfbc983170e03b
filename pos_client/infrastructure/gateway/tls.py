"""Who is at the other end: the carrier's CA, and no other, says so."""

from __future__ import annotations

import ssl
from pathlib import Path

from pos_client.application.trouble import DeviceTrouble
from pos_client.infrastructure.crypto import pem
from pos_client.infrastructure.crypto.private_file import read_private
from pos_client.infrastructure.gateway.connection import TlsSocket
from pos_client.infrastructure.gateway.gateway_file import GatewayFile

__all__ = ["device_context", "trusting_context"]


def trusting_context(gateway: GatewayFile) -> ssl.SSLContext:
    """Believe the carrier's CA only; the computer's own list of CAs is not asked."""
    # Not `create_default_context`: that writes the session's secrets wherever SSLKEYLOGFILE says.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=gateway.ca_pem)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A server of another protocol on the same road then does not answer to this one.
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = TlsSocket
    return context


def device_context(gateway: GatewayFile, certificate: Path, key: Path) -> ssl.SSLContext:
    """Believe the carrier's CA only, and show this device's certificate.

    Raises:
        KeyFileExposed: others may read the key.
        DeviceTrouble: a file is gone or damaged.
    """
    pem.file_of_device(key, read_private)
    pem.file_of_device(certificate, Path.read_bytes)
    context = trusting_context(gateway)
    try:
        context.load_cert_chain(certificate, key)
    except ssl.SSLError:
        raise DeviceTrouble("certificate and key do not belong together") from None
    return context
