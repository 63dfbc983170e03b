"""The page of readers in every state, and what the strip says of them."""

from __future__ import annotations

from dataclasses import replace

from drivers.discovery.ladder import RUNGS, Rung, RungState
from pos_client.application.state import (
    CounterState,
    ReaderChange,
    ReaderPhase,
    ReadersState,
    ReaderState,
    ReaderTest,
)
from tests.ui.people import ready

__all__ = ["READER_SCENES", "SERIAL", "STRIP_SCENES", "among", "barred"]

SERIAL = ReaderState(
    ReaderPhase.READY,
    "sam-serial:/dev/serial/by-id/usb-1a86_USB_Serial_0042-if00-port0",
    "05.01-20180914-0001234567-0000000001",
    name="USB Serial",
    usb_id="1a86:7523",
    driver="sam-serial",
    driver_version="1",
)
_USB = replace(
    SERIAL,
    address="sam-usb:0400:c35a?bus=1&port=2",
    sam_id="05.03-20200301-0000000077-0000000001",
    name="IDR 210",
    usb_id="0400:c35a",
    driver="sam-usb",
)
_SLOT = ReaderState(
    ReaderPhase.READY,
    "pcsc:ACS ACR39U ICC Reader 00 00",
    name="ACS ACR39U ICC Reader 00 00",
    driver="pcsc",
    driver_version="1",
)
_GOOD = tuple(Rung(name, RungState.GOOD) for name in RUNGS)


def barred(code: str, remedy: str = "", **changes: object) -> ReaderState:
    """A reader that is there and cannot be used."""
    plain = replace(_USB, phase=ReaderPhase.LOST, sam_id="", driver_version="", code=code)
    return replace(plain, remedy=remedy, **changes)  # type: ignore[arg-type]


def among(*readers: ReaderState, **changes: object) -> CounterState:
    """At work with these readers, of which the first is the one to show."""
    shown = readers[0] if readers else ReaderState()
    state = ReadersState(readers, has_looked=True, **changes)  # type: ignore[arg-type]
    return ready(reader=shown, readers=state)


_BARRED = (
    barred("reader_forbidden", "udev_rule"),
    barred("service_away", "pcsc_service", address="", name="ACS ACR38", usb_id="072f:90cc"),
    barred("library_unusable", "library", address="", name="ID card reader (USB)", driver=""),
    barred(
        "reader_forbidden",
        "dialout_group",
        address="sam-serial:/dev/ttyS0",
        name="ttyS0",
        usb_id="",
        driver="sam-serial",
        is_known=False,
    ),
)
_AWAY = {"chosen": "IDR 210"}
_ONLY = {"chosen": "USB Serial", "chosen_address": SERIAL.address}
_BROKEN = Rung(RUNGS[-1], RungState.BROKEN, "no_sam")

_VENDOR = "vendor:sdtapi?library=/opt/vendor/libsdtapi.so"
_BITNESS = (
    Rung(
        RUNGS[0],
        RungState.BROKEN,
        "library_unusable",
        "/opt/vendor/libsdtapi.so is for 32 bits, and this worker has 64",
    ),
    *(Rung(name, RungState.NOT_REACHED) for name in RUNGS[1:]),
)

READER_SCENES: dict[str, CounterState] = {
    "readers": among(SERIAL, replace(_SLOT, is_slot=True), *_BARRED[:2]),
    "readers-barred": among(*_BARRED),
    "readers-one": among(
        replace(SERIAL, address="sim:", name="sim:", usb_id="", driver="sim", is_simulated=True)
    ),
    "readers-none": among(),
    "readers-looking": ready(readers=ReadersState(), reader=ReaderState()),
    "readers-only": among(SERIAL, replace(_USB, phase=ReaderPhase.RESTING), **_ONLY),
    "readers-away": among(SERIAL, **_AWAY),
    "readers-busy": among(
        SERIAL, barred("reader_busy"), barred("hangs", name="IDR 200", address="sam-usb:0483:5652")
    ),
    "readers-testing": among(
        replace(SERIAL, phase=ReaderPhase.RESTING),
        _USB,
        test=ReaderTest(SERIAL.address, _GOOD[:4]),
    ),
    "readers-sound": among(SERIAL, _USB, test=ReaderTest(SERIAL.address, _GOOD, is_running=False)),
    "readers-no-sam": among(
        replace(_SLOT, has_card_without_sam=True),
        test=ReaderTest(_SLOT.address, (*_GOOD[:5], _BROKEN), is_running=False),
    ),
    "readers-bitness": among(
        barred("library_unusable", address=_VENDOR, name="sdtapi", usb_id="", driver="vendor"),
        test=ReaderTest(_VENDOR, _BITNESS, is_running=False),
    ),
    "readers-nine": among(
        *(replace(_USB, address=f"sam-usb:0400:c35a?port={place}") for place in range(9))
    ),
    "readers-before-log-in": replace(among(SERIAL), session=None),
}

STRIP_SCENES: dict[str, CounterState] = {
    "idle-reader-forbidden": among(_BARRED[0]),
    "idle-reader-busy": among(barred("reader_busy")),
    "idle-service-away": among(_BARRED[1]),
    "idle-library-unusable": among(barred("library_unusable")),
    "idle-reader-silent": among(barred("reader_silent")),
    "idle-reader-unknown": among(barred("something_new")),
    "idle-no-reader-found": among(),
    "idle-reader-away": among(SERIAL, **_AWAY),
    "idle-readers-many": among(SERIAL, _USB),
    "idle-readers-some": among(SERIAL, barred("reader_busy")),
    "idle-reader-back": among(SERIAL, change=(ReaderChange.BACK, "USB Serial")),
    "idle-reader-gone": among(SERIAL, change=(ReaderChange.LOST, "IDR 210")),
    "idle-reader-no-sam": among(replace(_SLOT, has_card_without_sam=True)),
}
