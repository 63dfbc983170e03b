"""Recordings of emulated readers, and how they were made: `python -m tests.transcripts [NAME]`."""
