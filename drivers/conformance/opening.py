"""Checks of an address, of opening it, and of what a reader says of itself."""

from __future__ import annotations

import re
import time
from typing import Final

from drivers.api import AddressInvalid, CardPresent, CardRefused, ReaderError, SimRead, SimRefused
from drivers.card.read import CardRead
from drivers.conformance.subject import DriverRaised, Subject, seconds
from drivers.conformance.verdict import Verdict, failed, passed, reported

__all__ = [
    "address_parses",
    "capabilities_are_kept",
    "discovers",
    "info_is_complete",
    "opens",
    "opens_twice",
    "sam_id_is_told",
    "unknown_option_is_refused",
]

CAPABILITIES: Final = frozenset({"raw_text", "raw_photo", "sam_id", "sim", "presence"})
_SAM_ID: Final = re.compile(r"\d\d\.\d\d-\d{8}-\d{10}-\d{10}")
_DISCOVER_S: Final = 2.0
_OPEN_S: Final = 5.0


def address_parses(subject: Subject) -> Verdict:
    """The scheme of the address is that of an installed driver."""
    driver = subject.driver()
    return passed(f"{driver.scheme} {driver.version}")


def discovers(subject: Subject) -> Verdict:
    """Looking for addresses opens nothing, so it is quick, and finds what this driver opens."""
    driver = subject.driver()
    began = time.monotonic()
    found = subject.call("discover()", lambda: list(driver.discover()))
    took = seconds(time.monotonic() - began, _DISCOVER_S)
    strays = [each for each in found if not str(each).startswith(f"{subject.scheme}:")]
    if strays:
        return failed(f"{len(strays)} addresses that this driver does not open", took)
    if took.value > _DISCOVER_S:
        return failed("looking for addresses takes too long", took)
    return passed(f"{len(found)} addresses", took)


def opens(subject: Subject) -> Verdict:
    """It opens, or says in time and with a typed error why not."""
    began = time.monotonic()
    subject.open()
    took = seconds(time.monotonic() - began, _OPEN_S)
    return passed("", took) if took.value <= _OPEN_S else reported("opening is slow", took)


def info_is_complete(subject: Subject) -> Verdict:
    """Address, driver and version are those that were opened; capabilities are known words."""
    info, driver = subject.info(), subject.driver()
    told = {
        "address": (info.address, subject.address),
        "driver": (info.driver, subject.scheme),
        "driver_version": (info.driver_version, driver.version),
    }
    if wrong := [f"{name} is {is_!r}" for name, (is_, ought) in told.items() if is_ != ought]:
        return failed(", ".join(wrong))
    if strange := sorted(set(info.capabilities) - CAPABILITIES):
        return failed(f"nobody knows the capabilities {', '.join(map(repr, strange))}")
    if not info.capabilities:
        return failed("no capability is told")
    if not isinstance(getattr(info, "simulated", None), bool):
        return failed("whether it is simulated is not said")
    words = ", ".join(sorted(info.capabilities))
    return passed(
        f"{info.name or 'without a name'}: {words}" + ("; simulated" if info.simulated else "")
    )


def sam_id_is_told(subject: Subject) -> Verdict:
    """A reader with a SAM says which one it is; a module may refuse that."""
    info = subject.info()
    if not info.sam_id:
        if "sam_id" in info.capabilities:
            return reported("the device does not tell its SAM id, or refused to")
        return reported("this reader tells no SAM id")
    if not _SAM_ID.fullmatch(info.sam_id):
        return reported("the SAM id is not written as 00.00-00000000-0000000000-0000000000")
    return passed(info.sam_id)


def capabilities_are_kept(subject: Subject) -> Verdict:
    """Nothing is told that was not promised, and promises do not change while it is open."""
    told = {info.capabilities for info in subject.infos}
    if len(told) > 1:
        return failed("the capabilities changed while nothing else did")
    has = next(iter(told), frozenset())
    needed = {
        CardRead: {"raw_text"},
        CardRefused: {"raw_text"},
        CardPresent: {"presence"},
        SimRead: {"sim"},
        SimRefused: {"sim"},
    }
    for heard in subject.heard:
        if missing := needed.get(type(heard.event), set()) - has:
            kind = type(heard.event).__name__
            return failed(f"a {kind} came from a reader without {', '.join(missing)}")
        if isinstance(heard.event, CardRead) and heard.event.raw_photo and "raw_photo" not in has:
            return failed("a photo came from a reader without raw_photo")
    card = subject.card
    if card is not None and "raw_photo" in has and not card.raw_photo:
        return reported("photos are promised, and this card gave none")
    return passed()


def unknown_option_is_refused(subject: Subject) -> Verdict:
    """An option that the driver does not know is a mistake that the address has, not a wish."""
    mark = "&" if "?" in subject.address else "?"
    try:
        subject.open(f"{subject.address}{mark}no-such-option=1")
    except DriverRaised as raised:
        if isinstance(raised.error, AddressInvalid):
            return passed()
        if isinstance(raised.error, ReaderError):
            return failed(f"{raised} instead of AddressInvalid")
        raise
    subject.close()
    return failed("an option that does not exist is ignored, so that a misspelt one is too")


def opens_twice(subject: Subject) -> Verdict:
    """A second opening is told apart from a broken reader, and spoils nothing for the next."""
    subject.reopen()
    second = None
    try:
        second = subject.call(
            "open() of what is open", lambda: subject.registry.open_reader(subject.address), 20.0
        )
        told = "both are open"
    except DriverRaised as raised:
        if not raised.is_typed:
            raise
        told = f"the second one was refused: {type(raised.error).__name__}"
    finally:
        if second is not None:
            subject.call("close() of the second", second.close)
    subject.reopen()
    subject.close()
    return passed(told)
