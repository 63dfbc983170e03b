"""Every code of a verdict, with what it means and what the screen says of it."""

from __future__ import annotations

import pytest

from pos_client.domain.verdict import Consequence, consequence_of
from tests.unit.pos_client.domain.verdict_table import BY_CONSEQUENCE
from ui.presenters.verdicts import reason_of

ALL = [(code, consequence) for consequence, codes in BY_CONSEQUENCE.items() for code in codes]
TOLD = [
    code
    for code, consequence in ALL
    if consequence is not Consequence.GOES_ON and code.isidentifier() and code.isupper()
    if code != "NEVER_HEARD"
]


@pytest.mark.parametrize(("code", "consequence"), ALL)
def test_a_code_means_one_thing(code: str, consequence: Consequence) -> None:
    assert consequence_of(code) is consequence


@pytest.mark.parametrize("code", TOLD)
def test_whatever_keeps_a_case_from_going_on_has_a_sentence_and_a_next_step(code: str) -> None:
    told = reason_of(code)
    assert told.why.key != "verdicts.why_unknown"
    assert told.to_do.key.startswith("advice.")
