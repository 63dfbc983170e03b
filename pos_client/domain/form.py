"""The registration form (入网实名登记单) as a value: what the customer signs.

Drawing it is somebody else's work; what is hashed and signed is this value in its one canonical
form, so client and gateway can each write it down from what they know and compare.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

__all__ = ["FormValue", "form_number_of"]


def form_number_of(outlet_code: str, day: date, case_id: UUID) -> str:
    """The number of a case's form: outlet, local day, and the end of the case's id."""
    return f"{outlet_code}-{day:%y%m%d}-{case_id.hex[-8:].upper()}"


@dataclass(frozen=True, slots=True)
class FormValue:
    """What stands on the form. Masks only: the evidence itself is sealed beside it.

    Attributes:
        evidence_sha256: hex SHA-256 of the raw text of the case's first read.
        consent_sha256: hex SHA-256 of the notices that were signed.
    """

    form_number: str
    case_id: str
    flow: str
    brand: str
    outlet_code: str
    sign_number: str
    agent_number: str
    clerk_number: str
    document_kind: str
    masked_name: str
    masked_id_number: str
    evidence_sha256: str
    consent_sha256: str
    phone_number: str
    iccid: str
    offer_code: str
    is_offline: bool

    @property
    def sha256(self) -> bytes:
        """SHA-256 over the canonical JSON: what the handwritten signature is bound to."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).digest()
