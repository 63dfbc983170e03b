"""Thirty days of a flapping network: `python -m tests.faults.net`."""
