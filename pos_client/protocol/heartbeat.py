"""The bodies of a heartbeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pos_client.protocol.message import Message, Moment, NoIdNumber, Pattern, Range
from pos_client.protocol.oversight import DeviceFiguresJson
from pos_client.protocol.surroundings import LocationJson, WorkSignals

__all__ = ["HeartbeatAnswer", "HeartbeatRequest"]

_Count = Annotated[int, Range(0, 10**6)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatRequest(Message):
    """The device is alive, and how its queue stands: how many, how old, and the last progress.

    `stalls` counts how often a worker that did nothing had to be replaced since the last one.
    `session_id` names the log-in at the counter; empty while nobody is logged in. `location` is
    absent where the counter has no source of positions. `figures` say what the device has done
    today, and how its readers stand; counts only.
    """

    pending: _Count
    quarantined: _Count
    oldest_pending_at: Moment | None
    program_version: Annotated[str, Pattern(r"^[A-Za-z0-9.+_-]{1,64}$"), NoIdNumber()]
    last_receipt_at: Moment | None = None
    stalls: _Count = 0
    session_id: Annotated[str, Pattern(r"^[A-Za-z0-9-]{0,64}$"), NoIdNumber()] = ""
    location: LocationJson | None = None
    signals: WorkSignals = ()
    figures: DeviceFiguresJson | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatAnswer(Message):
    """Gateway time, whether a newer configuration waits, and what it knows of this device.

    `decided` counts the registrations that the device has captured and that have a receipt, `final`
    those of them whose outcome is final, and `audit_index` is the last countersigned entry of its
    chain. A device that holds more signed words than that knows that the gateway has forgotten.
    `certificate_outdated` says that the certificate in use was made for a device that may do more
    or less than this one may now: another one is to be asked for at once.
    `session_ended` says that the log-in that was named has been ended: the same clerk has logged in
    on another device, or was dismissed; `work_id_frozen` that its work id is frozen.
    """

    gateway_time: Moment
    configuration_version: int
    drain_only: bool
    decided: int | None = None
    final: int | None = None
    audit_index: int | None = None
    session_ended: bool = False
    certificate_outdated: bool = False
    work_id_frozen: bool = False
