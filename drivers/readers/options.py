"""Reading the options behind the question mark of an address."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from drivers.api import AddressInvalid

__all__ = [
    "DEFAULT_BAUD",
    "read_baud",
    "read_choice",
    "read_path",
    "read_seconds",
    "read_usb_numbers",
    "refuse_unknown",
]

DEFAULT_BAUD: Final = 115200
# The rates that modules switch between, one model's 230400, and what slow radio links use.
_BAUDS: Final = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)
_SHORTEST_S, _LONGEST_S = 0.05, 60.0


def refuse_unknown(options: Mapping[str, str], known: Collection[str]) -> None:
    """Refuse the first option that is not `known`, with a suggestion where one is close."""
    for name in options:
        if name not in known:
            close = _close(name, known) or list(known)
            hint = f", did you mean {close[0]!r}?" if close else ""
            raise AddressInvalid(f"unknown option {name!r}{hint}")


def read_baud(options: Mapping[str, str]) -> int:
    """Return the rate asked for, or the one that modules leave the factory with."""
    text = options.get("baud", str(DEFAULT_BAUD))
    rates = {str(rate): rate for rate in _BAUDS}
    if text not in rates:
        raise AddressInvalid(f"baud={text!r} is not one of {', '.join(rates)}")
    return rates[text]


def read_choice(options: Mapping[str, str], name: str, choices: Collection[str]) -> str:
    """Return the word that option `name` says, one of `choices`; empty where it is not given."""
    word = options.get(name, "")
    if name in options and word not in choices:
        words = [str(choice) for choice in choices]
        close = _close(word, words)
        hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(words)}"
        raise AddressInvalid(f"{name}={word!r}: {hint}")
    return word


def read_usb_numbers(target: str, scheme: str) -> tuple[int, int]:
    """Read VID and PID, four hex digits each.

    A VID alone is refused: it belongs to a chip maker, whose chips sit in remote controls and
    oscilloscopes too.
    """
    numbers = re.fullmatch(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})", target)
    if numbers is None:
        raise AddressInvalid(f"{target!r} is not VID:PID in hex, as in {scheme}:0400:c35a")
    return int(numbers[1], 16), int(numbers[2], 16)


def read_path(options: Mapping[str, str], name: str) -> str:
    """Return the whole path of a file or folder.

    A name alone would be looked for in many places, and found where somebody has put one.
    """
    path = options.get(name, "")
    if not path or "\0" in path or not Path(path).is_absolute():
        raise AddressInvalid(f"{name}={path!r} is not a whole path")
    return path


def read_seconds(options: Mapping[str, str], name: str, usual: float) -> float:
    """Return a time, or the usual one."""
    text = options.get(name, str(usual))
    try:
        seconds = float(text) if text.isascii() else 0.0
    except ValueError:
        seconds = 0.0
    if not _SHORTEST_S <= seconds <= _LONGEST_S:
        raise AddressInvalid(f"{name}={text!r} is not {_SHORTEST_S:g} to {_LONGEST_S:g} seconds")
    return seconds


def _close(word: str, words: Collection[str]) -> list[str]:
    """The one that was meant, if any is like it."""
    import difflib  # late: what is spelt rightly needs none

    return difflib.get_close_matches(word, words, 1)
