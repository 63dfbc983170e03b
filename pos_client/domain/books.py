"""How much one side knows of what is decided about a device."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DeviceBooks"]


@dataclass(frozen=True, slots=True)
class DeviceBooks:
    """Of the registrations that one device has captured, and of its audit chain.

    A device counts what it holds the gateway's signed word for; the gateway counts what it knows.

    Attributes:
        decided: how many have a receipt.
        final: how many of these have an outcome that is final.
        audit_index: the last countersigned entry; 0 for none.
    """

    decided: int = 0
    final: int = 0
    audit_index: int = 0
