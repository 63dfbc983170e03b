"""Passwords that cost little: half of a life would go there, to prove nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from pos_client.bootstrap import work
from pos_client.infrastructure.crypto.password import PasswordHasher

__all__ = ["quick_passwords", "quick_verifiers"]


def quick_verifiers() -> None:
    """Let a counter hash with little work, in a process that is there for this counter alone."""
    setattr(work, "PasswordHasher", _quick_hasher)  # noqa: B010


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Let counter and gateway of this process do so for a while."""
    with (
        patch.object(work, "PasswordHasher", _quick_hasher),
        patch("pos_client.sandbox.passwords.ITERATIONS", 1),
        patch("pos_client.sandbox.passwords.MEMORY_KIB", 64),
    ):
        yield


def _quick_hasher() -> PasswordHasher:
    return PasswordHasher(iterations=1, lanes=1, memory_kib=64)
