"""What a job does not look at, and so does not pay for: comparing faces takes long."""

from __future__ import annotations

from pos_client.domain.flows import FLOWS
from pos_client.domain.verdict import Check

__all__ = ["CHECKS_WITHOUT_FACES"]

CHECKS_WITHOUT_FACES = {
    name: {
        party.role: tuple(check for check in party.checks if check is not Check.FACE_MATCH)
        for party in flow.parties
    }
    for name, flow in FLOWS.items()
}
