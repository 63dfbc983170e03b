"""加密提交: sealing a case, committing it, and the papers of the one saved last."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pos_client.application.desk import Desk
from pos_client.application.last_saved import LastSaved
from pos_client.application.late_papers import LatePapers
from pos_client.application.paperwork import (
    acceptance_form,
    customer_slip,
    papers_of,
    registration_form,
)
from pos_client.domain.audit import AuditEvent
from pos_client.domain.case import Case
from pos_client.domain.flow import Mode
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.paper import Paper, PaperKind
from pos_client.domain.registration import SealedRegistration
from pos_client.domain.slip_code import Completing, new_token
from pos_client.domain.unit_order import OrderCode
from pos_client.domain.verdict import Check
from pos_client.protocol.words import Session

__all__ = ["Saving"]

log = logging.getLogger(__name__)


class Saving:
    """Remembers masks and papers of the last saved case, and of others the slip's code."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sealed: SealedRegistration | None = None
        self._papers: dict[PaperKind, Paper] = {}
        self._printed: set[PaperKind] = set()
        self._late = LatePapers(desk)
        self._order: OrderCode | None = None
        self.last: LastSaved | None = None

    def save(self, case: Case, session: Session, now: datetime) -> None:
        """Seal and commit in one transaction; only then is it saved.

        Raises:
            CaseError: a step has not yielded what it must.
            StoreTrouble: nothing has happened.
            ValueError: the block's number has gone to a newer configuration meanwhile.
        """
        desk, store, identity = self._desk, self._desk.tools.store, case.lead.identity
        _, head = store.audit_head()
        completing = Completing(desk.tools.new_id(), new_token())
        waits = case.mode is Mode.OFFLINE or case.flow.awaits_user
        is_offline = case.mode is Mode.OFFLINE
        sealed = desk.sealing.registration(
            completing.registration_id,
            store.next_sequence(),
            case,
            session,
            is_offline_session=desk.is_offline_session,
            predecessor_id=desk.people.newest_of(identity) if identity else None,
            return_token=completing.token if waits else "",
            order_token=completing.token if case.flow.opens_order else "",
            head=head,
            now=now,
            surroundings=desk.tools.whereabouts.at(_read_at(case, now)),
        )
        details: dict[str, str | int | bool] = {
            "registration_id": str(sealed.id),
            "sequence": sealed.sequence,
            "sha256": sealed.envelope_sha256.hex(),
            "offline": is_offline,
        }
        store.save(sealed, AuditEvent("registration_saved", now, details))
        takes_a_number = Check.QUOTA in case.flow.checks_of(case.lead.role)
        if identity is not None:
            desk.people.remember(identity, sealed.id, takes_a_number=takes_a_number)
        said = {"registration_id": str(sealed.id), "sequence": sealed.sequence}
        log.info("a registration was saved", extra=said | {"is_offline": is_offline})
        self._note(case, session, sealed, completing, now)

    @property
    def opened_order(self) -> OrderCode | None:
        """The order that the last case has opened, once its receipt says so."""
        is_open = self.last is not None and self.last.outcome is Outcome.ACCEPTED
        return self._order if is_open else None

    def note_receipt(self, receipt: Receipt) -> None:
        """A receipt was settled; the page of the last customer may be waiting for it."""
        last, sealed = self.last, self._sealed
        if receipt.outcome.is_final:
            self._late.forget(receipt.registration_id)
            self._desk.people.forget(receipt.registration_id)
        if last is None or sealed is None or last.id != receipt.registration_id:
            return
        kinds = papers_of(receipt.outcome, is_offline=sealed.is_offline)
        if PaperKind.ACCEPTANCE_FORM in kinds:
            saved = next(iter(self._papers.values()))
            self._papers = {PaperKind.ACCEPTANCE_FORM: acceptance_form(saved, receipt)}
        self.last = replace(
            last,
            outcome=receipt.outcome,
            code=receipt.code,
            is_restored=receipt.is_restored,
            sim_works_from=receipt.sim_works_from,
            papers=kinds,
        )

    def paper(self, kind: PaperKind, registration_id: UUID | None) -> Paper | None:
        """A paper of the last case, or of another one, if it may exist now.

        Once one was printed it says so, and so does every paper of a case that was not the last.
        """
        last = self.last
        if registration_id is None and last is not None:
            registration_id = last.id
        if registration_id is None:
            return None
        if last is not None and last.id == registration_id:
            paper = self._papers.get(kind) if kind in last.papers else None
            paper = paper and replace(paper, is_reprint=kind in self._printed)
        else:
            paper = self._late.paper(kind, registration_id)
        if paper is not None:
            self._desk.audit(
                "paper_made",
                registration_id=str(registration_id),
                paper=kind.value,
                reprint=paper.is_reprint,
            )
        return paper

    def note_printed(self, kind: PaperKind, case_number: str) -> None:
        """A printer took this paper, or some of it: it is counted, and of the last case told."""
        desk, last, paper = self._desk, self.last, self._papers.get(kind)
        is_last = last is not None and paper is not None and paper.case_number == case_number
        if desk.session is not None:
            desk.tools.store.days.note_printed(
                desk.session.clerk.clerk_number,
                desk.now(),
                is_slip=kind is PaperKind.CUSTOMER_SLIP,
                is_reprint=kind in self._printed if is_last else True,
            )
        if is_last and last is not None:
            self._printed.add(kind)
            desk.audit("paper_printed", registration_id=str(last.id), paper=kind.value)

    def _note(
        self,
        case: Case,
        session: Session,
        sealed: SealedRegistration,
        completing: Completing,
        now: datetime,
    ) -> None:
        configuration = self._desk.configuration
        if sealed.is_offline:
            paper = customer_slip(case, configuration, session, completing, now)
            self._late.remember(sealed.id, paper)
        else:
            paper = registration_form(case, configuration, session, completing)
        self._order = None
        if case.flow.opens_order:
            self._order = OrderCode(completing.registration_id, completing.token)
        self._sealed, self._printed = sealed, set()
        self._papers = {paper.kind: paper}
        self.last = LastSaved(
            id=sealed.id,
            sequence=sealed.sequence,
            is_offline=sealed.is_offline,
            saved_at=now,
            masked_name=sealed.masked_name,
            phone_number=case.phone_number,
            flow=case.flow.name,
            is_of_subject=case.subject is not None or case.flow.disputes,
            sim_is_handed_over=paper.sim_is_handed_over,
            papers=papers_of(None, is_offline=sealed.is_offline),
            qr_text=paper.qr_text if sealed.is_offline else paper.resume_code,
        )


def _read_at(case: Case, now: datetime) -> datetime:
    """When the newest card was laid; of a document without a chip it is now."""
    reads = [read for party in case.parties for read in party.evidence]
    return max((read.read_at for read in reads), default=now)
