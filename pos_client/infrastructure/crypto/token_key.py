"""The evidence key in a PKCS#11 token: whoever copies the disk has a name for it and no key."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Self

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import (
    NoSuchKey,
    NoSuchToken,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    UserAlreadyLoggedIn,
)
from pkcs11.util.ec import encode_named_curve_parameters

from pos_client.application.trouble import EvidenceKeyAway
from pos_client.infrastructure.crypto.token_place import TokenPlace
from pos_client.protocol import jws
from pos_client.protocol.envelope import lower_twin

__all__ = ["TokenEvidenceKey", "create_token_key", "destroy_token_key"]

_LABEL, _BINDING_LABEL = "pos-client evidence key", "pos-client binding key"
_STAYS = {Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True}
_HALF = 32
_PIN = (PinIncorrect, PinInvalid, PinLenRange, PinLocked)


def create_token_key(place: TokenPlace, pin: str) -> tuple[TokenPlace, bytes]:
    """Make a new key in the token, from which it cannot be taken, and beside it one that binds.

    Returns:
        Where it is, and its public point, 65 bytes.

    Raises:
        EvidenceKeyAway: the token cannot be used.
    """
    key_id = secrets.token_bytes(16)
    with _session(place, pin, is_writing=True) as session, _told("sign"):
        curve = session.create_domain_parameters(
            KeyType.EC,
            {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")},
            local=True,
        )
        public, _ = curve.generate_keypair(
            id=key_id,
            label=_LABEL,
            store=True,
            mechanism=Mechanism.EC_KEY_PAIR_GEN,
            private_template=_STAYS,
        )
        session.generate_key(
            KeyType.GENERIC_SECRET,
            8 * _HALF,
            id=key_id,
            label=_BINDING_LABEL,
            store=True,
            mechanism=Mechanism.GENERIC_SECRET_KEY_GEN,
            template=_STAYS | {Attribute.SIGN: True},
        )
        return replace(place, key_id=key_id.hex()), _point_of(public)


def destroy_token_key(place: TokenPlace, pin: str) -> None:
    """Take a key out of the token for good: the enrolment that it was made for came to nothing.

    Raises:
        EvidenceKeyAway: the token cannot be used.
    """
    with _session(place, pin, is_writing=True) as session, _told("sign"):
        for each in session.get_objects({Attribute.ID: bytes.fromhex(place.key_id)}):
            each.destroy()


class TokenEvidenceKey:
    """Implements `ports.EvidenceKey`.

    A session with a token serves one signature at a time, and the counter, the interactive
    calls and the carrier all sign: hence the one lock outside the executor and the queues. It is
    held for the milliseconds of one signature.
    """

    def __init__(self, session: pkcs11.Session, key: Any, device_id: str) -> None:
        self._session = session
        self._key = key
        self._device_id = device_id
        self._turn = threading.Lock()

    @classmethod
    def open(cls, place: TokenPlace, pin: str, device_id: str) -> Self:
        """Find the key in its token.

        Raises:
            EvidenceKeyAway: the token cannot be used, or the key is not in it.
        """
        session = _opened(place, pin, is_writing=False)
        try:
            with _told("key"):
                key = session.get_key(
                    object_class=ObjectClass.PRIVATE_KEY, id=bytes.fromhex(place.key_id)
                )
        except EvidenceKeyAway:
            session.close()
            raise
        return cls(session, key, device_id)

    @property
    def point(self) -> bytes:
        """The public key: an uncompressed P-256 point, 65 bytes.

        Raises:
            EvidenceKeyAway: the token is away.
        """
        with self._turn, _told("key"):
            return _point_of(
                self._session.get_key(object_class=ObjectClass.PUBLIC_KEY, id=self._key.id)
            )

    def sign(self, data: bytes) -> bytes:
        """ECDSA over SHA-256(data): r || s, 64 bytes.

        Raises:
            EvidenceKeyAway: the token is away.
        """
        with self._turn, _told("sign"):
            signed = self._key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA)
        numbers = signed[:_HALF], signed[_HALF:]
        return lower_twin(*(int.from_bytes(half, "big") for half in numbers))

    def sign_token(self, claims: dict[str, str | int], typ: str) -> str:
        """A JWS whose `kid` is the device id; raises as `sign`."""
        return jws.sign_elsewhere(claims, self.sign, self._device_id, jws.TokenType(typ))

    def bind(self, data: bytes) -> bytes:
        """HMAC-SHA256 under a key of the same token: without it a verifier cannot be searched.

        Raises:
            EvidenceKeyAway: the token is away.
        """
        with self._turn, _told("key"):
            found = self._session.get_key(object_class=ObjectClass.SECRET_KEY, id=self._key.id)
            binding: Any = found
            return bytes(binding.sign(data, mechanism=Mechanism.SHA256_HMAC))

    def close(self) -> None:
        """Leave the token."""
        self._session.close()


def _point_of(public: Any) -> bytes:
    # The attribute is a point inside an octet string; its last 65 bytes are the point.
    return bytes(public[Attribute.EC_POINT])[-(2 * _HALF + 1) :]


def _opened(place: TokenPlace, pin: str, *, is_writing: bool) -> pkcs11.Session:
    with _told("library"):
        library = pkcs11.lib(place.module)
    with _told("token"):
        token = library.get_token(token_label=place.token)
        try:
            return token.open(rw=is_writing, user_pin=pin)
        except UserAlreadyLoggedIn:  # by this process: a log-in is the token's, not the session's
            return token.open(rw=is_writing)


@contextmanager
def _session(place: TokenPlace, pin: str, *, is_writing: bool) -> Iterator[pkcs11.Session]:
    session = _opened(place, pin, is_writing=is_writing)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def _told(reason: str) -> Iterator[None]:
    """Say which part failed. The library's own words are not passed on: they may name the PIN."""
    try:
        yield
    except _PIN as no:
        raise EvidenceKeyAway(type(no).__name__, reason="pin") from None
    except NoSuchToken as no:
        raise EvidenceKeyAway(type(no).__name__, reason="token") from None
    except NoSuchKey as no:
        raise EvidenceKeyAway(type(no).__name__, reason="key") from None
    except (PKCS11Error, OSError, ValueError) as no:
        raise EvidenceKeyAway(type(no).__name__, reason=reason) from None
