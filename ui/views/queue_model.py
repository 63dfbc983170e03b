"""One keyset page of the queue as a table; sorting and filtering happen in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from ui.i18n import say, text
from ui.presenters.queue import QueueLine
from ui.theme.tokens import COLOURS, Tone

__all__ = ["COLUMNS", "QueueModel"]

COLUMNS = ("sequence", "time", "name", "id_number", "phone_number", "state", "reason", "next")
_STATE = COLUMNS.index("state")
_INKS = {Tone.GOOD: "good", Tone.BAD: "bad", Tone.WAITING: "waiting", Tone.QUIET: "quiet"}

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class QueueModel(QAbstractTableModel):
    """At most fifty rows, all in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._last = COLUMNS[-1]
        self._lines: tuple[QueueLine, ...] = ()

    def show_lines(self, lines: Sequence[QueueLine]) -> None:
        """Take over a page; rows that stay where they are keep selection and scroll."""
        fresh = tuple(lines)
        if fresh == self._lines:
            return
        if [line.id for line in fresh] == [line.id for line in self._lines]:
            self._lines = fresh
            last = self.index(len(fresh) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._lines = fresh
        self.endResetModel()

    def name_last(self, name: str) -> None:
        """What the last column says of these rows."""
        if name != self._last:
            self._last, last = name, len(COLUMNS) - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, last, last)

    def line(self, row: int) -> QueueLine | None:
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, id_: UUID) -> int:
        """Where a registration stands on this page; -1 when it is not here."""
        return next((row for row, line in enumerate(self._lines) if line.id == id_), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row())
        if line is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return say(line.cells[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return say(line.cells[index.column()])
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == _STATE:
            return QColor(COLOURS[_INKS.get(line.tone, "ink")])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            name = self._last if section == len(COLUMNS) - 1 else COLUMNS[section]
            return text(f"queue.column_{name}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None
