"""A vendor's library, run in a process of its own, and what keeps that process in order."""
