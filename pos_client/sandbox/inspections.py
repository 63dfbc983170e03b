"""The monthly self-inspection at the gateway: the plan of a month, and the report that signs it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from pos_client.domain.inspection import InspectionPlan, InspectionReport
from pos_client.domain.month import Month, month_of
from pos_client.domain.outlet import Right
from pos_client.protocol import jws
from pos_client.protocol.api import TokenAnswer, TroubleCode
from pos_client.protocol.inspections import (
    InspectionRequest,
    plan_claims,
    report_from,
)
from pos_client.sandbox import tables
from pos_client.sandbox.challenges import SKEW
from pos_client.sandbox.controls import Control
from pos_client.sandbox.credentials import Credentials
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.inspection_book import InspectionBook
from pos_client.sandbox.inspection_facts import InspectionFacts
from pos_client.sandbox.inspection_samples import InspectionSamples
from pos_client.sandbox.inspection_tables import inspections
from pos_client.sandbox.keys import KeyRing, token_key
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.sessions import Sessions

__all__ = ["Inspections"]

_BOOK, _SESSIONS = inspections, tables.sessions


class Inspections:
    """Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        book: InspectionBook,
        samples: InspectionSamples,
        facts: InspectionFacts,
        sessions: Sessions,
        credentials: Credentials,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._rules = policy.inspection
        self._is_on = policy.controls.is_on
        self._keys = keys
        self.book = book
        self._samples = samples
        self._facts = facts
        self._sessions = sessions
        self._credentials = credentials

    def plan(self, device: Device, month: Month) -> TokenAnswer:
        """What this outlet is asked for one month; asked again, the same cases.

        Raises:
            Refusal: this month is not over, or it is not the oldest that is owed.
        """
        made = self._plan(device.outlet_code, month)
        token = self._keys.sign_word(plan_claims(made), jws.TokenType.INSPECTION_PLAN)
        return TokenAnswer(token=token)

    def take(self, device: Device, request: InspectionRequest) -> TokenAnswer:
        """Keep a signed month, once; the same report again gets the first receipt.

        Raises:
            Refusal: another report of that month is here, or this one is not whole, of another
                sample, or signed by nobody who may.
        """
        report = report_from(request.report)
        known = self._known(device.outlet_code, report.month)
        if known is not None:
            if known.report_sha256 != report.sha256:
                raise Refusal(422, TroubleCode.INSPECTION_SIGNED)
            return TokenAnswer(token=known.receipt)
        self._check_whole(device, report)
        signed_at = self._check_signer(device, report, request.proof)
        receipt = self._keys.sign_word(
            {
                "outlet_code": report.outlet_code,
                "month": str(report.month),
                "report_sha256": report.sha256.hex(),
                "received_at": self._clock().isoformat(),
            },
            jws.TokenType.INSPECTION_RECEIPT,
        )
        self._connection.execute(
            insert(_BOOK).values(
                outlet_code=report.outlet_code,
                month=str(report.month),
                device_id=device.id,
                report=report.canonical,
                report_sha256=report.sha256,
                signer=report.signer,
                signed_at=signed_at,
                received_at=self._clock(),
                proof=request.proof,
                receipt=receipt,
            )
        )
        return TokenAnswer(token=receipt)

    def _plan(self, outlet_code: str, month: Month) -> InspectionPlan:
        rules = self._rules
        if rules is None or month >= month_of(self._clock()):
            raise Refusal(422, TroubleCode.INSPECTION_TOO_EARLY)
        if month != self.book.owes_from(outlet_code):
            # Months are signed in their order: each names the one before.
            is_signed = self._known(outlet_code, month) is not None
            code = TroubleCode.INSPECTION_SIGNED if is_signed else TroubleCode.INSPECTION_TOO_EARLY
            raise Refusal(422, code)
        sample = self._samples.of(outlet_code, month, rules)
        cases, sam_ids = self._samples.opened(sample)
        before = self._known(outlet_code, month.previous)
        return InspectionPlan(
            outlet_code=outlet_code,
            month=month,
            checklist_version=rules.version,
            items=rules.items,
            seed=sample.seed,
            sample=cases,
            facts=self._facts.of(outlet_code, month, sam_ids),
            previous_sha256=before.report_sha256.hex() if before is not None else "",
            clerks=self._facts.clerks_of(outlet_code),
            responsible=rules.responsible,
        )

    def _known(self, outlet_code: str, month: Month) -> Row[tuple[Any, ...]] | None:
        return self._connection.execute(
            select(_BOOK).where(_BOOK.c.outlet_code == outlet_code, _BOOK.c.month == str(month))
        ).one_or_none()

    def _check_whole(self, device: Device, report: InspectionReport) -> None:
        """Every item answered, and every case that was drawn looked at, and no other."""
        plan = self._plan(device.outlet_code, report.month)
        of_place = (report.outlet_code, report.device_id, report.previous_sha256)
        is_here = of_place == (device.outlet_code, device.id, plan.previous_sha256)
        is_over = report.month.ends_before - SKEW <= report.made_at <= self._clock() + SKEW
        is_answered = report.answers.keys() == {each.id for each in plan.items}
        is_version = report.checklist_version == plan.checklist_version
        clerks = {each.clerk_number for each in report.violations}
        if not (is_here and is_over and is_answered and is_version and clerks <= {*plan.clerks}):
            raise Refusal(422, TroubleCode.INSPECTION_REFUSED)
        is_drawn = report.seed == plan.seed and report.findings.keys() == {*plan.sample_ids}
        if not is_drawn and self._is_on(Control.INSPECTION_SAMPLE):
            raise Refusal(422, TroubleCode.INSPECTION_REFUSED)

    def _check_signer(self, device: Device, report: InspectionReport, proof: str) -> datetime:
        """Whether who signed has logged in for it, on this device, and may; answers when."""
        try:
            keys = {device.id: token_key(device.evidence_key)}
            claims = jws.verify(proof, keys, jws.TokenType.INSPECTION)
        except jws.TokenRefused:
            raise Refusal(422, TroubleCode.INSPECTION_REFUSED) from None
        said = (claims.get("outlet_code"), claims.get("month"), claims.get("report_sha256"))
        is_of_report = said == (report.outlet_code, str(report.month), report.sha256.hex())
        session = self._connection.execute(
            select(_SESSIONS).where(_SESSIONS.c.id == str(claims.get("session_id")))
        ).one_or_none()
        if session is None or not is_of_report:
            raise Refusal(422, TroubleCode.INSPECTION_REFUSED)
        if not self._may_sign(device, report, session) and self._is_on(Control.INSPECTION_SIGNER):
            raise Refusal(422, TroubleCode.INSPECTION_REFUSED)
        signed_at: datetime = session.issued_at
        return signed_at

    def _may_sign(
        self, device: Device, report: InspectionReport, session: Row[tuple[Any, ...]]
    ) -> bool:
        clerk = self._credentials.clerk(report.signer)
        named = self._rules.responsible if self._rules is not None else ()
        return (
            clerk is not None
            and (session.clerk_number, session.device_id) == (report.signer, device.id)
            and session.issued_at >= report.made_at - SKEW
            and clerk.outlet_code == device.outlet_code
            and self._sessions.may(clerk, Right.REVIEW)
            and (not named or report.signer in named)
        )
