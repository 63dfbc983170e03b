"""Our faces are drawn like the whole ones that they were cut out of."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPainter

from ui.theme import fonts
from ui.theme.fonts import counter_font

WORDS = "请核对：本人、证件与屏幕是否一致 王小明 138 0013 8000 Register"
WHOLE = "Noto Sans CJK SC"


def drawn(font: QFont, words: str = WORDS) -> QImage:
    image = QImage(900, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(font)
    painter.drawText(5, 45, words)
    painter.end()
    return image


@pytest.mark.parametrize("is_bold", [False, True])
@pytest.mark.parametrize("pixels", [11, 13, 15, 17, 26, 34])
def test_every_pixel_is_the_same(qapp: QCoreApplication, pixels: int, *, is_bold: bool) -> None:
    ours, whole = counter_font(), QFont(WHOLE)
    for font in (ours, whole):
        font.setPixelSize(pixels)
        font.setBold(is_bold)
    assert QFontInfo(ours).family() == "Shiming Sans"
    assert QFontInfo(whole).family() == WHOLE
    assert drawn(ours) == drawn(whole)


def test_a_rare_character_is_drawn_by_another_face(qapp: QCoreApplication) -> None:
    rare, blank = "\U00020bb7", "\ufffe"
    whole = QFont(WHOLE)
    whole.setPixelSize(counter_font().pixelSize())
    assert drawn(counter_font(), rare) == drawn(whole, rare)
    assert drawn(counter_font(), rare) != drawn(counter_font(), blank)


def test_without_our_faces_those_of_the_system_do(
    qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts._own_faces.cache_clear()
    monkeypatch.setattr(fonts.QFontDatabase, "addApplicationFont", lambda _: -1)
    try:
        assert WHOLE in counter_font().families()
        assert "Shiming Sans" not in counter_font().families()
    finally:
        fonts._own_faces.cache_clear()
