"""The port `OutletFigures`: what the gateway counts of this outlet, over the interactive line."""

from __future__ import annotations

from datetime import date

from pos_client.application.trouble import UntrustedGateway
from pos_client.domain.campaign import CampaignPage
from pos_client.domain.oversight import OutletOversight
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.protocol.campaign import CampaignAnswer, CampaignPaths, campaign_from
from pos_client.protocol.oversight import OversightAnswer, OversightPaths, oversight_from
from pos_client.protocol.words import Session

__all__ = ["HttpOutletFigures"]


class HttpOutletFigures:
    """Implements `application.outlet_figures.OutletFigures`, on the interactive thread."""

    def __init__(self, line: GatewayLine, headers: SignedHeaders) -> None:
        self._line = line
        self._headers = headers

    def campaign(self, behind: int, session: Session) -> CampaignPage:
        answer = self._line.call(
            "GET",
            CampaignPaths.CAMPAIGN,
            CampaignAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
            params={"behind": behind},
        )
        return campaign_from(answer)

    def oversight(self, month: date, session: Session) -> OutletOversight:
        answer = self._line.call(
            "GET",
            OversightPaths.OVERSIGHT,
            OversightAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
            params={"month": f"{month:%Y-%m}"},
        )
        return oversight_from(answer)
