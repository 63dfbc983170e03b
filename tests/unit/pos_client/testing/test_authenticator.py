"""The invented clerk's authenticator shows what RFC 6238 says."""

from __future__ import annotations

import base64

import pytest

from pos_client.testing.authenticator import Authenticator

# Appendix B of RFC 6238: the secret and, of its eight digits, the last six.
SECRET = base64.b32encode(b"12345678901234567890").decode()
TOLD = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}


@pytest.mark.parametrize(("at_s", "digits"), TOLD.items())
def test_it_shows_the_digits_of_the_standard(at_s: int, digits: str) -> None:
    assert Authenticator(SECRET, lambda: float(at_s)).shown() == digits


def test_fresh_digits_never_come_twice_and_the_third_ones_are_waited_for() -> None:
    now, waited = [59.0], []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds

    shown = Authenticator(SECRET, lambda: now[0])
    given = [shown.fresh(pause) for _ in range(4)]
    assert len(set(given)) == 4
    assert given[0] == "287082"
    assert waited == [1.0, 30.0]
