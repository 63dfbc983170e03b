"""A small file beside the database that knows that damage was found in it.

A large data file is not checked as a whole when it is opened, and what the check beside the counter
has found must not be forgotten with the program.
"""

from __future__ import annotations

from pathlib import Path

from pos_client.infrastructure.crypto.private_file import replace_private

__all__ = ["forget_damage", "is_noted_as_damaged", "note_damage"]


def note_damage(path: Path) -> None:
    """Let whoever opens the database at `path` look at all of it first.

    Raises:
        OSError: it could not be written down.
    """
    replace_private(_mark_of(path), b"damaged\n")


def is_noted_as_damaged(path: Path) -> bool:
    return _mark_of(path).exists()


def forget_damage(path: Path) -> None:
    """The file was looked at as a whole, and is: somebody has put a sound one there."""
    _mark_of(path).unlink(missing_ok=True)


def _mark_of(path: Path) -> Path:
    return path.with_name(path.name + ".damaged")
