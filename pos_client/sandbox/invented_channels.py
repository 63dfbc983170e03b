"""What an empty sandbox knows of its outlet: an invented licence, and who has been there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pos_client.domain.channel import Geofence, Licence
from pos_client.domain.outlet import Outlet
from pos_client.sandbox.admissions import Admissions, OnSiteRecord
from pos_client.sandbox.channel_facts import ChannelFacts, DataProtection
from pos_client.sandbox.channels import Channels
from pos_client.sandbox.moves import Moves

__all__ = ["DEMO_FENCE", "DEMO_LICENCE", "admit", "facts_of", "move"]

DEMO_LICENCE = Licence("91350100MA00DEM00M", date(2036, 12, 31))
DEMO_FENCE = Geofence(26.0745, 119.2965, 200)

_VISITOR, _APPROVERS = "EMP-9001", ("EMP-9002", "EMP-9003")


def facts_of(outlet: Outlet) -> ChannelFacts:
    """An outlet with nothing wrong about it."""
    return ChannelFacts(
        outlet=outlet,
        above=outlet.brand,
        licence=DEMO_LICENCE,
        data_protection=DataProtection(is_fulfilled=True, examined_on=date(2024, 1, 2)),
        sign_until=date(2036, 12, 31),
        geofence=DEMO_FENCE,
    )


def admit(channels: Channels, admissions: Admissions, facts: ChannelFacts, now: datetime) -> None:
    """Propose an outlet, go there, and let two others approve what was found."""
    channels.propose(facts)
    admissions.record(_visit(facts.outlet, facts.geofence or DEMO_FENCE, now))
    for each in _APPROVERS:
        admissions.approve(facts.outlet.code, each)


def move(moves: Moves, outlet: Outlet, fence: Geofence, now: datetime) -> None:
    """Let an outlet stand elsewhere: go there, and let two others approve what was found."""
    moves.propose(fence, _visit(outlet, fence, now))
    for each in _APPROVERS:
        moves.approve(outlet.code, each)


def _visit(outlet: Outlet, fence: Geofence, now: datetime) -> OnSiteRecord:
    return OnSiteRecord(
        outlet_code=outlet.code,
        visited_at=now - timedelta(minutes=1),
        visited_by=_VISITOR,
        sign_number=outlet.sign_number,
        latitude_deg=fence.latitude_deg,
        longitude_deg=fence.longitude_deg,
        photo_sha256=bytes(32),
    )
