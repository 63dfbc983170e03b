"""From an address to an opened reader, by the entry points that installed packages announce."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl

from drivers.allow_list import AllowList, who
from drivers.api import AddressInvalid, Driver, DriverForbidden, DriverUnknown, Reader
from drivers.decoder import Decoder, RemoteDriver
from drivers.plug_ins import AllowedDriver, distribution_of, installed, is_ours

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = [
    "DriverIdentity",
    "Registry",
    "driver_identity",
    "open_reader",
    "split_address",
]

log = logging.getLogger(__name__)

# Control characters and halves of characters: libraries answer a path with one by errors of theirs.
_NAMELESS = ("Cc", "Cs")


@dataclass(frozen=True, slots=True)
class DriverIdentity:
    """Which code read a card: a part of the evidence.

    `name` is distribution and scheme. `sha256` covers every file of the driver's package, names
    included (`drivers.plug_ins.files_sha256`); it is empty where a build ships no sources.
    """

    name: str
    version: str
    sha256: str


class Registry:
    """The drivers that may be used. Finding them imports nothing; using one imports that one.

    Attributes:
        allow_list: what keeps to `rules`.

    Args:
        allowed: the schemes that may be used, None for all that are installed.
        announced: entry points to choose from instead of those of the installed packages.
        decoder: makes the way to a decoder, for drivers whose readers have no SAM.
        rules: the carrier's list as it is now; None while there is none to keep to. A driver that
            it does not name is not imported.
    """

    def __init__(
        self,
        allowed: Collection[str] | None = None,
        *,
        announced: Iterable[EntryPoint] | None = None,
        decoder: Callable[[], Decoder] | None = None,
        rules: Callable[[], Collection[AllowedDriver]] | None = None,
    ) -> None:
        self._allowed = allowed
        self._decoder = decoder
        self.allow_list = AllowList(rules)
        self._announced = announced

    @property
    def schemes(self) -> tuple[str, ...]:
        """The schemes of installed and allowed drivers, bad plug-ins included."""
        return tuple(sorted(self._entries))

    def driver(self, scheme: str) -> Driver:
        """Load the driver of a scheme, once its files are those that the carrier allows.

        Raises:
            DriverUnknown: nobody speaks it, it is not allowed, or its plug-in is unusable.
        """
        entry = self._entry(scheme)
        if not self.allow_list.lets_run(entry):
            raise DriverForbidden(f"the carrier's list does not name {who(entry)} as it is here")
        try:
            driver = entry.load()
            fault = _fault_of(driver, scheme)
        except (Exception, SystemExit) as cause:
            raise DriverUnknown(
                f"the plug-in for {scheme!r} cannot be loaded ({entry.value}): "
                f"{type(cause).__name__}: {cause}"
            ) from cause
        if fault:
            raise DriverUnknown(f"the plug-in for {scheme!r} is no driver ({entry.value}): {fault}")
        self.allow_list.note_loaded(entry)
        loaded: Driver = driver
        return loaded

    def open_reader(self, address: str) -> Reader:
        """Open the reader at an address such as `sam-serial:/dev/ttyUSB0?baud=9600`.

        Raises:
            AddressInvalid, DriverUnknown, ReaderUnavailable: it cannot be opened.
        """
        scheme, target, options = split_address(address)
        driver = self.driver(scheme)
        if self._decoder is not None and callable(getattr(driver, "open_with", None)):
            remote = cast("RemoteDriver", driver)
            return remote.open_with(address, target, options, self._decoder())
        return driver.open(address, target, options)

    def open_alone(self, address: str) -> Reader:
        """As `open_reader`, and nobody decodes anything: for a test, which wants no one's identity.

        Raises:
            AddressInvalid, DriverUnknown, ReaderUnavailable: it cannot be opened.
        """
        scheme, target, options = split_address(address)
        return self.driver(scheme).open(address, target, options)

    def discover(self) -> Iterator[str]:
        """List the addresses worth opening; a bad plug-in is logged and passed over."""
        for scheme in self.schemes:
            try:
                yield from self.driver(scheme).discover()
            except DriverForbidden:
                continue  # as if it were not installed
            except Exception as cause:  # noqa: BLE001 - whatever a plug-in does hurts no other one
                log.warning("driver %s cannot be asked: %s", scheme, type(cause).__name__)

    def identity(self, scheme: str) -> DriverIdentity:
        """Name the code behind a scheme, for evidence.

        Raises:
            DriverUnknown: there is no such driver.
        """
        version = self.driver(scheme).version
        entry = self._entry(scheme)
        name = f"{distribution_of(entry)}/{scheme}"
        return DriverIdentity(name, version, self.allow_list.files(entry))

    def _entry(self, scheme: str) -> EntryPoint:
        entries = self._entries.get(scheme, ())
        if not entries:
            import difflib  # late: a name that is spelt rightly needs none

            close = difflib.get_close_matches(scheme, self.schemes, 1)
            hint = f", did you mean {close[0]!r}?" if close else f" ({', '.join(self.schemes)})"
            raise DriverUnknown(f"no driver speaks {scheme!r}{hint}")
        # Which one of two strangers reads a card is not left to chance.
        if len(entries) > 1:
            rivals = " and ".join(sorted(who(entry) for entry in entries))
            raise DriverUnknown(f"{rivals} both claim {scheme!r}: uninstall one of them")
        return entries[0]

    @cached_property
    def _entries(self) -> dict[str, tuple[EntryPoint, ...]]:
        entries: dict[str, tuple[EntryPoint, ...]] = {}
        for entry in installed(self._announced):
            if self._allowed is not None and entry.name not in self._allowed:
                continue
            known = entries.get(entry.name, ())
            # Nobody takes the place of a driver of ours by announcing its name.
            if is_ours(entry):
                entries[entry.name] = (entry,)
            elif not any(is_ours(each) or each.value == entry.value for each in known):
                entries[entry.name] = (*known, entry)
        return entries


def open_reader(address: str, *, allowed: Collection[str] | None = None) -> Reader:
    """Open the reader at an address such as `sam-serial:/dev/ttyUSB0?baud=9600`.

    Args:
        address: scheme, colon, target; options behind a question mark.
        allowed: the schemes that may be used, None for all that are installed.

    Raises:
        AddressInvalid: the address cannot be understood.
        DriverUnknown: no installed and allowed driver speaks its scheme.
        ReaderUnavailable: the reader cannot be opened.
    """
    return Registry(allowed).open_reader(address)


def driver_identity(scheme: str) -> DriverIdentity:
    """Name the code behind a scheme, for evidence."""
    return Registry().identity(scheme)


def split_address(address: str) -> tuple[str, str, dict[str, str]]:
    """Cut an address into scheme, target and options.

    Raises:
        AddressInvalid: it has another form, says something twice, or holds what no system can name.
    """
    scheme, colon, rest = address.partition(":")
    if not colon or not scheme:
        raise AddressInvalid(f"{address!r} is not SCHEME:TARGET, as in sam-serial:COM3")
    target, question, query = rest.partition("?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError as cause:
        raise AddressInvalid(f"the options of {address!r} are not name=value") from cause
    options = dict(pairs)
    if any(
        unicodedata.category(each) in _NAMELESS for each in "".join([address, *options.values()])
    ):
        raise AddressInvalid(f"{address!r} holds characters that are none")
    if len(options) != len(pairs) or (question and not query):
        raise AddressInvalid(f"the options of {address!r} are empty or repeated")
    return scheme, target, options


def _fault_of(driver: object, scheme: str) -> str | None:
    """Say what a plug-in lacks; a protocol alone would let half a driver start."""
    for name in ("scheme", "version"):
        if not isinstance(getattr(driver, name, None), str):
            return f"it has no {name}"
    for name in ("open", "discover"):
        if isinstance(driver, type) or not callable(getattr(driver, name, None)):
            return f"it has no {name}()"
    if (spoken := getattr(driver, "scheme", "")) != scheme:
        return f"it speaks {spoken!r}"
    return None
