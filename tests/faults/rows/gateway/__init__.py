"""Rows done to the line of the client."""
