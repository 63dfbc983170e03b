"""`./dev soak relay`: the relay killed at COMMIT, and counters killed while holding leases."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.faults.relay.cluster import NoServer, programs
from tests.faults.relay.trial import Trial
from tests.faults.report import exit_code, soak_parser, write

__all__ = ["main"]

MUTANTS = ("unsigned-receipt",)


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; 0 only if nothing was lost, doubled or stuck, or a mutant was seen to do harm."""
    parser = soak_parser("relay", __doc__.partition(": ")[2], 500)
    asked = parser.parse_args(argv)
    if asked.mutant and asked.mutant not in MUTANTS:
        parser.error(f"the relay's mutants: {', '.join(MUTANTS)}")
    try:
        programs()
    except NoServer as cause:
        sys.stderr.write(f"{cause}\n")
        return 2
    result = Trial(asked.count, asked.seed, asked.mutant).run()
    write(result, asked.json)
    return exit_code(result)


if __name__ == "__main__":
    sys.exit(main())
