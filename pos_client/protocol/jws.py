"""Signed JSON: JWS compact, ES256 only, one `typ` for each kind of word.

The strict reader sees header and payload before joserfc does, and the algorithm comes from us,
never from the token: a token that names another is refused, whatever its signature.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, cast

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from pos_client.protocol import strict_json

__all__ = ["TokenRefused", "TokenType", "public_key", "sign", "sign_elsewhere", "verify"]

_ALGORITHM = "ES256"
_LONGEST = 256 * 1024


class TokenRefused(ValueError):
    """A token that proves nothing: wrong form, algorithm, type, key or signature."""


class TokenType(StrEnum):
    """What a token says. One kind is never taken for another."""

    CONFIGURATION = "pos-configuration+jws"
    RECEIPT = "pos-receipt+jws"
    VERDICT = "pos-verdict+jws"
    REVIEW = "pos-review+jws"
    SESSION = "pos-session+jws"
    SESSION_PROOF = "pos-session-proof+jws"
    AUDIT_HEAD = "pos-audit-head+jws"
    COUNTERSIGNATURE = "pos-countersignature+jws"
    SIGNED_READ = "pos-signed-read+jws"
    SIGN = "pos-sign+jws"
    EVIDENCE_PACKAGE = "pos-evidence-package+jws"
    INSPECTION_PLAN = "pos-inspection-plan+jws"
    INSPECTION = "pos-inspection+jws"
    INSPECTION_RECEIPT = "pos-inspection-receipt+jws"


def public_key(jwk: Mapping[str, Any]) -> ECKey:
    """Take a P-256 public key from its JWK.

    Raises:
        TokenRefused: another kind of key.
    """
    try:
        key = ECKey.import_key(dict(jwk))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise TokenRefused(f"key: {type(error).__name__}") from None
    if key.curve_name != "P-256":
        raise TokenRefused("key: curve")
    return key


def sign(claims: Mapping[str, Any], key: ECKey, kid: str, typ: TokenType) -> str:
    """Sign claims as canonical JSON."""
    header = {"alg": _ALGORITHM, "kid": kid, "typ": typ.value}
    return jws.serialize_compact(header, strict_json.canonical(dict(claims)), key)


def sign_elsewhere(
    claims: Mapping[str, Any], sign_bytes: Callable[[bytes], bytes], kid: str, typ: TokenType
) -> str:
    """As `sign`, for a key that never leaves its token: `sign_bytes` answers r || s, 64 bytes."""
    header = {"alg": _ALGORITHM, "kid": kid, "typ": typ.value}
    parts = (strict_json.canonical(header), strict_json.canonical(dict(claims)))
    signed = b".".join(_bare(part) for part in parts)
    return (signed + b"." + _bare(sign_bytes(signed))).decode("ascii")


def verify(token: str, keys: Mapping[str, ECKey], typ: TokenType) -> dict[str, Any]:
    """Check a token against the keys that may sign its type, and return its claims.

    Args:
        keys: by `kid`; a token naming any other is refused.

    Raises:
        TokenRefused: see `TokenRefused`.
    """
    if len(token) > _LONGEST or token.count(".") != 2:
        raise TokenRefused("form")
    protected, payload, _signature = token.split(".")
    header = _part(protected)
    if header.keys() != {"alg", "kid", "typ"}:
        raise TokenRefused("header")
    if header["alg"] != _ALGORITHM or header["typ"] != typ.value:
        raise TokenRefused("algorithm or type")
    key = keys.get(header["kid"]) if isinstance(header["kid"], str) else None
    if key is None:
        raise TokenRefused("unknown key")
    claims = _part(payload)
    try:
        jws.deserialize_compact(token.encode(), key, algorithms=[_ALGORITHM])
    except (JoseError, ValueError, TypeError) as error:
        raise TokenRefused(f"signature: {type(error).__name__}") from None
    return claims


def _bare(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def _part(text: str) -> dict[str, Any]:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        value = strict_json.loads(raw)
    except (binascii.Error, ValueError) as error:
        raise TokenRefused(f"form: {type(error).__name__}") from None
    if not isinstance(value, dict):
        raise TokenRefused("form")
    return cast("dict[str, Any]", value)
