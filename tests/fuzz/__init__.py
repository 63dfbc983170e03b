"""Damaged frames by the million: `./dev soak fuzz`. What counts is defined in `docs/faults.md`."""
