"""The pages of single steps: what they ask, what they wait for, what they forget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from pos_client.application.commands import (
    ChooseOffer,
    ConfirmStep,
    GiveConsent,
    LeaveFieldWork,
    LoadQueuePage,
    PrepareFieldWork,
    SetContactNumber,
    SignForm,
    StepBack,
    TakeLivePhoto,
    TakeScan,
)
from pos_client.application.review_commands import AskCentre, DecideReview
from pos_client.application.state import CounterState
from pos_client.application.step_state import ChoiceState, ConsentState, PhotoState, ReviewState
from pos_client.domain.flow import Step
from pos_client.domain.review import ReviewReason, ReviewWay
from pos_client.domain.sim import SimSource
from pos_client.sandbox.notices import NOTICES, OFFERS
from pos_client.testing.customer import plain_jpeg
from tests.papers import FORM_SHA256
from tests.ui.people import ICCID, at_step, ready, with_case
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui import i18n
from ui.i18n import Language

ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


def sign(stage: Stage, name: str) -> None:
    """Write a few strokes with the mouse, as somebody who signs."""
    pad = stage.find(name)
    for line in range(3):
        left, top = 40, 20 + 18 * line
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(left, top))
        for step in range(1, 12):
            QTest.mouseMove(pad, QPoint(left + 14 * step, top + 30 * (step % 2)))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(left + 160, top))
    stage.settle()


def tick(stage: Stage, name: str) -> QCheckBox:
    box = stage.find(name)
    assert isinstance(box, QCheckBox)
    return box


def alone(stage: Stage, qtbot: QtBot, *keys: Qt.Key) -> None:
    """Letters as a hand types them: each by itself."""
    for key in keys:
        stage.press(key)
        qtbot.wait(150)
    stage.settle()


def primary(stage: Stage) -> tuple[bool, str]:
    button = stage.find("primaryAction")
    return button.isEnabled(), button.accessibleName()


# Consent --------------------------------------------------------------------------------------


def test_consent_takes_every_tick_and_a_signature(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["consent"])
    assert primary(stage) == (False, "请客户逐项确认")
    alone(stage, qtbot, Qt.Key.Key_0)
    assert primary(stage) == (False, "请客户逐项确认")  # the face match is asked apart
    alone(stage, qtbot, Qt.Key.Key_3)
    assert primary(stage) == (False, "请客户在签名区签名")
    stage.press(ENTER)
    assert stage.wishes == []
    sign(stage, "consentPad")
    stage.press(ENTER)
    (consent,) = stage.wishes
    assert isinstance(consent, GiveConsent)
    assert consent.agreed == tuple(each.id for each in NOTICES.for_age(35))
    assert consent.declined == ()
    assert consent.handwritten_signature.signed_sha256 == NOTICES.sha256


def test_the_face_match_may_be_declined_and_says_what_that_means(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.tell(SCENES["consent"])
    alone(stage, qtbot, Qt.Key.Key_0, Qt.Key.Key_3)
    tick(stage, "decline-face").click()
    assert not tick(stage, "agree-face").isChecked()
    assert any("自有营业厅" in label.text() for label in _labels(stage))
    sign(stage, "consentPad")
    stage.press(ENTER)
    (consent,) = stage.wishes
    assert isinstance(consent, GiveConsent)
    assert (consent.declined, "face" in consent.agreed) == (("face",), False)


def _labels(stage: Stage) -> list[QLabel]:
    return [each for each in stage.window.findChildren(QLabel) if each.isVisible()]


def test_a_digit_takes_its_tick_away_again(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["consent"])
    alone(stage, qtbot, Qt.Key.Key_1)
    assert tick(stage, "agree-privacy").isChecked()
    alone(stage, qtbot, Qt.Key.Key_1)
    assert not tick(stage, "agree-privacy").isChecked()


@pytest.mark.parametrize(
    "leave",
    [
        lambda stage: stage.tell(SCENES["locked"]),
        lambda stage: stage.tell(ready()),
        lambda stage: stage.press(Qt.Key.Key_F4),
    ],
    ids=["locked", "cancelled", "other page"],
)
def test_nobodys_ticks_and_ink_stay(
    stage: Stage, qtbot: QtBot, leave: Callable[[Stage], None]
) -> None:
    stage.tell(SCENES["consent"])
    alone(stage, qtbot, Qt.Key.Key_0, Qt.Key.Key_3)
    sign(stage, "consentPad")
    assert primary(stage)[0]
    leave(stage)
    stage.press(Qt.Key.Key_F2)
    stage.tell(SCENES["consent"])
    assert primary(stage) == (False, "请客户逐项确认")


def test_new_texts_ask_for_every_tick_and_the_signature_anew(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["consent"])
    alone(stage, qtbot, Qt.Key.Key_0, Qt.Key.Key_3)
    sign(stage, "consentPad")
    assert primary(stage)[0]
    newer = ConsentState("2026-12", NOTICES.for_age(35), bytes(32))
    stage.tell(with_case(at_step(Step.CONSENT, consent=newer)))
    assert primary(stage) == (False, "请客户逐项确认")


@pytest.mark.parametrize("count", [1, 4, 5, 12])
def test_all_notices_have_room_and_can_be_answered(stage: Stage, count: int) -> None:
    notices = tuple(
        replace(NOTICES.notices[0], id=f"notice-{place}", title_zh=f"告知事项 {place}")
        for place in range(count)
    )
    stage.tell(with_case(at_step(Step.CONSENT, consent=ConsentState("1", notices, bytes(32)))))
    for place in range(count):
        box = tick(stage, f"agree-notice-{place}")
        assert box.parentWidget().width() >= 240
        box.click()
    assert primary(stage) == (False, "请客户在签名区签名")


# Photo ----------------------------------------------------------------------------------------


def test_the_camera_runs_only_while_its_step_is_shown(stage: Stage) -> None:
    assert stage.camera.info is None
    stage.tell(SCENES["live-photo"])
    assert stage.camera.info is not None
    stage.tell(SCENES["verifying"])
    assert stage.camera.info is None


def test_one_key_takes_the_frame_that_is_shown(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["live-photo"])
    assert primary(stage) == (False, "摄像头还没有画面")
    stage.press(ENTER)
    assert stage.wishes == []
    stage.camera.show(plain_jpeg())
    qtbot.waitUntil(lambda: primary(stage)[0])
    stage.press(ENTER)
    (taken,) = stage.wishes
    assert isinstance(taken, TakeLivePhoto)
    assert taken.photo.is_simulated
    assert taken.photo.camera_id == "simulated:counter"
    assert taken.photo.jpeg.startswith(b"\xff\xd8\xff")


def test_another_photo_says_why_and_how_many_are_left(stage: Stage) -> None:
    stage.tell(SCENES["live-photo-again"])
    said = " ".join(label.text() for label in _labels(stage))
    assert "上一张照片不清楚" in said
    assert "还可以拍 2 次" in said


def test_a_camera_that_is_lost_says_so_and_takes_nothing(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["live-photo"])
    qtbot.waitUntil(lambda: primary(stage)[0])
    stage.camera.stop()
    stage.camera.lost.emit("camera_virtual")
    stage.settle()
    assert "虚拟摄像头" in stage.find("viewfinder").accessibleDescription()
    assert not primary(stage)[0]


@pytest.mark.parametrize("code", ["camera_busy", "camera_changed", "camera_module_missing"])
def test_a_camera_that_has_given_up_is_opened_again_by_a_key(
    stage: Stage, qtbot: QtBot, code: str
) -> None:
    stage.tell(SCENES["live-photo"])
    qtbot.waitUntil(lambda: primary(stage)[0])
    assert not stage.sees("cameraAgain")
    stage.camera.stop()
    stage.camera.lost.emit(code)
    assert stage.sees("cameraAgain")
    assert not primary(stage)[0]
    stage.press(Qt.Key.Key_F5)
    assert not stage.sees("cameraAgain")
    qtbot.waitUntil(lambda: primary(stage)[0])
    assert stage.wishes == []  # the consent stands, nothing was given up for it


@pytest.mark.parametrize("code", ["camera_missing", "camera_virtual", "camera_lost"])
def test_a_camera_that_comes_by_itself_needs_no_key(stage: Stage, code: str) -> None:
    stage.tell(SCENES["live-photo"])
    stage.camera.lost.emit(code)
    assert not stage.sees("cameraAgain")
    assert stage.find("viewfinder").accessibleDescription()


def test_each_photo_begins_with_a_fresh_frame(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["live-photo"])
    qtbot.waitUntil(lambda: primary(stage)[0])
    again = at_step(Step.LIVE_PHOTO, photo=PhotoState("FACE_QUALITY", 2))
    stage.camera.stop()
    stage.tell(with_case(again))
    assert not primary(stage)[0]


# Review ---------------------------------------------------------------------------------------


def typed(stage: Stage, name: str, words: str) -> None:
    edit = stage.find(name)
    assert isinstance(edit, QLineEdit)
    edit.setText(words)


@pytest.mark.parametrize(("key", "is_approved"), [(ENTER, True), (Qt.Key.Key_F8, False)])
def test_a_supervisor_decides_with_their_own_password(
    stage: Stage, key: Qt.Key, *, is_approved: bool
) -> None:
    stage.tell(SCENES["review"])
    stage.press(key)
    assert stage.wishes == []
    typed(stage, "reviewClerkNumber", "0021")
    typed(stage, "reviewPassword", "an invented secret")
    stage.find("reviewPassword").clearFocus()
    stage.press(key)
    assert stage.wishes == []
    typed(stage, "reviewSecondFactor", "012345")
    reason = None if is_approved else ReviewReason.PHOTO_UNCLEAR
    if reason is not None:
        stage.press(key)
        assert stage.wishes == []  # nobody refuses without a reason
        stage.press(Qt.Key.Key_F9)
        stage.press(Qt.Key.Key_F9)
        assert stage.said("reviewReason") == i18n.text("steps.review_reason_PHOTO_UNCLEAR")
    stage.press(key)
    decision = DecideReview("0021", "an invented secret", is_approved, "012345", reason)
    assert stage.wishes == [decision]
    for name in ("reviewPassword", "reviewSecondFactor"):
        edit = stage.find(name)
        assert isinstance(edit, QLineEdit)
        assert edit.text() == ""


def test_the_centre_is_asked_beside_the_supervisors_fields(stage: Stage) -> None:
    both = ReviewState(("QUOTA_REVIEW",), ways=tuple(ReviewWay))
    stage.tell(with_case(at_step(Step.REVIEW, review=both)))
    assert stage.sees("reviewClerkNumber")
    stage.press(Qt.Key.Key_F11)
    assert stage.wishes == [AskCentre()]


def test_the_countdown_runs_beside_the_fields_and_what_is_typed_stays(stage: Stage) -> None:
    stage.tell(SCENES["review-waiting"])
    typed(stage, "reviewClerkNumber", "0021")
    assert not stage.sees("askCentre")
    assert "02:" in stage.said("centreWait")
    stage.press(Qt.Key.Key_F11)
    assert stage.wishes == []
    edit = stage.find("reviewClerkNumber")
    assert isinstance(edit, QLineEdit)
    assert edit.text() == "0021"


def test_a_refusal_says_why_whoever_reviewed_has_refused(stage: Stage) -> None:
    stage.tell(SCENES["review-refused"])
    assert stage.said("endingHappened") == "复核人没有同意。原因：照片不清。"
    case = SCENES["review-refused"].case
    assert case is not None
    stage.tell(with_case(replace(case, refused_because="")))
    assert stage.said("endingHappened") == "复核人没有同意。"


def test_where_only_the_centre_may_the_primary_key_asks_it(stage: Stage) -> None:
    stage.tell(SCENES["review-centre"])
    assert not stage.sees("reviewClerkNumber")
    stage.press(ENTER)
    assert stage.wishes == [AskCentre()]


def test_a_supervisor_goes_from_field_to_field_with_enter(stage: Stage) -> None:
    stage.tell(SCENES["review"])
    for name, words in (
        ("reviewClerkNumber", "0021"),
        ("reviewPassword", "an invented secret"),
        ("reviewSecondFactor", "012345"),
    ):
        assert stage.find(name).hasFocus()
        typed(stage, name, words)
        stage.press(ENTER)
    assert stage.wishes == [DecideReview("0021", "an invented secret", second_factor="012345")]


def test_a_review_asks_for_no_code_where_none_is_asked_for(stage: Stage) -> None:
    review = ReviewState(("QUOTA_REVIEW",), asks_second_factor=False)
    stage.tell(with_case(at_step(Step.REVIEW, review=review)))
    assert not stage.sees("reviewSecondFactor")
    typed(stage, "reviewClerkNumber", "0021")
    typed(stage, "reviewPassword", "an invented secret")
    stage.find("reviewPassword").setFocus()
    stage.press(ENTER)
    assert stage.wishes == [DecideReview("0021", "an invented secret")]


# Offer and SIM --------------------------------------------------------------------------------


def test_keys_choose_the_offer_and_a_scanner_reads_the_sim(stage: Stage) -> None:
    stage.tell(SCENES["number-scan"])
    stage.press(Qt.Key.Key_F9)
    stage.press(Qt.Key.Key_F11)
    for letter in "89860000000000000123":
        QTest.keyClick(stage.window.windowHandle(), letter)
    QTest.keyClick(stage.window.windowHandle(), ENTER)
    stage.settle()
    assert stage.wishes == [
        ChooseOffer(OFFERS[0].code),
        ChooseOffer(OFFERS[2].code),
        TakeScan("89860000000000000123"),
    ]


def many_offers(chosen: int) -> CounterState:
    offers = tuple(
        replace(OFFERS[0], code=f"O-{place}", name_zh=f"套餐 {place}") for place in range(10)
    )
    choice = ChoiceState(offers, f"O-{chosen}", ICCID, SimSource.SCANNER)
    return with_case(at_step(Step.NUMBER_AND_SIM, choice=choice))


def test_every_offer_of_the_list_can_be_chosen(stage: Stage) -> None:
    stage.tell(many_offers(0))
    assert stage.said("moreOffers") == "更多套餐 1/3"
    for page in range(3):
        for place, key in enumerate((Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F12)):
            stage.press(key)
            offer = 4 * page + (0, 1, 3)[place]
            if offer < 10:
                assert stage.wishes[-1] == ChooseOffer(f"O-{offer}")
        stage.press(Qt.Key.Key_PageDown)
    assert len(stage.wishes) == 8
    assert stage.said("moreOffers") == "更多套餐 1/3"
    stage.press(Qt.Key.Key_PageUp)
    assert stage.said("moreOffers") == "更多套餐 3/3"
    assert not stage.sees("offer-2")


def test_the_offer_that_is_chosen_is_on_the_page_that_is_shown(stage: Stage) -> None:
    stage.tell(many_offers(9))
    assert stage.said("moreOffers") == "更多套餐 3/3"
    assert "套餐 9" in stage.said("offer-1")
    stage.press(Qt.Key.Key_PageDown)
    stage.tell(replace(many_offers(9), is_logging_in=True))  # other news turn no page back
    assert stage.said("moreOffers") == "更多套餐 1/3"
    stage.tell(many_offers(5))
    assert stage.said("moreOffers") == "更多套餐 2/3"


def test_few_offers_need_no_pages(stage: Stage) -> None:
    stage.tell(SCENES["number-scan"])
    assert not stage.sees("moreOffers")


def test_the_countdown_of_the_number_is_seen_while_the_customer_signs(stage: Stage) -> None:
    stage.tell(SCENES["form"])
    line = stage.find("holdLine")
    assert isinstance(line, QLabel)
    assert line.text() == "170 5555 0188 · 号码预占，剩余 14:21"
    stage.wait(60)
    assert line.text().endswith("13:21")
    stage.tell(SCENES["consent"])
    assert not stage.sees("holdLine")


@pytest.mark.parametrize("reason", ["blank_card", "prefix", "length", "format"])
def test_a_scan_that_is_no_sim_says_why(stage: Stage, reason: str) -> None:
    choice = ChoiceState(OFFERS, OFFERS[0].code, scan_refused=reason)
    stage.tell(with_case(at_step(Step.NUMBER_AND_SIM, choice=choice)))
    note = stage.find("simNote")
    assert isinstance(note, QLabel)
    assert note.text()
    assert note.property("tone") == "bad"


@pytest.mark.parametrize("warning", ["luhn", "not_mainland"])
def test_a_sim_that_is_merely_odd_is_taken_with_a_warning(stage: Stage, warning: str) -> None:
    choice = ChoiceState(OFFERS, OFFERS[0].code, ICCID, SimSource.SCANNER, sim_warnings=(warning,))
    stage.tell(with_case(at_step(Step.NUMBER_AND_SIM, choice=choice)))
    note = stage.find("simNote")
    assert note.property("tone") == "waiting"
    assert primary(stage)[0]


def test_a_sim_is_never_typed(stage: Stage) -> None:
    stage.tell(SCENES["number-scan"])
    card = stage.find("simCard")
    assert card.findChildren(QLineEdit) == []


@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
@pytest.mark.parametrize(
    "scene", ["number", "number-offline", "seal", "seal-offline", "review", "consent", "reread"]
)
def test_a_page_is_seen_whole_below_a_title_bar(
    make_stage: Callable[..., Stage], scene: str, spoken: Language
) -> None:
    i18n.use(spoken)
    stage = make_stage((1366, 746))
    stage.tell(SCENES[scene])
    for area in stage.window.findChildren(QScrollArea):
        if area.isVisible():
            assert area.verticalScrollBar().maximum() == 0, area.objectName()


# Form and contact number ----------------------------------------------------------------------


def test_the_form_is_signed_under_its_own_hash(stage: Stage) -> None:
    stage.tell(SCENES["form"])
    stage.press(ENTER)
    assert stage.wishes == []
    sign(stage, "formPad")
    stage.press(ENTER)
    (signed,) = stage.wishes
    assert isinstance(signed, SignForm)
    assert signed.handwritten_signature.signed_sha256 == FORM_SHA256


def test_escape_goes_one_step_back(stage: Stage) -> None:
    for name in ("consent", "live-photo", "form"):
        stage.tell(SCENES[name])
        stage.press(ESCAPE)
    assert stage.wishes == [StepBack()] * 3


def test_the_contact_number_is_kept_before_it_is_sealed(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["seal-offline"])
    alone(stage, qtbot, Qt.Key.Key_Slash)
    edit = stage.find("contactNumber")
    assert isinstance(edit, QLineEdit)
    edit.setText("17055550199")
    stage.press(ENTER)
    assert stage.wishes == [SetContactNumber("17055550199")]
    assert primary(stage)[0]
    qtbot.wait(60)
    stage.press(ENTER)
    assert stage.wishes[-1] == ConfirmStep("SEAL")


def test_a_contact_number_that_was_only_begun_is_not_sealed(stage: Stage) -> None:
    stage.tell(SCENES["seal-offline"])
    typed(stage, "contactNumber", "1705555")
    assert primary(stage) == (False, "联系电话应为 11 位手机号码")
    stage.press(ENTER)
    assert stage.wishes == []
    typed(stage, "contactNumber", "17055550199")
    stage.find("primaryAction").click()  # type: ignore[attr-defined]
    assert stage.wishes == [SetContactNumber("17055550199"), ConfirmStep("SEAL")]


@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
def test_every_tick_is_in_sight_however_long_its_notice(
    make_stage: Callable[..., Stage], spoken: Language
) -> None:
    i18n.use(spoken)
    stage = make_stage((1366, 768))
    stage.tell(SCENES["consent-minor"])
    ticks = stage.window.findChildren(QCheckBox)
    assert len(ticks) == 5
    for box in ticks:
        seen = box.visibleRegion().boundingRect()
        assert seen.height() == box.height(), box.objectName()


def test_while_a_review_is_submitted_nothing_more_is_asked_for(stage: Stage) -> None:
    stage.tell(SCENES["reviewing"])
    assert primary(stage) == (False, "请稍候…")


def test_nothing_of_a_customer_with_more_to_seal_stays_for_the_next(stage: Stage) -> None:
    stage.tell(SCENES["seal"])
    stage.tell(SCENES["seal-customer-returns"])
    lines = [label.text() for label in _labels(stage) if label.objectName().startswith("summary-")]
    assert len([line for line in lines if line]) == 5
    assert not any("170 5555" in line for line in lines)


# The second visit and going out ---------------------------------------------------------------


def test_a_page_of_those_who_have_to_return(stage: Stage) -> None:
    stage.tell(replace(SCENES["idle"], awaiting_customer=6))
    stage.press(Qt.Key.Key_F6)
    assert stage.said("filter-customer") == "待到店 6"
    asked = [each for each in stage.asked if isinstance(each, LoadQueuePage)]
    assert asked[-1].needs_customer


def test_a_slip_that_was_scanned_asks_for_the_card(stage: Stage) -> None:
    stage.tell(SCENES["idle-returning"])
    headline = stage.find("headline")
    assert isinstance(headline, QLabel)
    assert headline.text() == "请放上客户本人的身份证"


@pytest.mark.parametrize("scene", ["idle-returning", "idle-return-asking"])
def test_a_slip_is_put_away_by_escape_and_by_its_button(stage: Stage, scene: str) -> None:
    stage.tell(SCENES[scene])
    stage.press(ESCAPE)
    button = stage.find("idleBack")
    assert isinstance(button, QAbstractButton)
    button.click()
    assert stage.wishes == [StepBack(), StepBack()]
    stage.tell(SCENES["idle"])
    assert not stage.sees("idleBack")
    stage.press(ESCAPE)
    assert len(stage.wishes) == 2


def test_going_out_is_one_key_there_and_one_back(stage: Stage) -> None:
    stage.tell(SCENES["idle"])
    stage.press(Qt.Key.Key_F7)
    (asked,) = stage.wishes
    assert isinstance(asked, PrepareFieldWork)
    assert asked.has_camera
    stage.tell(SCENES["field-work"])
    assert stage.find("primaryAction").isEnabled()
    stage.press(ENTER)
    stage.press(ESCAPE)
    assert [type(each) for each in stage.wishes[1:]] == [PrepareFieldWork, LeaveFieldWork]


def test_the_preparation_promises_what_the_banner_says(stage: Stage) -> None:
    stage.tell(SCENES["field-work"])
    promise = stage.find("fieldPromise")
    assert isinstance(promise, QLabel)
    assert "还可以办理 12 单" in promise.text()
    assert not stage.sees("offlineBanner")  # nothing is captured: the gateway is there


def test_a_case_at_the_counter_is_not_left_for_the_preparation(stage: Stage) -> None:
    stage.tell(SCENES["number"])
    stage.press(Qt.Key.Key_F7)
    assert stage.wishes == []
    assert _is_shown(stage, "casePage")


def _is_shown(stage: Stage, name: str) -> bool:
    return any(each.isVisible() for each in stage.window.findChildren(QWidget, name))
