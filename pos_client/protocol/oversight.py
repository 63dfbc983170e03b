"""The call about what is watched of an outlet, and what a device tells of itself.

Counts, codes, devices and times: none of it is about a person.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Annotated, Any

from pos_client.domain.day_figures import Figures
from pos_client.domain.oversight import (
    Anomaly,
    CodeCount,
    DeviceFigures,
    DeviceHealth,
    OutletOversight,
    ReaderCount,
)
from pos_client.protocol.message import Length, Message, Moment, NoIdNumber, Pattern, Range

__all__ = [
    "AnomalyJson",
    "CodeCountJson",
    "DeviceFiguresJson",
    "DeviceHealthJson",
    "OversightAnswer",
    "OversightPaths",
    "device_figures_from",
    "device_figures_json",
    "oversight_from",
    "oversight_json",
]

_MOST_CODES, _MOST_DEVICES = 200, 100
_Count = Annotated[int, Range(0, 10**6)]
# A taken back outcome of an earlier day may make a day's figure less than nothing.
_Figure = Annotated[int, Range(-(10**6), 10**6)]
_Code = Annotated[str, Pattern(r"^[A-Z][A-Z0-9_]{0,63}$")]
_COUNTED = ("saved", "captured", "accepted", "rejected", "refused", "sims_used")


class OversightPaths:
    """Where it goes. It names a session of somebody who may look."""

    OVERSIGHT = "/v1/oversight"  # GET ?month=2026-11: OversightAnswer; 403 ROLE_REFUSED


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFiguresJson(Message):
    """What a device has done on one day, and how its readers stand."""

    day: date
    saved: _Figure = 0
    captured: _Figure = 0
    accepted: _Figure = 0
    rejected: _Figure = 0
    refused: _Figure = 0
    sims_used: _Figure = 0
    under_review: _Count = 0
    awaiting_customer: _Count = 0
    readers_ready: _Count = 0
    readers_lost: _Count = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCountJson(Message):
    """How often a reason came up."""

    code: _Code
    today: _Count
    month: _Count


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyJson(Message):
    """Alarms of one code about this outlet, in the month that was asked for."""

    code: _Code
    count: _Count
    newest_at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealthJson(Message):
    """A device of this outlet, as it was heard of last."""

    device_id: Annotated[str, Length(1, 64), NoIdNumber()]
    last_seen_at: Moment | None = None
    program_version: Annotated[str, Length(most=64), NoIdNumber()] = ""
    pending: _Count = 0
    quarantined: _Count = 0
    oldest_pending_at: Moment | None = None
    told: DeviceFiguresJson | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightAnswer(Message):
    """What is watched of this outlet: of a month, and of the gateway's day `on`."""

    on: date
    refusals: Annotated[tuple[CodeCountJson, ...], Length(most=_MOST_CODES)] = ()
    rejections: Annotated[tuple[CodeCountJson, ...], Length(most=_MOST_CODES)] = ()
    reviews_waiting: _Count = 0
    oldest_review_at: Moment | None = None
    anomalies: Annotated[tuple[AnomalyJson, ...], Length(most=_MOST_CODES)] = ()
    devices: Annotated[tuple[DeviceHealthJson, ...], Length(most=_MOST_DEVICES)] = ()


def device_figures_json(told: DeviceFigures) -> DeviceFiguresJson:
    """As a heartbeat sends them."""
    return DeviceFiguresJson(
        day=told.day,
        **{name: getattr(told.figures, name) for name in _COUNTED},
        under_review=told.under_review,
        awaiting_customer=told.awaiting_customer,
        readers_ready=told.readers.ready,
        readers_lost=told.readers.lost,
    )


def device_figures_from(sent: DeviceFiguresJson) -> DeviceFigures:
    """What is made of it."""
    return DeviceFigures(
        sent.day,
        Figures(**{name: getattr(sent, name) for name in _COUNTED}),
        sent.under_review,
        sent.awaiting_customer,
        ReaderCount(sent.readers_ready, sent.readers_lost),
    )


def oversight_json(known: OutletOversight) -> OversightAnswer:
    """What the gateway answers: the most frequent codes, and no more devices than fit."""
    return OversightAnswer(
        on=known.on,
        refusals=tuple(CodeCountJson(**asdict(each)) for each in known.refusals[:_MOST_CODES]),
        rejections=tuple(CodeCountJson(**asdict(each)) for each in known.rejections[:_MOST_CODES]),
        reviews_waiting=known.reviews_waiting,
        oldest_review_at=known.oldest_review_at,
        anomalies=tuple(AnomalyJson(**asdict(each)) for each in known.anomalies[:_MOST_CODES]),
        devices=tuple(_device_json(each) for each in known.devices[:_MOST_DEVICES]),
    )


def oversight_from(answer: OversightAnswer) -> OutletOversight:
    """What the client makes of it."""
    return OutletOversight(
        on=answer.on,
        refusals=tuple(CodeCount(**_plain(each)) for each in answer.refusals),
        rejections=tuple(CodeCount(**_plain(each)) for each in answer.rejections),
        reviews_waiting=answer.reviews_waiting,
        oldest_review_at=answer.oldest_review_at,
        anomalies=tuple(Anomaly(**_plain(each)) for each in answer.anomalies),
        devices=tuple(_device_from(each) for each in answer.devices),
    )


def _plain(value: CodeCountJson | AnomalyJson) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}


def _device_json(device: DeviceHealth) -> DeviceHealthJson:
    return DeviceHealthJson(
        device_id=device.device_id,
        last_seen_at=device.last_seen_at,
        program_version=device.program_version,
        pending=device.pending,
        quarantined=device.quarantined,
        oldest_pending_at=device.oldest_pending_at,
        told=device_figures_json(device.told) if device.told is not None else None,
    )


def _device_from(sent: DeviceHealthJson) -> DeviceHealth:
    return DeviceHealth(
        device_id=sent.device_id,
        last_seen_at=sent.last_seen_at,
        program_version=sent.program_version,
        pending=sent.pending,
        quarantined=sent.quarantined,
        oldest_pending_at=sent.oldest_pending_at,
        told=device_figures_from(sent.told) if sent.told is not None else None,
    )
