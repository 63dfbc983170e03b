"""What a verb says in words of its own, in the language of this computer.

Figures, tables and JSON are the same everywhere: people send them on, and programs read them.
"""

from __future__ import annotations

import locale

__all__ = ["is_chinese", "said"]


def is_chinese() -> bool:
    """Whether this computer speaks Chinese."""
    return (locale.getlocale()[0] or "").startswith(("zh", "Chinese"))


def said(english: str, chinese: str) -> str:
    """The sentence of this computer's language."""
    return chinese if is_chinese() else english
