"""Which evidence key a device has: in a token where the enrolment was given one, else in a file."""

from __future__ import annotations

import base64
from typing import Protocol

from pos_client.application.ports import EvidenceKey
from pos_client.infrastructure.crypto import pem
from pos_client.infrastructure.crypto.evidence_key import FileEvidenceKey, create_evidence_key
from pos_client.infrastructure.crypto.private_file import read_private, write_private
from pos_client.infrastructure.crypto.token_place import TokenPlace
from pos_client.infrastructure.gateway.device import Device

__all__ = ["NewEvidenceKey", "kind_of_key", "new_key", "open_evidence_key"]


def open_evidence_key(device: Device) -> EvidenceKey:
    """Take the key out of its file, or find it in its token.

    Raises:
        KeyFileExposed: others may read the file.
        EvidenceKeyAway: the token cannot be used.
        DeviceTrouble: there is no key, or it is damaged.
    """
    place = device.evidence_token
    if place is None:
        return FileEvidenceKey.open(device.evidence_key, device.device_id)
    # Late: most devices have no token, and need no library for one.
    from pos_client.infrastructure.crypto.token_key import TokenEvidenceKey

    pin = pem.file_of_device(device.token_pin, read_private).decode("utf-8")
    return TokenEvidenceKey.open(place, pin, device.device_id)


def kind_of_key(device: Device) -> str:
    """`file`, or `pkcs11` and the token's label."""
    place = device.evidence_token
    return "file" if place is None else f"pkcs11: {place.token}"


class NewEvidenceKey(Protocol):
    """A key that an enrolment has just made, of which the gateway knows nothing yet."""

    place: TokenPlace | None

    @property
    def point(self) -> str:
        """The public point in base64, as an enrolment asks for it."""

    def forget(self) -> None:
        """The enrolment came to nothing; a second time does nothing."""


def new_key(draft: Device, token: TokenPlace | None, pin: str) -> NewEvidenceKey:
    """Make a key for an enrolment.

    Raises:
        EvidenceKeyAway: the token cannot be used.
    """
    return _InFile(draft) if token is None else _InToken(draft, token, pin)


class _InFile:
    def __init__(self, draft: Device) -> None:
        self.place: TokenPlace | None = None
        self._point = create_evidence_key(draft.evidence_key)

    @property
    def point(self) -> str:
        return base64.b64encode(self._point).decode("ascii")

    def forget(self) -> None:
        """It goes with the draft's folder."""


class _InToken:
    def __init__(self, draft: Device, token: TokenPlace, pin: str) -> None:
        from pos_client.infrastructure.crypto.token_key import create_token_key

        self._pin = pin
        self.place: TokenPlace | None
        self.place, self._point = create_token_key(token, pin)
        write_private(draft.token_pin, pin.encode("utf-8"))

    @property
    def point(self) -> str:
        return base64.b64encode(self._point).decode("ascii")

    def forget(self) -> None:
        from pos_client.infrastructure.crypto.token_key import destroy_token_key

        place, self.place = self.place, None
        if place is not None:
            destroy_token_key(place, self._pin)
