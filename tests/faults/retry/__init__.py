"""One id sent again and again, by many at once: `python -m tests.faults.retry`."""
