"""From an address to a driver, whatever other people's plug-ins do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint

import pytest

import drivers
from drivers import (
    AddressInvalid,
    DriverUnknown,
    Reader,
    ReaderUnavailable,
    Registry,
    driver_identity,
    open_reader,
)
from drivers.plug_ins import GROUPS
from drivers.registry import split_address


class FineDriver:
    scheme = "fine"
    version = "3"

    def discover(self) -> Iterable[str]:
        return ["fine:1"]

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        assert address.startswith(self.scheme)
        raise ReaderUnavailable(f"{target} {dict(options)}")


class Rude(FineDriver):
    scheme = "rude"

    def discover(self) -> Iterable[str]:
        raise RuntimeError


class Moody(FineDriver):
    scheme = "moody"

    @property
    def version(self) -> str:  # type: ignore[override]
        raise OSError("no version file")


MOODY = Moody()
UNCALLABLE = type("Uncallable", (), {"scheme": "uncallable", "version": "1", "open": "please"})()
FINE, RUDE, NO_DRIVER, HALF = FineDriver(), Rude(), object(), type("Half", (), {"scheme": "half"})()


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{value}" if ":" not in value else value, GROUPS[0])


@pytest.fixture
def registry() -> Registry:
    return Registry(
        announced=[
            entry("fine", "FINE"),
            entry("rude", "RUDE"),
            entry("missing", "no_such_module:DRIVER"),
            entry("absent", "ABSENT"),
            entry("object", "NO_DRIVER"),
            entry("half", "HALF"),
            entry("class", "FineDriver"),
            entry("misnamed", "FINE"),
            entry("leaving", "tests.unit.drivers.leaving_plug_in:DRIVER"),
            entry("moody", "MOODY"),
            entry("uncallable", "UNCALLABLE"),
        ]
    )


def test_options_and_target_reach_the_driver(registry: Registry) -> None:
    with pytest.raises(ReaderUnavailable, match=r"/dev/x:1 \{'a': '1', 'b': ''\}"):
        registry.open_reader("fine:/dev/x:1?a=1&b=")


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ("missing", "ModuleNotFoundError"),
        ("absent", "AttributeError"),
        ("object", "has no scheme"),
        ("half", "has no version"),
        ("class", r"has no open\(\)"),
        ("misnamed", "speaks 'fine'"),
        ("leaving", "SystemExit"),
        ("moody", "OSError"),
        ("uncallable", r"has no open\(\)"),
        ("fin", "did you mean 'fine'"),
    ],
)
def test_a_bad_plug_in_gets_one_readable_error(registry: Registry, scheme: str, said: str) -> None:
    with pytest.raises(DriverUnknown, match=said):
        registry.open_reader(f"{scheme}:x")


@pytest.mark.expected_log("driver .* cannot be asked")
def test_a_bad_plug_in_does_not_hurt_the_others(registry: Registry) -> None:
    assert list(registry.discover()) == ["fine:1"]


def test_what_is_not_allowed_is_unknown() -> None:
    allowed = Registry(["sam-tcp"])
    assert allowed.schemes == ("sam-tcp",)
    with pytest.raises(DriverUnknown):
        allowed.open_reader("sam-serial:COM3")
    with pytest.raises(DriverUnknown):
        open_reader("sam-serial:COM3", allowed=[])


def test_nobody_takes_the_place_of_a_driver_of_ours() -> None:
    ours = entry("sam-tcp", "drivers.readers.sam_tcp:DRIVER")
    for announced in ([ours, entry("sam-tcp", "FINE")], [entry("sam-tcp", "FINE"), ours]):
        driver = Registry(announced=announced).driver("sam-tcp")
        assert type(driver).__module__ == "drivers.readers.sam_tcp"


def test_two_strangers_that_claim_one_scheme_are_both_named_and_hurt_nobody_else() -> None:
    rivals = Registry(
        announced=[entry("rude", "RUDE"), entry("rude", "FINE"), entry("fine", "FINE")]
    )
    with pytest.raises(DriverUnknown, match=r":FINE and .*:RUDE both claim 'rude': uninstall one"):
        rivals.open_reader("rude:x")
    with pytest.raises(DriverUnknown, match="both claim"):
        rivals.identity("rude")
    assert rivals.driver("fine") is FINE
    # One plug-in that is announced twice, as by two copies of its metadata, is one.
    assert Registry(announced=[entry("fine", "FINE")] * 2).driver("fine") is FINE


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sam-serial",
        ":x",
        "sam-serial:",
        "sam-serial:COM3?",
        "sam-serial:COM3?baud",
        "sam-serial:COM3?baud=1&baud=2",
        "sam-serial:COM3?baud=fast",
        "sam-serial:COM3?baud=",
        "sam-serial:COM3?baud=１１５２００",
        "sam-tcp:",
        "sam-tcp:127.0.0.1",
        "sam-tcp::4001",
        "sam-tcp:127.0.0.1:0",
        "sam-tcp:127.0.0.1:99999",
        "sam-tcp:127.0.0.1:x",
        "sam-serial:/dev/x\0y",
        "sam-serial:/dev/tty\ud800",
        "sam-serial:/dev/tty\nUSB0",
        "sam-serial:COM3?baud=96%00",
        "sam-serial:COM3?baud=\ud800",
        "sam-tcp:host\0name:4001",
        "pcsc:reader\ud800",
    ],
)
def test_an_address_that_makes_no_sense_is_said_to_be_invalid(address: str) -> None:
    with pytest.raises(AddressInvalid):
        open_reader(address)


def test_a_mistyped_option_gets_a_suggestion() -> None:
    with pytest.raises(AddressInvalid, match="did you mean 'baud'"):
        open_reader("sam-serial:COM3?baudrate=9600")


def test_a_mistyped_scheme_gets_a_suggestion() -> None:
    with pytest.raises(DriverUnknown, match="did you mean 'sam-serial'"):
        open_reader("sam-seriall:COM3")


def test_an_address_is_cut_into_its_parts() -> None:
    assert split_address(r"sam-serial:\\.\COM10") == ("sam-serial", r"\\.\COM10", {})
    assert split_address("sim:") == ("sim", "", {})


def test_missing_lines_are_unavailable() -> None:
    for address in ("sam-serial:/dev/no-such-port", "sam-tcp:127.0.0.1:9"):
        with pytest.raises(ReaderUnavailable) as missing:
            open_reader(address)
        assert missing.value.__cause__ is not None


def test_the_code_behind_a_scheme_has_an_identity() -> None:
    identity = driver_identity("sam-serial")
    assert identity.name.endswith("/sam-serial")
    assert identity.version
    assert len(identity.sha256) == 64
    assert identity == driver_identity("sam-serial")
    with pytest.raises(DriverUnknown):
        driver_identity("nobody")


def test_the_public_names_exist() -> None:
    assert all(hasattr(drivers, name) for name in drivers.__all__)


def test_importing_drivers_loads_no_library() -> None:
    code = "import drivers, sys; print(*sorted(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(run.stdout.split())
    assert not loaded & {"serial", "socket", "importlib.metadata", "drivers.readers"}
