"""An inspector and an administrator look, and serve nobody; a session covers its own readers."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from pos_client.application import commands
from pos_client.domain.flow import Step
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.outlet import Clerk, Role
from pos_client.testing.gateway import ScriptedGateway
from tests.unit.pos_client.application.rig import SAM_ID, Rig


@pytest.fixture
def rig() -> Rig:
    return Rig(None)


def logged_in_as(rig: Rig, role: Role) -> None:
    rig.gateway.clerks["8051"] = ("demo-8051", Clerk("8051", "示例", role))
    rig.ask(commands.LogIn("8051", "demo-8051"))
    assert rig.state.session is not None


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("is_away", [False, True])
def test_who_only_looks_is_shown_no_card(rig: Rig, role: Role, *, is_away: bool) -> None:
    rig.fill_pool()
    logged_in_as(rig, role)
    if is_away:
        rig.counter.note_contact(rig.clock.now())
        rig.lose_gateway()
    reads = rig.store.next_read_counter()
    rig.lay()
    assert rig.trouble == "C-505"
    assert rig.state.case is None
    assert rig.store.next_read_counter() == reads


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR])
def test_who_only_looks_changes_nothing_in_the_queue(rig: Rig, role: Role) -> None:
    logged_in_as(rig, role)
    index, _ = rig.store.audit_head()
    rig.ask(commands.ReleaseQuarantined(uuid4()))
    rig.ask(commands.PrepareFieldWork(has_camera=True))
    assert rig.store.audit_head()[0] == index
    assert rig.state.preparation is None


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
def test_clerk_and_supervisor_serve_customers(rig: Rig, role: Role) -> None:
    logged_in_as(rig, role)
    rig.lay()
    assert rig.case.step is Step.VISUAL_CHECK
    unasked = [step for step in NEW_NUMBER.steps if step is not Step.REVIEW]
    assert [each.step for each in rig.case.steps] == unasked  # no role takes one away


def test_a_role_that_has_changed_meanwhile_is_told_apart_from_a_session_that_ended(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pos_client.application.trouble import NotAuthorised

    rig.log_in()
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)
    rig.gateway.troubles.append(NotAuthorised(code="ROLE_REFUSED"))
    rig.ask(commands.FindNumbers("1"))
    assert rig.trouble == "C-505"


@pytest.mark.parametrize(("sam_ids", "code"), [((), ""), ((SAM_ID,), ""), (("05.09",), "no")])
def test_a_session_covers_the_readers_it_was_opened_for(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, sam_ids: tuple[str, ...], code: str
) -> None:
    opened = ScriptedGateway.log_in

    def with_readers(self: ScriptedGateway, *asked: str) -> object:
        return replace(opened(self, *asked), sam_ids=sam_ids)

    monkeypatch.setattr(ScriptedGateway, "log_in", with_readers)
    rig.log_in()
    rig.lay()
    assert rig.case.code == ("READER_SINCE_LOG_IN" if code else "")
