"""From the setting `location.source` to what watches it."""

from __future__ import annotations

from collections.abc import Callable

from pos_client.application.ports import Clock
from pos_client.application.whereabouts import Locator, LocatorAway
from pos_client.infrastructure.location.address import SourceAddress, SourceKind, source_at
from pos_client.infrastructure.location.watch import WhereaboutsWatch
from pos_client.infrastructure.settings import Settings
from pos_client.infrastructure.work_signals import signals_of_this_computer

__all__ = ["opener_of", "whereabouts_of"]


def whereabouts_of(
    settings: Settings, clock: Clock, system: Locator | None = None
) -> WhereaboutsWatch:
    """Make the watch of one counter; nothing is opened before it is started.

    Args:
        system: the operating system's service; without a window there is none.
    """
    source = source_at(settings.location_source) or SourceAddress(SourceKind.NONE)
    return WhereaboutsWatch(opener_of(source, clock, system), signals_of_this_computer, clock)


def opener_of(
    source: SourceAddress, clock: Clock, system: Locator | None
) -> Callable[[], Locator] | None:
    """How a source is opened; its library is loaded when it is."""
    if source.kind is SourceKind.SYSTEM:
        return lambda: _of_system(system)
    if source.kind is SourceKind.GPSD:
        return lambda: _gpsd(source, clock)
    if source.kind is SourceKind.NMEA:
        return lambda: _nmea(source, clock)
    return None


def _of_system(locator: Locator | None) -> Locator:
    if locator is None:
        raise LocatorAway("system")
    return locator


def _gpsd(source: SourceAddress, clock: Clock) -> Locator:
    from pos_client.infrastructure.location.gpsd import Gpsd

    return Gpsd(source.target, source.figure, clock.now)


def _nmea(source: SourceAddress, clock: Clock) -> Locator:
    from pos_client.infrastructure.location.nmea import NmeaReceiver

    return NmeaReceiver(source.target, source.figure, clock.now)
