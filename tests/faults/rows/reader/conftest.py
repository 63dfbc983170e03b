"""Libraries of vendors, compiled a moment ago."""

from tests.integration.drivers.vendor.conftest import compiler, no_process_left, shelf

__all__ = ["compiler", "no_process_left", "shelf"]
