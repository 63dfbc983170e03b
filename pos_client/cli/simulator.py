"""`pos-client simulator serve`: a simulated reader on a serial line or a socket."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["run"]


def run(argv: Sequence[str]) -> int:
    """Hand over to the simulator."""
    if not argv or argv[0] != "serve":
        sys.stderr.write("usage: pos-client simulator serve --pty LINK | --tcp PORT ...\n")
        return 2
    from drivers.simulator.serve import serve_command

    if "--remote" not in argv:
        return serve_command(list(argv[1:]))
    # Only its cards need the sandbox's cryptography, which takes a while to import.
    from pos_client.sandbox.cipher_cards import card_answers

    return serve_command(list(argv[1:]), card_answers)
