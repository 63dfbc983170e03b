"""Prometheus' text exposition format, version 0.0.4, for gauges with a few labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["MEDIA_TYPE", "Gauge", "exposition"]

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_NAME = re.compile("[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL = re.compile("[a-zA-Z_][a-zA-Z0-9_]*")


@dataclass(slots=True)
class Gauge:
    """One figure, or one for each set of labels.

    Attributes:
        about: what it counts, in one line, with its unit.
    """

    name: str
    about: str
    _samples: list[tuple[tuple[tuple[str, str], ...], float]] = field(default_factory=list)

    def set(self, value: float, labels: Mapping[str, str] | None = None) -> None:
        """Raises ValueError for labels that have a value already."""
        named = tuple(sorted((labels or {}).items()))
        if not all(_LABEL.fullmatch(label) for label, _ in named):
            raise ValueError("no name of a label")
        if any(each == named for each, _ in self._samples):
            raise ValueError("these labels have a value already")
        self._samples.append((named, value))

    def lines(self) -> Iterator[str]:
        """The figure as it is exposed; nothing where nothing was set."""
        if not _NAME.fullmatch(self.name):
            raise ValueError("no name of a figure")
        if not self._samples:
            return
        yield f"# HELP {self.name} {_escaped(self.about)}"
        yield f"# TYPE {self.name} gauge"
        for labels, value in self._samples:
            said = ",".join(f'{label}="{_quoted(words)}"' for label, words in labels)
            yield (
                f"{self.name}{{{said}}} {_number(value)}"
                if said
                else (f"{self.name} {_number(value)}")
            )


def exposition(gauges: Iterable[Gauge]) -> str:
    """All of them, each line ended.

    Raises:
        ValueError: two of one name.
    """
    given = tuple(gauges)
    if len({each.name for each in given}) != len(given):
        raise ValueError("two figures of one name")
    return "".join(f"{line}\n" for each in given for line in each.lines())


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def _escaped(words: str) -> str:
    return words.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(words: str) -> str:
    return _escaped(words).replace('"', r"\"")
