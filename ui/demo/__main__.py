"""`pos-client demo`, or `python -m ui.demo`."""

from __future__ import annotations

import sys

from ui.demo.program import run as main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
