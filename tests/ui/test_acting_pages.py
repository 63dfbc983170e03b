"""Somebody acts for the owner: each question says whose it is, and no child's face is asked of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pos_client.application.people_commands import ChooseRelation
from pos_client.application.subject_commands import BeginFlow
from pos_client.domain.flows import FLOWS
from tests.ui.acting_scenes import ACTING_SCENES
from tests.ui.people import CHINA_NOW
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui import i18n
from ui.presenters.case import CaseScreen
from ui.presenters.glance import Glance
from ui.presenters.idle import FLOW_KEYS
from ui.presenters.panels import ConsentPanel, RelationPanel
from ui.presenters.window import present_window

ROLES = {
    "minor": ("未成年人", "minor"),
    "guardian": ("监护人", "guardian"),
    "principal": ("委托人", "principal"),
    "trustee": ("受托人", "trustee"),
}
OF_SOMEBODY = [name for name in ACTING_SCENES if name.rpartition("-")[2] in ROLES]


def case_page(scene: str) -> CaseScreen:
    page = present_window(ACTING_SCENES[scene], Glance(CHINA_NOW)).page
    assert isinstance(page, CaseScreen)
    return page


@pytest.mark.parametrize("scene", OF_SOMEBODY)
def test_every_question_about_somebody_says_about_whom(scene: str) -> None:
    headline, meant = case_page(scene).headline, ROLES[scene.rpartition("-")[2]]
    for place, spoken in enumerate(i18n.LANGUAGES):
        i18n.use(spoken)
        assert meant[place] in i18n.say(headline)


@pytest.mark.parametrize("scene", ["guardian-relation", "guardian-number", "guardian-seal"])
def test_what_is_about_the_case_names_nobody_in_the_list(scene: str) -> None:
    (line,) = (each for each in case_page(scene).steps if each.tone.name == "INFO")
    assert not any(zh in i18n.say(line.label) for zh, _ in ROLES.values())


def test_the_guardian_answers_for_the_minor_and_is_asked_about_one_face() -> None:
    for scene, asks_face in (
        ("guardian-consent-minor", False),
        ("guardian-consent-guardian", True),
    ):
        panel = case_page(scene).panel
        assert isinstance(panel, ConsentPanel)
        assert ("face" in [notice.id for notice in panel.notices]) is asks_face
    assert "代为同意" in i18n.say(case_page("guardian-consent-minor").headline)


def test_the_relation_is_one_digit_each_and_no_field() -> None:
    page = case_page("guardian-relation")
    assert isinstance(page.panel, RelationPanel)
    assert [line.key for line in page.panel.lines] == ["1", "2", "3"]
    assert all(isinstance(line.command, ChooseRelation) for line in page.panel.lines)
    assert page.primary.command is None


def test_the_trustees_relation_has_a_list_of_its_own() -> None:
    page = case_page("trustee-relation")
    assert isinstance(page.panel, RelationPanel)
    said = [i18n.say(line.label) for line in page.panel.lines]
    assert said == ["配偶", "父母", "子女", "其他亲属", "其他受托人"]
    assert "委托人" in i18n.say(page.headline)


def test_whoever_signs_alone_is_named_before_and_while_they_do() -> None:
    for scene in ("trustee-card-of-trustee", "trustee-form-trustee"):
        line = next(line for line in case_page(scene).steps if line.name == "FORM")
        assert not isinstance(line.note, str)
        assert i18n.say(line.note) == "受托人签名"


@pytest.mark.parametrize(
    ("scene", "rows"),
    [
        ("guardian-seal", {"监护人": "林*  1101**********0022", "监护关系": "母亲"}),
        ("trustee-seal", {"受托人": "林*  1101**********0022", "与委托人的关系": "子女"}),
    ],
)
def test_before_the_seal_it_is_seen_who_acts(scene: str, rows: dict[str, str]) -> None:
    lines = case_page(scene).summary
    said = {i18n.say(line.label): line.value for line in lines}
    told = {label: i18n.say(said[label]) for label in rows}
    assert told == rows
    assert said["机主"] != told[next(iter(rows))]


def test_a_principals_card_is_asked_for_without_the_principal() -> None:
    assert "不必到场" in i18n.say(case_page("trustee-card-of-principal").subline)
    assert "不必到场" not in i18n.say(case_page("trustee-card-of-trustee").subline)


@pytest.mark.parametrize("scene", ["idle-hall", "idle-hall-offline", "idle-hall-away"])
def test_the_keys_of_many_flows_stand_in_columns(
    make_stage: Callable[..., Stage], scene: str
) -> None:
    stage = make_stage((1366, 768))
    stage.tell(SCENES[scene])
    keys = [stage.find(f"flow-{place}") for place in range(1, len(SCENES[scene].flows) + 1)]
    rows = -(-len(keys) // 4)
    in_a_row = -(-len(keys) // rows)
    assert len(keys) > in_a_row > 1
    for above, below in zip(keys, keys[in_a_row:], strict=False):
        assert (above.x(), above.width()) == (below.x(), below.width())
        assert above.geometry().bottom() < below.y()
    stage.tell(SCENES["idle-flows"])
    assert not keys[-1].isVisible()


def test_every_flow_of_a_hall_has_a_key_that_begins_it(
    make_stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    begun = [flow.name for flow in FLOWS.values() if not (flow.completes or flow.is_of_order)]
    stage = make_stage((1366, 768))
    stage.tell(SCENES["idle-hall-away"])
    for nth, (key, flow) in enumerate(zip(FLOW_KEYS, begun, strict=False), 1):
        assert stage.said(f"flow-{nth}").startswith(i18n.text(f"subject.flow_{flow}"))
        stage.press(Qt.Key(ord(key)))
        qtbot.waitUntil(lambda nth=nth: len(stage.wishes) == nth)
    assert stage.wishes == [BeginFlow(flow) for flow in begun]


@pytest.mark.parametrize(
    ("scene", "to_do"),
    [
        ("guardian-refused-old-enough", "advice.alone"),
        ("guardian-refused-guardian", "advice.of_age"),
        ("trustee-refused-trustee", "advice.in_person"),
    ],
)
def test_each_refusal_says_what_helps(scene: str, to_do: str) -> None:
    ending = case_page(scene).ending
    assert ending is not None
    assert i18n.say(ending.to_do) == i18n.text(to_do)
    assert "双方证件可以交还" in i18n.say(ending.safe)
