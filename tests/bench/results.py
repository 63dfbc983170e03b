"""What a measurement yields, and how ours and its reference become one row."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

__all__ = ["Row", "Samples", "interleaved", "table", "write_json"]

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Samples:
    """Repetitions of ours and of the reference, taken in turns."""

    ours: tuple[float, ...]
    reference: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.ours or not self.reference or min(self.reference) <= 0:
            raise ValueError("a ratio needs both sides, and a reference above zero")


def interleaved(
    ours: Callable[[], float],
    reference: Callable[[], float],
    repetitions: int,
    *,
    warm_up: int = 1,
) -> Samples:
    """Measure ours, reference, ours, reference; the first `warm_up` pairs are thrown away.

    In turns, so that whatever else the computer does meanwhile meets both of them.
    """
    pairs = [(ours(), reference()) for _ in range(warm_up + repetitions)][warm_up:]
    return Samples(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        ours, reference: medians, in `unit`.
        goal: the largest good ratio; None for a row that is reported without one.
        how: what was compared with what.
        spread: the least and the largest of ours, then of the reference.
    """

    name: str
    unit: str
    ours: float
    reference: float
    goal: float | None
    repetitions: int
    how: str
    spread: tuple[float, float, float, float]

    @classmethod
    def of(cls, name: str, unit: str, samples: Samples, goal: float | None, how: str) -> Row:
        ours, reference = samples.ours, samples.reference
        return cls(
            name=name,
            unit=unit,
            ours=median(ours),
            reference=median(reference),
            goal=goal,
            repetitions=len(ours),
            how=how,
            spread=(min(ours), max(ours), min(reference), max(reference)),
        )

    @property
    def ratio(self) -> float:
        return self.ours / self.reference

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; judged before anything is rounded."""
        return None if self.goal is None else self.ratio <= self.goal

    def plain(self) -> dict[str, object]:
        """What the JSON file says of it."""
        return {
            "name": self.name,
            "ours": round(self.ours, 6),
            "reference": round(self.reference, 6),
            "ratio": round(self.ratio, _DIGITS),
            "goal": None if self.goal is None else round(self.goal, _DIGITS),
            "met": self.met,
        }


def write_json(file: Path, rows: Sequence[Row]) -> None:
    """Write the rows as one list."""
    text = json.dumps([row.plain() for row in rows], ensure_ascii=False, indent=2)
    file.write_text(text + "\n", "utf-8")


def table(rows: Sequence[Row]) -> str:
    """Draw the rows for people."""
    head = ("row", "ours", "reference", "ratio", "goal", "", "n", "ours, least to most")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    drawn = [
        "  ".join(_padded(cell, width, place) for place, (cell, width) in enumerate(pairs)).rstrip()
        for pairs in (list(zip(line, widths, strict=True)) for line in lines)
    ]
    drawn.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(drawn)


def _cells(row: Row) -> tuple[str, ...]:
    verdict = {True: "met", False: "MISSED", None: "-"}[row.met]
    least, most = (_amount(value, row.unit) for value in row.spread[:2])
    return (
        row.name,
        _amount(row.ours, row.unit),
        _amount(row.reference, row.unit),
        f"{row.ratio:.3f}",
        "-" if row.goal is None else f"{row.goal:.2f}",
        verdict,
        str(row.repetitions),
        f"{least} to {most}",
    )


def _amount(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:.1f} {unit}"
    return f"{value:.3f} s" if value >= 1 else f"{value * 1000:.2f} ms"


def _padded(cell: str, width: int, place: int) -> str:
    is_figure = 0 < place < 5 or place == 6
    return cell.rjust(width) if is_figure else cell.ljust(width)
