"""Documents that came as images: those of the flow, each a picture of a camera, for one case.

In the clear the gateway keeps hashes, kinds and counts. The images stay where they came, in the
sealed envelope, and are opened for a reviewer alone.
"""

from __future__ import annotations

import struct
from io import BytesIO

from PIL.JpegImagePlugin import JpegImageFile
from sqlalchemy import Column, Connection, Index, LargeBinary, String, Table, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.document import DocumentImage
from pos_client.domain.flow import Step
from pos_client.domain.flows import FLOWS
from pos_client.protocol.bodies import RegistrationBody
from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.submission import LEEWAY, Submission

__all__ = ["Documents"]

_IMAGES = Table(
    "document_images",
    tables.METADATA,
    Column("sha256", LargeBinary, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("device_id", String, nullable=False),
    Column("role", String, nullable=False),
    Column("document_type", String, nullable=False),
    Column("at", tables.Instant, nullable=False),
    Index("document_images_by_case", "case_id", "device_id"),
)
_CASE_OF = select(_IMAGES.c.case_id, _IMAGES.c.device_id).where(
    _IMAGES.c.sha256 == bindparam("image_sha256")
)
_SIMULATED = "simulated:"
# What Pillow calls bytes that are no picture.
_NO_PICTURE = (OSError, ValueError, SyntaxError, ArithmeticError, struct.error)


class Documents:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._is_demo = policy.is_demo
        self._demand = policy.controls.demand

    def check(self, submission: Submission) -> None:
        """Check what a registration brought along, and enter it for its case.

        Raises:
            CheckFailed: a document of the flow is missing, is of a type that may not be here, no
                camera took it in this case, or it was brought for another case already.
        """
        body, flow = submission.body, FLOWS[submission.body.flow]
        for person in body.people:
            is_all = flow.takes_documents(person.role, person.documents)
            self._demand(Control.DOCUMENTS, is_all, "DOCUMENT_MISSING")
            for document in person.documents:
                for image in document.images:
                    self._check_image(submission, image)
        is_told = flow.has(Step.RELATION) is (body.relation is not None)
        is_listed = body.relation is None or body.relation in flow.relations
        self._demand(Control.RELATION, is_told and is_listed, "RELATION_MISSING")
        self.enter(submission.device.id, body)

    def enter(self, device_id: str, body: RegistrationBody) -> None:
        """Keep which images this case has brought; again changes nothing."""
        rows = [
            {
                "sha256": image.sha256,
                "case_id": str(body.case_id),
                "device_id": device_id,
                "role": person.role.value,
                "document_type": document.type.value,
                "at": self._clock(),
            }
            for person in body.people
            for document in person.documents
            for image in document.images
        ]
        if rows:
            self._connection.execute(insert(_IMAGES).on_conflict_do_nothing(), rows)

    def _check_image(self, submission: Submission, image: DocumentImage) -> None:
        is_simulated = image.is_simulated or image.camera_id.startswith(_SIMULATED)
        is_camera = self._is_demo or not is_simulated
        self._demand(Control.CAMERA_SIMULATED, is_camera, "CAMERA_SIMULATED")
        self._demand(Control.DOCUMENT_PICTURE, _is_picture(image.jpeg), "DOCUMENT_INVALID")
        body = submission.body
        is_of_now = body.opened_at - LEEWAY <= image.taken_at <= body.confirmed_at + LEEWAY
        self._demand(Control.STEP_ORDER, is_of_now, "READ_EXPIRED")
        known = self._connection.execute(_CASE_OF, {"image_sha256": image.sha256}).one_or_none()
        ours = (str(body.case_id), submission.device.id)
        self._demand(Control.DOCUMENT_ONCE, known is None or tuple(known) == ours, "DOCUMENT_USED")


def _is_picture(jpeg: bytes) -> bool:
    """Whether all of it can be decoded; its size was bounded before anything was unpacked."""
    try:
        with JpegImageFile(BytesIO(jpeg)) as opened:
            opened.load()
    except _NO_PICTURE:
        return False
    return True
