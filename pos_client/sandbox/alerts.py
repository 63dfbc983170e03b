"""Refusals that people look at afterwards: somebody may have tried something."""

from __future__ import annotations

from pos_client.domain.flow import Step
from pos_client.domain.flows import FLOWS
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
    flow = FLOWS.get(body.flow)
    # Somebody wants the SIM of a number that is another's.
    takes_sim = code == "OWNER_DIFFERENT" and flow is not None and flow.has(Step.NEW_SIM)
    if code in _ALERTED or takes_sim:
        devices.raise_alarm(device.id, code, str(body.case_id))
