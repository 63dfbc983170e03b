"""Two that want the same thing at the same moment: `python -m tests.faults.races`."""
