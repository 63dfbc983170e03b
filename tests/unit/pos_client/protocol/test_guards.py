"""The member `guards` of the configuration: exact, optional, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_client.domain.guards import Counted, CounterGuards, GuardRule
from pos_client.domain.outlet import OutletKind
from pos_client.protocol.guards import GuardClaims, guards_plain
from pos_client.protocol.message import MessageRefused, read
from pos_client.sandbox.usual_guards import usual_guards

BURST = {"counted": "CLERK", "most": 4, "within_s": 600, "rests_s": 1800}


@pytest.mark.parametrize("kind", OutletKind)
def test_what_a_counter_is_told_comes_back_as_it_was(kind: OutletKind) -> None:
    told = replace(usual_guards()[kind].for_counter, noted=(GuardRule.STOCK,))
    back = read(GuardClaims, guards_plain(told)).value()
    # How many are refused at once is the gateway's own affair.
    assert back == replace(
        told, bursts=tuple(replace(each, refused_above=None) for each in told.bursts)
    )


def test_it_holds_nothing_that_no_counter_can_count() -> None:
    told = usual_guards()[OutletKind.AGENT].for_counter
    assert {each.counted for each in told.bursts} == {Counted.CLERK, Counted.DEVICE}
    assert guards_plain(CounterGuards()) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"bursts": [BURST | {"most": 0}]},
        {"bursts": [BURST | {"within_s": 0}]},
        {"bursts": [BURST | {"flows": ["no_flow"]}]},
        {"bursts": [BURST | {"counted": "PLANET"}]},
        {"bursts": [BURST | {"more": 1}]},
        {"group": {"strangers": 1, "within_s": 60}},
        {"silent": {}},
    ],
)
def test_anything_else_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(MessageRefused):
        read(GuardClaims, wrong)
