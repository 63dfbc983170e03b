"""QR codes as rows of modules, for paper and screen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

__all__ = ["CodeRow", "code_rows"]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One row, from left to right; True is dark."""

    modules: tuple[bool, ...]

    @property
    def runs(self) -> tuple[tuple[int, int], ...]:
        """Dark stretches as (start, length): drawn whole they show no seams."""
        found = []
        start = 0
        for is_dark, group in groupby(self.modules):
            length = len(tuple(group))
            if is_dark:
                found.append((start, length))
            start += length
        return tuple(found)


def code_rows(text: str) -> tuple[CodeRow, ...]:
    """Encode at error level M, or better where it costs no module; without the quiet zone."""
    import segno  # only the few papers with a code pay for it

    code = segno.make(text, error="m", micro=False)
    return tuple(CodeRow(tuple(bool(module) for module in row)) for row in code.matrix)
