"""Who acts for whom, and what they have brought along: a list each, and the camera."""

from __future__ import annotations

from pos_client.application.answering import Answering
from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.domain.case import Case
from pos_client.domain.case_commands import Command
from pos_client.domain.document import DocumentImage, DocumentType
from pos_client.domain.flow import Step
from pos_client.domain.relation import Relation
from pos_client.domain.special_document import SpecialReason

__all__ = ["PeopleSteps"]


class PeopleSteps:
    """The steps `RELATION` and `DOCUMENT` of the open case."""

    def __init__(self, desk: Desk, open_case: OpenCase, answering: Answering) -> None:
        self._desk = desk
        self._open = open_case
        self._answering = answering

    def choose_relation(self, relation: Relation) -> None:
        """What whoever acts for the owner is to them."""
        case = self._answering.at(Step.RELATION, Command.CHOOSE_RELATION)
        if case is None:
            return

        def go_on() -> None:
            chosen = case.choose_relation(relation, self._desk.now())
            self._desk.audit("relation_chosen", case_id=str(case.id), relation=relation.value)
            self._go_to(chosen)

        self._answering.attempt(case, go_on)

    def choose_reason(self, reason: SpecialReason) -> None:
        """Why it is a document without a chip; only what the carrier lists."""
        case, policy = (
            self._answering.at(Step.REASON, Command.CHOOSE_REASON),
            self._desk.configuration.case.special,
        )
        if case is None or policy is None or reason not in policy.reasons:
            return

        def go_on() -> None:
            self._open.case = case.choose_reason(reason, self._desk.now())
            self._desk.audit("reason_chosen", case_id=str(case.id), reason=reason.value)

        self._answering.attempt(case, go_on)

    def choose_document(self, type_: DocumentType) -> None:
        """Which document lies there; images of another one are given up."""
        case = self._answering.at(Step.DOCUMENT, Command.CHOOSE_DOCUMENT)
        policy = self._desk.configuration.case.special
        if case is None or (case.flow.reads_no_card and policy and type_ not in policy.types):
            return

        def go_on() -> None:
            self._open.case = case.choose_document(type_, self._desk.now())

        self._answering.attempt(case, go_on)

    def take_image(self, image: DocumentImage) -> None:
        """One more image of the camera."""
        case = self._answering.at(Step.DOCUMENT, Command.TAKE_DOCUMENT_IMAGE)
        if case is None:
            return
        if image.is_simulated and not self._desk.configuration.is_demo:
            self._open.refuse("CAMERA_SIMULATED")
            return

        def go_on() -> None:
            self._open.case = case.take_document_image(image, self._desk.now())

        self._answering.attempt(case, go_on)

    def drop_image(self, place: int) -> None:
        """One that shows too little is not kept."""
        case = self._answering.at(Step.DOCUMENT, Command.DROP_DOCUMENT_IMAGE)
        if case is None:
            return

        def go_on() -> None:
            self._open.case = case.drop_document_image(place, self._desk.now())

        self._answering.attempt(case, go_on)

    def finish_document(self) -> None:
        """All of it was photographed; the audit says how much, and of what kind."""
        case = self._answering.at(Step.DOCUMENT, Command.FINISH_DOCUMENT)
        if case is None:
            return

        def go_on() -> None:
            finished = case.finish_document(self._desk.now())
            document = finished.party_of(case.stage.role).documents[-1]
            self._desk.audit(
                "document_captured",
                case_id=str(case.id),
                document=document.type.value,
                images=len(document.images),
                sha256=document.sha256.hex(),
            )
            self._go_to(finished)

        self._answering.attempt(case, go_on)

    def _go_to(self, case: Case) -> None:
        self._open.case = case
        self._open.choice.enter(case)
