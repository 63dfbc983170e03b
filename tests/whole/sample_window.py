"""A small window on which the tests of `screen` try their hands."""

from __future__ import annotations

import sys

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)


def main() -> int:
    application = QApplication(sys.argv)
    window = QWidget()
    window.setObjectName("sample")
    window.setWindowTitle("实名登记")
    window.resize(500, 400)
    layout = QVBoxLayout(window)
    parts: dict[str, QWidget] = {
        "line": QLineEdit(),
        "other": QLineEdit(),
        "label": QLabel("请放置证件"),
        "button": QPushButton("&Clear"),
        "hidden": QLabel("hidden words"),
        "table": QTableWidget(3, 2),
    }
    for name, part in parts.items():
        part.setObjectName(name)
        layout.addWidget(part)
    parts["hidden"].hide()
    line, label, button, table = (parts[name] for name in ("line", "label", "button", "table"))
    assert isinstance(line, QLineEdit)
    assert isinstance(label, QLabel)
    assert isinstance(button, QPushButton)
    assert isinstance(table, QTableWidget)
    table.setItem(1, 1, QTableWidgetItem("in a cell"))
    line.textChanged.connect(label.setText)
    button.clicked.connect(line.clear)
    QShortcut(QKeySequence("F5"), window).activated.connect(lambda: label.setText("refreshed"))
    QShortcut(QKeySequence("Ctrl+Shift+L"), window).activated.connect(
        lambda: label.setText("chord")
    )
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
