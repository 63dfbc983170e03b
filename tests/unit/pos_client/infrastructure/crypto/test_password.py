"""A verifier knows its password, and is one to every library."""

from __future__ import annotations

import pytest

from pos_client.infrastructure.crypto.password import PasswordHasher

CHEAP = PasswordHasher(iterations=1, lanes=1, memory_kib=64)


def test_a_verifier_knows_its_password_and_no_other() -> None:
    verifier = CHEAP.hash(b"secret")
    assert CHEAP.is_made_of(verifier, b"secret")
    assert not CHEAP.is_made_of(verifier, b"secret ")
    assert "secret" not in verifier
    assert CHEAP.hash(b"secret") != verifier


def test_a_verifier_has_the_figures_of_the_rfc() -> None:
    verifier = PasswordHasher().hash(b"secret")
    assert verifier.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PasswordHasher().is_made_of(verifier, b"secret")


def test_what_another_library_made_of_it_is_known() -> None:
    """By argon2-cffi, as those are that an earlier version of this program kept."""
    verifier = (
        "$argon2id$v=19$m=64,t=1,p=2$UABQwpCI/psyqVfN8JN4VA$"
        "smy2j58MxBmdxXB96ihoJ2p+s6o+ug61Y9Ai2UlKZ18"
    )
    assert CHEAP.is_made_of(verifier, b"secret")
    assert not CHEAP.is_made_of(verifier, b"other")


@pytest.mark.parametrize(
    "verifier",
    [
        "",
        "secret",
        "$argon2id$v=19$nonsense",
        "$argon2id$v=19$m=64,t=1,p=1$AAAA",
        "$argon2id$v=19$m=0,t=0,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2d$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        "\ud800",
        "中",
    ],
)
def test_what_is_no_verifier_lets_nobody_in(verifier: str) -> None:
    assert not CHEAP.is_made_of(verifier, b"secret")
