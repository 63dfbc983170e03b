"""A relay's address taken apart, once and for everybody who needs a part of it.

Standard library only: settings are read before the paint.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote

__all__ = ["EXAMPLE", "connection_of", "server_of"]

EXAMPLE = '"postgresql+psycopg://counter@shop-server/relay", without a password'
_ADDRESS = re.compile(
    r"postgresql\+psycopg://"
    # No colon: a password belongs into libpq's own file (0600), or a certificate does without one.
    r"(?:(?P<user>[^\s:/?#@,]+)@)?"
    r"(?P<host>[\w.-]+|\[[0-9A-Fa-f:.]+\])?"
    r"(?::(?P<port>\d+))?"
    r"/(?P<dbname>[^\s/?#]+)"
    r"(?:\?(?P<options>[^\s#]+))?",
    re.ASCII,
)
_OPTIONS = {"host", "port", "passfile", "sslmode", "sslrootcert", "sslcert", "sslkey"}
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# One computer, or the folder of a socket; of several libpq would take whichever answers.
_HOST = re.compile(r"[\w.:-]+|/[^\s,]*", re.ASCII)
_LARGEST_PORT = 65535


def connection_of(address: str) -> dict[str, str]:
    """Say in libpq's words which database an address names.

    Raises:
        ValueError: none that is taken; the text says what would be. A password is never taken: it
            would lie in a file that others may read.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(EXAMPLE)
    parts = found.groupdict()
    named = {name: unquote(parts[name]) for name in ("user", "dbname") if parts[name]}
    named |= {name: parts[name].strip("[]") for name in ("host", "port") if parts[name]}
    for name, value in _options(parts["options"] or ""):
        if name not in _OPTIONS or name in named or not value:
            raise ValueError(EXAMPLE)
        named[name] = value
    if not all(value.isprintable() for value in named.values()):
        raise ValueError(EXAMPLE)
    _check(named)
    return named


def _options(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError:
        raise ValueError(EXAMPLE) from None


def _check(named: dict[str, str]) -> None:
    if "sslmode" in named and named["sslmode"] not in _SSL_MODES:
        raise ValueError("sslmode=" + ", ".join(_SSL_MODES))
    if not _HOST.fullmatch(named.get("host", "localhost")):
        raise ValueError(f"{EXAMPLE}, and one server")
    port = named.get("port", "5432")
    if not (port.isdecimal() and 0 < int(port) <= _LARGEST_PORT):
        raise ValueError(f"{EXAMPLE}, and a port up to {_LARGEST_PORT}")


def server_of(address: str) -> str:
    """Name the server for people; never more of the address than host and port."""
    named = connection_of(address)
    host = named.get("host", "localhost")
    return f"{host}:{named['port']}" if "port" in named else host
