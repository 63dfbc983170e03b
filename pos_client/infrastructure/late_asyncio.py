"""Asyncio when somebody asks for it: SQLAlchemy imports it for engines that nobody makes here.

Whole it is thirty modules, more than a megabyte that stays, and a tenth of what opening a counter
imports.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["late_asyncio"]

_NAME = "asyncio"


@contextmanager
def late_asyncio() -> Iterator[None]:
    """What is imported in here and imports asyncio gets it with the first use of it.

    Afterwards an import gets the real one at once, as ever.
    """
    if _NAME in sys.modules:
        yield
        return
    late = sys.modules[_NAME] = _LateAsyncio(_NAME)
    try:
        yield
    finally:
        late.let_go()


class _LateAsyncio(ModuleType):
    """Stands for the module with those who have it already, and knows what that knows."""

    def let_go(self) -> None:
        """Stand in the way of no further import."""
        if sys.modules.get(_NAME) is self:
            del sys.modules[_NAME]

    def iscoroutine(self, obj: object) -> bool:
        # The one name that SQLAlchemy takes out while it is imported, for later.
        self.let_go()
        return bool(import_module(_NAME).iscoroutine(obj))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of every module
            raise AttributeError(name)
        self.let_go()
        return getattr(import_module(_NAME), name)
