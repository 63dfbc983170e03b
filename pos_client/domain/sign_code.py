"""The code on the sign over the door: the gateway's word on whose sign it is, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pos_client.domain.outlet import Outlet

__all__ = ["SignCode", "objection_to", "read_sign_token", "sign_text"]

_PREFIX = "RNS1"
# Some scanners put their own name for the kind of code in front, some layouts another sign for the
# colon. What follows is a token of the gateway's, in which capitals count.
_CODE = re.compile(r"(?:\][A-Za-z]\w)?(RNS1|rns1)[:;.-]([\w-]+\.[\w-]+\.[\w-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class SignCode:
    """What a sign says of itself."""

    outlet_code: str
    sign_number: str
    agent_number: str
    valid_from: date
    valid_until: date

    @classmethod
    def believe_none(cls, _token: str) -> SignCode:
        """For whoever knows no gateway's keys.

        Raises:
            ValueError: always.
        """
        raise ValueError("nobody's sign is believed")


def sign_text(token: str) -> str:
    """What is printed as a code and hung up with the sign."""
    return f"{_PREFIX}:{token}"


def read_sign_token(text: str) -> str:
    """The gateway's token in what a scanner has typed; empty for anything else.

    A keyboard whose capitals are locked types each letter in its other case.
    """
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return ""
    return found[2] if found[1] == _PREFIX else found[2].swapcase()


def objection_to(sign: SignCode, outlet: Outlet, today: date) -> str:
    """What speaks against this sign at this outlet: a word, empty for its own that is valid."""
    if sign.outlet_code != outlet.code:
        return "outlet"
    if sign.sign_number != outlet.sign_number or sign.agent_number != outlet.agent_number:
        return "number"
    if today < sign.valid_from:
        return "early"
    return "expired" if today > sign.valid_until else ""
