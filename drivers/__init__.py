"""Talks to ID card readers. No Qt, no database, no gateway, no registration."""
