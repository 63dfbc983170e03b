"""The token on an outlet's sign: signed by the gateway, checked with the keys of its words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from joserfc.jwk import ECKey

from pos_client.domain.sign_code import SignCode
from pos_client.protocol.jws import TokenRefused, TokenType, verify

__all__ = ["sign_claims", "sign_from"]

_MEMBERS = {"outlet_code", "sign_number", "agent_number", "valid_from", "valid_until"}


def sign_claims(sign: SignCode) -> dict[str, Any]:
    return {
        "outlet_code": sign.outlet_code,
        "sign_number": sign.sign_number,
        "agent_number": sign.agent_number,
        "valid_from": sign.valid_from.isoformat(),
        "valid_until": sign.valid_until.isoformat(),
    }


def sign_from(token: str, keys: Mapping[str, ECKey]) -> SignCode:
    """Read what stands on a sign.

    Raises:
        TokenRefused: the gateway has not signed it, or it says something else.
    """
    claims = verify(token, keys, TokenType.SIGN)
    if claims.keys() != _MEMBERS or not all(isinstance(each, str) for each in claims.values()):
        raise TokenRefused("members")
    try:
        return SignCode(
            outlet_code=claims["outlet_code"],
            sign_number=claims["sign_number"],
            agent_number=claims["agent_number"],
            valid_from=date.fromisoformat(claims["valid_from"]),
            valid_until=date.fromisoformat(claims["valid_until"]),
        )
    except ValueError:
        raise TokenRefused("dates") from None
