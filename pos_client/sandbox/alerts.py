"""Refusals that people look at afterwards: somebody may have tried something."""

from __future__ import annotations

from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.sandbox.devices import Device, Devices

__all__ = ["alert"]

_ALERTED = frozenset(
    {
        "CAPTURED_AFTER_REVOCATION",
        "CASE_USED",
        "COUNTER_GAP",
        "DOC_INVALIDATED",
        "FACE_DIFFERENT",
        "FRAME_INVALID",
        "IDENTITY_MISMATCH",
        "LIVENESS_FAILED",
        "SIGNATURE_INVALID",
    }
)


def alert(
    devices: Devices, device: Device, code: str, body: VerificationBody | RegistrationBody
) -> None:
    """Raise an alarm about a case if its code asks for one; the same case raises it once."""
    if code in _ALERTED:
        devices.raise_alarm(device.id, code, str(body.case_id))
