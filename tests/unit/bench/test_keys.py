"""How many keys each flow asks for, from the card to the acceptance; nothing is timed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_client.domain.flows import FLOWS
from tests.bench.keys import LIMITS, serve

KEYS = {
    "new_number": 8,
    "await_customer": 8,
    "re_registration": 6,
    "await_re_registration": 6,
    "transfer": 12,
    "sim_replacement": 7,
    "port_in": 7,
    "second_real_person_check": 6,
    "disputed_number": 8,
    "new_number_with_guardian": 13,
    "new_number_by_trustee": 11,
    "special_document": 12,
    "unit_registration": 13,
    "unit_user": 7,
    "unit_user_later": 2,
    "unit_activation": 6,
    "unit_industry_sim": 7,
}


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_asks_for_no_more_keys_than_it_did(name: str, tmp_path: Path) -> None:
    served = serve(tmp_path, FLOWS[name])
    assert served.keys == KEYS[name]
    assert served.seconds > 0
    assert served.keys <= LIMITS.get(name, served.keys)


def test_the_limits_are_those_that_were_asked_for() -> None:
    assert LIMITS == {"new_number": 8, "re_registration": 6}
