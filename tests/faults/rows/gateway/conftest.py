"""A running gateway, a line that can be spoilt, and devices on either side of it."""

from tests.integration.gateway.conftest import proxy, sandbox, spoilt, world

__all__ = ["proxy", "sandbox", "spoilt", "world"]
