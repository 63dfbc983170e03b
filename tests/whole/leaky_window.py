"""A window as ours must never be: what is typed into its line edit becomes somebody's name."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget


def main() -> int:
    application = QApplication(sys.argv)
    window = QWidget()
    window.setObjectName("leaky")
    layout = QVBoxLayout(window)
    headline, line, name = QLabel("Who is it?"), QLineEdit(), QLabel()
    for part, part_name in ((headline, "headline"), (line, "line"), (name, "personName")):
        part.setObjectName(part_name)
        layout.addWidget(part)
    if "--keeps-it-to-itself" not in sys.argv:
        line.textChanged.connect(name.setText)
    if "--presses" in sys.argv:
        line.textChanged.connect(lambda text: line.clear() if text else None)
        line.returnPressed.connect(lambda: headline.setText("On we go"))
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
