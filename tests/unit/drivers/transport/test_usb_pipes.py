"""Descriptors tell how frames lie on the pipes of a USB device; numbers tell nothing."""

from __future__ import annotations

from typing import Any

import pytest
import usb.core
from hypothesis import given
from hypothesis import strategies as st

from drivers.simulator.device import SamDevice
from drivers.simulator.line import PacedLine
from drivers.simulator.usb_bus import UsbBus
from drivers.simulator.usb_reader import (
    BULK,
    INTERRUPT,
    OFFICIAL,
    SIMPLE,
    UsbEndpoint,
    UsbReader,
    UsbSetting,
)
from drivers.transport.usb_pipes import PipePlan, PlanName, choose_pipes, may_carry_frames

DISK, HID, PRINTER = 0x08, 0x03, 0x07


def setting(*addresses: int, kind: int = BULK, **more: Any) -> UsbSetting:
    return UsbSetting(tuple(UsbEndpoint(address, kind) for address in addresses), **more)


def device_of(*settings: UsbSetting) -> usb.core.Device:
    bus = UsbBus()
    bus.plug(UsbReader(PacedLine(SamDevice()), settings=settings, requests=(), replies=()))
    return usb.core.find(backend=bus)


def plan_of(*settings: UsbSetting, wanted: PlanName | None = None) -> PipePlan | None:
    return choose_pipes(device_of(*settings)[0], wanted)


def pipes_of(plan: PipePlan | None) -> tuple[list[int], list[int]] | None:
    if plan is None:
        return None
    return [pipe.address for pipe in plan.requests], [pipe.address for pipe in plan.replies]


CASES = {
    "the official device": (OFFICIAL, ([0x02, 0x06], [0x81, 0x85])),
    "the simple one": (SIMPLE, ([0x01], [0x82])),
    "listed the other way round": ((setting(0x85, 0x06, 0x81, 0x02),), ([2, 6], [0x81, 0x85])),
    "other numbers": ((setting(0x0E, 0x83, 0x03, 0x8F),), ([0x03, 0x0E], [0x83, 0x8F])),
    "interrupt pipes": ((setting(0x01, 0x81, kind=INTERRUPT),), ([0x01], [0x81])),
    "two interrupt pipes each way": (
        (setting(0x01, 0x02, 0x81, 0x82, kind=INTERRUPT),),
        ([0x01, 0x02], [0x81, 0x82]),
    ),
    "an interrupt pipe beside bulk ones tells of something else": (
        (UsbSetting((UsbEndpoint(0x81, INTERRUPT), *map(UsbEndpoint, (0x02, 0x83)))),),
        ([0x02], [0x83]),
    ),
    "out over bulk and back over interrupts": (
        (UsbSetting((UsbEndpoint(0x01), UsbEndpoint(0x81, INTERRUPT))),),
        ([0x01], [0x81]),
    ),
    "another interface": ((setting(), setting(0x02, 0x82, interface=3)), ([0x02], [0x82])),
    "another alternate setting": (
        (setting(interface=1), setting(0x02, 0x82, interface=1, alternate=1)),
        ([0x02], [0x82]),
    ),
    "a disk beside the reader": (
        (setting(0x01, 0x81, device_class=DISK), setting(0x02, 0x82, interface=1)),
        ([0x02], [0x82]),
    ),
    "vendor pipes before those of a class": (
        (setting(0x01, 0x81, device_class=0x0A), setting(0x02, 0x82, interface=1)),
        ([0x02], [0x82]),
    ),
    "bulk before interrupt": (
        (setting(0x01, 0x81, kind=INTERRUPT), setting(0x02, 0x82, interface=1)),
        ([0x02], [0x82]),
    ),
    "two pairs before one": (
        (setting(0x01, 0x81), setting(0x02, 0x03, 0x82, 0x83, interface=1)),
        ([0x02, 0x03], [0x82, 0x83]),
    ),
    "pipes on two interfaces": (
        (setting(0x02, 0x06), setting(0x81, 0x85, interface=1)),
        ([0x02, 0x06], [0x81, 0x85]),
    ),
    "hid where there is nothing else": (
        (setting(0x01, 0x81, kind=INTERRUPT, device_class=HID),),
        ([0x01], [0x81]),
    ),
    "more pipes than needed": (
        (setting(0x01, 0x02, 0x03, 0x81, 0x82, 0x83),),
        ([0x01, 0x02], [0x81, 0x82]),
    ),
    "two out and one back": ((setting(0x01, 0x02, 0x81),), ([0x01], [0x81])),
    "nothing back": ((setting(0x01, 0x02),), None),
    "nothing at all": ((setting(),), None),
    "a disk alone": ((setting(0x01, 0x81, device_class=DISK),), None),
    "a printer alone": ((setting(0x01, 0x81, device_class=PRINTER),), None),
}


@pytest.mark.parametrize(("settings", "pipes"), CASES.values(), ids=CASES.keys())
def test_the_pipes_follow_from_the_descriptors(
    settings: tuple[UsbSetting, ...], pipes: tuple[list[int], list[int]] | None
) -> None:
    assert pipes_of(plan_of(*settings)) == pipes


def test_where_both_plans_fit_the_wanted_one_is_taken() -> None:
    whole = plan_of(*OFFICIAL, wanted=PlanName.WHOLE)
    assert pipes_of(whole) == ([0x02], [0x81])
    two_interfaces = (setting(0x01, 0x81), setting(0x02, 0x82, interface=1))
    assert pipes_of(plan_of(*two_interfaces)) == ([0x01], [0x81])
    split = plan_of(*two_interfaces, wanted=PlanName.SPLIT)
    assert pipes_of(split) == ([0x01, 0x02], [0x81, 0x82])
    assert split is not None
    assert [each.interface for each in split.settings] == [0, 1]
    assert plan_of(*SIMPLE, wanted=PlanName.SPLIT) is None


def test_the_size_of_packets_is_that_of_the_pipe() -> None:
    pipes = (UsbEndpoint(0x01, INTERRUPT, 8), UsbEndpoint(0x81, INTERRUPT, 0x1000 | 1024))
    plan = plan_of(UsbSetting(pipes))
    assert plan is not None
    assert [pipe.packet_size for pipe in (*plan.requests, *plan.replies)] == [8, 1024]


def test_a_pipe_that_claims_packets_of_no_size_gets_the_usual_one() -> None:
    plan = plan_of(UsbSetting((UsbEndpoint(0x01, packet_size=0), UsbEndpoint(0x81))))
    assert plan is not None
    assert plan.requests[0].packet_size == 64


@pytest.mark.parametrize(
    ("settings", "may"),
    [
        (OFFICIAL, True),
        (SIMPLE, True),
        ((setting(0x01, 0x81, kind=INTERRUPT, device_class=HID),), False),
        ((setting(0x01, 0x81, device_class=DISK),), False),
        ((setting(),), False),
    ],
)
def test_what_is_worth_opening_shows_without_opening(
    settings: tuple[UsbSetting, ...], *, may: bool
) -> None:
    assert may_carry_frames(device_of(*settings)) == may


def test_a_device_that_hides_its_descriptors_is_worth_a_try() -> None:
    class Hidden:
        def __iter__(self) -> Any:
            raise usb.core.USBError("no", None, 13)

    assert may_carry_frames(Hidden())


@given(
    st.sets(st.integers(1, 15), min_size=1, max_size=5),
    st.sets(st.integers(1, 15), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
def test_whatever_the_numbers_the_lower_pipe_comes_first(
    out: set[int], back: set[int], shuffler: Any
) -> None:
    addresses = [*out, *(0x80 | number for number in back)]
    shuffler.shuffle(addresses)
    count = 2 if len(out) > 1 and len(back) > 1 else 1
    assert pipes_of(plan_of(setting(*addresses))) == (
        sorted(out)[:count],
        [0x80 | number for number in sorted(back)[:count]],
    )
