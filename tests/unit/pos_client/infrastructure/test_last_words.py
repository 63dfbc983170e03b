"""A process that breaks names kinds and places, and no word of what it held."""

from __future__ import annotations

import subprocess
import sys

import pytest

SECRET = "林样本 350199198804129015"
_BEGIN = f"""
import logging, sys, threading
from pos_client.infrastructure.last_words import choose_last_words

choose_last_words()
card = {SECRET!r}

def read_card():
    held = card
    raise ValueError(f"cannot parse {{held}}")

"""
BREAKS = {
    "main": "read_card()",
    "chained": "try:\n    read_card()\nexcept ValueError as e:\n    raise KeyError(card) from e",
    "thread": "thread = threading.Thread(target=read_card)\nthread.start()\nthread.join()",
    "unraisable": "class Held:\n    def __del__(self): read_card()\nheld = Held()\ndel held",
    "logged": "try:\n    read_card()\nexcept ValueError:\n    logging.exception('no %s', card)",
    "logged wrongly": "logging.warning('no %d', card)",
    "by a library": "logging.getLogger('lib').error('%s %s', card, card)",
}


def said(breaking: str) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _BEGIN + breaking],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("how", BREAKS)
def test_what_breaks_is_told_without_what_it_held(how: str) -> None:
    told = said(BREAKS[how])
    assert told, "silence helps nobody"
    for part in (SECRET, *SECRET.split(), "cannot parse", "held = card"):
        assert part not in told


def test_kind_and_place_are_told() -> None:
    told = said(BREAKS["chained"])
    assert "builtins.KeyError at <string>" in told
    assert "builtins.ValueError at <string>" in told
    assert "what was saved is safe" in told


def test_an_interrupt_is_no_fault() -> None:
    assert said("raise KeyboardInterrupt").strip() == ""
