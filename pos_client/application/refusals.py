"""Telling a refused device from a session that has ended."""

from __future__ import annotations

from pos_client.application.trouble import (
    DeviceRefused,
    NotAuthorised,
    NotEntitled,
    SessionEnded,
    Trouble,
)

__all__ = ["what_was_refused"]


def what_was_refused(refusal: NotAuthorised) -> Trouble:
    """A clerk's call was refused: because of the device, the role, or else the session."""
    if isinstance(refusal, DeviceRefused):
        return refusal
    said = str(refusal.facts.get("code", ""))
    if said.startswith(("DEVICE", "CERTIFICATE", "OUTLET", "AUDIT")):
        return NotAuthorised(**refusal.facts)
    return NotEntitled() if said == "ROLE_REFUSED" else SessionEnded()
