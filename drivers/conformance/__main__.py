"""`python -m drivers.conformance [--unattended] ADDRESS`."""

from __future__ import annotations

import os
import sys
import threading

from drivers.conformance.command import main

if __name__ == "__main__":
    code = main(sys.argv[1:])
    if any(not thread.daemon for thread in threading.enumerate()[1:]):
        # A driver has left a thread behind that would keep this process for ever.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
