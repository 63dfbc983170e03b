"""The device that shows an invented clerk six digits: RFC 6238, as the gateway checks them."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

__all__ = ["Authenticator"]

_STEP_S, _DIGITS = 30, 6


class Authenticator:
    """Shows what is good now; `fresh` never shows the same digits twice.

    The gateway takes each code once, and one of the step to come as well: so two log-ins in
    one breath are possible, and whoever wants a third waits.
    """

    def __init__(self, secret: str, now: Callable[[], float] = time.time) -> None:
        """Take the secret in base32, and a clock in seconds since 1970."""
        self._totp = TOTP(base64.b32decode(secret), _DIGITS, SHA1(), _STEP_S)  # noqa: S303
        self._now = now
        self._last = 0

    def shown(self) -> str:
        """The digits of this moment."""
        return self._digits(self._step)

    def fresh(self, pause: Callable[[float], None] = time.sleep) -> str:
        """Digits that have not been given out by this object before, waiting for them if need be.

        Args:
            pause: waits so many seconds.
        """
        while self._last > self._step:
            pause((self._step + 1) * _STEP_S - self._now())
        self._last = max(self._last + 1, self._step)
        return self._digits(self._last)

    @property
    def _step(self) -> int:
        return int(self._now()) // _STEP_S

    def _digits(self, step: int) -> str:
        return self._totp.generate(step * _STEP_S).decode("ascii")
