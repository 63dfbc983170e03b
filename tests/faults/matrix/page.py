"""`docs/faults.md`: written from the rows, their tests, and what these came to last."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.faults.matrix.rows import GROUPS, ROWS, Row
from ui import i18n

__all__ = ["PAGE", "kept_results", "keys_of", "page_of", "sentences"]

PAGE = Path(__file__).parents[3] / "docs" / "faults.md"
NEVER = "not run yet"
_CODE = re.compile(r"[A-Z]-\d{3}")
_ROW = re.compile(r"^\| (\d+) \|.*\| ([^|]*) \|$", re.MULTILINE)
_HEAD = """# The fault matrix

Sixty faults, each done to the program by tests that run with every `./dev test`. `./dev matrix`
runs them alone and writes this page; a test keeps it true to the tests and to the program's
sentences. Each row is proved by tests below `tests/faults` that carry its number in their names
(`test_row_19_...`); others that help bear a mark (`@pytest.mark.fault(19)`) where they live. An
oracle outside decides: what was called saved is at the gateway once, or waits where it can be seen.

[reliability.md](reliability.md) says what the long runs do with the same faults. Faults of a
reader's own line are in [reader-faults.md](reader-faults.md). Tests are below `tests/`; in braces
stands what the program fills in.
"""


def keys_of(told: str) -> list[str]:
    """A trouble code stands for three sentences; any other key is one."""
    parts = ("happened", "safe", "to_do")
    return [f"troubles.{told}.{part}" for part in parts] if _CODE.fullmatch(told) else [told]


def sentences(key: str) -> list[tuple[str, str]]:
    """What stands under a trouble code, or one other key, in Chinese and in English.

    Raises:
        KeyError: the program says nothing of the kind.
    """
    return [_both(each) for each in keys_of(key)]


def _both(key: str) -> tuple[str, str]:
    return i18n.catalogue(key.partition(".")[0])[key]


def kept_results(page: str) -> dict[int, str]:
    """The last column of an earlier page, by row."""
    return {int(row): result for row, result in _ROW.findall(page)}


def page_of(marked: Mapping[int, tuple[str, ...]], results: Mapping[int, str]) -> str:
    """The whole page."""
    parts = [_HEAD]
    for heading, first, last in GROUPS:
        parts.append(f"\n## {heading}\n\n")
        parts.append("| # | Fault | Done by | Told | 中文 | Tests | Last result |\n")
        parts.append("|---|---|---|---|---|---|---|\n")
        parts += [
            _line(row, marked.get(row.number, ()), results.get(row.number, NEVER))
            for row in ROWS[first - 1 : last]
        ]
    return "".join(parts)


def _line(row: Row, tests: tuple[str, ...], result: str) -> str:
    told = [pair for key in row.told for pair in sentences(key)]
    if row.logged:
        told.append((f"屏幕上没有提示；日志中：{row.logged}", f"Nothing; in the log: {row.logged}"))
    cells = (
        str(row.number),
        row.fault,
        row.injected,
        " ".join(english for _, english in told),
        "".join(chinese for chinese, _ in told),
        "<br>".join(f"`{test}`" for test in tests) or "**none yet**",
        result,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"
