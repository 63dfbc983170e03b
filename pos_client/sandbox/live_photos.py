"""The book of live photos: each serves one case, and a case has only so many of them."""

from __future__ import annotations

from math import inf
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select

from pos_client.domain.flow import PartyRole
from pos_client.domain.live_photo import LARGEST_PHOTO, LivePhoto
from pos_client.protocol.people import Person
from pos_client.sandbox import pattern_tables, tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.heads import head_of_frame
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.photo_looks import Looks
from pos_client.sandbox.photo_marks import Marks
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed
from pos_client.sandbox.same_picture import Likeness, Look, laid_on, look_of
from pos_client.sandbox.submission import Submission

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
_MARKS = select(pattern_tables.photo_looks.c.sha256, pattern_tables.photo_looks.c.marks)
_LIKENESS = select(pattern_tables.photo_looks.c.sealed_likeness).where(
    pattern_tables.photo_looks.c.sha256 == bindparam("photo_sha256")
)
_EARLIER = (
    select(_BOOK.c.case_id)
    .join(pattern_tables.photo_looks, pattern_tables.photo_looks.c.resembles == _BOOK.c.sha256)
    .where(pattern_tables.photo_looks.c.sha256 == bindparam("photo_sha256"))
)
_SIMULATED = "simulated:"


class LivePhotos:
    """Runs inside the caller's transaction.

    In the clear hashes and marks are kept, in which nobody can see anybody; a likeness only sealed.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        devices: Devices,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._keys = keys
        self._devices = devices
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
        if photo is None:  # nobody stands before a camera in this role
            return
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
        if photo is None:
            return
        sha256 = photo.sha256
        if self._connection.execute(_OWNER, {"photo_sha256": sha256}).one_or_none() is not None:
            return
        row = {"case_id": _whose(case_id, person.role), "device_id": device.id}
        self._connection.execute(_ENTER, row | {"sha256": sha256, "at": self._clock()})
        if (look := _shown(photo.jpeg)) is not None:
            self._enter_look(sha256, look)

    def review_of(self, submission: Submission) -> str:
        """Tell the carrier which earlier case a registration's photo is very like.

        Returns:
            The code for which it has to be reviewed, or nothing.
        """
        if not self._controls.is_on(Control.PHOTO_ALIKE):
            return ""
        code = ""
        for person in submission.body.people:
            photo = {"photo_sha256": person.photo_sha256}
            earlier = self._connection.scalar(_EARLIER, photo)
            if earlier is not None:
                code, subject = "PHOTO_ALIKE", f"{submission.id} as in case {earlier}"
                self._devices.raise_alarm(submission.device.id, code, subject)
        return code

    def _check_look(self, device: Device, photo: LivePhoto, whose: str) -> None:
        """Nobody stands as still as a picture.

        What is another case's photo, encoded anew or with its edge cut off, is refused. What may
        be one that was changed otherwise is only noted: honest photos are, now and then.
        """
        is_asked = (Control.PHOTO_NEAR_IDENTICAL, Control.PHOTO_ALIKE)
        if not any(map(self._controls.is_on, is_asked)):
            return
        look, nearest, resembles = _shown(photo.jpeg), inf, None
        if look is None:
            return
        for sha256, marks in self._known_looks().few(look):
            known = self._connection.execute(_OWNER, {"photo_sha256": sha256}).one_or_none()
            if known is None or tuple(known) == (whose, device.id):
                continue
            laid = laid_on(look, self._likeness(sha256), marks)
            self._demand(Control.PHOTO_NEAR_IDENTICAL, not laid.is_certain, "PHOTO_USED")
            if laid.is_alike and not laid.is_certain and laid.gap < nearest:
                nearest, resembles = laid.gap, sha256
        self._enter_look(photo.sha256, look, resembles)

    def _enter_look(self, sha256: bytes, look: Look, resembles: bytes | None = None) -> None:
        sealed = self._keys.seal(look.likeness.to_bytes(), sha256)
        row = {"sha256": sha256, "marks": look.marks.to_bytes(), "sealed_likeness": sealed}
        self._connection.execute(_ENTER_LOOK, row | {"resembles": resembles})
        self._known_looks().add(sha256, look.marks)

    def _likeness(self, sha256: bytes) -> Likeness:
        sealed = self._connection.execute(_LIKENESS, {"photo_sha256": sha256}).scalar_one()
        opened = self._keys.open(self._keys.sealing_key_id, sealed, sha256)
        if opened is None:
            raise AssertionError("sealed by this gateway, and opened by it no more")
        return Likeness.from_bytes(opened)

    def _known_looks(self) -> Looks:
        if self._looks is None:
            self._looks = Looks()
            for row in self._connection.execute(_MARKS):
                self._looks.add(row.sha256, Marks.from_bytes(row.marks))
        return self._looks

    def attempts(self, device: Device, case_id: UUID, role: PartyRole) -> int:
        """How many photos of a person have come in a case; one that came twice counts once."""
        of_case = {"of_case": _whose(case_id, role), "of_device": device.id}
        return self._connection.scalar(_COUNT, of_case) or 0


def _shown(jpeg: bytes) -> Look | None:
    """The look of a photo in which somebody stands; of another one the face match says so."""
    return look_of(jpeg) if head_of_frame(jpeg) is not None else None


def _whose(case_id: UUID, role: PartyRole) -> str:
    """How the book names a person of a case: whose case it is by the case alone."""
    return str(case_id) if role is PartyRole.OWNER else f"{case_id} {role}"
