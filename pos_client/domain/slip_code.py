"""The code on a customer's slip: which case it was, and a random token. It names no person."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass, field
from uuid import UUID

__all__ = ["Completing", "new_token", "read_slip_code", "slip_code"]

# Capitals and digits: every scanner types them, whatever keyboard layout it believes in. Some put
# their own name for the kind of code in front.
_CODE = re.compile(r"(?:\][A-Z]\w)?RNR1[:;.-]([0-9A-F]{32})[:;.-]([A-Z2-7]{24})", re.IGNORECASE)
_TOKEN_BYTES = 15


@dataclass(frozen=True, slots=True)
class Completing:
    """The case captured offline that a returning customer completes; from the slip's code."""

    registration_id: UUID
    token: str = field(repr=False)


def new_token() -> str:
    """120 random bits as 24 letters."""
    return base64.b32encode(secrets.token_bytes(_TOKEN_BYTES)).decode("ascii")


def slip_code(completing: Completing) -> str:
    """Write the code."""
    return f"RNR1-{completing.registration_id.hex.upper()}-{completing.token}"


def read_slip_code(text: str) -> Completing | None:
    """Read a scanned code; None for anything else."""
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return None
    return Completing(UUID(found[1]), found[2].upper())
