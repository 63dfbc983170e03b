"""The users of one unit, in one order: `python -m tests.faults.units`."""
