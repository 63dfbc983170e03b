"""Asyncio stays away from whoever imports it in vain, and is there for whoever uses it."""

from __future__ import annotations

import subprocess
import sys

import pytest

BEGIN = """
import sys
from pos_client.infrastructure.late_asyncio import late_asyncio
with late_asyncio():
    import asyncio
    import sqlalchemy
    from sqlalchemy.dialects import sqlite
loaded = [name for name in sys.modules if name.split(".")[0] in ("asyncio", "_asyncio")]
"""


def told(program: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", BEGIN + program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return run.stdout.strip() or run.stderr


def test_sqlalchemy_alone_does_not_bring_it() -> None:
    assert told("print(loaded)") == "[]"


@pytest.mark.parametrize(
    "use",
    [
        "asyncio.run(later()) == 7",
        "asyncio.iscoroutine(7) is False",
        "sqlalchemy.util.concurrency.iscoroutine(later) is False",
        "issubclass(asyncio.QueueFull, Exception)",
        "sqlalchemy.util.concurrency.is_exit_exception(asyncio.CancelledError())",
    ],
)
def test_the_first_use_brings_the_real_one(use: str) -> None:
    program = f"""
async def later(): return 7
print({use}, "asyncio.events" in sys.modules, sys.modules["asyncio"].__name__)
"""
    assert told(program) == "True True asyncio"


def test_a_use_meanwhile_is_answered_by_the_real_one_too() -> None:
    program = """
del sys.modules["sqlalchemy"]
with late_asyncio():
    import asyncio
    print(asyncio.Lock.__module__)
import asyncio
print(asyncio.__spec__.name, hasattr(asyncio, "__wrapped__"))
"""
    assert told(program) == "asyncio.locks\nasyncio False"


def test_who_has_it_already_keeps_it() -> None:
    program = """
import asyncio
with late_asyncio():
    import asyncio as again
print(asyncio is again, sys.modules["asyncio"] is asyncio, asyncio.__spec__.name)
"""
    assert told(program) == "True True asyncio"
