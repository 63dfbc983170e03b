"""Rows done to the gateway by a device."""
