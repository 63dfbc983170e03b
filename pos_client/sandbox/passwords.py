"""What the gateway keeps of its clerks' passwords: argon2id verifiers."""

from __future__ import annotations

import secrets
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

__all__ = ["fits", "of_nobody", "verifier_of"]

ITERATIONS, MEMORY_KIB = 2, 19 * 1024


def verifier_of(password: str) -> str:
    """Make a verifier with a salt of its own."""
    return Argon2id(
        salt=secrets.token_bytes(16),
        length=32,
        iterations=ITERATIONS,
        lanes=1,
        memory_cost=MEMORY_KIB,
    ).derive_phc_encoded(password.encode())


@cache
def of_nobody() -> str:
    """A verifier that no password fits: checking it takes as long as checking a clerk's."""
    return verifier_of(secrets.token_urlsafe())


def fits(password: str, verifier: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password.encode(), verifier)
    except (InvalidKey, ValueError):
        return False
    return True
