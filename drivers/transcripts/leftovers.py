"""Looks once more, and in another way, for somebody who was read, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drivers.api import CardEvent, CardPresent, SimRead
from drivers.card.read import CardRead

__all__ = ["is_left_in", "secrets_of"]

_WINDOW: Final = 8
# Few different bytes in a row, such as padding, are everybody's.
_TELLING: Final = 4


def secrets_of(event: CardEvent) -> list[bytes]:
    """Return what of an event nobody may find again, as it was on the line."""
    match event:
        case CardRead():
            return [event.raw_text, event.raw_photo, bytes.fromhex(event.card_serial)]
        case CardPresent():
            return [bytes.fromhex(event.chip_number)]
        case SimRead():
            # The chip tells digits in swapped pairs; an IMSI behind a digit of its own.
            return [_swapped(event.iccid), _swapped("9" + event.imsi)]
    return []


def is_left_in(said: bytes, secrets: Sequence[bytes], invented: bytes) -> bool:
    """Tell whether a piece of a secret is in what a device says, and not of an invented one."""
    windows = {
        secret[at : at + _WINDOW] for secret in secrets for at in range(len(secret) - _WINDOW + 1)
    }
    telling = (window for window in windows if len({*window}) >= _TELLING)
    return any(window in said and window not in invented for window in telling)


def _swapped(digits: str) -> bytes:
    even = digits + "F" * (len(digits) % 2)
    return bytes.fromhex("".join(even[at + 1] + even[at] for at in range(0, len(even), 2)))
