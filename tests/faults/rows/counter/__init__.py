"""Rows done to a whole counter."""
