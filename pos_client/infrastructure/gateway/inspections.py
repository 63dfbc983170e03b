"""The port `Inspections`: the plan of a month, and its signed report, over a client's line."""

from __future__ import annotations

from pos_client.application.trouble import Unreadable, UntrustedGateway, UntrustedReceipt
from pos_client.domain.inspection import InspectionPlan, InspectionReport
from pos_client.domain.month import Month
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.protocol.api import TokenAnswer, TroubleCode
from pos_client.protocol.inspections import (
    InspectionPaths,
    InspectionRequest,
    plan_from,
    receipt_sha256,
    report_json,
)
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.message import MessageRefused
from pos_client.protocol.words import Session

__all__ = ["HttpInspections"]


class HttpInspections:
    """Implements `application.inspections.Inspections`, on its client's thread."""

    def __init__(self, line: GatewayLine, wordings: SignedWordings, headers: SignedHeaders) -> None:
        self._line = line
        self._wordings = wordings
        self._headers = headers

    def plan(self, month: Month, session: Session) -> InspectionPlan:
        answer = self._line.call(
            "GET",
            f"{InspectionPaths.PLANS}/{month}",
            TokenAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
        )
        try:
            plan = plan_from(answer.token, self._wordings.signing_keys)
        except TokenRefused as error:
            raise UntrustedGateway(str(error)) from None
        if (plan.outlet_code, plan.month) != (self._wordings.outlet_code, month):
            raise UntrustedGateway("a plan that nobody asked for")
        return plan

    def deliver(self, report: InspectionReport, proof: str) -> str:
        try:
            request = InspectionRequest(report=report_json(report), proof=proof)
        except MessageRefused:  # whatever was signed here, no gateway would read it
            raise Unreadable(code=TroubleCode.INSPECTION_REFUSED) from None
        answer = self._line.call(
            "POST",
            InspectionPaths.REPORTS,
            TokenAnswer,
            stranger=UntrustedReceipt,
            headers=self._headers.plain(),
            message=request,
        )
        try:
            sha256, _ = receipt_sha256(
                answer.token, self._wordings.signing_keys, report.outlet_code, report.month
            )
        except TokenRefused as error:
            raise UntrustedReceipt(str(error)) from None
        if sha256 != report.sha256:
            raise UntrustedReceipt("a receipt for another report")
        return answer.token
