"""Gateways that the tests of a file share, with little work for passwords."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_client.infrastructure.crypto.password import PasswordHasher
from tests.compliance.stage import Stage
from tests.honest_cases import first_moment_again


@pytest.fixture(autouse=True, scope="package")
def quick_passwords() -> Iterator[None]:
    """Hash passwords with little work: half of a test's time would go there, to prove nothing."""
    ours = PasswordHasher(iterations=1, lanes=1, memory_kib=64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pos_client.sandbox.passwords.ITERATIONS", 1)
        patch.setattr("pos_client.sandbox.passwords.MEMORY_KIB", 64)
        patch.setattr("pos_client.bootstrap.work.PasswordHasher", lambda: ours)
        yield


@pytest.fixture(autouse=True)
def first_moments() -> None:
    """Faces are drawn once; their bytes are others each time all the same."""
    first_moment_again()


@pytest.fixture(scope="module")
def stage(
    request: pytest.FixtureRequest,
    quick_passwords: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Where attacks and honest customers of this file come to; its `STAGED` says which of them."""
    names = getattr(request.module, "STAGED", ("agent", "hall", "strict"))
    with Stage(lambda: tmp_path_factory.mktemp("stage"), names) as made:
        yield made
