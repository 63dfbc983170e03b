"""Whether the source of positions has one, looked at for some seconds."""

from __future__ import annotations

from pos_client.application.ports import Clock
from pos_client.application.whereabouts import LocatorAway
from pos_client.bootstrap.whereabouts import opener_of
from pos_client.domain.channel import Geofence
from pos_client.domain.location import Lack, Location, NoPosition, usable
from pos_client.domain.place import PlaceVerdict, place_verdict
from pos_client.infrastructure.location.address import SourceAddress, SourceKind, source_at

__all__ = ["look_for_place"]

_LOOKED_S = 5.0
_POLLS = 5


def look_for_place(setting: str, clock: Clock, fence: Geofence | None = None) -> tuple[bool, str]:
    """Whether all is well, and what to say of it; the place itself is told to nobody.

    Args:
        fence: of the outlet; None for one that is bound to no place.
    """
    source = source_at(setting) or SourceAddress(SourceKind.NONE)
    if source.kind is SourceKind.NONE:
        return True, "none set, so that the gateway is told of no place"
    if source.kind is SourceKind.SYSTEM:
        return True, "the operating system's service, which only the window asks"
    found = _found(source, clock)
    if isinstance(found, NoPosition):
        return False, f"{setting}: {found.lack.value}"
    if found is None:
        return False, f"{setting}: it is there, and says nothing of a place"
    place = place_verdict(fence, found)
    words = {
        PlaceVerdict.INSIDE: "inside the outlet's fence",
        PlaceVerdict.OUTSIDE: "outside the outlet's fence",
        PlaceVerdict.UNKNOWN: "at the edge of the outlet's fence" if fence else "no fence to be in",
    }
    is_well = place is PlaceVerdict.INSIDE or fence is None
    return is_well, f"{setting}: a position within {found.accuracy_m} m, {words[place]}"


def _found(source: SourceAddress, clock: Clock) -> Location | None:
    open_locator = opener_of(source, clock, None)
    if open_locator is None:
        return None
    found: Location | None = None
    try:
        locator = open_locator()
        try:
            for _ in range(_POLLS):
                word = locator.poll(_LOOKED_S / _POLLS)
                found = found if word is None else usable(word, clock.now())
                if found is not None and not isinstance(found, NoPosition):
                    break
        finally:
            locator.close()
    except LocatorAway:
        return NoPosition(Lack.SOURCE_AWAY)
    return found
