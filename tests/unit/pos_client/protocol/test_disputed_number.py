"""The member `disputed_number` of a body: a reference of one form, or not there at all."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pos_client.protocol import strict_json
from pos_client.protocol.bodies import BodyRefused, RegistrationBody
from tests.unit.pos_client.protocol.vector_values import body

OF_FIRST_RELEASE = RegistrationBody.from_bytes(body())
REFERENCE = "own-" + "aZ09-_" * 12


def test_where_nothing_is_disputed_the_body_is_as_it_always_was() -> None:
    assert OF_FIRST_RELEASE.disputed_number == ""
    assert OF_FIRST_RELEASE.to_bytes() == body()
    assert "disputed_number" not in json.loads(body())


def test_a_reference_is_read_as_it_was_written() -> None:
    written = replace(OF_FIRST_RELEASE, disputed_number=REFERENCE).to_bytes()
    assert RegistrationBody.from_bytes(written).disputed_number == REFERENCE


@pytest.mark.parametrize(
    "said", ["", "17055600007", "own-", "own-short", REFERENCE + "=", "use-" + "a" * 60, 7]
)
def test_anything_else_is_refused(said: object) -> None:
    plain = strict_json.loads(replace(OF_FIRST_RELEASE, disputed_number=REFERENCE).to_bytes())
    plain["disputed_number"] = said
    with pytest.raises(BodyRefused):
        RegistrationBody.from_bytes(strict_json.canonical(plain))
