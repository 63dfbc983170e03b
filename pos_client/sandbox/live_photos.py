"""The book of live photos: each serves one case, and a case has only so many of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select

from pos_client.domain.flow import PartyRole
from pos_client.domain.live_photo import LARGEST_PHOTO, LivePhoto
from pos_client.protocol.people import Person
from pos_client.sandbox import pattern_tables, tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.photo_looks import Looks, looks_of
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed

__all__ = ["LivePhotos"]

_BOOK = tables.live_photos
_OWNER = select(_BOOK.c.case_id, _BOOK.c.device_id).where(
    _BOOK.c.sha256 == bindparam("photo_sha256")
)
_COUNT = select(func.count()).where(
    _BOOK.c.case_id == bindparam("of_case"), _BOOK.c.device_id == bindparam("of_device")
)
_ENTER = insert(_BOOK)
_ENTER_LOOK = insert(pattern_tables.photo_looks)
_SIMULATED = "simulated:"


class LivePhotos:
    """Runs inside the caller's transaction. Hashes and mosaics are kept, never a photo."""

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._controls = policy.controls
        self._demand = policy.controls.demand
        self._looks: Looks | None = None

    def take(self, device: Device, person: Person, case_id: UUID) -> None:
        """Check where a photo comes from and enter it for its person; it may come again.

        Raises:
            CheckFailed: no camera took it, it is none, or it was used in another case or of
                somebody else in this one.
        """
        photo, whose = person.live_photo, _whose(case_id, person.role)
        is_simulated = photo.is_simulated or photo.camera_id.startswith(_SIMULATED)
        is_camera = self._policy.is_demo or not is_simulated
        self._demand(Control.CAMERA_SIMULATED, is_camera, "CAMERA_SIMULATED")
        if not 0 < len(photo.jpeg) <= LARGEST_PHOTO:
            raise CheckFailed("PHOTO_INVALID")
        sha256 = photo.sha256
        owner = self._connection.execute(_OWNER, {"photo_sha256": sha256}).one_or_none()
        if owner is None:
            self._check_look(device, photo, whose)
            row = {"case_id": whose, "device_id": device.id}
            self._connection.execute(_ENTER, row | {"sha256": sha256, "at": self._clock()})
        else:
            is_theirs = tuple(owner) == (whose, device.id)
            self._demand(Control.PHOTO_ONCE, is_theirs, "PHOTO_USED")
        # One taken again before anybody has judged it bears the same number.
        most = min(self.attempts(device, case_id, person.role), self._policy.photo_attempts)
        is_counted = 1 <= photo.attempt <= max(1, most)
        self._demand(Control.PHOTO_COUNTED, is_counted, "PHOTO_INVALID")

    def take_back(self, device: Device, person: Person, case_id: UUID) -> None:
        """Enter the photo of a registration that was decided before these books were put back."""
        photo = person.live_photo
        sha256 = photo.sha256
        if self._connection.execute(_OWNER, {"photo_sha256": sha256}).one_or_none() is not None:
            return
        row = {"case_id": _whose(case_id, person.role), "device_id": device.id}
        self._connection.execute(_ENTER, row | {"sha256": sha256, "at": self._clock()})
        if looks := looks_of(photo.jpeg):
            self._enter_looks(sha256, looks)

    def _check_look(self, device: Device, photo: LivePhoto, whose: str) -> None:
        """Nobody stands as still as a picture: what looks like another case's photo is that one."""
        if not self._controls.is_on(Control.PHOTO_NEAR_IDENTICAL):
            return
        looks, book = looks_of(photo.jpeg), self._known_looks()
        if not looks:
            return
        for sha256 in book.near(looks[0]):
            known = self._connection.execute(_OWNER, {"photo_sha256": sha256}).one_or_none()
            if known is not None and tuple(known) != (whose, device.id):
                self._demand(Control.PHOTO_NEAR_IDENTICAL, False, "PHOTO_USED")
        self._enter_looks(photo.sha256, looks)

    def _enter_looks(self, sha256: bytes, looks: Sequence[bytes]) -> None:
        mosaics = b"".join(looks)
        self._connection.execute(_ENTER_LOOK, {"sha256": sha256, "mosaics": mosaics})
        self._known_looks().add(sha256, mosaics)

    def _known_looks(self) -> Looks:
        if self._looks is None:
            self._looks = Looks()
            for row in self._connection.execute(select(pattern_tables.photo_looks)):
                self._looks.add(row.sha256, row.mosaics)
        return self._looks

    def attempts(self, device: Device, case_id: UUID, role: PartyRole) -> int:
        """How many photos of a person have come in a case; one that came twice counts once."""
        of_case = {"of_case": _whose(case_id, role), "of_device": device.id}
        return self._connection.scalar(_COUNT, of_case) or 0


def _whose(case_id: UUID, role: PartyRole) -> str:
    """How the book names a person of a case: whose case it is by the case alone."""
    return str(case_id) if role is PartyRole.OWNER else f"{case_id} {role}"
