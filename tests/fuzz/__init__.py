"""Damaged frames by the million: `./dev soak fuzz`; `docs/reader-faults.md` says what counts."""
