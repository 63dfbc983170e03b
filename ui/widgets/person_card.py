"""The person as a card: labels only, so there is no place to type an identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from ui.theme.tokens import Tone, space
from ui.widgets import frames
from ui.widgets.flowing_words import FlowingWords
from ui.widgets.frames import Card, Chip, rule
from ui.widgets.photo import PhotoFrame, PhotoLoader
from ui.widgets.words import Words, set_word

__all__ = ["PersonCard", "PersonWords"]

_USUAL_FIELDS = ("Sex", "Ethnicity", "Born", "Address", "IdNumber", "Validity")
_NOBODY = "—"
_LABEL_WIDTH = 112
_LONG_NAME = 16


@dataclass(frozen=True, slots=True)
class PersonWords:
    """What stands on the card, already in words.

    Attributes:
        fields: name of the place, label, value.
        source: that it was read from the chip; `mask`: that it is masked now.
        footer: SAM id, read counter, time.
    """

    title: str = field(repr=False)
    kind: str
    source: str
    mask: str
    fields: Sequence[tuple[str, str, str]] = field(repr=False)
    warnings: Sequence[str]
    footer: tuple[str, str, str]
    raw_photo: bytes | None = field(repr=False)
    is_compact: bool = False


class PersonCard(Card):
    """Nothing on it can be selected, copied, dragged or written into."""

    def __init__(self, loader: PhotoLoader, photo_words: dict[str, str]) -> None:
        super().__init__("personCard", margin=5)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._name = FlowingWords("personName", "hero")
        self._kind, self._source = Chip("personKind"), Chip("personSource")
        self._mask = Chip("personMask")
        self._warning = Words("personWarning", wraps=True)
        self._photo = PhotoFrame(loader, photo_words)
        self._head, self._grid = QGridLayout(), QGridLayout()
        self._grid.setHorizontalSpacing(space(3))
        self._grid.setVerticalSpacing(space(2))
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._rows = {name: self._make_row(name) for name in _USUAL_FIELDS}
        self._laid: list[str] = []
        self._is_compact = False
        self._rule = rule()
        self._footer = tuple(
            Words(name, "small") for name in ("personSam", "personReadCounter", "personReadTime")
        )
        self._assemble()

    def _assemble(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(space(2))
        for chip in (self._kind, self._source, self._mask):
            chips.addWidget(chip)
        chips.addStretch()
        self._head.setVerticalSpacing(space(2))
        self._head.setHorizontalSpacing(space(5))
        self._head.setColumnStretch(1, 1)
        self._head.addLayout(chips, 0, 0)
        self._head.addWidget(self._name, 1, 0, 1, 2)
        left = frames.column(gap=2)
        left.addLayout(self._head)
        left.addWidget(self._warning)
        left.addLayout(self._grid)
        left.addStretch()
        upper = QHBoxLayout()
        upper.setSpacing(space(5))
        upper.addLayout(left, 1)
        upper.addWidget(self._photo, 0, Qt.AlignmentFlag.AlignTop)
        footer = QHBoxLayout()
        footer.setSpacing(space(5))
        footer.addWidget(self._footer[0])
        footer.addWidget(self._footer[1])
        footer.addStretch()
        footer.addWidget(self._footer[2])
        self.column.setSpacing(space(2))
        self.column.addLayout(upper)
        self.column.addWidget(self._rule)
        self.column.addLayout(footer)

    def show_person(self, person: PersonWords) -> None:
        """Draw the whole card again; what is no longer on it is gone from the labels, too."""
        is_small = person.is_compact or len(person.title) > _LONG_NAME
        set_word(self._name, "role", "title" if is_small else "hero")
        self._name.show_words(person.title)
        _show_chip(self._kind, person.kind, Tone.INFO)
        _show_chip(self._source, person.source, Tone.GOOD)
        _show_chip(self._mask, person.mask, Tone.QUIET)
        self._warning.show_words(" · ".join(person.warnings), Tone.WAITING)
        self._warning.setVisible(bool(person.warnings))
        self._show_fields(person.fields, is_compact=person.is_compact)
        side, above = space(5), space(3 if person.is_compact else 5)
        self.column.setContentsMargins(side, above, side, above)
        self._photo.setVisible(not person.is_compact)
        self._photo.show_photo(None if person.is_compact else person.raw_photo)
        self._rule.setVisible(not person.is_compact)
        for label, words in zip(self._footer, person.footer, strict=True):
            label.show_words(words)
            label.setVisible(not person.is_compact)

    def show_nobody(self, label: str) -> None:
        """Stand as for a card, with dashes: fonts and rows are ready when one comes."""
        self.show_person(
            PersonWords(
                title=_NOBODY,
                kind=label,
                source=label,
                mask="",
                fields=[(name, label, _NOBODY) for name in _USUAL_FIELDS],
                warnings=(),
                footer=(label, label, label),
                raw_photo=None,
            )
        )

    def clear_person(self) -> None:
        """Keep nothing of the last customer in any label."""
        self._name.show_words("")
        self._photo.show_photo(None)
        for name in self._laid:  # the rows stay where they are: the next customer has the same
            for part in self._rows[name]:
                part.show_words("")

    def _show_fields(self, fields: Sequence[tuple[str, str, str]], *, is_compact: bool) -> None:
        names = [name for name, _, _ in fields]
        if is_compact != self._is_compact:
            place = (0, 1, 1, 1) if is_compact else (1, 0, 1, 2)
            self._head.addWidget(self._name, *place)
        if self._laid != names or is_compact != self._is_compact:
            self._is_compact = is_compact
            self._lay_rows(names)
        for name, label, value in fields:
            row = self._rows[name]
            row[0].show_words(label)
            row[1].show_words(value)
            row[1].setAccessibleDescription(label)

    def _lay_rows(self, names: Sequence[str]) -> None:
        for name in self._laid:
            for part in self._rows[name]:
                part.show_words("")
                self._grid.removeWidget(part)
                part.hide()
        self._laid = list(names)
        self._grid.setColumnStretch(3, int(self._is_compact))
        for place, name in enumerate(names):
            if name not in self._rows:
                self._rows[name] = self._make_row(name)
            label, value = self._rows[name]
            line, left = (0, 2 * place) if self._is_compact else (place, 0)
            self._grid.addWidget(label, line, left, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, line, left + 1)
            label.show()
            value.show()

    def _make_row(self, name: str) -> tuple[Words, FlowingWords]:
        """Rows are made once and kept empty: new widgets for every card would be felt."""
        label, value = Words(role="quiet"), FlowingWords(f"person{name}")
        for part in (label, value):
            part.setParent(self)
            part.hide()
        if name.endswith("Number"):
            font = QFont(value.font())
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1)
            value.setFont(font)
        return label, value


def _show_chip(chip: Chip, words: str, tone: Tone) -> None:
    chip.show_words(words, tone)
    chip.setVisible(bool(words))
