"""What a counter knows of the outlet it stands in: the place by its fence, the sign by its code."""

from __future__ import annotations

from pos_client.application.closure_state import PremisesState
from pos_client.application.desk import Desk
from pos_client.domain.location import Position
from pos_client.domain.place import place_verdict

__all__ = ["premises_of"]


def premises_of(desk: Desk) -> PremisesState | None:
    """None before a log-in."""
    if desk.session is None:
        return None
    channel = desk.configuration.channel
    found = desk.tools.whereabouts.now().location
    position = found if isinstance(found, Position) else None
    place = place_verdict(channel.geofence if channel is not None else None, position)
    is_asked = channel is not None and channel.asks_for_sign
    return PremisesState(place, not desk.sign.is_due if is_asked else None)
