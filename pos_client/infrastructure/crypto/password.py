"""Passwords as argon2id verifiers, in the text form that every library of it reads."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

__all__ = ["PasswordHasher"]

_SALT_BYTES, _HASH_BYTES = 16, 32


@dataclass(frozen=True, slots=True)
class PasswordHasher:
    """The second set of figures that RFC 9106 recommends: 64 MiB for a moment."""

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 64 * 1024

    def hash(self, password: bytes) -> str:
        """Make a verifier with a salt of its own."""
        salt = secrets.token_bytes(_SALT_BYTES)
        return Argon2id(
            salt=salt,
            length=_HASH_BYTES,
            iterations=self.iterations,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        ).derive_phc_encoded(password)

    def is_made_of(self, verifier: str, password: bytes) -> bool:
        """Whether this verifier, whatever its figures, was made of this password."""
        try:
            Argon2id.verify_phc_encoded(password, verifier)
        except (InvalidKey, ValueError):  # another one; no verifier at all
            return False
        return True
