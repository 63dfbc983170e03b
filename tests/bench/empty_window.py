"""The reference of every row about windows: an application and a widget with nothing on it."""

import sys

from PySide6.QtWidgets import QApplication, QWidget

application = QApplication(sys.argv)
window = QWidget()
window.show()
sys.exit(application.exec())
