"""Where releases may be kept, as a setting or an argument names it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

__all__ = ["EXAMPLE", "is_source"]

EXAMPLE = '"https://updates.example.net/pos-client", "/media/stick/pos-client"'


def is_source(text: str) -> bool:
    """Whether releases could be kept there: an https address, or the whole path of a folder."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme == "https":
        is_plain = not (parts.query or parts.fragment or parts.username)
        return bool(parts.hostname) and is_plain
    return Path(text).is_absolute()
