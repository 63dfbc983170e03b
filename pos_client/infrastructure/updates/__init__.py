"""Newer versions of the program: fetched, proved, and put beside the one that runs."""
