"""The demo: the counter window with an invented gateway, a simulated reader and a panel.

Never part of a release; nothing outside this package and the tests imports it, but for the verb
`demo` in `ui/launch.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """`pos-client demo`."""
    # Behind the call: the services are also used where there is no Qt.
    from ui.demo.program import run

    return run(arguments)
