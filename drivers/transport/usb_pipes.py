"""Which pipes of a USB device carry frames: told by its descriptors, never by its numbers.

Two plans are known. *Split*: a request goes out as preamble and LEN on one pipe, the rest on a
second one, and replies come back the same way. *Whole*: one pipe takes whole frames and one
brings them. Where there are two pipes, that with the lower endpoint number is the first one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

__all__ = ["Pipe", "PipePlan", "PlanName", "Setting", "choose_pipes", "may_carry_frames"]

_DIRECTION_IN: Final = 0x80
_TRANSFER_KIND: Final = 0x03
_BULK: Final = 2
_INTERRUPT: Final = 3
# Bits 11 and 12 count packets, on high-speed interrupt pipes.
_PACKET_SIZE: Final = 0x07FF
_USUAL_PACKET: Final = 64
_VENDOR_CLASS: Final = 0xFF
_HID_CLASS: Final = 0x03
# Audio, imaging, printer, disk, hub, smart card, video, wireless: whatever pipes they have,
# they carry something else. Some readers bring a disk with their Windows drivers on it.
_OTHER_CLASSES: Final = frozenset({0x01, 0x06, 0x07, 0x08, 0x09, 0x0B, 0x0E, 0xE0})


class PlanName(StrEnum):
    """How frames lie on the pipes; the words of the option `plan`."""

    SPLIT = "split"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Pipe:
    """One endpoint."""

    address: int
    packet_size: int


@dataclass(frozen=True, slots=True)
class Setting:
    """One alternate setting of an interface; `is_only` says that there is nothing to select."""

    interface: int
    alternate: int
    is_only: bool


@dataclass(frozen=True, slots=True)
class PipePlan:
    """The pipes for requests and for replies: two of each where frames are split, else one."""

    settings: tuple[Setting, ...]
    requests: tuple[Pipe, ...]
    replies: tuple[Pipe, ...]
    is_hid: bool = False

    @property
    def name(self) -> PlanName:
        """Which of the two plans it is."""
        return PlanName.SPLIT if len(self.replies) > 1 else PlanName.WHOLE


@dataclass(frozen=True, slots=True)
class _Candidate:
    settings: tuple[Setting, ...]
    classes: frozenset[int]
    endpoints: tuple[Any, ...]


def choose_pipes(configuration: Any, wanted: PlanName | None = None) -> PipePlan | None:
    """Return the most fitting plan of a configuration, None where no pipes could carry frames.

    Vendor-specific interfaces come before others and HID ones last, bulk pipes before interrupt
    ones, two pairs before one, and the pipes of several interfaces together only where no
    single one has enough.
    """
    settings = list(_settings(configuration))
    ranked = [
        (_rank(candidate, plan), plan)
        for candidate in settings
        for plan in _plans(candidate)
        if wanted in (None, plan.name)
    ]
    if ranked:
        return min(ranked, key=lambda pair: pair[0])[1]
    together = _together(settings)
    plans = _plans(together) if together else ()
    return next((plan for plan in plans if wanted in (None, plan.name)), None)


def may_carry_frames(device: Any) -> bool:
    """Tell by a device's descriptors, unopened, whether it is worth opening.

    HID interfaces are left to the system's HID driver. A device that does not show its
    descriptors unopened is worth a try.
    """
    try:
        plans = [choose_pipes(configuration) for configuration in device]
    except Exception:  # noqa: BLE001 - opening it will tell what is wrong
        return True
    return any(plan is not None and not plan.is_hid for plan in plans)


def _settings(configuration: Any) -> Iterator[_Candidate]:
    interfaces = sorted(configuration, key=lambda interface: int(interface.bInterfaceNumber))
    for number, group in groupby(interfaces, key=lambda each: int(each.bInterfaceNumber)):
        alternates = list(group)
        for each in alternates:
            device_class = int(each.bInterfaceClass)
            if device_class not in _OTHER_CLASSES:
                setting = Setting(number, int(each.bAlternateSetting), len(alternates) == 1)
                yield _Candidate((setting,), frozenset({device_class}), tuple(each))


def _together(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """Join the interfaces, each in its first setting that has pipes."""
    firsts: dict[int, _Candidate] = {}
    for candidate in candidates:
        if candidate.endpoints:
            firsts.setdefault(candidate.settings[0].interface, candidate)
    if len(firsts) < 2:
        return None
    return _Candidate(
        tuple(setting for each in firsts.values() for setting in each.settings),
        frozenset().union(*(each.classes for each in firsts.values())),
        tuple(endpoint for each in firsts.values() for endpoint in each.endpoints),
    )


def _plans(candidate: _Candidate) -> Iterator[PipePlan]:
    """List the plans that the pipes allow, the split one first."""
    out, back = _of_one_kind(candidate.endpoints)
    for count in (2, 1):
        if len(out) >= count and len(back) >= count:
            yield PipePlan(
                candidate.settings,
                tuple(map(_pipe, out[:count])),
                tuple(map(_pipe, back[:count])),
                is_hid=_HID_CLASS in candidate.classes,
            )


def _of_one_kind(endpoints: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Take the bulk pipes, else the interrupt ones, else both; out and back, by number.

    An interrupt pipe beside bulk ones tells of something else.
    """
    out: list[Any] = []
    back: list[Any] = []
    for kinds in ({_BULK}, {_INTERRUPT}, {_BULK, _INTERRUPT}):
        fitting = [each for each in endpoints if each.bmAttributes & _TRANSFER_KIND in kinds]
        fitting.sort(key=lambda each: int(each.bEndpointAddress))
        out = [each for each in fitting if not each.bEndpointAddress & _DIRECTION_IN]
        back = [each for each in fitting if each.bEndpointAddress & _DIRECTION_IN]
        if out and back:
            break
    return out, back


def _rank(candidate: _Candidate, plan: PipePlan) -> tuple[int, ...]:
    is_vendor = candidate.classes == {_VENDOR_CLASS}
    used = {pipe.address for pipe in (*plan.requests, *plan.replies)}
    is_bulk = all(
        each.bmAttributes & _TRANSFER_KIND == _BULK
        for each in candidate.endpoints
        if each.bEndpointAddress in used
    )
    (setting,) = candidate.settings
    return (
        2 if plan.is_hid else int(not is_vendor),
        int(not is_bulk),
        int(plan.name is PlanName.WHOLE),
        setting.alternate,
        setting.interface,
    )


def _pipe(endpoint: Any) -> Pipe:
    size = int(endpoint.wMaxPacketSize) & _PACKET_SIZE
    return Pipe(int(endpoint.bEndpointAddress), size or _USUAL_PACKET)
