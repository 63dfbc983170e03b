"""A person stands on the screen for a minute at most, and is gone at once when it has to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from drivers.photo import DecodedPhoto
from pos_client.domain.flow import Step
from tests.ui.people import ID_NUMBER, PEOPLE, at_step, person, with_case
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui.widgets.flowing_words import FlowingWords

CONTROL = Qt.KeyboardModifier.ControlModifier


def everything(stage: Stage) -> str:
    """All that is written in any label, the hidden ones too, and all that a reader would say."""
    labels = stage.window.findChildren(QLabel)
    return "\n".join(f"{label.text()} {label.accessibleName()}" for label in labels)


def names_somebody(stage: Stage) -> bool:
    told = everything(stage)
    return any(words in told for words in ("林样本", ID_NUMBER, "虚构路", "1991"))


@pytest.fixture
def shown(stage: Stage) -> Stage:
    stage.tell(SCENES["visual-check"])
    assert stage.said("personName") == "林样本"
    assert stage.said("personIdNumber") == ID_NUMBER
    return stage


def test_after_a_minute_the_mask_is_left(shown: Stage) -> None:
    shown.wait(59)
    assert names_somebody(shown)
    shown.wait(1)
    assert not names_somebody(shown)
    assert shown.said("personName") == "林**"
    assert shown.said("personIdNumber") == "1101**********0014"
    assert shown.said("personMask") == "资料已遮蔽"


def test_the_minute_counts_from_the_read_through_all_steps(shown: Stage) -> None:
    shown.wait(40)
    shown.tell(SCENES["number"])
    assert names_somebody(shown)
    shown.wait(20)
    assert not names_somebody(shown)
    shown.tell(SCENES["seal"])
    assert not names_somebody(shown)


def test_a_card_laid_again_is_shown_again(shown: Stage) -> None:
    shown.wait(60)
    shown.tell(with_case(at_step(Step.NUMBER_AND_SIM, read_counter=43)))
    assert names_somebody(shown)


def test_the_lock_key_hides_before_the_counter_answers(shown: Stage) -> None:
    shown.press(Qt.Key.Key_L, CONTROL)
    assert not names_somebody(shown)
    shown.tell(replace(SCENES["visual-check"], is_demo=False))
    assert not names_somebody(shown)


def test_unlocking_shows_only_what_the_counter_still_shows(shown: Stage) -> None:
    shown.press(Qt.Key.Key_L, CONTROL)
    shown.tell(replace(SCENES["locked"], case=at_step(Step.VISUAL_CHECK, identity=None)))
    assert not names_somebody(shown)
    shown.tell(SCENES["visual-check"])
    assert names_somebody(shown)


def test_cancelling_hides_before_the_counter_answers(shown: Stage) -> None:
    shown.press(Qt.Key.Key_Delete, CONTROL)
    shown.press(Qt.Key.Key_Delete, CONTROL)
    assert not names_somebody(shown)
    shown.tell(SCENES["idle"])
    assert not names_somebody(shown)


def test_sealing_hides_before_the_counter_answers(stage: Stage) -> None:
    stage.tell(SCENES["seal"])
    assert names_somebody(stage)
    stage.press(Qt.Key.Key_Return)
    assert not names_somebody(stage)
    stage.tell(SCENES["saved"])
    assert not names_somebody(stage)


@pytest.mark.parametrize("scene", ["idle", "locked", "log-in", "saved", "refused-mismatch"])
def test_no_label_behind_another_page_keeps_anybody(shown: Stage, scene: str) -> None:
    shown.tell(SCENES[scene])
    assert not names_somebody(shown)


def test_the_queue_page_keeps_nobody_behind_it(shown: Stage) -> None:
    shown.press(Qt.Key.Key_F4)
    assert not names_somebody(shown)
    shown.press(Qt.Key.Key_F2)
    assert names_somebody(shown)


def test_the_next_person_leaves_nothing_of_the_last(shown: Stage) -> None:
    case = at_step(Step.VISUAL_CHECK, identity=PEOPLE["hmt"], read_counter=43)
    shown.tell(with_case(case))
    assert shown.said("personName") == "陈样例"
    assert ID_NUMBER not in everything(shown)
    assert not shown.sees("personEthnicity")


@pytest.mark.parametrize("name", ["<b>样本</b>", "样\u00a0本", "\ue123样\U00020bb7", "a&amp;b"])
def test_a_name_is_shown_letter_by_letter(stage: Stage, name: str) -> None:
    stage.tell(with_case(at_step(Step.VISUAL_CHECK, identity=person(name=name))))
    assert stage.said("personName") == name


# The photo --------------------------------------------------------------------------------------


def ppm(side: int) -> DecodedPhoto:
    return DecodedPhoto.of_pixels(side, side, bytes(3 * side * side))


def photo(stage: Stage) -> QLabel:
    label = stage.find("personPhoto")
    assert isinstance(label, QLabel)
    return label


def with_photo(raw: bytes) -> object:
    return with_case(at_step(Step.VISUAL_CHECK, identity=person(raw_photo=raw)))


def test_a_photo_is_decoded_elsewhere_and_gone_with_the_identity(
    make_stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    stage = make_stage(decode=lambda _: ppm(2))
    stage.tell(with_photo(b"raw"))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: not photo(stage).pixmap().isNull())
    stage.wait(60)
    assert photo(stage).pixmap().isNull()
    assert photo(stage).text() == "照片已遮蔽"


def test_without_a_decoder_the_screen_says_so(
    make_stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    stage = make_stage(decode=lambda _: None)
    stage.tell(with_photo(b"raw"))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: photo(stage).text() == "无照片解码器")


def test_a_broken_decoder_is_no_decoder(make_stage: Callable[..., Stage], qtbot: QtBot) -> None:
    def broken(_: bytes) -> None:
        raise ValueError("quotes the card")

    stage = make_stage(decode=broken)
    stage.tell(with_photo(b"raw"))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: photo(stage).text() == "无照片解码器")


@pytest.mark.parametrize(
    "photo_file",
    [
        DecodedPhoto("webp", b"RIFF\x04\0\0\0WEBP"),
        DecodedPhoto("bmp", ppm(2).data),
        DecodedPhoto("pdf", b"%PDF-1.7"),
        ppm(513),
    ],
    ids=["none", "another format", "no format of pictures", "larger than any chip's"],
)
def test_what_a_decoder_gives_is_looked_at(
    make_stage: Callable[..., Stage], qtbot: QtBot, photo_file: DecodedPhoto
) -> None:
    stage = make_stage(decode=lambda _: photo_file)
    stage.tell(with_photo(b"raw"))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: photo(stage).text() == "无照片解码器")


def test_a_late_photo_of_the_last_person_is_not_drawn(
    make_stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    stage = make_stage(decode=lambda _: ppm(2))
    stage.tell(with_photo(b"raw"))  # type: ignore[arg-type]
    stage.tell(SCENES["idle"])
    qtbot.wait(50)
    stage.tell(SCENES["visual-check"])
    assert photo(stage).pixmap().isNull()
    assert photo(stage).text() == "证件无照片"


def test_the_next_card_needs_no_new_widgets(stage: Stage) -> None:
    """Making them anew for each customer was most of the time that a card took to be seen."""
    stage.tell(SCENES["visual-check"])
    stage.tell(SCENES["idle"])
    made = set(stage.window.findChildren(QWidget))
    stage.tell(SCENES["visual-check"])
    assert set(stage.window.findChildren(QWidget)) <= made


def test_what_is_rehearsed_at_leisure_shows_nobody(
    make_stage: Callable[..., Stage], qtbot: QtBot
) -> None:
    stage = make_stage(has_leisure=True)
    stage.tell(SCENES["idle"])
    qtbot.waitUntil(lambda: stage.window.findChild(QWidget, "personCard") is not None)
    card = stage.window.findChild(QWidget, "personCard")
    assert card is not None
    assert not card.isVisible()
    assert [label.text() for label in card.findChildren(FlowingWords) if label.text()] == []
