"""Each code that the counter says by itself, before anything goes to the gateway."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from drivers.api import CardRefused
from pos_client.application import commands
from pos_client.application.state import CasePhase
from pos_client.domain.flow import Step
from pos_client.testing.gateway import ScriptedGateway
from tests import people
from tests.compliance.codes import COUNTER
from tests.unit.pos_client.application.at_work import asked, at_work
from tests.unit.pos_client.application.rig import SAM_ID, Rig
from tests.unit.ui.test_regulation_codes import screen

Way = Callable[[Rig], None]


def _unreadable(rig: Rig) -> None:
    for tries in (1, 2):
        rig.lay_bad(CardRefused("read_failed", tries=tries))
        assert rig.state.case is None or rig.case.code != "CARD_UNREADABLE"
    rig.lay_bad(CardRefused("read_failed", tries=3, is_unreadable=True))


def _on_a_reader_that_came_later(rig: Rig) -> None:
    opened = ScriptedGateway.log_in

    def with_another(self: ScriptedGateway, *said: str) -> object:
        return replace(opened(self, *said), sam_ids=(f"{SAM_ID[:-1]}9",))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScriptedGateway, "log_in", with_another)
        rig.ask(commands.LogOut())
        rig.log_in()
    rig.lay()


def _child(rig: Rig) -> None:
    rig.lay(people.born(date(2013, 11, 23)))


def _not_the_person(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.VISUAL_CHECK)
    rig.ask(commands.RefuseVisualCheck())


WAYS: dict[str, Way] = {
    "CARD_UNREADABLE": _unreadable,
    "READER_SINCE_LOG_IN": _on_a_reader_that_came_later,
    "UNDER_AGE_GUARDIAN": _child,
    "VISUAL_CHECK_REFUSED": _not_the_person,
}


_SENTENCES = {"CARD_UNREADABLE": "case.unreadable"}
"""It has a screen of its own."""


@pytest.mark.parametrize("code", COUNTER)
def test_counter(code: str) -> None:
    rig = at_work(None)
    sent = asked(rig)
    WAYS[code](rig)
    page = screen(rig.state)
    assert page.ending is not None
    assert page.ending.happened.key == _SENTENCES.get(code, f"verdicts.why_{code}")
    assert rig.case.phase in (CasePhase.REFUSED, CasePhase.CARD_UNREADABLE)
    assert rig.case.identity is None
    rig.ask(commands.FinishCase())
    assert rig.state.case is None
    assert rig.state.last_saved is None
    assert sent == [], "nobody was asked about this customer"
