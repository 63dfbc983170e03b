"""Rows about the disk and the place of the store."""
