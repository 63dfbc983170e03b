"""Talks to ID card readers. No Qt, no database, no gateway, no registration.

::

    with drivers.open_reader("sam-serial:/dev/ttyUSB0") as reader:
        event = reader.poll(timeout_s=1.0)
"""

from drivers.api import (
    AddressInvalid,
    CardEvent,
    CardPresent,
    CardRefused,
    CardRemoved,
    Driver,
    DriverForbidden,
    DriverUnknown,
    LibraryUnusable,
    Prospect,
    Reader,
    ReaderBusy,
    ReaderError,
    ReaderFaulty,
    ReaderForbidden,
    ReaderInfo,
    ReaderRestarted,
    ReaderRestarting,
    ReaderSilent,
    ReaderUnavailable,
    ServiceAway,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.card.checks import RecordRefused
from drivers.card.read import CardKind, CardRead
from drivers.decoder import Decoded, Decoder, DecoderRefused, RemoteDriver
from drivers.hub import CardNews, Hub, HubNews, ProspectsSeen, ReaderFound, ReaderLost
from drivers.plug_ins import AllowedDriver
from drivers.registry import DriverIdentity, Registry, driver_identity, open_reader

__all__ = [
    "AddressInvalid",
    "AllowedDriver",
    "CardEvent",
    "CardKind",
    "CardNews",
    "CardPresent",
    "CardRead",
    "CardRefused",
    "CardRemoved",
    "Decoded",
    "Decoder",
    "DecoderRefused",
    "Driver",
    "DriverForbidden",
    "DriverIdentity",
    "DriverUnknown",
    "Hub",
    "HubNews",
    "LibraryUnusable",
    "Prospect",
    "ProspectsSeen",
    "Reader",
    "ReaderBusy",
    "ReaderError",
    "ReaderFaulty",
    "ReaderForbidden",
    "ReaderFound",
    "ReaderInfo",
    "ReaderLost",
    "ReaderRestarted",
    "ReaderRestarting",
    "ReaderSilent",
    "ReaderUnavailable",
    "RecordRefused",
    "Registry",
    "RemoteDriver",
    "ServiceAway",
    "SimRead",
    "SimRefused",
    "SimRemoved",
    "driver_identity",
    "open_reader",
]
