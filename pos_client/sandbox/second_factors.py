"""The clerks' second factor: six digits of RFC 6238, each good for one log-in or one review."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

__all__ = ["new_secret", "secret_from", "secret_text", "used_step"]

_STEP_S, _DIGITS, _SECRET_BYTES = 30, 6, 20
# The clerk's clock and hand may be one step away, before or behind.
_WINDOW = 1


def new_secret() -> bytes:
    """A secret of one clerk, as long as RFC 4226 recommends."""
    return secrets.token_bytes(_SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """Base32, as authenticator programs take it."""
    return base64.b32encode(secret).decode("ascii")


def secret_from(text: str) -> bytes:
    """The secret that `secret_text` wrote.

    Raises:
        ValueError: no base32.
    """
    return base64.b32decode(text)


def used_step(secret: bytes, digits: str, now: datetime, newest_used: int) -> int | None:
    """The time step whose code these digits are; None where they are none that may be used.

    Args:
        newest_used: the step that was used last; neither it nor an older one counts again.
    """
    totp = TOTP(secret, _DIGITS, SHA1(), _STEP_S)  # noqa: S303 - what every authenticator speaks
    this = int(now.timestamp()) // _STEP_S
    for step in range(max(this - _WINDOW, newest_used + 1), this + _WINDOW + 1):
        try:
            totp.verify(digits.encode("ascii", "replace"), step * _STEP_S)
        except InvalidToken:
            continue
        return step
    return None
