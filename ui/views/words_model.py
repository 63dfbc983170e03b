"""Rows of words as a table: nothing is sorted, edited or taken along here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView

from ui.i18n import text
from ui.theme.tokens import COLOURS, Tone
from ui.widgets.row_table import RowTable

__all__ = ["WordRow", "WordsModel", "words_table"]

_INKS = {Tone.GOOD: "good", Tone.BAD: "bad", Tone.WAITING: "waiting", Tone.QUIET: "quiet"}
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEAST = 180
"""Room for the columns' names and four rows."""

WordRow = tuple[tuple[str, ...], Tone]
"""The words of a row by columns, and the tone of the one that has any."""


class WordsModel(QAbstractTableModel):
    """A page of rows, all in memory."""

    def __init__(self, columns: Sequence[str], toned: int) -> None:
        """Take the keys of the columns' names, and which of them bears the tone."""
        super().__init__()
        self._columns = tuple(columns)
        self._toned = toned
        self._rows: tuple[WordRow, ...] = ()

    def show_rows(self, rows: Sequence[WordRow]) -> None:
        fresh = tuple(rows)
        if fresh == self._rows:
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        words, tone = self._rows[index.row()]
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return words[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == self._toned:
            return QColor(COLOURS[_INKS.get(tone, "ink")])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return text(self._columns[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


def words_table(
    name: str, spoken: str, model: WordsModel, widths: Sequence[int], *, wide: int
) -> RowTable:
    """A table of them; the column `wide` takes what room the others leave."""
    table = RowTable()
    table.setObjectName(name)
    table.setAccessibleName(spoken)
    table.setModel(model)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setMinimumHeight(_LEAST)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(34)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionsClickable(False)
    for place, width in enumerate(widths):
        table.setColumnWidth(place, width)
    header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
    return table
