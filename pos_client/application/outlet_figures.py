"""The port to what the gateway counts of this outlet."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from pos_client.domain.campaign import CampaignPage
from pos_client.domain.oversight import OutletOversight
from pos_client.protocol.words import Session

__all__ = ["OutletFigures"]


class OutletFigures(Protocol):
    """Raises `trouble.GatewayTrouble` leaves only."""

    def campaign(self, behind: int, session: Session) -> CampaignPage:
        """This outlet's part of the campaign, and its worklist behind a line; 0 for the first."""

    def oversight(self, month: date, session: Session) -> OutletOversight:
        """What is watched of this outlet, of the month that begins with this day.

        A role that may not look is refused.
        """
