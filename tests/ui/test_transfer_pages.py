"""过户 on the screen: every question says whose it is, and the list of steps stays short."""

from __future__ import annotations

import pytest

from tests.ui.people import CHINA_NOW
from tests.ui.transfer_scenes import TRANSFER_SCENES
from ui import i18n
from ui.presenters.case import CaseScreen
from ui.presenters.glance import Glance
from ui.presenters.window import present_window
from ui.theme.tokens import Tone

ROLES = {"present": ("原机主", "present owner"), "new": ("新机主", "new owner")}
OF_SOMEBODY = [name for name in TRANSFER_SCENES if name.rpartition("-")[2] in ROLES]
MOST_LINES = 10  # as many as a small screen shows


def case_page(scene: str) -> CaseScreen:
    page = present_window(TRANSFER_SCENES[scene], Glance(CHINA_NOW)).page
    assert isinstance(page, CaseScreen)
    return page


@pytest.mark.parametrize("scene", OF_SOMEBODY)
def test_every_question_about_somebody_says_about_whom(scene: str) -> None:
    headline = case_page(scene).headline
    meant, other = ROLES[scene.rpartition("-")[2]], ROLES["new"]
    for place, spoken in enumerate(i18n.LANGUAGES):
        i18n.use(spoken)
        assert meant[place] in i18n.say(headline)
        assert other == meant or other[place] not in i18n.say(headline)


@pytest.mark.parametrize("scene", ["transfer-look-up", "transfer-seal", "transfer-saved"])
def test_what_is_about_both_names_neither(scene: str) -> None:
    said = i18n.say(case_page(scene).headline)
    assert not any(zh in said for zh, _ in ROLES.values())


@pytest.mark.parametrize(
    "scene", [name for name in TRANSFER_SCENES if not name.startswith("idle-hall")]
)
def test_the_steps_of_two_people_are_not_twice_as_many_lines(scene: str) -> None:
    lines = case_page(scene).steps
    assert len(lines) <= MOST_LINES
    assert len({line.name for line in lines}) == len(lines)
    said = " ".join(i18n.say(line.label) for line in lines)
    assert all(zh in said for zh, _ in ROLES.values())


@pytest.mark.parametrize(
    ("scene", "present", "owner"),
    [
        ("transfer-look-up", Tone.QUIET, Tone.QUIET),
        ("transfer-form-present", Tone.GOOD, Tone.GOOD),
        ("transfer-saved", Tone.GOOD, Tone.GOOD),
    ],
)
def test_one_line_says_how_far_each_of_them_is(scene: str, present: Tone, owner: Tone) -> None:
    tones = {line.name: line.tone for line in case_page(scene).steps}
    assert tones["person-PRESENT_OWNER"] is present
    assert tones["person-OWNER"] is owner


def test_the_one_line_of_the_agreement_says_who_signs_now() -> None:
    for scene, role in (("transfer-form-present", "原机主"), ("transfer-form-new", "新机主")):
        line = next(line for line in case_page(scene).steps if line.name == "FORM")
        assert line.tone is Tone.INFO
        assert not isinstance(line.note, str)
        assert i18n.say(line.note) == f"{role}签名"


def test_one_person_who_is_reviewed_does_not_put_the_other_in_doubt() -> None:
    lines = {line.name: line.tone for line in case_page("transfer-review-new").steps}
    assert lines["person-PRESENT_OWNER"] is Tone.GOOD
    assert lines["VERIFICATION"] is Tone.WAITING


def test_whoever_does_not_have_the_number_is_not_sent_to_a_transfer() -> None:
    ending = case_page("transfer-refused-present").ending
    assert ending is not None
    assert i18n.say(ending.to_do) == i18n.text("advice.transfer_transfer")
    assert "原机主名下" in i18n.say(ending.safe)


def test_the_new_owner_hears_of_their_own_numbers_only() -> None:
    assert case_page("transfer-refused-new").ending is not None
    hints = {line.name: line.note for line in case_page("transfer-card-of-new").steps}
    assert i18n.say(hints["VERIFICATION"]) == "身份 · 人像 · 张数"  # type: ignore[arg-type]
    hints = {line.name: line.note for line in case_page("transfer-card-of-present").steps}
    assert i18n.say(hints["VERIFICATION"]) == "身份 · 人像 · 号码"  # type: ignore[arg-type]


def test_the_acceptance_says_in_whose_name_the_number_is_now() -> None:
    card = case_page("transfer-saved-accepted").subject
    assert card is not None
    assert [each.key for each in card.lines] == ["subject.handed_over"]
