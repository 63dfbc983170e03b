"""`pos-client sandbox`: the reference gateway with invented people; never part of a release."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

__all__ = ["run"]

_OF_BACK_OFFICE = ("reconcile", "extract", "return", "accesses")
_MODULES = {
    **dict.fromkeys(("serve", "ledger", "agents", "openapi"), "pos_client.sandbox.serve"),
    **dict.fromkeys(_OF_BACK_OFFICE, "pos_client.sandbox.back_office_commands"),
}


def run(argv: Sequence[str]) -> int:
    """Hand over to the sandbox."""
    if not argv or argv[0] not in _MODULES:
        verbs = " | ".join(_MODULES)
        sys.stderr.write(f"usage: pos-client sandbox {verbs} ... --home DIR\n")
        return 2
    sandbox = importlib.import_module(_MODULES[argv[0]])
    status: int = getattr(sandbox, f"{argv[0]}_command")(list(argv[1:]))
    return status
