"""Passwords that cost little: half of a life would go there, to prove nothing."""

from __future__ import annotations

from pos_client.bootstrap import running
from pos_client.infrastructure.crypto.password import PasswordHasher

__all__ = ["quick_passwords", "quick_verifiers"]


def quick_verifiers() -> None:
    """Let a counter of this process hash with little work."""
    ours = PasswordHasher(iterations=1, lanes=1, memory_kib=64)
    setattr(running, "PasswordHasher", lambda: ours)  # noqa: B010


def quick_passwords() -> None:
    """Let the gateway of this process do so too."""
    from pos_client.sandbox import passwords

    quick_verifiers()
    passwords.ITERATIONS, passwords.MEMORY_KIB = 1, 64
