"""A gateway, and devices that speak to it without the client."""

from tests.integration.sandbox.conftest import card, device, enrol, gateway

__all__ = ["card", "device", "enrol", "gateway"]
