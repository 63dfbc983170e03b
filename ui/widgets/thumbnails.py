"""Small pictures beside each other, in the order in which they were taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.theme.tokens import space

__all__ = ["Thumbnails"]

_SIZE = QSize(112, 84)


class Thumbnails(QWidget):
    """As many as are given; nothing can be copied or dragged out of them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space(2))
        self._labels: list[QLabel] = []

    def show_pictures(self, pictures: Sequence[QImage], spoken: str) -> None:
        """Show these and no others; a screen reader hears the words."""
        while len(self._labels) < len(pictures):
            label = QLabel()
            label.setFixedSize(_SIZE)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._labels.append(label)
            self._row.addWidget(label)
        for label, picture in zip(self._labels, pictures, strict=False):
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode
            label.setPixmap(
                QPixmap.fromImage(picture.scaled(_SIZE, keep, smooth.SmoothTransformation))
            )
            label.show()
        for label in self._labels[len(pictures) :]:
            label.clear()
            label.hide()
        self.setVisible(bool(pictures))  # an empty row has no place of its own in a layout
        if self.accessibleName() != spoken:
            self.setAccessibleName(spoken)

    def forget(self) -> None:
        """No picture stays behind."""
        self.show_pictures((), "")
