"""`pos-client sandbox`: the reference gateway with invented people; never part of a release."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

__all__ = ["run"]

_COMMANDS = {
    "serve": "serve_command",
    "ledger": "ledger_command",
    "agents": "agents_command",
    "openapi": "openapi_command",
}


def run(argv: Sequence[str]) -> int:
    """Hand over to the sandbox."""
    if not argv or argv[0] not in _COMMANDS:
        sys.stderr.write(
            "usage: pos-client sandbox serve | ledger | agents | openapi ... --home DIR\n"
        )
        return 2
    sandbox = importlib.import_module("pos_client.sandbox.serve")
    status: int = getattr(sandbox, _COMMANDS[argv[0]])(list(argv[1:]))
    return status
