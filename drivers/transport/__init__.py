"""Bytes in and out. Every library error becomes a `ReaderError` here."""
