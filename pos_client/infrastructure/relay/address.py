"""Which relay addresses are taken. Standard library only: settings are read before the paint."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

__all__ = ["EXAMPLE", "is_relay_address", "server_of"]

EXAMPLE = '"postgresql+psycopg://counter@shop-server/relay", without a password'
_SCHEME = "postgresql+psycopg"
# A password belongs into libpq's own password file (0600), or a certificate does without one.
_OPTIONS = {"host", "port", "passfile", "sslmode", "sslrootcert", "sslcert", "sslkey"}


def is_relay_address(address: str) -> bool:
    """Whether this names a database, and no password, which would lie in a readable file."""
    try:
        parts = urlsplit(address)
        options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        _ = parts.port
    except ValueError:
        return False
    names = {name for name, _ in options}
    is_complete = parts.scheme == _SCHEME and len(parts.path) > 1 and not parts.fragment
    return is_complete and parts.password is None and names <= _OPTIONS


def server_of(address: str) -> str:
    """Name the server for people; never more of the address than host and port."""
    parts = urlsplit(address)
    host = parts.hostname or dict(parse_qsl(parts.query)).get("host", "") or "localhost"
    return f"{host}:{parts.port}" if parts.port else host
