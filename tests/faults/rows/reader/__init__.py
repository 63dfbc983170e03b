"""Rows done to a reader."""
